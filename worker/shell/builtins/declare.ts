import type { Assignment } from "unbash";
import { assignNode, combined, setInto } from "../interpreter/assign.ts";
import { evaluateNow, subscriptOf } from "../interpreter/calculate.ts";
import { declaration } from "../interpreter/declaration.ts";
import type { Builtin, Runner } from "../interpreter/runner.ts";
import { becomeArray, isName, ReadOnlyVariable, subscripted, type Variable } from "../interpreter/variables.ts";

/** `declare`, `typeset`, `local`, `export`, `readonly`, `unset`. */

interface Flags {
  readonly on: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
  readonly rest: readonly (string | Assignment)[];
  readonly bad?: string;
}

function flagsOf(items: readonly (string | Assignment)[], allowed: string): Flags {
  const on = new Set<string>();
  const off = new Set<string>();
  let at = 0;
  for (; at < items.length; at++) {
    const item = items[at]!;
    if (typeof item !== "string" || !/^[-+]./.test(item)) break;
    if (item === "--") {
      at += 1;
      break;
    }
    for (const letter of item.slice(1)) {
      if (!allowed.includes(letter)) return { on, off, rest: [], bad: `${item[0]}${letter}` };
      (item[0] === "-" ? on : off).add(letter);
    }
  }
  return { on, off, rest: items.slice(at) };
}

const USAGE: Readonly<Record<string, string>> = {
  declare: "declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]",
  typeset: "typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]",
  local: "local [option] name[=value] ...",
  export: "export [-fn] [name[=value] ...] or export -p",
  readonly: "readonly [-aAf] [name[=value] ...] or readonly -p",
};

async function declare(items: readonly (string | Assignment)[], shell: Runner, name: string): Promise<number> {
  const allowed = name === "export" ? "fnp" : name === "readonly" ? "aAfp" : "aAfFgiIlnrtuxp";
  const { on, off, rest, bad } = flagsOf(items, allowed);
  if (bad) {
    await shell.complain(`${name}: ${bad}: invalid option`);
    await shell.write(2, `${name}: usage: ${USAGE[name]}\n`);
    return 2;
  }
  if (name === "local" && !shell.variables.inFunction) {
    await shell.complain("local: can only be used in a function");
    return 1;
  }
  if (on.has("f") || on.has("F")) return functions(on, rest, shell, name);
  if (rest.length === 0) return list(on, shell, name);
  if (on.has("p") && name !== "export" && name !== "readonly") return print(rest, shell, name);
  let status = 0;
  for (const item of rest) {
    if (!(await declareOne(item, { on, off }, shell, name))) status = 1;
  }
  return status;
}

async function declareOne(
  item: string | Assignment,
  flags: { on: ReadonlySet<string>; off: ReadonlySet<string> },
  shell: Runner,
  command: string,
): Promise<boolean> {
  const split = typeof item === "string" ? /^([^=+]*)(\+?=)?(.*)$/s.exec(item)! : undefined;
  const full = split ? split[1]! : (item as Assignment).name;
  const element = subscripted(full);
  const name = element?.name ?? full;
  if (!isName(name)) {
    await shell.complain(`${command}: \`${typeof item === "string" ? item : item.text}': not a valid identifier`);
    return false;
  }
  const variable = place(name, flags.on, shell, command);
  if (variable.readOnly && (flags.off.has("r") || typeof item !== "string" || split?.[2])) {
    await shell.complain(`${command}: ${name}: readonly variable`);
    return false;
  }
  if (flags.on.has("A") && variable.kind === "indexed") {
    await shell.complain(`${command}: ${name}: cannot convert indexed to associative array`);
    return false;
  }
  applyFlags(variable, flags, command);
  if (typeof item !== "string" && item.index) {
    await assignNode(item, shell);
  } else if (typeof item !== "string") {
    await assignNode(item, shell, variable);
  } else if (split![2]) {
    const text = split![3]!;
    if (element) shell.variables.assignElement(name, subscriptOf(name, element.index, shell), text);
    else {
      const before = split![2] === "+=" ? shell.variables.text(name) : undefined;
      setInto(variable, combined(text, before, variable, shell));
    }
  }
  if (flags.on.has("r") || command === "readonly") variable.readOnly = true;
  shell.variables.changed();
  return true;
}

/** The variable that a declaration is about: a local one inside functions, unless `-g`, `export` or `readonly`. */
function place(name: string, on: ReadonlySet<string>, shell: Runner, command: string): Variable {
  const { variables } = shell;
  if (command === "export" || command === "readonly") return variables.ensure(name);
  if (on.has("g")) return variables.ensureGlobal(name);
  if (on.has("n")) return variables.inFunction ? variables.declareLocal(name) : variables.ensureGlobal(name);
  return variables.inFunction ? variables.declareLocal(name) : variables.ensure(name);
}

