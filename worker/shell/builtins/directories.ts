import { FileError, resolvePath } from "../files.ts";
import type { Builtin, Runner } from "../interpreter/runner.ts";

/** `cd`, `pwd`, `pushd`, `popd`, `dirs`. */

/** In the shell's own words; BusyBox's counts the lines of what it reads, from none for a -c. */
function cannotChange(shell: Runner, command: string, { shown, why }: { shown: string; why: string }): Promise<void> {
  if (shell.dialect === "bash") return shell.complain(`${command}: ${shown}: ${why}`);
  if (shell.dialect === "dash") return shell.complain(`${command}: can't cd to ${shown}`);
  return shell.complain(
    `${command}: line ${shell.interactive ? shell.line : shell.line - 1}: can't cd to ${shown}: ${why}`,
  );
}

async function changeTo(target: string, shell: Runner, command: string, shown = target): Promise<boolean> {
  const path = resolvePath(shell.cwd, target);
  let stat: ReturnType<Runner["files"]["stat"]>;
  try {
    stat = shell.files.stat(path);
    if (stat?.type === "directory") shell.files.list(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await cannotChange(shell, command, { shown, why: error.message });
    return false;
  }
  if (stat?.type !== "directory") {
    await cannotChange(shell, command, { shown, why: stat ? "Not a directory" : "No such file or directory" });
    return false;
  }
  const { variables } = shell;
  variables.assign("OLDPWD", shell.cwd);
  shell.cwd = path;
  variables.assign("PWD", path);
  return true;
}

const cd: Builtin = {
  async run(args, shell) {
    let words = args;
    let physical = shell.options.physical;
    while (/^-[LPe@]+$/.test(words[0] ?? "")) {
      physical = words[0]!.includes("P");
      words = words.slice(1);
    }
    if (words[0] === "--") words = words.slice(1);
    if (words.length > 1) {
      await shell.complain("cd: too many arguments");
      return 1;
    }
    let [target] = words;
    let print = false;
    if (target === undefined) {
      target = shell.variables.text("HOME");
      if (target === undefined) {
        await shell.complain("cd: HOME not set");
        return 1;
      }
    } else if (target === "-") {
      target = shell.variables.text("OLDPWD");
      if (target === undefined) {
        await shell.complain("cd: OLDPWD not set");
        return 1;
      }
      print = true;
    } else if (/^-./.test(target)) {
      await shell.complain(`cd: ${target.slice(0, 2)}: invalid option`);
      await shell.write(2, "cd: usage: cd [-L|[-P [-e]] [-@]] [dir]\n");
      return 2;
    }
    if (target === "") return 0;
    const found = viaCdPath(target, shell);
    const goal = found ?? target;
    const real =
      physical && shell.files.stat(resolvePath(shell.cwd, goal))
        ? shell.files.realPath(resolvePath(shell.cwd, goal))
        : goal;
    if (!(await changeTo(real, shell, "cd", target))) return 1;
    if (print || found) await shell.write(1, `${shell.cwd}\n`);
    return 0;
  },
};

function viaCdPath(target: string, { variables, cwd, files }: Runner): string | undefined {
  if (/^(\/|\.\.?(\/|$))/.test(target)) return undefined;
  for (const folder of (variables.text("CDPATH") ?? "").split(":").filter((part) => part !== "" && part !== ".")) {
    const path = resolvePath(cwd, `${folder}/${target}`);
    if (files.stat(path)?.type === "directory") return path;
  }
  return undefined;
}

const pwd: Builtin = {
  async run(args, shell) {
    await shell.write(1, `${args[0] === "-P" ? shell.files.realPath(shell.cwd) : shell.cwd}\n`);
    return 0;
  },
};

const stack = (shell: Runner): string[] => [shell.cwd, ...shell.directories];

function showDirectories(
  shell: Runner,
  form: { lines?: boolean; numbers?: boolean; full?: boolean } = {},
): Promise<void> {
  const home = shell.variables.text("HOME");
  const shown = stack(shell).map((path, at) => {
    const short =
      !form.full && home && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path;
    return form.numbers ? `${String(at).padStart(2)}  ${short}` : short;
  });
  return shell.write(1, `${shown.join(form.lines || form.numbers ? "\n" : " ")}\n`);
}

/** The place on the stack that `+N` or `-N` names. */
function rotation(word: string, size: number): number | undefined {
  const match = /^([-+])(\d+)$/.exec(word);
  if (!match) return undefined;
  const at = match[1] === "+" ? Number(match[2]) : size - 1 - Number(match[2]);
  return at >= 0 && at < size ? at : -1;
}

const pushd: Builtin = {
  async run([target], shell) {
    const all = stack(shell);
    if (target === undefined) {
      const [next, ...rest] = shell.directories;
      if (next === undefined) {
        await shell.complain("pushd: no other directory");
        return 1;
      }
      const here = shell.cwd;
      if (!(await changeTo(next, shell, "pushd"))) return 1;
      shell.directories.splice(0, shell.directories.length, here, ...rest);
    } else {
      const turn = rotation(target, all.length);
      if (turn === -1) {
        await shell.complain(`pushd: ${target}: directory stack index out of range`);
        return 1;
      }
      const here = shell.cwd;
      if (!(await changeTo(turn === undefined ? target : all[turn]!, shell, "pushd"))) return 1;
      if (turn === undefined) shell.directories.unshift(here);
      else shell.directories.splice(0, shell.directories.length, ...all.slice(turn + 1), ...all.slice(0, turn));
    }
    await showDirectories(shell);
    return 0;
  },
};

const popd: Builtin = {
  async run([target = "+0"], shell) {
    const all = stack(shell);
    if (all.length === 1) {
      await shell.complain("popd: directory stack empty");
      return 1;
    }
    const at = rotation(target, all.length);
    if (at === undefined || at < 0) {
      await shell.complain(`popd: ${target}: directory stack index out of range`);
      return 1;
    }
    if (at === 0) {
      const next = shell.directories.shift()!;
      if (!(await changeTo(next, shell, "popd"))) return 1;
    } else shell.directories.splice(at - 1, 1);
    await showDirectories(shell);
    return 0;
  },
};

const dirs: Builtin = {
  async run(args, shell) {
    if (args.includes("-c")) {
      shell.directories.length = 0;
      return 0;
    }
    const has = (letter: string) => args.some((word) => word.startsWith("-") && word.includes(letter));
    await showDirectories(shell, { lines: has("p"), numbers: has("v"), full: has("l") });
    return 0;
  },
};

export const directoryBuiltins: Readonly<Record<string, Builtin>> = { cd, pwd, pushd, popd, dirs };
