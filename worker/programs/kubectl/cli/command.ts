import type { Kube } from "../kube.ts";
import { usageError } from "./errors.ts";
import type { FlagTable, ParsedFlags } from "./flags.ts";

/** One subcommand: what its help says, its flags, what it does. */
export interface Command<T extends FlagTable = FlagTable> {
  /** After "kubectl ", as the Usage line shows it, without the trailing "[options]". */
  readonly usage: string;
  /** The usage line already says everything; help appends no "[options]". */
  readonly usageWhole?: boolean;
  /** Paragraphs for --help. */
  readonly about: readonly string[];
  /** Pairs of a comment and a command line. */
  readonly examples?: readonly (readonly [comment: string, line: string])[];
  readonly flags: T;
  /** Takes every word as it is, flags too. */
  readonly passes?: boolean;
  readonly subcommands?: readonly CommandEntry[];
  /** Resolves with the exit code, or nothing for 0. */
  run(call: Call<T>, kube: Kube): Promise<number | void>;
}

/** What a command was given. */
export interface Call<T extends FlagTable = FlagTable> extends ParsedFlags<T> {
  /** "kubectl rollout undo", for messages. */
  readonly path: string;
  /** Prints the command's help, where it was called wrongly to stderr. */
  showHelp(to?: "stdout" | "stderr"): Promise<void>;
  /** The command that words name. */
  find(words: readonly string[]): Promise<Found>;
}

/** A line of the command list; the command itself is fetched when it is wanted. */
export interface CommandEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** The line in the parent's help. */
  readonly summary: string;
  /** The heading it stands under in `kubectl --help`. */
  readonly group?: string;
  /** Works, but is not listed. */
  readonly hidden?: boolean;
  load(): Promise<Command>;
}

/** A command found by its words, with those that are left for it. */
export interface Found {
  readonly command: Command;
  readonly path: readonly string[];
  readonly entry: CommandEntry;
  readonly words: readonly string[];
}

/** Ties a command's flags to its run; the result can stand in lists of mixed commands. */
export function command<const T extends FlagTable>(definition: Command<T>): Command {
  return definition as unknown as Command;
}

/** A command that only holds others: alone it prints its help and fails, as kubectl's do. */
export function commandGroup(
  definition: Pick<Command, "usage" | "about" | "examples"> & { readonly subcommands: readonly CommandEntry[] },
): Command {
  return {
    ...definition,
    flags: {},
    async run({ operands, path, showHelp }) {
      if (operands.length > 0) throw usageError(path, `unknown command "${operands.join(" ")}"`);
      await showHelp("stderr");
      return 1;
    },
  };
}
