import { quoted } from "../interpreter/quote.ts";
import type { Builtin, Runner } from "../interpreter/runner.ts";
import { SIGNALS, signalName } from "./signals.ts";

/** `trap`, `getopts`, `umask`, `ulimit`, `times`, `history`, `help`, `enable`, `caller`, `suspend`. */

const OWN = new Set(["EXIT", "ERR", "DEBUG", "RETURN"]);

function trapName(text: string): string | undefined {
  if (text === "0" || text.toUpperCase() === "SIGEXIT") return "EXIT";
  const upper = text.toUpperCase();
  return OWN.has(upper) ? upper : signalName(text);
}

const trapping: Builtin = {
  async run(args, shell) {
    let words = args;
    if (words[0] === "-l") return shell.call(["kill", "-l"]);
    if (words[0] === "-p" || words.length === 0) return showTraps(words.slice(1), shell);
    if (words[0] === "--") words = words.slice(1);
    const [action = "", ...names] = words;
    const resets = action === "-" || names.length === 0;
    const targets = names.length === 0 ? [action] : names;
    let status = 0;
    for (const target of targets) {
      const name = trapName(target);
      if (!name) {
        await shell.complain(`trap: ${target}: invalid signal specification`);
        status = 1;
      } else if (resets) shell.traps.delete(name);
      else shell.traps.set(name, action);
    }
    return status;
  },
};

async function showTraps(names: readonly string[], shell: Runner): Promise<number> {
  const order = ["EXIT", ...Object.keys(SIGNALS), "DEBUG", "ERR", "RETURN"];
  const wanted = names.map(trapName);
  for (const name of order) {
    const action = shell.traps.get(name);
    if (action === undefined || (wanted.length > 0 && !wanted.includes(name))) continue;
    await shell.write(1, `trap -- ${quoted(action)} ${OWN.has(name) ? name : `SIG${name}`}\n`);
  }
  return 0;
}

const getopts: Builtin = {
  async run([spec = "", name = "", ...given], shell) {
    const { variables } = shell;
    const words = given.length > 0 ? given : shell.positional;
    const silent = spec.startsWith(":");
    let index = Number(variables.text("OPTIND") ?? 1);
    const place = shell.optionPlace;
    if (place.index !== index) Object.assign(place, { index, at: 1 });
    const word = words[index - 1];
    const end = (next: number) => {
      variables.assign(name, "?");
      variables.assign("OPTIND", String(next));
      variables.unset("OPTARG");
      return 1;
    };
    if (word === "--") return end(index + 1);
    if (word === undefined || !/^-./.test(word)) return end(index);
    const letter = word[place.at]!;
    const advance = () => {
      if (place.at + 1 < word.length) place.at += 1;
      else {
        index += 1;
        Object.assign(place, { index, at: 1 });
      }
    };
    const known = letter !== ":" && spec.indexOf(letter, silent ? 1 : 0) >= 0;
    if (!known) {
      advance();
      variables.assign("OPTIND", String(index));
      variables.assign(name, "?");
      if (silent) variables.assign("OPTARG", letter);
      else {
        variables.unset("OPTARG");
        if (variables.text("OPTERR") !== "0") await shell.write(2, `${shell.name}: illegal option -- ${letter}\n`);
      }
      return 0;
    }
    if (spec[spec.indexOf(letter, silent ? 1 : 0) + 1] !== ":") {
      advance();
      variables.assign("OPTIND", String(index));
      variables.assign(name, letter);
      variables.unset("OPTARG");
      return 0;
    }
    const attached = word.slice(place.at + 1);
    const value = attached !== "" ? attached : words[index];
    index += attached !== "" ? 1 : 2;
    Object.assign(place, { index, at: 1 });
    if (value === undefined) {
      variables.assign("OPTIND", String(index - 1));
      variables.assign(name, silent ? ":" : "?");
      if (silent) variables.assign("OPTARG", letter);
      else if (variables.text("OPTERR") !== "0") {
        await shell.write(2, `${shell.name}: option requires an argument -- ${letter}\n`);
      }
      return 0;
    }
    variables.assign("OPTIND", String(index));
    variables.assign("OPTARG", value);
    variables.assign(name, letter);
    return 0;
  },
};

