import { parseDuration } from "../../../base/duration.ts";
import { UsageError } from "./errors.ts";

/**
 * One flag of a subcommand. Its name on the command line is the table's key in kebab case: `allNamespaces` is
 * `--all-namespaces`. Kinds of value are pflag's: `list` splits at commas and may repeat, `array` only repeats.
 */
export type Flag = {
  readonly short?: string;
  /** What it does, one or two sentences, for --help. */
  readonly help: string;
  /** The value when the flag stands alone (`--dry-run`); such a flag never takes the next word. */
  readonly alone?: string;
  readonly required?: boolean;
  /** How the default looks in help where it is not the plain value. */
  readonly shown?: string;
  readonly hidden?: boolean;
  /** It works still, but whoever uses it is told this; help leaves it out. */
  readonly deprecated?: string;
} & (
  | { readonly type: "string"; readonly value?: string }
  | { readonly type: "bool"; readonly value?: boolean }
  | { readonly type: "int"; readonly value?: number }
  | { readonly type: "duration"; readonly value?: number }
  | { readonly type: "list"; readonly value?: readonly string[] }
  | { readonly type: "array"; readonly value?: readonly string[] }
);

export type FlagTable = Readonly<Record<string, Flag>>;

type ValueOf<F extends Flag> = F["type"] extends "bool"
  ? boolean
  : F["type"] extends "int" | "duration"
    ? number
    : F["type"] extends "list" | "array"
      ? readonly string[]
      : string;

/** The typed values of a table; durations are milliseconds. */
export type FlagValues<T extends FlagTable> = { readonly [Key in keyof T]: ValueOf<T[Key]> };

export interface ParsedFlags<T extends FlagTable> {
  readonly flags: FlagValues<T>;
  /** Keys of the flags that were given. */
  readonly changed: ReadonlySet<string>;
  readonly operands: readonly string[];
  /** How many operands came before `--`; undefined when there was none. */
  readonly dashAt: number | undefined;
  readonly help: boolean;
}

/** "allNamespaces" to "all-namespaces". */
export function flagName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const zeroOf = (flag: Flag): unknown => {
  if (flag.value !== undefined) return flag.value;
  switch (flag.type) {
    case "bool":
      return false;
    case "int":
    case "duration":
      return 0;
    case "list":
    case "array":
      return [];
    case "string":
      return "";
  }
};

/**
 * Parses words as pflag does: flags and operands may mix, `--` ends the flags, short flags may stand together.
 *
 * @param helpPath the command as "See '… --help' for usage." names it
 * @throws UsageError in pflag's words
 */
export function parseFlags<T extends FlagTable>(table: T, words: readonly string[], helpPath: string): ParsedFlags<T> {
  const byName = new Map<string, string>();
  const byShort = new Map<string, string>();
  for (const [key, flag] of Object.entries(table)) {
    byName.set(flagName(key), key);
    if (flag.short) byShort.set(flag.short, key);
  }
  const values: Record<string, unknown> = {};
  for (const [key, flag] of Object.entries(table)) values[key] = zeroOf(flag);
  const changed = new Set<string>();
  const operands: string[] = [];
  let dashAt: number | undefined;
  let help = false;
  const fail = (message: string): never => {
    throw new UsageError(`${message}\nSee '${helpPath} --help' for usage.`);
  };
  const set = (key: string, text: string): void => {
    const flag = table[key]!;
    try {
      values[key] = readValue(flag, text, changed.has(key) ? values[key] : undefined);
    } catch (error) {
      const name = `${flag.short ? `-${flag.short}, ` : ""}--${flagName(key)}`;
      fail(`invalid argument ${goQuote(text)} for "${name}" flag: ${(error as Error).message}`);
    }
    changed.add(key);
  };
  const rest = [...words];
  while (rest.length > 0) {
    const word = rest.shift()!;
    if (word === "--") {
      dashAt = operands.length;
      operands.push(...rest);
      break;
    }
    if (word.startsWith("--")) {
      if (word[2] === "-" || word[2] === "=") fail(`bad flag syntax: ${word}`);
      const equals = word.indexOf("=");
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
      const key = byName.get(name);
      if (key === undefined) {
        if (name !== "help") fail(`unknown flag: --${name}`);
        help = equals < 0 || parseBool(word.slice(equals + 1));
        continue;
      }
      const alone = aloneOf(table[key]!);
      if (equals >= 0) set(key, word.slice(equals + 1));
      else if (alone !== undefined) set(key, alone);
      else if (rest.length > 0) set(key, rest.shift()!);
      else fail(`flag needs an argument: --${name}`);
    } else if (word.startsWith("-") && word !== "-") {
      for (let letters = word.slice(1); letters !== ""; ) {
        const letter = letters[0]!;
        const key = byShort.get(letter);
        if (key === undefined) {
          if (letter !== "h") fail(`unknown shorthand flag: '${letter}' in -${letters}`);
          help = true;
          letters = letters.slice(1);
          continue;
        }
        const alone = aloneOf(table[key]!);
        if (letters.length > 2 && letters[1] === "=") {
          set(key, letters.slice(2));
          break;
        }
        if (alone !== undefined) {
          set(key, alone);
          letters = letters.slice(1);
          continue;
        }
        if (letters.length > 1) set(key, letters.slice(1));
        else if (rest.length > 0) set(key, rest.shift()!);
        else fail(`flag needs an argument: '${letter}' in -${letters}`);
        break;
      }
    } else operands.push(word);
  }
  return { flags: values as FlagValues<T>, changed, operands, dashAt, help };
}

/** The value of a flag that stands alone, or undefined when it needs the next word. */
export const aloneOf = (flag: Flag): string | undefined => flag.alone ?? (flag.type === "bool" ? "true" : undefined);

function readValue(flag: Flag, text: string, before: unknown): unknown {
  switch (flag.type) {
    case "string":
      return text;
    case "bool":
      return parseBool(text);
    case "int":
      return parseInteger(text);
    case "duration":
      return parseDuration(text);
    case "array":
      return [...((before as string[] | undefined) ?? []), text];
    case "list":
      return [...((before as string[] | undefined) ?? []), ...splitCsv(text)];
  }
}

const TRUE = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** Go's strconv.ParseBool. */
export function parseBool(text: string): boolean {
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw new Error(`strconv.ParseBool: parsing ${goQuote(text)}: invalid syntax`);
}

/** Go's strconv.ParseInt for the whole numbers that flags hold. */
export function parseInteger(text: string): number {
  if (!/^[+-]?(\d+|0[xX][\da-fA-F]+)$/.test(text)) {
    throw new Error(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
  }
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`strconv.ParseInt: parsing ${goQuote(text)}: value out of range`);
  return value;
}

/** Go's %q for ordinary text. */
export const goQuote = (text: string): string => JSON.stringify(text);

/** One record of comma-separated values, fields may be quoted; as pflag's string slices. */
function splitCsv(text: string): string[] {
  if (text === "") return [];
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let field = "";
      at += 1;
      while (at < text.length && !(text[at] === '"' && text[at + 1] !== '"')) {
        field += text[at];
        at += text[at] === '"' ? 2 : 1;
      }
      fields.push(field);
      at += 1;
    } else {
      const comma = text.indexOf(",", at);
      fields.push(comma < 0 ? text.slice(at) : text.slice(at, comma));
      at = comma < 0 ? text.length : comma;
    }
    if (at >= text.length) return fields;
    at += 1;
  }
}
