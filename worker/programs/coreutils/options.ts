/** A wrong command line; the tool says so and points to --help. */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly exitCode?: number,
    /** Whether the tool points to --help; some mistakes are told without. */
    readonly hint = true,
  ) {
    super(message);
  }
}

/** Which options a tool knows, in getopt_long(3)'s manner. */
export interface OptionSpec {
  /** Letters without a value. */
  readonly flags: string;
  /** Letters with one. */
  readonly values?: string;
  /** Long names and the letter (or own key) they stand for; a key that ends in "=" takes a value, in "?" may take one. */
  readonly long?: Readonly<Record<string, string>>;
  /** Options end at the first operand: tools that run commands. */
  readonly strict?: boolean;
}

export interface Options {
  has(key: string): boolean;
  /** The last value given. */
  value(key: string): string | undefined;
  all(key: string): readonly string[];
  /** The last one of several options that was given. */
  last(...keys: string[]): string | undefined;
  readonly operands: readonly string[];
  /** The command line as it was given. */
  readonly words: readonly string[];
}

/** @throws UsageError */
export function parseOptions(args: readonly string[], spec: OptionSpec): Options {
  const given: { key: string; value: string | undefined }[] = [];
  const operands: string[] = [];
  const words = [...args];
  while (words.length > 0) {
    const word = words.shift()!;
    if (word === "--") {
      operands.push(...words);
      break;
    }
    if (word.startsWith("--")) given.push(longOption(word, words, spec));
    else if (/^-./s.test(word)) given.push(...shortOptions(word, words, spec));
    else {
      operands.push(word);
      if (spec.strict) {
        operands.push(...words);
        break;
      }
    }
  }
  return {
    has: (key) => given.some((option) => option.key === key),
    value: (key) => given.findLast((option) => option.key === key)?.value,
    all: (key) => given.flatMap((option) => (option.key === key && option.value !== undefined ? [option.value] : [])),
    last: (...keys) => given.findLast((option) => keys.includes(option.key))?.key,
    operands,
    words: args,
  };
}

function longOption(word: string, rest: string[], { long = {}, values = "" }: OptionSpec) {
  const [name = "", attached] = word.slice(2).split(/=(.*)/s);
  const exact = name in long ? [name] : Object.keys(long).filter((candidate) => candidate.startsWith(name));
  if (exact.length === 0) throw new UsageError(`unrecognized option '--${name}'`);
  if (exact.length > 1 && new Set(exact.map((candidate) => long[candidate])).size > 1) {
    throw new UsageError(
      `option '--${name}' is ambiguous; possibilities: ${exact.map((one) => `'--${one}'`).join(" ")}`,
    );
  }
  const full = exact[0]!;
  const target = long[full]!;
  const key = target.replace(/[=?]$/, "");
  if (target.endsWith("?")) return { key, value: attached };
  if (!target.endsWith("=") && !values.includes(key)) {
    if (attached !== undefined) throw new UsageError(`option '--${full}' doesn't allow an argument`);
    return { key, value: undefined };
  }
  const value = attached ?? rest.shift();
  if (value === undefined) throw new UsageError(`option '--${full}' requires an argument`);
  return { key, value };
}

function shortOptions(word: string, rest: string[], { flags, values = "" }: OptionSpec) {
  const given: { key: string; value: string | undefined }[] = [];
  for (let at = 1; at < word.length; at++) {
    const letter = word[at]!;
    if (values.includes(letter)) {
      const value = word.slice(at + 1) || rest.shift();
      if (value === undefined) throw new UsageError(`option requires an argument -- '${letter}'`);
      given.push({ key: letter, value });
      break;
    }
    if (!flags.includes(letter)) throw new UsageError(`invalid option -- '${letter}'`);
    given.push({ key: letter, value: undefined });
  }
  return given;
}
