import type { ParameterExpansionPart, ParameterOperation, SimpleExpansionPart, Word } from "unbash";
import { evaluateNow, subscriptOf } from "./calculate.ts";
import { ExpansionFailure } from "./control.ts";
import { declaration, transformAttributes } from "./declaration.ts";
import type { Sink } from "./fields.ts";
import { matchAtEnd, matchAtStart, patternRegExp, patternSource } from "./pattern.ts";
import { expandPrompt } from "./prompt.ts";
import { decodeEscapes, quoted as quote } from "./quote.ts";
import type { Shell } from "./shell.ts";
import { elementOf, isName, keysOf, ReadOnlyVariable, subscripted, valuesOf } from "./variables.ts";

/** What parameter expansion asks of word expansion. */
interface Expand {
  into(
    word: Word,
    sink: Sink,
    shell: Shell,
    options: { tilde: "none"; quoted: boolean; operand: boolean },
  ): Promise<void>;
  text(word: Word, shell: Shell): Promise<string>;
  pattern(word: Word, shell: Shell): Promise<string>;
  raw(text: string, shell: Shell): Promise<string>;
}

/** What a parameter stands for: one text, or with `@` and `*` a list. `values` is empty when it is unset. */
interface Values {
  readonly values: readonly string[];
  readonly list: "@" | "*" | undefined;
}

/** `$name`, `$1`, `$@` … */
export function expandSimple(part: SimpleExpansionPart, sink: Sink, shell: Shell, quoted: boolean): void {
  const name = part.text.slice(1);
  const found = valuesFor(name, shell);
  if (!found.list && found.values.length === 0) requireSet(name, shell);
  give(found, sink, quoted);
}

/** `${…}` in all its forms. bash(1) "Parameter Expansion". */
export async function expandParameter(
  part: ParameterExpansionPart,
  sink: Sink,
  shell: Shell,
  { quoted, expand }: { quoted: boolean; expand: Expand },
): Promise<void> {
  const { operation, prefix } = part;
  let { parameter } = part;
  let index = part.index === undefined ? undefined : await subscriptText(part.index, shell, expand);
  if (operation?.type === "Unknown") throw badSubstitution(part);
  if (prefix === "!" && operation?.type === "Names") {
    const names = namesBeginning(parameter, shell);
    return give({ values: names, list: operation.operator }, sink, quoted);
  }
  if (prefix === "!" && (index === "@" || index === "*") && !operation) {
    const variable = shell.variables.lookup(parameter);
    return give({ values: variable ? keysOf(variable).map(String) : [], list: index }, sink, quoted);
  }
  if (prefix === "!") {
    const variable = shell.variables.find(parameter);
    let target: string;
    if (variable?.nameref && !index) {
      return give({ values: [shell.variables.target(parameter)], list: undefined }, sink, quoted);
    }
    target = valuesFor(parameter, shell, index).values[0] ?? "";
    if (target === "" && !isSpecial(parameter)) {
      throw new ExpansionFailure(`${parameter}: invalid indirect expansion`, 1);
    }
    const element = subscripted(target);
    if (!element && !isName(target) && !isSpecial(target) && !/^\d+$/.test(target)) {
      throw new ExpansionFailure(`${target}: invalid variable name`, 1);
    }
    parameter = element?.name ?? target;
    index = element?.index;
  }
  if (!isName(parameter) && !isSpecial(parameter) && !/^\d+$/.test(parameter)) throw badSubstitution(part);
  const found = valuesFor(parameter, shell, index);
  const label = index === undefined ? parameter : `${parameter}[${index}]`;
  if (prefix === "#" && !operation) {
    if (!found.list && found.values.length === 0) requireSet(label, shell);
    const count = found.list ? found.values.length : [...(found.values[0] ?? "")].length;
    return give({ values: [String(count)], list: undefined }, sink, quoted);
  }
  const at: Place = { parameter, index, label };
  if (operation?.type === "Default") return withDefault(operation, found, { sink, quoted, expand, shell, at });
  if (!found.list && found.values.length === 0) requireSet(label, shell);
  if (!operation) return give(found, sink, quoted);
  give(await transform(operation, found, { shell, expand, at }), sink, quoted);
}

