import { isProcessIo, type ProcessInfo } from "../../../shell/machine/index.ts";
import type { Io, SignalName } from "../../../shell/program.ts";
import { processesOf } from "../../coreutils/processes.ts";
import { nameOf } from "../../coreutils/tool.ts";
import { shortName } from "../../proc/process.ts";
import type { Applet } from "../applet.ts";

const SIGNALS: Readonly<Record<string, SignalName>> = {
  "1": "SIGHUP",
  "2": "SIGINT",
  "3": "SIGQUIT",
  "9": "SIGKILL",
  "10": "SIGUSR1",
  "12": "SIGUSR2",
  "15": "SIGTERM",
};

/** "-9", "-KILL", "-SIGKILL": the signal, or undefined for a word that is none. */
function signalOf(word: string): SignalName | undefined {
  const name = word.slice(1).toUpperCase();
  return SIGNALS[name] ?? Object.values(SIGNALS).find((one) => one === name || one === `SIG${name}`);
}

/** Signal and targets of a command line whose first words may name the signal. */
function targetsOf(words: readonly string[]): { signal: SignalName; targets: readonly string[]; bad?: string } {
  let signal: SignalName = "SIGTERM";
  const rest = [...words];
  while (
    rest[0]?.startsWith("-") &&
    rest[0] !== "--" &&
    !(rest.length > 1 && /^-\d+$/.test(rest[0]) && rest[0].length > 3)
  ) {
    const word = rest.shift()!;
    const named = word === "-s" ? `-${rest.shift() ?? ""}` : word;
    if (named === "-q") continue;
    const found = signalOf(named);
    if (!found) return { signal, targets: [], bad: named.slice(1) };
    signal = found;
  }
  return { signal, targets: rest[0] === "--" ? rest.slice(1) : rest };
}

const deliver = (io: Io, pid: number, signal: SignalName): boolean =>
  isProcessIo(io) && io.process.machine.processes.kill(pid, signal);

/** Every word is looked at by the applet itself: "-9" is no option. */
const raw = { flags: "", strict: true } as const;

const killing = (
  usage: string,
  help: string,
  by: (target: string, io: Io, signal: SignalName) => Promise<boolean>,
): Applet => ({
  ...raw,
  usage,
  help,
  flags: "lqsabcdefghijkmnoprtuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  async run({ words }, io) {
    const { signal, targets, bad } = targetsOf(words);
    if (bad !== undefined) {
      await io.stderr.write(`${nameOf(io)}: bad signal name '${bad}'\n`);
      return 1;
    }
    if (targets.length === 0) {
      await io.stderr.write(`${nameOf(io)}: you need to specify whom to kill\n`);
      return 1;
    }
    let failed = 0;
    for (const target of targets) if (!(await by(target, io, signal))) failed += 1;
    return failed > 0 ? 1 : 0;
  },
});

export const kill = killing(
  "[-l] [-SIG] PID...",
  "Send a signal (default: TERM) to given PIDs",
  async (target, io, signal) => {
    if (!/^-?\d+$/.test(target)) {
      await io.stderr.write(`${nameOf(io)}: invalid number '${target}'\n`);
      return false;
    }
    if (deliver(io, Number(target), signal)) return true;
    await io.stderr.write(`${nameOf(io)}: can't kill pid ${target}: No such process\n`);
    return false;
  },
);

const named = (io: Io, name: string): readonly ProcessInfo[] =>
  processesOf(io).filter(({ command }) => shortName(command) === name.replace(/^.*\//, ""));

export const killall = killing(
  "[-lq] [-SIG] PROCESS_NAME...",
  "Send a signal (default: TERM) to given processes",
  async (target, io, signal) => {
    const found = named(io, target);
    for (const { pid } of found) deliver(io, pid, signal);
    if (found.length === 0) await io.stderr.write(`${nameOf(io)}: ${target}: no process killed\n`);
    return found.length > 0;
  },
);

/** pidof: the youngest first, on one line. */
export const pidof: Applet = {
  usage: "[NAME]...",
  help: "List PIDs of all processes with names that match NAMEs",
  flags: "s",
  values: "o",
  async run(options, io) {
    const found = options.operands.flatMap((name) => named(io, name).map(({ pid }) => pid)).sort((a, b) => b - a);
    if (found.length === 0) return 1;
    await io.stdout.write(`${(options.has("s") ? found.slice(0, 1) : found).join(" ")}\n`);
    return 0;
  },
};

const matching = (kills: boolean): Applet => ({
  usage: "[-flanovx] [-s SID|-P PPID|PATTERN]",
  help: "Display process(es) selected by regex PATTERN",
  flags: "flanovx0123456789KILTERMHUPN",
  values: "sP",
  least: 1,
  async run(options, io) {
    const pattern = new RegExp(options.operands.at(-1)!);
    const own = isProcessIo(io) ? io.process.process.pid : 0;
    const signal = options.words.map(signalOf).find((one) => one !== undefined) ?? "SIGTERM";
    const found = processesOf(io).filter(
      ({ pid, command }) => pid !== own && pattern.test(options.has("f") ? command : shortName(command)),
    );
    for (const { pid, command } of found) {
      if (kills) deliver(io, pid, signal);
      else
        await io.stdout.write(
          options.has("l") ? `${pid} ${shortName(command)}\n` : options.has("a") ? `${pid} ${command}\n` : `${pid}\n`,
        );
    }
    return found.length > 0 ? 0 : 1;
  },
});

export const pgrep = matching(false);
export const pkill = matching(true);
