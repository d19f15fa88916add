/** Options before the operands, as every command takes them. */
export interface CommonOptions {
  readonly profile: string;
  readonly seed: number;
  readonly standIn: boolean;
  /** A folder with pages for the simulated internet: example.com/path/file.yaml. */
  readonly internet?: string;
}

/** The command line was wrong: told in a line, exit code 2. */
export class UsageError extends Error {}

/**
 * Reads options up to the first operand; what follows is left alone, as it may belong to a script.
 *
 * @param names the profiles that there are
 * @throws UsageError
 */
export function parseOptions(
  args: readonly string[],
  names: readonly string[],
): { options: CommonOptions; operands: readonly string[] } {
  let [profile, seed, standIn] = ["kind", "1", false];
  let internet: string | undefined;
  const words = [...args];
  while (/^-./.test(words[0] ?? "")) {
    const word = words.shift()!;
    if (word === "--") break;
    const [, name = word, inline] = /^(--[^=]*)=(.*)$/s.exec(word) ?? [];
    const value = () => {
      const given = inline ?? words.shift();
      if (given === undefined) throw new UsageError(`${name} needs a value`);
      return given;
    };
    if (name === "--profile") profile = value();
    else if (name === "--seed") seed = value();
    else if (name === "--internet") internet = value();
    else if (word === "--stand-in") standIn = true;
    else throw new UsageError(`unknown option ${word}`);
  }
  if (!/^\d+$/.test(seed)) throw new UsageError(`--seed takes a whole number, not "${seed}"`);
  if (!names.includes(profile)) throw new UsageError(`no profile "${profile}"; there are: ${names.join(", ")}`);
  const rest = internet === undefined ? {} : { internet };
  return { options: { profile, seed: Number(seed), standIn, ...rest }, operands: words };
}

/**
 * Takes options that have values out of a command line: `--name value` and `--name=value`.
 *
 * @throws UsageError when a value is missing
 */
export function takeOptions(
  args: readonly string[],
  names: readonly string[],
): { readonly values: ReadonlyMap<string, string>; readonly words: readonly string[] } {
  const values = new Map<string, string>();
  const words: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [, name = args[at]!, inline] = /^(--[^=]*)=(.*)$/s.exec(args[at]!) ?? [];
    if (!names.includes(name)) {
      words.push(args[at]!);
      continue;
    }
    const value = inline ?? args[++at];
    if (value === undefined) throw new UsageError(`${name} needs a value`);
    values.set(name, value);
  }
  return { values, words };
}
