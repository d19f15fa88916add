import { declaration } from "../interpreter/declaration.ts";
import { applyOptions } from "../interpreter/options.ts";
import type { Builtin, Runner } from "../interpreter/runner.ts";
import type { ShellOptions } from "../interpreter/shell.ts";

const USAGE = "set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n";

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
