import { declaration } from "../interpreter/declaration.ts";
import type { Builtin, Runner } from "../interpreter/runner.ts";
import type { ShellOptions } from "../interpreter/shell.ts";

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

const USAGE = "set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n";

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

const setting: Builtin = {
  async run(args, shell) {
    if (args.length === 0) return showVariables(shell);
    if (args.length === 1 && (args[0] === "-o" || args[0] === "+o")) return showOptions(args[0], shell);
    const applied = applyOptions(args, shell.options);
    if ("complaint" in applied) {
      await shell.complain(`set: ${applied.complaint}`);
      if (applied.complaint.endsWith("invalid option")) await shell.write(2, USAGE);
      return applied.complaint.endsWith("name") ? 1 : 2;
    }
    if (applied.positional) shell.positional = [...applied.rest];
    return 0;
  },
};

async function showVariables(shell: Runner): Promise<number> {
  const lines = shell.variables
    .names()
    .map((name) => ({ name, variable: shell.variables.find(name)! }))
    .filter(({ variable }) => variable.value !== undefined)
    .map(({ name, variable }) => `${declaration(name, variable, "set")}\n`);
  await shell.write(1, lines.join(""));
  for (const { node, source } of shell.functions.values()) {
    await shell.write(1, `${source.text.slice(node.pos, node.end)}\n`);
  }
  return 0;
}

async function showOptions(form: string, shell: Runner): Promise<number> {
  const names = (Object.keys(shell.options) as (keyof ShellOptions)[]).sort();
  const lines = names.map((name) =>
    form === "-o"
      ? `${name.padEnd(15)}\t${shell.options[name] ? "on" : "off"}\n`
      : `set ${shell.options[name] ? "-" : "+"}o ${name}\n`,
  );
  await shell.write(1, lines.join(""));
  return 0;
}

/** The names `shopt` knows, and whether they are on in a new shell that is not interactive. */
const SHOPTS: Readonly<Record<string, boolean>> = {
  autocd: false,
  cdspell: false,
  checkwinsize: true,
  cmdhist: true,
  complete_fullquote: true,
  dotglob: false,
  execfail: false,
  expand_aliases: false,
  extglob: false,
  extquote: true,
  failglob: false,
  force_fignore: true,
  globasciiranges: true,
  globskipdots: true,
  globstar: false,
  histappend: false,
  hostcomplete: true,
  huponexit: false,
  inherit_errexit: false,
  interactive_comments: true,
  lastpipe: false,
  lithist: false,
  localvar_inherit: false,
  login_shell: false,
  nocaseglob: false,
  nocasematch: false,
  nullglob: false,
  patsub_replacement: true,
  progcomp: true,
  promptvars: true,
  sourcepath: true,
  xpg_echo: false,
};

const shopt: Builtin = {
  async run(args, shell) {
    const flags = new Set(args.filter((word) => /^-[a-z]+$/.test(word)).flatMap((word) => [...word.slice(1)]));
    const names = args.filter((word) => !word.startsWith("-"));
    if (flags.has("o")) {
      for (const name of names) {
        if (name in shell.options && (flags.has("s") || flags.has("u"))) {
          shell.options[name as keyof ShellOptions] = flags.has("s");
        }
      }
      return 0;
    }
    let status = 0;
    const known = names.length > 0 ? names : Object.keys(SHOPTS);
    for (const name of known) {
      if (!(name in SHOPTS)) {
        await shell.complain(`shopt: ${name}: invalid shell option name`);
        status = 1;
        continue;
      }
      const on = shell.shopts.get(name) ?? (SHOPTS[name] as boolean);
      if (names.length > 0 && (flags.has("s") || flags.has("u"))) shell.shopts.set(name, flags.has("s"));
      else {
        if (names.length > 0 && !on) status = 1;
        if (!flags.has("q")) {
          const line = flags.has("p")
            ? `shopt ${on ? "-s" : "-u"} ${name}\n`
            : `${name.padEnd(20)}\t${on ? "on" : "off"}\n`;
          if (names.length > 0 || !(flags.has("s") || flags.has("u")) || on === flags.has("s"))
            await shell.write(1, line);
        }
      }
    }
    return status;
  },
};

export const optionBuiltins: Readonly<Record<string, Builtin>> = { set: setting, shopt };
