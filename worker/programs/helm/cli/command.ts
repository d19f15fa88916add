import type { FlagTable, ParsedFlags } from "../../kubectl/cli/flags.ts";
import type { Helm } from "../helm.ts";
import type { HelmFlags } from "./flagTypes.ts";

/** One subcommand: what its help says, its flags, what it does. */
export interface HelmCommand<T extends HelmFlags = HelmFlags> {
  /** After "helm ", as the Usage line shows it, without "[flags]". */
  readonly usage: string;
  readonly about: readonly string[];
  readonly flags: T;
  readonly operands: Operands;
  readonly subcommands?: readonly HelmEntry[];
  /** Resolves with the exit code, or nothing for 0. */
  run(call: HelmCall<T>, helm: Helm): Promise<number | void>;
}

/** How many operands a command takes. */
export type Operands =
  | "any"
  | "none"
  | { readonly exactly: number }
  | { readonly atLeast: number }
  | { readonly atMost: number };

export interface HelmCall<T extends HelmFlags = HelmFlags> extends ParsedFlags<T> {
  showHelp(): Promise<void>;
}

/** A line of the command list; the command itself is fetched when it is wanted. */
export interface HelmEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  load(): Promise<HelmCommand>;
}

/** Ties a command's flags to its run; the result can stand in lists of mixed commands. */
export function helmCommand<const T extends HelmFlags>(definition: HelmCommand<T>): HelmCommand {
  return definition as unknown as HelmCommand;
}

/** A command that only holds others: alone it prints its help. */
export function helmGroup(
  definition: Pick<HelmCommand, "usage" | "about"> & { readonly subcommands: readonly HelmEntry[] },
): HelmCommand {
  return {
    ...definition,
    flags: {} satisfies FlagTable,
    operands: "any",
    async run({ showHelp }) {
      await showHelp();
    },
  };
}
