import type { Kube } from "../kube.ts";
import type { Command, CommandEntry, Found } from "./command.ts";
import { CommandError } from "./errors.ts";
import { aloneOf, type Flag, type FlagTable, type FlagValues, flagName, parseFlags } from "./flags.ts";
import { GLOBAL_FLAGS, type GlobalFlags } from "./globals.ts";
import { suggestionsFor } from "./suggest.ts";

/** Walks down the tree of commands, skipping flags and their values, as cobra does. */
export async function findCommand(root: CommandEntry, words: readonly string[], load: Loader): Promise<Found> {
  let entry = root;
  let command = await load(root);
  const path = [root.name];
  let rest = [...words];
  for (;;) {
    const names = command.subcommands ?? [];
    if (names.length === 0) break;
    const at = firstOperand(rest, { ...GLOBAL_FLAGS, ...command.flags });
    const next = at < 0 ? undefined : named(names, rest[at]!);
    if (!next) break;
    rest = rest.filter((_, index) => index !== at);
    entry = next;
    command = await load(next);
    path.push(next.name);
  }
  return { command, path, entry, words: rest };
}

/** Fetches a command's module; on the sandbox's clock, so that time stands still meanwhile. */
export type Loader = (entry: CommandEntry) => Promise<Command>;

const named = (names: readonly CommandEntry[], word: string): CommandEntry | undefined =>
  names.find((one) => one.name === word || one.aliases?.includes(word));

/** Where the first word stands that is neither a flag nor the value of one; -1 when there is none. */
function firstOperand(words: readonly string[], flags: FlagTable): number {
  const all = Object.entries(flags);
  const long = new Map<string, Flag>(all.map(([key, flag]) => [flagName(key), flag]));
  const short = new Map<string, Flag>(all.flatMap(([, flag]) => (flag.short ? [[flag.short, flag]] : [])));
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === "--") return -1;
    if (word.startsWith("--")) {
      const flag = long.get(word.slice(2));
      if (!word.includes("=") && word !== "--help" && !(flag && aloneOf(flag) !== undefined)) at += 1;
    } else if (word.startsWith("-") && word !== "-") {
      const flag = short.get(word.slice(1));
      if (word.length === 2 && word !== "-h" && !(flag && aloneOf(flag) !== undefined)) at += 1;
    } else if (word !== "") return at;
  }
  return -1;
}

/**
 * Runs what the words ask for.
 *
 * @param start makes the surroundings of a command, given the global flags and its path
 * @param plugin runs the plugin that the words name, by at least so many of them; undefined when there is none
 */
export async function dispatch(
  root: CommandEntry,
  words: readonly string[],
  load: Loader,
  start: (globals: FlagValues<GlobalFlags>, path: string) => Kube,
  plugin: (words: readonly string[], least: number) => Promise<number | undefined>,
): Promise<number> {
  const found = await findCommand(root, words, load);
  const path = found.path.join(" ");
  if (path === `${root.name} create` && found.words[0] && !found.words[0].startsWith("-")) {
    const code = await plugin(words, words.length - found.words.length + 1);
    if (code !== undefined) return code;
  }
  if (found.path.length === 1) {
    const at = firstOperand(found.words, GLOBAL_FLAGS);
    const code = at >= 0 ? await plugin(words, 1) : undefined;
    if (code !== undefined) return code;
    if (at >= 0) throw new CommandError(unknownCommand(root, found.words[at]!, found.command));
  }
  const given = found.command.passes ? ["--", ...found.words] : found.words;
  const parsed = parseFlags({ ...GLOBAL_FLAGS, ...found.command.flags }, given, path);
  // A command's own flag hides the global one of the same name.
  const shadowed = Object.keys(found.command.flags);
  const untouched = parseFlags(GLOBAL_FLAGS, [], path).flags;
  const globals = Object.fromEntries(
    Object.keys(GLOBAL_FLAGS).map((key) => [
      key,
      (shadowed.includes(key) ? untouched : parsed.flags)[key as keyof typeof untouched],
    ]),
  );
  const kube = start(globals as unknown as FlagValues<GlobalFlags>, path);
  for (const key of parsed.changed) {
    const flag: Flag | undefined = found.command.flags[key];
    const words = flag?.deprecated;
    if (words !== undefined) await kube.io.stderr.write(`Flag --${flagName(key)} has been deprecated, ${words}\n`);
  }
  const showHelp = async (to: "stdout" | "stderr" = "stdout") => {
    const { renderHelp } = await kube.io.clock.hold(import("./help.ts"));
    await kube.io[to].write(renderHelp(found));
  };
  if (parsed.help) {
    await showHelp();
    return 0;
  }
  const missing = Object.entries(found.command.flags)
    .filter(([key, flag]) => flag.required && !parsed.changed.has(key))
    .map(([key]) => `"${flagName(key)}"`)
    .sort();
  if (missing.length > 0) throw new CommandError(`required flag(s) ${missing.join(", ")} not set`);
  return (
    (await found.command.run({ ...parsed, path, showHelp, find: (some) => findCommand(root, some, load) }, kube)) ?? 0
  );
}

function unknownCommand(root: CommandEntry, word: string, command: Command): string {
  const similar = suggestionsFor(word, command.subcommands ?? []);
  const head = `unknown command "${word}" for "${root.name}"`;
  if (similar.length === 0) return head;
  return `${head}\n\nDid you mean this?\n${similar.map((name) => `\t${name}`).join("\n")}`;
}
