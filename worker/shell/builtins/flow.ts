import { resolvePath } from "../files.ts";
import { evaluateNow } from "../interpreter/calculate.ts";
import { BreakLoop, ExitShell, ReturnFromFunction } from "../interpreter/control.ts";
import type { Builtin, Runner } from "../interpreter/runner.ts";

/** Builtins that steer: `exit`, `return`, `break`, `eval`, `source` … */

const nothing: Builtin = { run: () => 0 };
const no: Builtin = { run: () => 1 };

const exit: Builtin = {
  async run(args, shell) {
    if (shell.interactive && !shell.isSubshell) await shell.write(2, "exit\n");
    throw new ExitShell(await statusFrom(args, shell, "exit"));
  },
};

async function statusFrom(args: readonly string[], shell: Runner, name: string): Promise<number> {
  const [given] = args;
  if (given === undefined) return shell.status;
  if (!/^[-+]?\d+$/.test(given)) {
    await shell.complain(`${name}: ${given}: numeric argument required`);
    return 2;
  }
  return Number(BigInt.asUintN(8, BigInt(given)));
}

const returning: Builtin = {
  async run(args, shell) {
    if (shell.functionNames.length === 0 && shell.sourced === 0) {
      await shell.complain("return: can only `return' from a function or sourced script");
      return 2;
    }
    throw new ReturnFromFunction(await statusFrom(args, shell, "return"));
  },
};

const loopControl = (kind: "break" | "continue"): Builtin => ({
  async run([count = "1"], shell) {
    if (!/^[-+]?\d+$/.test(count)) {
      await shell.complain(`${kind}: ${count}: numeric argument required`);
      throw new ExitShell(128);
    }
    if (Number(count) < 1) {
      await shell.complain(`${kind}: ${count}: loop count out of range`);
      throw new BreakLoop("break", shell.loops);
    }
    if (shell.loops === 0) {
      if (shell.dialect === "bash") {
        await shell.complain(`${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
      }
      return 0;
    }
    throw new BreakLoop(kind, Math.min(Number(count), shell.loops));
  },
});

const evaluation: Builtin = {
  async run(args, shell) {
    const text = args.join(" ");
    if (text.trim() === "") return 0;
    shell.status = 0;
    return shell.runText(text, { firstLine: shell.line, name: "eval" });
  },
};

const sourcing: Builtin = {
  async run(args, shell, name) {
    const [file, ...parameters] = args[0] === "--" ? args.slice(1) : args;
    if (file === undefined) {
      await shell.complain(`${name}: filename argument required`);
      await shell.write(2, `${name}: usage: ${name} filename [arguments]\n`);
      return 2;
    }
    const path = findSource(file, shell);
    const stat = shell.files.stat(path);
    if (!stat) {
      await shell.complain(`${file}: No such file or directory`);
      return 1;
    }
    if (stat.type === "directory") {
      await shell.complain(`${name}: ${file}: is a directory`);
      return 1;
    }
    let text: string;
    const description = /^\/dev\/(fd\/|stdin)/.test(path) ? path : undefined;
    if (description) {
      await shell.substitutions.gather();
      text = shell.files.readText(path);
    } else text = shell.files.readText(path);
    const outer = shell.positional;
    if (parameters.length > 0) shell.positional = parameters;
    shell.sourced += 1;
    shell.status = 0;
    try {
      return await shell.runText(text, { name: file });
    } catch (error) {
      if (!(error instanceof ReturnFromFunction)) throw error;
      return error.status;
    } finally {
      shell.sourced -= 1;
      if (parameters.length > 0) shell.positional = outer;
    }
  },
};

/** A name without a slash is looked for on PATH, then here. */
function findSource(file: string, { files, cwd, variables }: Runner): string {
  if (!file.includes("/")) {
    for (const folder of (variables.text("PATH") ?? "").split(":")) {
      const path = resolvePath(cwd, `${folder || "."}/${file}`);
      if (files.stat(path)?.type === "file") return path;
    }
  }
  return resolvePath(cwd, file);
}

const shifting: Builtin = {
  async run([given = "1"], shell) {
    if (!/^[-+]?\d+$/.test(given)) {
      await shell.complain(`shift: ${given}: numeric argument required`);
      return 1;
    }
    const count = Number(given);
    if (count < 0) {
      await shell.complain(`shift: ${given}: shift count out of range`);
      return 1;
    }
    if (count > shell.positional.length) return 1;
    shell.positional = shell.positional.slice(count);
    return 0;
  },
};

const letting: Builtin = {
  async run(args, shell) {
    if (args.length === 0) {
      await shell.complain("let: expression expected");
      return 1;
    }
    let value = 0n;
    for (const expression of args) value = evaluateNow(expression, shell);
    return value === 0n ? 1 : 0;
  },
};

const executing: Builtin = {
  async run(args, shell) {
    let words = args;
    let environment: Readonly<Record<string, string>> | undefined;
    while (words[0]?.startsWith("-")) {
      if (words[0] === "--") {
        words = words.slice(1);
        break;
      }
      if (words[0] === "-c") environment = {};
      words = words.slice(words[0] === "-a" ? 2 : 1);
    }
    if (words.length === 0) return 0;
    const found = shell.machine.find(words[0]!, shell.context());
    if (found.type === "missing") {
      const absent = found.errno === "ENOENT";
      const because = absent
        ? words[0]!.includes("/")
          ? "No such file or directory"
          : "not found"
        : "Permission denied";
      const place = absent && !words[0]!.includes("/") ? "exec: " : "";
      await shell.complain(`${place}${words[0]}: ${because}`);
      if (absent && words[0]!.includes("/")) await shell.complain(`exec: ${words[0]}: cannot execute: ${because}`);
      if (shell.interactive) return absent ? 127 : 126;
      throw new ExitShell(absent ? 127 : 126);
    }
    return shell.replace(words, environment);
  },
};

export const flow: Readonly<Record<string, Builtin>> = {
  ":": nothing,
  true: nothing,
  false: no,
  exit,
  logout: exit,
  return: returning,
  break: loopControl("break"),
  continue: loopControl("continue"),
  eval: evaluation,
  source: sourcing,
  ".": sourcing,
  shift: shifting,
  let: letting,
  exec: executing,
};
