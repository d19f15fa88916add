import { UsageError } from "../../kubectl/cli/errors.ts";
import { aloneOf, flagName, parseFlags } from "../../kubectl/cli/flags.ts";
import { suggestionsFor } from "../../kubectl/cli/suggest.ts";
import { HelmError } from "../errors.ts";
import type { HelmCommand, HelmEntry, Operands } from "./command.ts";
import { GLOBAL_FLAGS } from "./flags.ts";
import type { HelmFlag, HelmFlags } from "./flagTypes.ts";

export interface Found {
  readonly command: HelmCommand;
  readonly entry: HelmEntry;
  readonly path: readonly string[];
  /** What is left for the command. */
  readonly words: readonly string[];
}

export type Loader = (entry: HelmEntry) => Promise<HelmCommand>;

/** Walks down the tree of commands; flags may stand before the words. */
export async function findCommand(root: HelmEntry, words: readonly string[], load: Loader): Promise<Found> {
  let entry = root;
  let command = await load(root);
  const path = [root.name];
  let rest = [...words];
  for (;;) {
    const at = firstOperand(rest, { ...GLOBAL_FLAGS, ...command.flags });
    const next = at < 0 ? undefined : command.subcommands?.find((one) => isNamed(one, rest[at]!));
    if (!next) return { command, entry, path, words: rest };
    rest = rest.filter((_, index) => index !== at);
    entry = next;
    command = await load(next);
    path.push(next.name);
  }
}

const isNamed = (entry: HelmEntry, word: string): boolean =>
  entry.name === word || (entry.aliases?.includes(word) ?? false);

/** Where the first word stands that is neither a flag nor the value of one; -1 when there is none. */
function firstOperand(words: readonly string[], flags: HelmFlags): number {
  const long = new Map<string, HelmFlag>(Object.entries(flags).map(([key, flag]) => [flagName(key), flag]));
  const short = new Map<string, HelmFlag>(
    Object.values(flags).flatMap((flag) => (flag.short ? [[flag.short, flag]] : [])),
  );
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === "--") return -1;
    const isLong = word.startsWith("--");
    if (!isLong && (!word.startsWith("-") || word === "-")) {
      if (word !== "") return at;
      continue;
    }
    if (isLong ? word.includes("=") || word === "--help" : word.length > 2 || word === "-h") continue;
    const flag = isLong ? long.get(word.slice(2)) : short.get(word.slice(1));
    if (!flag || aloneOf(flag) === undefined) at += 1;
  }
  return -1;
}

/** The flags and operands of a found command. @throws HelmError in cobra's and pflag's words */
export function parseCall(found: Found, root: HelmEntry) {
  const { command, path, words } = found;
  const table: HelmFlags & typeof GLOBAL_FLAGS = { ...GLOBAL_FLAGS, ...command.flags };
  if (path.length === 1) {
    const at = firstOperand(words, table);
    if (at >= 0) throw unknownCommand(words[at]!, command, root);
  }
  let parsed: ReturnType<typeof parseFlags<typeof table>>;
  try {
    parsed = parseFlags(table, words, path.join(" "));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new HelmError(error.message.replace(/\nSee '.*' for usage\.$/s, ""));
  }
  if (!parsed.help) checkOperands(command, path.join(" "), parsed.operands.length);
  return parsed;
}

function unknownCommand(word: string, command: HelmCommand, root: HelmEntry): HelmError {
  const similar = suggestionsFor(word, command.subcommands ?? []);
  const hint = similar.length > 0 ? `\n\nDid you mean this?\n${similar.map((one) => `\t${one}\n`).join("")}` : "";
  return new HelmError(
    `unknown command ${JSON.stringify(word)} for ${JSON.stringify(root.name)}${hint}\nRun 'helm --help' for usage.`,
  );
}

function checkOperands(command: HelmCommand, path: string, count: number): void {
  const says = operandComplaint(command.operands, count);
  if (says) throw new HelmError(`${JSON.stringify(path)} ${says}\n\nUsage:  helm ${command.usage} [flags]`);
}

const counted = (count: number): string => `${count} argument${count === 1 ? "" : "s"}`;

function operandComplaint(operands: Operands, count: number): string | undefined {
  if (operands === "any") return undefined;
  if (operands === "none") return count > 0 ? "accepts no arguments" : undefined;
  if ("exactly" in operands) return count !== operands.exactly ? `requires ${counted(operands.exactly)}` : undefined;
  if ("atLeast" in operands)
    return count < operands.atLeast ? `requires at least ${counted(operands.atLeast)}` : undefined;
  return count > operands.atMost ? `accepts at most ${counted(operands.atMost)}` : undefined;
}
