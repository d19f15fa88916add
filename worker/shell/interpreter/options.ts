import type { ShellOptions } from "./shell.ts";

const LETTERS: Readonly<Record<string, keyof ShellOptions>> = {
  a: "allexport",
  e: "errexit",
  f: "noglob",
  h: "hashall",
  m: "monitor",
  n: "noexec",
  u: "nounset",
  v: "verbose",
  x: "xtrace",
  B: "braceexpand",
  C: "noclobber",
  E: "errtrace",
  H: "histexpand",
  P: "physical",
  T: "functrace",
};

/**
 * Applies `set`'s options (also those of a `bash` command line); gives what is left of the words.
 * @returns the complaint when an option is not known
 */
export function applyOptions(
  args: readonly string[],
  options: ShellOptions,
): { rest: readonly string[]; positional: boolean } | { complaint: string } {
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === "--") return { rest: args.slice(at + 1), positional: true };
    if (word === "-") {
      options.xtrace = false;
      options.verbose = false;
      return { rest: args.slice(at + 1), positional: args.length > at + 1 };
    }
    if (!/^[-+]./.test(word)) return { rest: args.slice(at), positional: true };
    const on = word[0] === "-";
    for (const letter of word.slice(1)) {
      if (letter === "o") {
        const name = args[++at];
        if (name === undefined || !(name in options)) return { complaint: `${name ?? ""}: invalid option name` };
        options[name as keyof ShellOptions] = on;
        continue;
      }
      const option = LETTERS[letter];
      if (!option && !"bkptl".includes(letter)) return { complaint: `${word[0]}${letter}: invalid option` };
      if (option) options[option] = on;
    }
  }
  return { rest: [], positional: false };
}