interface Place {
  readonly parameter: string;
  readonly index: string | undefined;
  /** How messages name it: `a[1]`. */
  readonly label: string;
}

function give({ values, list }: Values, sink: Sink, quoted: boolean): void {
  if (list) return sink.list(values, { quoted, star: list === "*" });
  const text = values[0] ?? "";
  if (quoted) sink.quoted(text);
  else sink.result(text);
}

const badSubstitution = (part: ParameterExpansionPart) => new ExpansionFailure(`${part.text}: bad substitution`, 1);
const isSpecial = (name: string): boolean => /^[@*#?$!0_-]$/.test(name);

function requireSet(name: string, shell: Shell): void {
  if (shell.options.nounset) throw new ExpansionFailure(`${name}: unbound variable`, 127);
}

async function subscriptText(index: Word, shell: Shell, expand: Expand): Promise<string> {
  if (index.text === "@" || index.text === "*") return index.text;
  return /[$`"'\\]/.test(index.text) ? expand.text(index, shell) : index.text;
}

/** The value or values of a parameter. */
function valuesFor(name: string, shell: Shell, index?: string): Values {
  const one = (text: string | undefined): Values => ({ values: text === undefined ? [] : [text], list: undefined });
  switch (name) {
    case "@":
    case "*":
      return { values: shell.positional, list: name };
    case "#":
      return one(String(shell.positional.length));
    case "?":
      return one(String(shell.status));
    case "$":
      return one(shell.variables.text("$"));
    case "!":
      return one(shell.lastBackground === undefined ? undefined : String(shell.lastBackground));
    case "-":
      return one(optionLetters(shell));
    case "0":
      return one(shell.name);
    case "_":
      return one(shell.lastArgument);
  }
  if (/^\d+$/.test(name)) return one(shell.positional[Number(name) - 1]);
  if (index === undefined) return one(shell.variables.text(name));
  const variable = shell.variables.lookup(name);
  if (index === "@" || index === "*") {
    return { values: variable ? valuesOf(variable) : listOf(shell.variables.text(name)), list: index };
  }
  if (!variable) return one(undefined);
  return one(elementOf(variable, subscriptOf(name, index, shell)));
}

const listOf = (text: string | undefined): string[] => (text === undefined ? [] : [text]);

const LETTERS = [
  ["allexport", "a"],
  ["errexit", "e"],
  ["noglob", "f"],
  ["hashall", "h"],
  ["monitor", "m"],
  ["nounset", "u"],
  ["verbose", "v"],
  ["xtrace", "x"],
  ["braceexpand", "B"],
  ["noclobber", "C"],
  ["errtrace", "E"],
  ["histexpand", "H"],
  ["functrace", "T"],
] as const;

/** `$-`. */
export function optionLetters(shell: Shell): string {
  const set = LETTERS.filter(([name]) => shell.options[name]).map(([, letter]) => letter);
  const place = set.findIndex((letter) => letter > "i");
  if (shell.interactive) set.splice(place < 0 ? set.length : place, 0, "i" as never);
  return set.join("");
}

function namesBeginning(start: string, { variables }: Shell): string[] {
  return [...new Set([...variables.names(), ...variables.dynamicNames()])]
    .filter((name) => name.startsWith(start) && variables.text(name) !== undefined)
    .sort();
}

interface DefaultContext {
  readonly sink: Sink;
  readonly quoted: boolean;
  readonly expand: Expand;
  readonly shell: Shell;
  readonly at: Place;
}

async function withDefault(
  { operator, operand }: Extract<ParameterOperation, { type: "Default" }>,
  found: Values,
  { sink, quoted, expand, shell, at }: DefaultContext,
): Promise<void> {
  const unset = found.values.length === 0;
  const absent = operator.startsWith(":") ? unset || found.values.join(" ") === "" : unset;
  switch (operator.at(-1)) {
    case "+":
      if (!absent) await expand.into(operand, sink, shell, { tilde: "none", quoted, operand: !quoted });
      else if (quoted && !found.list) sink.quoted("");
      return;
    case "-":
      if (absent) await expand.into(operand, sink, shell, { tilde: "none", quoted, operand: !quoted });
      else give(found, sink, quoted);
      if (absent && quoted) sink.quoted("");
      return;
    case "=": {
      if (!absent) return give(found, sink, quoted);
      if (!isName(at.parameter)) {
        throw new ExpansionFailure(`$${at.parameter}: cannot assign in this way`, 1);
      }
      const value = await expand.text(operand, shell);
      assign(at, value, shell);
      return give({ values: [value], list: undefined }, sink, quoted);
    }
    default: {
      if (!absent) return give(found, sink, quoted);
      const words = await expand.text(operand, shell);
      const usual = operator === "?" ? "parameter not set" : "parameter null or not set";
      throw new ExpansionFailure(`${at.label}: ${words || usual}`, 127);
    }
  }
}

function assign({ parameter, index }: Place, value: string, shell: Shell): void {
  try {
    if (index === undefined) shell.variables.assign(parameter, value);
    else shell.variables.assignElement(parameter, subscriptOf(parameter, index, shell), value);
  } catch (error) {
    if (error instanceof ReadOnlyVariable) throw new ExpansionFailure(error.message);
    throw error;
  }
}

interface TransformContext {
  readonly shell: Shell;
  readonly expand: Expand;
  readonly at: Place;
}

async function transform(
  operation: Exclude<ParameterOperation, { type: "Default" | "Unknown" }>,
  found: Values,
  { shell, expand, at }: TransformContext,
): Promise<Values> {
  const each = (change: (text: string) => string): Values => ({ ...found, values: found.values.map(change) });
  switch (operation.type) {
    case "Remove": {
      const pattern = await expand.pattern(operation.operand, shell);
      const longest = operation.operator.length === 2;
      if (operation.operator.startsWith("#"))
        return each((text) => text.slice(matchAtStart(pattern, text, longest) ?? 0));
      return each((text) => text.slice(0, matchAtEnd(pattern, text, longest) ?? text.length));
    }
    case "Replace": {
      const pattern = await expand.pattern(operation.pattern, shell);
      const replacement = await expand.pattern(operation.replacement, shell);
      return each((text) => replaced(text, { pattern, replacement, operator: operation.operator }));
    }
    case "Slice": {
      const number = async (word: Word) => Number(evaluateNow(await expand.raw(word.text, shell), shell));
      const offset = await number(operation.offset);
      const length = operation.length && (await number(operation.length));
      return sliced(found, { offset, length, at, shell });
    }
    case "CaseModification": {
      const pattern = operation.operand ? await expand.pattern(operation.operand, shell) : "?";
      const accepts = patternRegExp(pattern === "" ? "?" : pattern);
      const change = (char: string) => (operation.operator.startsWith("^") ? char.toUpperCase() : char.toLowerCase());
      return each((text) =>
        [...text]
          .map((char, place) =>
            (place === 0 || operation.operator.length === 2) && accepts.test(char) ? change(char) : char,
          )
          .join(""),
      );
    }
    case "Transform": {
      const letter = await expand.text(operation.operand, shell);
      return transformed(letter, found, { shell, expand, at });
    }
    case "Names":
      return found;
  }
}

interface Replacing {
  readonly pattern: string;
  readonly replacement: string;
  readonly operator: "/" | "//" | "/#" | "/%";
}

/** An unquoted `&` in the replacement is what matched (bash 5.2, patsub_replacement). */
function replaced(text: string, { pattern, replacement, operator }: Replacing): string {
  const fill = (match: string) => replacement.replace(/\\(.)|&/gs, (_, kept: string | undefined) => kept ?? match);
  if (pattern === "" && (operator === "/" || operator === "//")) return text;
  if (operator === "/#") {
    const end = matchAtStart(pattern, text, true);
    return end === undefined ? text : fill(text.slice(0, end)) + text.slice(end);
  }
  if (operator === "/%") {
    const start = matchAtEnd(pattern, text, true);
    return start === undefined ? text : text.slice(0, start) + fill(text.slice(start));
  }
  if (pattern.includes("!(")) return replacedByLength(text, { pattern, operator, fill });
  const regExp = new RegExp(patternSource(pattern), operator === "//" ? "gsu" : "su");
  return text.replace(regExp, (match) => (match === "" && text !== "" ? "" : fill(match)));
}

/** Where a pattern excludes, only whole parts can be tried: longest first at each place. */
function replacedByLength(
  text: string,
  { pattern, operator, fill }: { pattern: string; operator: string; fill: (match: string) => string },
): string {
  let out = "";
  for (let at = 0; at < text.length; ) {
    const end = matchAtStart(pattern, text.slice(at), true);
    if (!end) {
      out += text[at++];
      continue;
    }
    out += fill(text.slice(at, at + end));
    at += end;
    if (operator === "/") return out + text.slice(at);
  }
  return out;
}

interface Slicing {
  readonly offset: number;
  readonly length: number | undefined;
  readonly at: Place;
  readonly shell: Shell;
}

function sliced(found: Values, { offset, length, at, shell }: Slicing): Values {
  if (!found.list) {
    const points = [...(found.values[0] ?? "")];
    const start = offset < 0 ? points.length + offset : offset;
    if (start < 0) return { values: [""], list: undefined };
    const end = length === undefined ? points.length : length < 0 ? points.length + length : start + length;
    if (end < start && length !== undefined && length < 0 && start <= points.length) {
      throw new ExpansionFailure(`${length}: substring expression < 0`, 1);
    }
    return { values: [points.slice(start, end).join("")], list: undefined };
  }
  if (length !== undefined && length < 0) throw new ExpansionFailure(`${length}: substring expression < 0`, 1);
  const isPositional = at.parameter === "@" || at.parameter === "*";
  if (isPositional) {
    const all = [shell.name, ...found.values];
    const start = offset < 0 ? all.length + offset : offset;
    if (start < 0) return { ...found, values: [] };
    const from = offset === 0 && length !== undefined ? 0 : start;
    return { ...found, values: all.slice(from, length === undefined ? undefined : from + length) };
  }
  const variable = shell.variables.lookup(at.parameter);
  const keys = variable ? keysOf(variable) : [];
  let first = offset < 0 ? found.values.length + offset : offset;
  if (variable?.kind === "indexed") {
    // Offsets of arrays are subscripts, so that gaps count.
    const wanted = offset < 0 ? Number(keys.at(-1) ?? -1) + 1 + offset : offset;
    first = wanted < 0 ? -1 : keys.findIndex((key) => Number(key) >= wanted);
  }
  if (first < 0) return { ...found, values: [] };
  return { ...found, values: found.values.slice(first, length === undefined ? undefined : first + length) };
}

async function transformed(letter: string, found: Values, { shell, at }: TransformContext): Promise<Values> {
  const each = (change: (text: string) => string): Values => ({ ...found, values: found.values.map(change) });
  const variable = shell.variables.lookup(at.parameter);
  switch (letter) {
    case "Q":
      return each(quote);
    case "E":
      return each((text) => decodeEscapes(text, "ansi").text);
    case "P":
      return { ...found, values: found.values.map((text) => expandPrompt(text, shell)) };
    case "U":
      return each((text) => text.toUpperCase());
    case "u":
      return each((text) => text.slice(0, 1).toUpperCase() + text.slice(1));
    case "L":
      return each((text) => text.toLowerCase());
    case "a":
      return { values: found.values.map(() => (variable ? transformAttributes(variable) : "")), list: found.list };
    case "A":
      if (!variable) return { values: found.list ? [] : [""], list: undefined };
      return { values: [declaration(at.parameter, variable, "assign")], list: undefined };
    case "K":
    case "k":
      if (!variable || !found.list) return each(quote);
      return {
        values: [
          keysOf(variable)
            .map((key) => `${key} ${quoteForKeys(elementOf(variable, key) ?? "")}`)
            .join(" "),
        ],
        list: undefined,
      };
    default:
      throw new ExpansionFailure(`\${${at.label}@${letter}}: bad substitution`, 1);
  }
}

const quoteForKeys = (text: string): string => `"${text.replace(/["\\$`]/g, "\\$&")}"`;
