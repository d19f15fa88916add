import { type HereDocBody, parse, type Word, type WordPart } from "unbash";
import { expandBraces } from "./brace.ts";
import { evaluateText } from "./calculate.ts";
import { ExpansionFailure } from "./control.ts";
import { type Field, FieldSink, PatternSink, type Sink, TextSink } from "./fields.ts";
import { matchFiles } from "./glob.ts";
import { expandParameter, expandSimple } from "./parameter.ts";
import { escapePattern } from "./pattern.ts";
import type { Shell } from "./shell.ts";
import { expandTilde } from "./tilde.ts";

/** Words as a command gets them: braces, expansions, splitting, file names, quotes removed. */
export async function expandWords(words: readonly Word[], shell: Shell): Promise<string[]> {
  const out: string[] = [];
  for (const word of words) {
    if (isPlain(word)) {
      out.push(word.value);
      continue;
    }
    for (const one of bracesOf(word)) {
      const sink = new FieldSink(shell.variables.text("IFS"));
      await expandInto(one, sink, shell, { tilde: "word" });
      for (const field of sink.end()) out.push(...(await filesOf(field, shell)));
    }
  }
  return out;
}

/** One text: no splitting, no file names. For assignments (`tilde: "assignment"`), redirections of here strings, `case`. */
export async function expandText(
  word: Word,
  shell: Shell,
  { tilde = "word" }: { tilde?: "word" | "assignment" } = {},
): Promise<string> {
  if (isPlain(word) && tilde === "word") return word.value;
  const sink = new TextSink(shell.variables.text("IFS"));
  await expandInto(word, sink, shell, { tilde });
  return sink.text;
}

/** A pattern: what was quoted matches only itself. */
export async function expandPattern(word: Word, shell: Shell): Promise<string> {
  const sink = new PatternSink();
  await expandInto(word, sink, shell, { tilde: "word" });
  return sink.text;
}

