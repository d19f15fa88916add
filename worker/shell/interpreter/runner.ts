import type { AndOr, Assignment, CompoundList, PipelineNode, Script, Statement } from "unbash";
import type { Process, ProcessContext } from "../machine/index.ts";
import type { SignalName } from "../program.ts";
import type { Shell, ShellOptions } from "./shell.ts";

/** A command that the shell carries out itself. */
export interface Builtin {
  run(args: readonly string[], shell: Runner, name: string): Promise<number> | number;
  /** For those whose arguments may be assignments: `declare`, `export`, `local`, `readonly`. */
  declare?(items: readonly (string | Assignment)[], shell: Runner, name: string): Promise<number>;
}

/** A shell as those parts see it that run commands: they call each other through it. */
export interface Runner extends Shell {
  options: ShellOptions;
  functionNames: string[];
  /** More than 0 while a failing command must not end the shell: conditions, `!`, all but the last of `&&`. */
  tested: number;
  /** The status of the last command substitution, for a command that is only assignments. */
  substituted: number | undefined;
  readonly prefix: string;
  /** How deep in command substitutions: `set -x` repeats PS4's first character so often. */
  substitutionDepth: number;
  /** Where `getopts` is inside a word of several letters. */
  readonly optionPlace: { index: number; at: number };
  /** The trapped signal that waits to be dealt with. */
  readonly pendingSignal: SignalName | undefined;
  readonly substitutions: Substitutions;
  context(): ProcessContext;
  builtin(name: string): Builtin | undefined;
  builtinNames(): readonly string[];
  executeStatements(statements: readonly Statement[]): Promise<number>;
  executeList(list: CompoundList): Promise<number>;
  executeNode(node: PipelineNode | AndOr | CompoundList): Promise<number>;
  /** A copy in a process of its own, for `inSubshell`; `group: 0` gives it a group of its own. */
  fork(command: string, options?: { readonly group?: number }): Promise<Runner>;
  inSubshell(work: () => Promise<number>): Promise<number>;
  forkProcess(command: string, group?: number): Promise<Process>;
  runTrap(name: "ERR" | "DEBUG" | "RETURN"): Promise<void>;
  /** The same for a whole script. */
  runAsSubshell(script: Script): Promise<number>;
}

/** The `<(…)` and `>(…)` of a shell. */
export interface Substitutions {
  readonly count: number;
  /** Starts one; the path that stands for it. */
  start(script: Script, direction: "<" | ">"): Promise<string>;
  /**
   * Programs read files as a whole: what process substitutions print is gathered before one starts. Redirections from them stream, and so
   * do builtins.
   */
  gather(): Promise<void>;
  /** Closes those that were started since there were `from`. */
  end(from?: number): void;
  /** Waits for those that take output, after their end. */
  settle(): Promise<void>;
}

/** What `set -x` puts before a command. */
export function tracePrefix(shell: Runner): string {
  const prefix = shell.variables.text("PS4") ?? "+ ";
  return prefix.slice(0, 1).repeat(shell.substitutionDepth) + prefix;
}

/** Runs something whose failure is an answer, not an error: conditions, `!`, the left of `&&`. */
export async function untested<T>(shell: Pick<Runner, "tested">, work: () => Promise<T>): Promise<T> {
  shell.tested += 1;
  try {
    return await work();
  } finally {
    shell.tested -= 1;
  }
}
