import type { Runner } from "../interpreter/runner.ts";
import type { ShellOptions } from "../interpreter/shell.ts";
import { parseScript } from "../interpreter/syntax.ts";
import { type AssociativeArray, type IndexedArray, newVariable, type Variable } from "../interpreter/variables.ts";

/** An interactive shell as plain data. */
export interface ShellState {
  readonly cwd: string;
  readonly status: number;
  readonly variables: Readonly<Record<string, SavedVariable>>;
  /** Source text by name. */
  readonly functions: Readonly<Record<string, string>>;
  readonly aliases: Readonly<Record<string, string>>;
  readonly options: ShellOptions;
  readonly shopts: Readonly<Record<string, boolean>>;
  readonly traps: Readonly<Record<string, string>>;
  readonly history: readonly string[];
  readonly directories: readonly string[];
}

interface SavedVariable {
  readonly value?: string | readonly (readonly [number | string, string])[];
  readonly kind: Variable["kind"];
  /** Letters as `declare` has them: r, x, i, l, u, n. */
  readonly flags: string;
}

const FLAGS = { readOnly: "r", exported: "x", integer: "i", lower: "l", upper: "u", nameref: "n" } as const;

export function saveShell(shell: Runner): ShellState {
  const variables: Record<string, SavedVariable> = {};
  for (const [name, held] of shell.variables.globals()) variables[name] = saveVariable(held);
  const functions: Record<string, string> = {};
  for (const [name, { node, source }] of shell.functions) functions[name] = source.text.slice(node.pos, node.end);
  return {
    cwd: shell.cwd,
    status: shell.status,
    variables,
    functions,
    aliases: Object.fromEntries(shell.aliases),
    options: { ...shell.options },
    shopts: Object.fromEntries(shell.shopts),
    traps: Object.fromEntries(shell.traps),
    history: [...shell.history],
    directories: [...shell.directories],
  };
}

function saveVariable(held: Variable): SavedVariable {
  const flags = (Object.keys(FLAGS) as (keyof typeof FLAGS)[]).filter((flag) => held[flag]).map((flag) => FLAGS[flag]);
  const value = held.value instanceof Map ? [...(held.value as Map<number | string, string>)] : held.value;
  return { kind: held.kind, flags: flags.join(""), ...(value !== undefined && { value }) };
}

/** A shell that takes up the state of another. */
interface Successor extends Runner {
  aliases: Map<string, string>;
  shopts: Map<string, boolean>;
  traps: Map<string, string>;
  history: string[];
  directories: string[];
}

export function restoreShell(shell: Successor, state: ShellState): void {
  shell.cwd = state.cwd;
  shell.status = state.status;
  for (const [name, saved] of Object.entries(state.variables)) restoreVariable(shell.variables.ensure(name), saved);
  shell.variables.changed();
  for (const [name, text] of Object.entries(state.functions)) {
    const { source, statements } = parseScript(text);
    const node = statements[0]?.command;
    if (node?.type === "Function") shell.functions.set(name, { node, source });
  }
  shell.aliases = new Map(Object.entries(state.aliases));
  shell.options = { ...state.options };
  shell.shopts = new Map(Object.entries(state.shopts));
  shell.traps = new Map(Object.entries(state.traps));
  shell.history = [...state.history];
  shell.directories = [...state.directories];
}

function restoreVariable(variable: Variable, { kind, flags, value }: SavedVariable): void {
  Object.assign(variable, newVariable(kind));
  if (typeof value === "string") variable.value = value;
  else if (value) {
    variable.value =
      kind === "indexed"
        ? (new Map(value as [number, string][]) as IndexedArray)
        : (new Map(value as [string, string][]) as AssociativeArray);
  }
  for (const [flag, letter] of Object.entries(FLAGS)) variable[flag as keyof typeof FLAGS] = flags.includes(letter);
}