function applyFlags(variable: Variable, { on, off }: Pick<Flags, "on" | "off">, command: string): void {
  if (on.has("a")) becomeArray(variable, "indexed");
  if (on.has("A")) becomeArray(variable, "associative");
  if (on.has("i")) variable.integer = true;
  if (off.has("i")) variable.integer = false;
  if (on.has("l")) Object.assign(variable, { lower: true, upper: false });
  if (on.has("u")) Object.assign(variable, { upper: true, lower: false });
  if (off.has("l")) variable.lower = false;
  if (off.has("u")) variable.upper = false;
  if (command === "export") variable.exported = !on.has("n");
  else if (on.has("n")) variable.nameref = true;
  if (on.has("x")) variable.exported = true;
  if (off.has("x")) variable.exported = false;
  if (off.has("n")) variable.nameref = false;
}

async function functions(
  on: ReadonlySet<string>,
  rest: readonly (string | Assignment)[],
  shell: Runner,
  command: string,
): Promise<number> {
  if (command === "export" || command === "readonly") return 0;
  const names = rest.length > 0 ? rest.map(String) : [...shell.functions.keys()].sort();
  let status = 0;
  for (const name of names) {
    const found = shell.functions.get(name);
    if (!found) status = 1;
    else if (on.has("F")) await shell.write(1, rest.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
    else await shell.write(1, `${found.source.text.slice(found.node.pos, found.node.end)}\n`);
  }
  return status;
}

async function list(on: ReadonlySet<string>, shell: Runner, command: string): Promise<number> {
  const { variables } = shell;
  let text = "";
  for (const name of variables.names()) {
    const variable = variables.find(name)!;
    if (command === "export" && !variable.exported) continue;
    if (command === "readonly" && !variable.readOnly) continue;
    if (on.has("x") && !variable.exported) continue;
    if (on.has("r") && !variable.readOnly) continue;
    if (on.has("i") && !variable.integer) continue;
    if (on.has("a") && variable.kind !== "indexed") continue;
    if (on.has("A") && variable.kind !== "associative") continue;
    const plain = (command === "declare" || command === "typeset" || command === "local") && on.size === 0;
    if (plain && variable.value === undefined) continue;
    text += `${declaration(name, variable, plain ? "set" : "declare")}\n`;
  }
  await shell.write(1, text);
  return 0;
}

async function print(rest: readonly (string | Assignment)[], shell: Runner, command: string): Promise<number> {
  let status = 0;
  for (const item of rest) {
    const name = String(typeof item === "string" ? item : item.name);
    const variable = shell.variables.find(name);
    if (variable) await shell.write(1, `${declaration(name, variable, "declare")}\n`);
    else {
      await shell.complain(`${command}: ${name}: not found`);
      status = 1;
    }
  }
  return status;
}

const declaring: Builtin = { run: (args, shell, name) => declare(args, shell, name), declare };

const unset: Builtin = {
  async run(args, shell) {
    let only: "v" | "f" | undefined;
    let status = 0;
    for (const name of args) {
      if (name === "-v" || name === "-f") only = name[1] as "v" | "f";
      else if (name === "-n" || name === "--") continue;
      else if (!(await unsetOne(name, only, shell))) status = 1;
    }
    return status;
  },
};

async function unsetOne(name: string, only: "v" | "f" | undefined, shell: Runner): Promise<boolean> {
  if (only === "f") {
    shell.functions.delete(name);
    return true;
  }
  const element = subscripted(name);
  if (element) return unsetElement(element, shell);
  if (!isName(name)) {
    if (only === undefined) {
      shell.functions.delete(name);
      return true;
    }
    await shell.complain(`unset: \`${name}': not a valid identifier`);
    return false;
  }
  try {
    if (!shell.variables.unset(shell.variables.target(name)) && only === undefined) shell.functions.delete(name);
    return true;
  } catch (error) {
    if (!(error instanceof ReadOnlyVariable)) throw error;
    await shell.complain(`unset: ${name}: cannot unset: readonly variable`);
    return false;
  }
}

function unsetElement({ name, index }: { name: string; index: string }, shell: Runner): boolean {
  const variable = shell.variables.lookup(name);
  if (!variable) return true;
  if (variable.kind === "associative") (variable.value as Map<string, string>).delete(index);
  else if (index === "@" || index === "*") shell.variables.unset(name);
  else if (variable.kind === "indexed") {
    const held = variable.value as Map<number, string>;
    const at = Number(evaluateNow(index, shell));
    held.delete(at < 0 ? Math.max(...held.keys()) + 1 + at : at);
  }
  return true;
}

export const declaringBuiltins: Readonly<Record<string, Builtin>> = {
  declare: declaring,
  typeset: declaring,
  local: declaring,
  export: declaring,
  readonly: declaring,
  unset,
};
