import type { Function as FunctionNode, Redirection, Script } from "unbash";
import type { Files } from "../files.ts";
import type { Descriptors, MachineAccess, Process } from "../machine/index.ts";
import type { ProcessMemory } from "../program.ts";
import type { Source } from "./source.ts";
import type { Variables } from "./variables.ts";

/** Whose words the shell speaks: bash's, or those of a container's small `sh`, BusyBox's or Debian's. */
export type Dialect = "bash" | "ash" | "dash";

export interface ShellFunction {
  readonly node: FunctionNode;
  readonly source: Source;
}

/** `set -o` by name. */
export interface ShellOptions {
  allexport: boolean;
  errexit: boolean;
  noclobber: boolean;
  noexec: boolean;
  noglob: boolean;
  nounset: boolean;
  pipefail: boolean;
  verbose: boolean;
  xtrace: boolean;
  monitor: boolean;
  posix: boolean;
  errtrace: boolean;
  functrace: boolean;
  hashall: boolean;
  braceexpand: boolean;
  histexpand: boolean;
  history: boolean;
  "interactive-comments": boolean;
  emacs: boolean;
  vi: boolean;
  physical: boolean;
  ignoreeof: boolean;
}

export interface Job {
  readonly id: number;
  /** The process whose number `$!` gave; the last of a pipeline. */
  readonly pid: number;
  readonly group: number;
  readonly command: string;
  readonly done: Promise<number>;
  /** The exit code, once it has ended. */
  status: number | undefined;
  /** The signal that ended it, for the words of `jobs`. */
  disowned: boolean;
}

/** A shell as its parts see it: state, and the few things that need the whole interpreter. */
export interface Shell {
  readonly machine: MachineAccess;
  readonly process: Process;
  readonly descriptors: Descriptors;
  readonly files: Files;
  readonly user: { readonly name: string; readonly uid: number };
  readonly memory: ProcessMemory;
  readonly dialect: Dialect;
  readonly interactive: boolean;
  readonly variables: Variables;
  readonly functions: Map<string, ShellFunction>;
  readonly aliases: Map<string, string>;
  readonly options: ShellOptions;
  readonly shopts: Map<string, boolean>;
  readonly traps: Map<string, string>;
  readonly jobs: Map<number, Job>;
  readonly hashed: Map<string, string>;
  readonly history: string[];
  readonly directories: string[];
  /** `$0`. */
  readonly name: string;
  positional: string[];
  cwd: string;
  /** `$?`. */
  status: number;
  lastBackground: number | undefined;
  lastArgument: string;
  umask: number;
  /** The line that runs, for `$LINENO` and messages. */
  line: number;
  source: Source;
  readonly functionNames: string[];
  /** How many loops, sourced files and functions we are in. */
  loops: number;
  sourced: number;
  /** The value of `$_`-like counters that a fork must not share. */
  readonly startedMs: number;
  readonly isSubshell: boolean;

  /** Writes "bash: line 3: MESSAGE" to stderr. */
  complain(message: string): Promise<void>;
  write(fd: number, text: string): Promise<void>;
  /** Parses and runs a text here, as `eval` and `source` do. */
  runText(text: string, options?: { readonly name?: string; readonly firstLine?: number }): Promise<number>;
  /** Runs a script in a subshell and gives what it printed, without the newlines at its end. */
  substitute(script: Script): Promise<string>;
  /** Starts `<(…)` or `>(…)`; the path that stands for it. */
  processSubstitution(script: Script, direction: "<" | ">"): Promise<string>;
  /** Runs a command whose words are known: function, builtin or program. */
  call(
    words: readonly string[],
    options?: { readonly functions?: boolean; readonly builtins?: boolean },
  ): Promise<number>;
  /** Becomes a program: `exec NAME`. */
  replace(words: readonly string[], environment?: Readonly<Record<string, string>>): Promise<never>;
  /** Makes redirections last: `exec >file`. */
  keepRedirections(redirections: readonly Redirection[]): Promise<void>;
  /** Checks for signals; runs traps that wait. */
  checkSignals(): Promise<void>;
  /** Waits, unless a trapped signal comes first. */
  waitFor<T>(work: Promise<T>): Promise<T | "trapped">;
  /** Aborts when the shell dies, or in an interactive one when Ctrl-C is pressed. */
  readonly signal: AbortSignal;
}

/** Where an error message says it comes from: "bash: line 3: ", "script.sh: line 3: ", "sh: ", dash's "sh: 3: ". */
export function messagePrefix(shell: Pick<Shell, "dialect" | "interactive" | "name" | "line">): string {
  const { dialect, interactive, name, line } = shell;
  if (dialect === "dash") return `${name.replace(/^-/, "")}: ${line}: `;
  if (interactive) return `${name.replace(/^-/, "").replace(/^.*\//, "")}: `;
  // busybox's shell counts lines only in files.
  return dialect === "ash" && /^(.*\/)?(a?sh)$/.test(name) ? `${name}: ` : `${name}: line ${line}: `;
}