const umask: Builtin = {
  async run([mode], shell) {
    if (mode === undefined || mode === "-p") {
      await shell.write(1, `${mode ? "umask " : ""}${shell.umask.toString(8).padStart(4, "0")}\n`);
      return 0;
    }
    if (mode === "-S") {
      const may = (shift: number) =>
        [4, 2, 1].map((bit, at) => ((~shell.umask >> shift) & bit ? "rwx"[at] : "")).join("");
      await shell.write(1, `u=${may(6)},g=${may(3)},o=${may(0)}\n`);
      return 0;
    }
    if (!/^[0-7]{1,4}$/.test(mode)) {
      await shell.complain(`umask: ${mode}: octal number out of range`);
      return 1;
    }
    shell.umask = Number.parseInt(mode, 8);
    return 0;
  },
};

const LIMITS: readonly (readonly [string, string, string])[] = [
  ["c", "core file size              (blocks, -c)", "0"],
  ["d", "data seg size               (kbytes, -d)", "unlimited"],
  ["f", "file size                   (blocks, -f)", "unlimited"],
  ["n", "open files                          (-n)", "1024"],
  ["s", "stack size                  (kbytes, -s)", "8192"],
  ["t", "cpu time                   (seconds, -t)", "unlimited"],
  ["u", "max user processes                  (-u)", "512"],
  ["v", "virtual memory              (kbytes, -v)", "unlimited"],
];

const ulimit: Builtin = {
  async run([flag = "-f", value], shell) {
    if (value !== undefined) return 0;
    const wanted = flag.replace(/^-[SH]*/, "");
    if (wanted === "a") {
      await shell.write(1, LIMITS.map(([, label, limit]) => `${label} ${limit}\n`).join(""));
      return 0;
    }
    await shell.write(1, `${LIMITS.find(([letter]) => letter === wanted)?.[2] ?? "unlimited"}\n`);
    return 0;
  },
};

const times: Builtin = {
  async run(_, shell) {
    await shell.write(1, "0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n");
    return 0;
  },
};

const history: Builtin = {
  async run(args, shell) {
    if (args[0] === "-c") {
      shell.history.length = 0;
      return 0;
    }
    if (args[0] === "-d" && args[1] !== undefined) {
      shell.history.splice(Number(args[1]) - 1, 1);
      return 0;
    }
    if (args[0] === "-s") {
      shell.history.push(args.slice(1).join(" "));
      return 0;
    }
    if (args[0]?.startsWith("-")) return 0;
    if (args[0] !== undefined && !/^\d+$/.test(args[0])) {
      await shell.complain(`history: ${args[0]}: numeric argument required`);
      return 1;
    }
    const from = args[0] === undefined ? 0 : Math.max(0, shell.history.length - Number(args[0]));
    const lines = shell.history.slice(from).map((line, at) => `${String(from + at + 1).padStart(5)}  ${line}\n`);
    await shell.write(1, lines.join(""));
    return 0;
  },
};

const fixing: Builtin = {
  async run(args, shell) {
    if (!args.some((word) => /^-\w*l/.test(word))) {
      await shell.complain("fc: editing history in an editor is not supported here; use the arrow keys or Ctrl-R");
      return 1;
    }
    const from = Math.max(0, shell.history.length - 16);
    await shell.write(
      1,
      shell.history
        .slice(from)
        .map((line, at) => `${from + at + 1}\t ${line}\n`)
        .join(""),
    );
    return 0;
  },
};

const caller: Builtin = {
  async run(_, shell) {
    if (shell.functionNames.length === 0) return 1;
    await shell.write(1, `${shell.line} ${shell.name}\n`);
    return 0;
  },
};

const enabling: Builtin = { run: () => 0 };

const suspending: Builtin = {
  async run(_, shell) {
    await shell.complain("suspend: cannot suspend: jobs cannot be stopped and continued here");
    return 1;
  },
};

export const sessionBuiltins: Readonly<Record<string, Builtin>> = {
  trap: trapping,
  getopts,
  umask,
  ulimit,
  times,
  history,
  fc: fixing,
  caller,
  enable: enabling,
  complete: enabling,
  compgen: enabling,
  compopt: enabling,
  bind: enabling,
  suspend: suspending,
};
