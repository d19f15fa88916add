import type { Shell } from "./shell.ts";
import type { DynamicVariable } from "./variables.ts";

/** The variables that bash makes up when they are read. */
export function dynamicVariables(shell: Shell, mainPid: () => number): ReadonlyMap<string, DynamicVariable> {
  let secondsFrom: number | undefined;
  const clock = () => shell.machine.clock;
  const chance = () => shell.machine.options.random.stream("shell");
  const seconds = () => Math.floor((clock().now() - (secondsFrom ?? shell.startedMs)) / 1000);
  return new Map<string, DynamicVariable>([
    ["$", { get: () => String(mainPid()) }],
    ["BASHPID", { get: () => String(shell.process.pid) }],
    ["PPID", { get: () => String(shell.process.info.parent) }],
    ["UID", { get: () => String(shell.user.uid) }],
    ["EUID", { get: () => String(shell.user.uid) }],
    ["RANDOM", { get: () => String(chance().below(32768)), set: () => {} }],
    ["SRANDOM", { get: () => String(chance().next()) }],
    [
      "SECONDS",
      {
        get: () => String(seconds()),
        set: (value) => {
          secondsFrom = clock().now() - (Number.parseInt(value, 10) || 0) * 1000;
        },
      },
    ],
    ["EPOCHSECONDS", { get: () => String(Math.floor(clock().now() / 1000)) }],
    ["EPOCHREALTIME", { get: () => (clock().now() / 1000).toFixed(6) }],
    ["LINENO", { get: () => String(shell.line), set: () => {} }],
    ["BASH_SUBSHELL", { get: () => (shell.isSubshell ? "1" : "0") }],
    ["BASHOPTS", { get: () => [...shell.shopts].flatMap(([name, on]) => (on ? [name] : [])).join(":") }],
    [
      "SHELLOPTS",
      {
        get: () =>
          Object.entries(shell.options)
            .flatMap(([name, on]) => (on ? [name] : []))
            .sort()
            .join(":"),
      },
    ],
  ]);
}