/** A regular expression of `=~`: what was quoted matches only itself. */
export async function expandRegExp(word: Word, shell: Shell): Promise<string> {
  const sink = new PatternSink((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  if (!word.parts) sink.literal(word.text);
  else {
    for (const part of word.parts) {
      // A backslash in a regular expression is the expression's own.
      if (part.type === "Literal" || part.type === "Glob") sink.literal(part.text);
      else await expandPart(part, sink, shell, NOT_QUOTED);
    }
  }
  return sink.text;
}

/** A here document's body. */
export async function expandHereDoc(body: HereDocBody, shell: Shell, stripTabs: boolean): Promise<string> {
  const strip = (text: string) => (stripTabs ? text.replace(/^\t+/gm, "") : text);
  if (!body.parts) return strip(body.text);
  const sink = new TextSink(shell.variables.text("IFS"));
  let lineStart = true;
  for (const part of body.parts) {
    if (part.type !== "Literal") {
      await expandPart(part, sink, shell, { quoted: true, operand: false });
      lineStart = false;
      continue;
    }
    const value = stripTabs ? part.value.replace(lineStart ? /^\t+|(?<=\n)\t+/g : /(?<=\n)\t+/g, "") : part.value;
    sink.quoted(value);
    lineStart = part.value.endsWith("\n");
  }
  return sink.text;
}

/** Expansions inside a text that is not a word: arithmetic, subscripts, prompts. Double quotes go away. */
export async function expandRaw(text: string, shell: Shell): Promise<string> {
  if (!/[$`"\\]/.test(text)) return text;
  const body = hereBody(text);
  const sink = new TextSink(" ");
  for (const part of body) {
    if (part.type === "Literal") sink.quoted(part.value.replaceAll('"', ""));
    else await expandPart(part, sink, shell, { quoted: true, operand: false });
  }
  return sink.text;
}

const bodies = new Map<string, readonly WordPart[]>();

function hereBody(text: string): readonly WordPart[] {
  let parts = bodies.get(text);
  if (!parts) {
    const statement = parse(`: <<\u0001\n${text}\n\u0001\n`).commands[0]?.command;
    const redirect = statement?.type === "Command" ? statement.redirects[0] : undefined;
    const found = redirect?.type === "HereDoc" ? redirect.body.parts : undefined;
    parts = trimmedLast(found ?? [{ type: "Literal", value: `${text}\n`, text: `${text}\n`, pos: 0, end: 0 }]);
    if (bodies.size > 1000) bodies.clear();
    bodies.set(text, parts);
  }
  return parts;
}

/** Takes the newline off that a here document ends with. */
function trimmedLast(parts: readonly WordPart[]): readonly WordPart[] {
  const last = parts.at(-1);
  if (last?.type !== "Literal") return parts;
  return [...parts.slice(0, -1), { ...last, value: last.value.replace(/\n$/, "") }];
}

/** Nothing in the word needs work. */
const isPlain = (word: Word): boolean => {
  const { text } = word;
  return word.parts === undefined && text === word.value && !/^~|=~/.test(text) && !/[[\\]/.test(text);
};

const braced = new WeakMap<Word, readonly Word[]>();

function bracesOf(word: Word): readonly Word[] {
  if (!word.parts?.some((part) => part.type === "BraceExpansion")) return [word];
  let words = braced.get(word);
  if (!words) {
    const texts = expandBraces(word.text);
    words = texts.map((text) => (text === word.text ? word : wordOf(text)));
    braced.set(word, words);
  }
  return words;
}

function wordOf(text: string): Word {
  const command = parse(`: ${text}`).commands[0]?.command;
  const word = command?.type === "Command" ? command.args[0] : undefined;
  return word?.type === "Word" ? word : { type: "Word", text: "''", value: "", pos: 0, end: 0, parts: [] };
}

async function filesOf(field: Field, shell: Shell): Promise<readonly string[]> {
  if (field.pattern === undefined || shell.options.noglob) return [field.text];
  const on = (name: string) => shell.shopts.get(name) ?? false;
  const found = matchFiles(field.pattern, shell.cwd, shell.files, {
    dotglob: on("dotglob"),
    nocaseglob: on("nocaseglob"),
    globstar: on("globstar"),
  });
  if (found.length > 0) return found;
  if (on("failglob")) throw new ExpansionFailure(`no match: ${field.text}`, 1, false);
  return on("nullglob") ? [] : [field.text];
}

interface Surroundings {
  /** Between double quotes. */
  readonly quoted: boolean;
  /** In the operand of an unquoted `${x:-…}`, whose text is split too. */
  readonly operand: boolean;
}
const NOT_QUOTED: Surroundings = { quoted: false, operand: false };

/** Expands one word into a sink. */
export async function expandInto(
  word: Word,
  sink: Sink,
  shell: Shell,
  { tilde, ...around }: { tilde: "word" | "assignment" | "none" } & Partial<Surroundings>,
): Promise<void> {
  const where = { ...NOT_QUOTED, ...around };
  const parts = word.parts ?? [{ type: "Literal", value: word.value, text: word.text, pos: word.pos, end: word.end }];
  let first = true;
  for (const part of parts) {
    if (part.type === "Literal" && !where.quoted && tilde !== "none" && part.text.includes("~")) {
      const more = parts.length > 1 && part !== parts.at(-1);
      const { home, rest } = expandTilde(part.text, { shell, first, assignment: tilde === "assignment", more });
      for (const piece of home) sink.quoted(piece);
      if (rest !== undefined) literal(rest, sink, where);
    } else await expandPart(part, sink, shell, where);
    first = false;
  }
}

/** Text with backslashes: what they protect counts as quoted. */
function literal(text: string, sink: Sink, { operand }: Surroundings): void {
  const plain = (run: string) => (operand ? sink.result(run) : sink.literal(run));
  if (!text.includes("\\")) {
    if (text !== "") plain(text);
    return;
  }
  let run = "";
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== "\\") {
      run += text[at];
      continue;
    }
    const next = text[++at];
    if (next === "\n") continue;
    if (run !== "") plain(run);
    run = "";
    sink.quoted(next ?? "\\");
  }
  if (run !== "") plain(run);
}

/** Expands one part of a word into a sink. */
export async function expandPart(part: WordPart, sink: Sink, shell: Shell, where: Surroundings): Promise<void> {
  const { quoted } = where;
  switch (part.type) {
    case "Literal":
      if (quoted) sink.quoted(part.value);
      else literal(part.text, sink, where);
      return;
    case "Glob":
      if (part.kind === "bracket" && !quoted) {
        sink.literal("[");
        for (const inner of part.parts) await expandPart(inner, sink, shell, where);
        sink.literal("]");
        return;
      }
      if (quoted) sink.quoted(part.text);
      else literal(part.text, sink, where);
      return;
    case "BraceExpansion":
      if (part.parts) for (const inner of part.parts) await expandPart(inner, sink, shell, where);
      else if (quoted) sink.quoted(part.text);
      else literal(part.text, sink, where);
      return;
    case "ExtendedGlob":
      sink.literal(`${part.operator}(`);
      if (part.parts) for (const inner of part.parts) await expandPart(inner, sink, shell, where);
      else literal(part.pattern, sink, where);
      sink.literal(")");
      return;
    case "SingleQuoted":
    case "AnsiCQuoted":
      sink.quoted(part.value);
      return;
    case "DoubleQuoted":
    case "LocaleString": {
      // "$@" with no parameters is no field at all; any other quoted text is one, if only an empty one.
      if (part.parts.length === 0) sink.quoted("");
      for (const inner of part.parts) {
        await expandPart(inner, sink, shell, { quoted: true, operand: false });
      }
      return;
    }
    case "SimpleExpansion":
      return expandSimple(part, sink, shell, quoted);
    case "ParameterExpansion":
      return expandParameter(part, sink, shell, { quoted, expand: expansions });
    case "CommandExpansion": {
      const text = part.script ? await shell.substitute(part.script) : "";
      return quoted ? sink.quoted(text) : sink.result(text);
    }
    case "ArithmeticExpansion": {
      const raw = part.text.startsWith("$[") ? part.text.slice(2, -1) : part.text.slice(3, -2);
      const value = String(await evaluateText(await expandRaw(raw, shell), shell, expandRaw));
      return quoted ? sink.quoted(value) : sink.result(value);
    }
    case "ProcessSubstitution": {
      if (!part.script) return;
      sink.quoted(await shell.processSubstitution(part.script, part.operator));
      return;
    }
  }
}

/** What the expansion of a parameter needs of the expansion of words. */
const expansions = {
  into: expandInto,
  text: expandText,
  pattern: expandPattern,
  raw: expandRaw,
  escape: escapePattern,
};
