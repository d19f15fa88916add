import { type Assignment, parse, type Word } from "unbash";
import { evaluateNow } from "./calculate.ts";
import { expandRaw, expandText, expandWords } from "./expand.ts";
import { quotedIfNeeded } from "./quote.ts";
import type { Shell } from "./shell.ts";
import { becomeArray, elementOf, nextIndex, ReadOnlyVariable, type Variable } from "./variables.ts";

/** Carries an assignment out: `x=1`, `x+=1`, `a[i]=1`, `a=(1 2)`, `m=([k]=v)`. */
export async function assignNode(node: Assignment, shell: Shell, into?: Variable): Promise<void> {
  const { name, value, index, append } = node;
  if (value.type === "ArrayValue") {
    const variable = into ?? shell.variables.ensure(name);
    if (variable.readOnly) throw new ReadOnlyVariable(name);
    return assignArray(node, variable, shell);
  }
  const text = value.text === "" ? "" : await expandText(value, shell, { tilde: "assignment" });
  if (index) return assignIndexed({ name, index, text, append: append ?? false }, shell);
  const variable = into ?? shell.variables.lookup(name);
  const joined = combined(
    text,
    append ? (into ? scalar(into) : shell.variables.text(name)) : undefined,
    variable,
    shell,
  );
  if (!into) {
    shell.variables.assign(name, joined);
    if (shell.options.allexport) shell.variables.ensure(name).exported = true;
    return;
  }
  if (into.readOnly) throw new ReadOnlyVariable(name);
  setInto(into, joined);
}

const scalar = (variable: Variable): string | undefined => elementOf(variable, 0);

/** Gives a variable that is held in the hand a text. */
export function setInto(variable: Variable, text: string): void {
  const shaped = variable.lower ? text.toLowerCase() : variable.upper ? text.toUpperCase() : text;
  if (variable.kind === "scalar") variable.value = shaped;
  else if (variable.kind === "indexed") (variable.value as Map<number, string>).set(0, shaped);
  else (variable.value as Map<string, string>).set("0", shaped);
}

/** Adds to what was there: numbers for integers, texts otherwise. */
export function combined(
  text: string,
  before: string | undefined,
  variable: Pick<Variable, "integer"> | undefined,
  shell: Shell,
): string {
  if (variable?.integer) {
    const value = evaluateNow(text, shell);
    return String(before === undefined ? value : evaluateNow(before, shell) + value);
  }
  return (before ?? "") + text;
}

interface Indexed {
  readonly name: string;
  readonly index: Word;
  readonly text: string;
  readonly append: boolean;
}

async function assignIndexed({ name, index, text, append }: Indexed, shell: Shell): Promise<void> {
  const variable = shell.variables.ensure(name);
  const key = await keyOf(index, variable, shell);
  const before = append ? elementOf(variable, key) : undefined;
  shell.variables.assignElement(name, fromEnd(key, variable), combined(text, before, variable, shell));
}

/** A negative index counts from the end. */
function fromEnd(key: number | string, variable: Variable): number | string {
  if (typeof key === "string" || key >= 0 || variable.kind !== "indexed") return key;
  return nextIndex(variable.value as Map<number, string>) + key;
}

async function keyOf(index: Word, variable: Variable, shell: Shell): Promise<number | string> {
  if (variable.kind === "associative") return expandText(index, shell);
  return Number(evaluateNow(await expandRaw(index.text, shell), shell));
}

async function assignArray({ value, append }: Assignment, variable: Variable, shell: Shell): Promise<void> {
  if (value.type !== "ArrayValue") return;
  if (variable.kind === "scalar") becomeArray(variable, "indexed");
  if (variable.kind === "associative") {
    const held = append ? (variable.value as Map<string, string>) : new Map<string, string>();
    await fillTable(value.elements, held, shell);
    variable.value = held;
    return;
  }
  // The old elements can be used while the new ones are expanded.
  const held = append ? (variable.value as Map<number, string>) : new Map<number, string>();
  let next = nextIndex(held);
  for (const element of value.elements) {
    const keyed = splitKeyed(element);
    if (keyed) {
      next = Number(evaluateNow(await expandRaw(keyed.key, shell), shell));
      const text = await expandText(keyed.value, shell, { tilde: "assignment" });
      const before = keyed.append ? held.get(next) : undefined;
      held.set(next++, combined(text, before, variable, shell));
      continue;
    }
    for (const text of await expandWords([element], shell))
      held.set(next++, combined(text, undefined, variable, shell));
  }
  variable.value = held;
  shell.variables.changed();
}

async function fillTable(elements: readonly Word[], held: Map<string, string>, shell: Shell): Promise<void> {
  for (let at = 0; at < elements.length; at++) {
    const keyed = splitKeyed(elements[at]!);
    if (keyed) {
      const key = await expandText(wordFrom(keyed.key), shell);
      const text = await expandText(keyed.value, shell, { tilde: "assignment" });
      held.set(key, (keyed.append ? (held.get(key) ?? "") : "") + text);
      continue;
    }
    // `m=(key value key value)`
    const key = await expandText(elements[at]!, shell);
    const next = elements[++at];
    held.set(key, next ? await expandText(next, shell) : "");
  }
}

const words = new Map<string, Word>();

/** The word that a source text is. */
function wordFrom(text: string): Word {
  let word = words.get(text);
  if (!word) {
    const command = parse(`: ${text}`).commands[0]?.command;
    const argument = command?.type === "Command" ? command.args[0] : undefined;
    word = argument?.type === "Word" ? argument : { type: "Word", text: "''", value: "", pos: 0, end: 0, parts: [] };
    if (words.size > 500) words.clear();
    words.set(text, word);
  }
  return word;
}

/** Splits an element `[key]=value` or `[key]+=value`. */
function splitKeyed(element: Word): { key: string; append: boolean; value: Word } | undefined {
  const { text } = element;
  if (!text.startsWith("[")) return undefined;
  let depth = 0;
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quote) {
      if (char === quote) quote = "";
      else if (char === "\\" && quote === '"') at += 1;
    } else if (char === "'" || char === '"') quote = char;
    else if (char === "\\") at += 1;
    else if (char === "[") depth += 1;
    else if (char === "]" && --depth === 0) {
      const rest = /^\]\+?=/.exec(text.slice(at))?.[0];
      if (!rest) return undefined;
      const value = text.slice(at + rest.length);
      return { key: text.slice(1, at), append: rest === "]+=", value: value === "" ? EMPTY : wordFrom(value) };
    }
  }
  return undefined;
}

const EMPTY: Word = { type: "Word", text: "", value: "", pos: 0, end: 0 };

/** How `set -x` shows an assignment that was made. */
export async function assignmentText(node: Assignment, shell: Shell): Promise<string> {
  if (node.value.type === "ArrayValue" || node.index) return node.text;
  const operator = node.append ? "+=" : "=";
  const value = node.append ? node.value.value : (shell.variables.text(node.name) ?? "");
  return `${node.name}${operator}${value === "" ? "" : quotedIfNeeded(value)}`;
}
