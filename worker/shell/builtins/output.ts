import { subscriptOf } from "../interpreter/calculate.ts";
import { decodeEscapes } from "../interpreter/quote.ts";
import type { Builtin, Runner } from "../interpreter/runner.ts";
import { isName, subscripted } from "../interpreter/variables.ts";
import { printf } from "../printf.ts";

const echo: Builtin = {
  async run(args, shell) {
    const { text } = echoText(args, shell.shopts.get("xpg_echo") ?? false);
    await shell.write(1, text);
    return 0;
  },
};

/** What echo prints: options are only those words that are made of n, e and E. */
export function echoText(args: readonly string[], escapes = false): { text: string } {
  let at = 0;
  let newline = true;
  let interpret = escapes;
  for (; /^-[neE]+$/.test(args[at] ?? ""); at++) {
    for (const letter of args[at]!.slice(1)) {
      if (letter === "n") newline = false;
      else interpret = letter === "e";
    }
  }
  const joined = args.slice(at).join(" ");
  if (!interpret) return { text: newline ? `${joined}\n` : joined };
  const { text, stop } = decodeEscapes(joined, "echo");
  return { text: newline && !stop ? `${text}\n` : text };
}

const printing: Builtin = {
  async run(args, shell) {
    let rest = args;
    let variable: string | undefined;
    if (rest[0] === "-v") {
      variable = rest[1];
      rest = rest.slice(2);
    }
    if (rest[0] === "--") rest = rest.slice(1);
    else if (rest[0]?.startsWith("-") && rest[0] !== "-" && !rest[0].includes("%") && /^-[a-zA-Z]/.test(rest[0])) {
      await shell.complain(`printf: ${rest[0].slice(0, 2)}: invalid option`);
      await shell.write(2, "printf: usage: printf [-v var] format [arguments]\n");
      return 2;
    }
    const [format, ...values] = rest;
    if (format === undefined) {
      await shell.write(2, "printf: usage: printf [-v var] format [arguments]\n");
      return 2;
    }
    const { text, problems } = printf(format, values, shell.machine.clock.now());
    for (const problem of problems) await shell.complain(`printf: ${problem}`);
    if (variable === undefined) await shell.write(1, text);
    else if (!(await assign(variable, text, shell))) return 2;
    return problems.length > 0 ? 1 : 0;
  },
};

async function assign(target: string, text: string, shell: Runner): Promise<boolean> {
  const element = subscripted(target);
  if (element) {
    shell.variables.assignElement(element.name, subscriptOf(element.name, element.index, shell), text);
    return true;
  }
  if (!isName(target)) {
    await shell.complain(`printf: \`${target}': not a valid identifier`);
    return false;
  }
  shell.variables.assign(target, text);
  return true;
}

export const output: Readonly<Record<string, Builtin>> = { echo, printf: printing };
