import type { NetAccess } from "../../base/net.ts";
import type { ProcessInfo } from "../../shell/machine/index.ts";

export type Listener = ReturnType<NetAccess["listeners"]>[number];

/** What -t, -u, -l, -n and -p ask for. */
export function chosen(args: readonly string[], listeners: readonly Listener[]) {
  const letters = args.filter((arg) => /^-[a-z]+$/i.test(arg)).join("");
  const tcp = letters.includes("t") || args.includes("--tcp");
  const udp = letters.includes("u") || args.includes("--udp");
  const wanted = listeners.filter(
    ({ protocol }) =>
      (tcp === udp ? protocol !== "SCTP" : false) || (tcp && protocol === "TCP") || (udp && protocol === "UDP"),
  );
  const listening = letters.includes("l") || args.includes("--listening");
  const all = letters.includes("a") || args.includes("--all");
  return {
    shown: listening || all ? wanted : [],
    listening,
    all,
    process: letters.includes("p"),
    both: tcp === udp,
    letters,
  };
}

/**
 * The process that listens: by its program's name among those that run here, or the first one of a container, whose port it is. A node's
 * own daemons are none of the processes here; each has a number of its own all the same.
 */
export function listenerPid({ process }: Listener, processes: readonly ProcessInfo[]): number {
  const named = processes.find(({ command }) => command.split(/[ :]/)[0]!.replace(/^.*\//, "") === process);
  if (named) return named.pid;
  const first = processes[0]?.pid ?? 1;
  return first === 1 ? first : [...process].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 700, 0) + 200;
}
