import type { NetAccess } from "../../base/net.ts";
import type { Program } from "../../shell/program.ts";

type Listener = ReturnType<NetAccess["listeners"]>[number];

/** What -t, -u, -l, -n and -p ask for. */
function chosen(args: readonly string[], listeners: readonly Listener[]) {
  const letters = args.filter((arg) => /^-[a-z]+$/i.test(arg)).join("");
  const tcp = letters.includes("t");
  const udp = letters.includes("u");
  const wanted = listeners.filter(
    ({ protocol }) =>
      (tcp === udp ? protocol !== "SCTP" : false) || (tcp && protocol === "TCP") || (udp && protocol === "UDP"),
  );
  const listening = letters.includes("l") || letters.includes("a");
  return { shown: listening ? wanted : [], process: letters.includes("p"), both: tcp === udp };
}

/** A process number for each process name, in the order in which they listen; the first is the container's own. */
function numbers(listeners: readonly Listener[]): ReadonlyMap<string, number> {
  return new Map([...new Set(listeners.map(({ process }) => process))].map((process, index) => [process, index + 1]));
}

/** ss of iproute2: who listens. */
export const ss: Program = async (args, io) => {
  const listeners = io.net.listeners();
  const { shown, process, both } = chosen(args, listeners);
  const pids = numbers(listeners);
  const rows = shown.map((one) => ({
    kind: one.protocol.toLowerCase(),
    state: one.protocol === "UDP" ? "UNCONN" : "LISTEN",
    queue: one.protocol === "UDP" ? "0" : "4096",
    local: `${one.ip}:${one.port}`,
    peer: one.ip === "::" ? "[::]:*" : "0.0.0.0:*",
    process: process ? `users:(("${one.process}",pid=${pids.get(one.process)},fd=3))` : "",
  }));
  const head = {
    kind: "Netid",
    state: "State",
    queue: "Send-Q",
    local: "Local Address:Port",
    peer: "Peer Address:Port",
    process: "Process",
  };
  const width = (key: keyof typeof head, least: number) => Math.max(least, ...rows.map((row) => row[key].length));
  const kindWidth = width("kind", 5);
  const stateWidth = width("state", 6);
  const localWidth = Math.max(18, ...rows.map((row) => row.local.length));
  const line = (row: typeof head, received: string) =>
    `${both ? `${row.kind.padEnd(kindWidth)} ` : ""}${row.state.padEnd(stateWidth)} ${received.padEnd(6)} ${row.queue.padEnd(6)} ` +
    `${row.local.padStart(localWidth)} ${row.peer.padStart(17)} ${row.process}`;
  await io.stdout.write(
    `${[line(head, "Recv-Q"), ...rows.map((row) => line(row, "0"))].map((one) => `${one.trimEnd()}\n`).join("")}`,
  );
  return 0;
};

/** netstat of net-tools: who listens. */
export const netstat: Program = async (args, io) => {
  const listeners = io.net.listeners();
  const { shown, process } = chosen(args, listeners);
  const pids = numbers(listeners);
  const tail = process ? "PID/Program name    " : "";
  const rows = shown.map((one) => {
    const own = `${one.protocol.toLowerCase().padEnd(5)}      0      0 `;
    const local = `${one.ip}:${one.port}`.padEnd(23);
    const state = (one.protocol === "UDP" ? "" : "LISTEN").padEnd(11);
    return `${own}${local} ${"0.0.0.0:*".padEnd(23)} ${state} ${process ? `${pids.get(one.process)}/${one.process}`.padEnd(20) : ""}`;
  });
  const head = `Proto Recv-Q Send-Q Local Address           Foreign Address         State       ${tail}`;
  const lines = ["Active Internet connections (only servers)", head, ...rows];
  await io.stdout.write(`${lines.join("\n")}\n`);
  return 0;
};
