import { quoted } from "../interpreter/quote.ts";
import type { Builtin, Runner } from "../interpreter/runner.ts";
import { pathOf } from "../machine/index.ts";

/** `type`, `command`, `builtin`, `hash`, `alias`, `unalias`, `enable`. */

const KEYWORDS = new Set(
  "if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc".split(" "),
);

function path(name: string, shell: Runner): string | undefined {
  const { files, cwd, machine } = shell;
  if (name.includes("/")) {
    const found = machine.find(name, shell.context());
    return found.type === "missing" ? undefined : name;
  }
  return pathOf(name, { files, cwd, programs: machine.options.programs, path: shell.variables.text("PATH") });
}

type Kind = "alias" | "keyword" | "function" | "builtin" | "file";

function kindsOf(name: string, shell: Runner): { kind: Kind; path?: string }[] {
  const kinds: { kind: Kind; path?: string }[] = [];
  if (shell.aliases.has(name) && (shell.interactive || shell.shopts.get("expand_aliases")))
    kinds.push({ kind: "alias" });
  if (KEYWORDS.has(name)) kinds.push({ kind: "keyword" });
  if (shell.functions.has(name)) kinds.push({ kind: "function" });
  if (shell.builtin(name)) kinds.push({ kind: "builtin" });
  const file = path(name, shell);
  if (file) kinds.push({ kind: "file", path: file });
  return kinds;
}

function describe(name: string, { kind, path: file }: { kind: Kind; path?: string }, shell: Runner): string {
  switch (kind) {
    case "alias":
      return `${name} is aliased to \`${shell.aliases.get(name)}'`;
    case "keyword":
      return `${name} is a shell keyword`;
    case "function": {
      const { node, source } = shell.functions.get(name)!;
      return `${name} is a function\n${source.text.slice(node.pos, node.end)}`;
    }
    case "builtin":
      return `${name} is a shell builtin`;
    case "file":
      return `${name} is ${file}`;
  }
}

const typing: Builtin = {
  async run(args, shell) {
    const flags = args.filter((word) => /^-[aftpP]+$/.test(word)).join("");
    let status = 0;
    for (const name of args.filter((word) => !/^-[aftpP]+$/.test(word))) {
      const all = kindsOf(name, shell);
      const kinds = flags.includes("P")
        ? all.filter(({ kind }) => kind === "file")
        : flags.includes("f")
          ? all.filter(({ kind }) => kind !== "function")
          : all;
      if (kinds.length === 0) {
        if (!/[tpP]/.test(flags)) await shell.complain(`type: ${name}: not found`);
        status = 1;
        continue;
      }
      for (const found of flags.includes("a") ? kinds : kinds.slice(0, 1)) {
        if (flags.includes("t")) await shell.write(1, `${found.kind}\n`);
        else if (/[pP]/.test(flags)) {
          if (found.path) await shell.write(1, `${found.path}\n`);
        } else await shell.write(1, `${describe(name, found, shell)}\n`);
      }
    }
    return status;
  },
};

const commanding: Builtin = {
  async run(args, shell) {
    let at = 0;
    let verbose = "";
    for (; /^-[pvV]+$/.test(args[at] ?? ""); at++) if (/[vV]/.test(args[at]!)) verbose = args[at]!.at(-1)!;
    if (args[at] === "--") at += 1;
    const words = args.slice(at);
    if (words.length === 0) return 0;
    if (!verbose) return shell.call(words, { functions: false });
    let status = 1;
    for (const name of words) {
      const [found] = kindsOf(name, shell);
      if (!found) {
        if (verbose === "V") await shell.complain(`command: ${name}: not found`);
        continue;
      }
      status = 0;
      const short = found.kind === "alias" ? `alias ${name}=${quoted(shell.aliases.get(name)!)}` : (found.path ?? name);
      await shell.write(1, `${verbose === "v" ? short : describe(name, found, shell)}\n`);
    }
    return status;
  },
};

const building: Builtin = {
  async run(args, shell) {
    const [name] = args;
    if (name === undefined) return 0;
    if (!shell.builtin(name)) {
      await shell.complain(`builtin: ${name}: not a shell builtin`);
      return 1;
    }
    return shell.call(args, { functions: false });
  },
};

const hashing: Builtin = {
  async run(args, shell) {
    if (args.length === 0) {
      await shell.write(1, "hash: hash table empty\n");
      return 0;
    }
    let status = 0;
    for (const name of args.filter((word) => !word.startsWith("-"))) {
      if (shell.builtin(name) || shell.functions.has(name) || path(name, shell)) continue;
      await shell.complain(`hash: ${name}: not found`);
      status = 1;
    }
    return status;
  },
};

const aliasing: Builtin = {
  async run(args, shell) {
    const show = (name: string) => shell.write(1, `alias ${name}=${quoted(shell.aliases.get(name)!)}\n`);
    const words = args.filter((word) => word !== "-p");
    if (words.length === 0) for (const name of [...shell.aliases.keys()].sort()) await show(name);
    let status = 0;
    for (const word of words) {
      const split = word.indexOf("=");
      if (split > 0) shell.aliases.set(word.slice(0, split), word.slice(split + 1));
      else if (shell.aliases.has(word)) await show(word);
      else {
        await shell.complain(`alias: ${word}: not found`);
        status = 1;
      }
    }
    return status;
  },
};

const unaliasing: Builtin = {
  async run(args, shell) {
    if (args[0] === "-a") {
      shell.aliases.clear();
      return 0;
    }
    let status = 0;
    for (const name of args) {
      if (shell.aliases.delete(name)) continue;
      await shell.complain(`unalias: ${name}: not found`);
      status = 1;
    }
    return status;
  },
};

export const lookupBuiltins: Readonly<Record<string, Builtin>> = {
  type: typing,
  command: commanding,
  builtin: building,
  hash: hashing,
  alias: aliasing,
  unalias: unaliasing,
};
