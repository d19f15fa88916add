import { looksTyped } from "./resolve.ts";

/** Strings as Go's YAML emitter writes them: plain, 'single', "double" or as a block. */

/** Where a scalar begins, and how its further lines are indented. */
export interface ScalarPlace {
  /** Characters already on the line, the space before the scalar included. */
  readonly column: number;
  readonly indent: number;
  /** A key on one line: never folded, never a block. */
  readonly key: boolean;
}

/** After this column, the next single space becomes a line break. */
const WIDTH = 80;

export function yamlString(text: string, place: ScalarPlace): string {
  const shape = shapeOf(text);
  const multiline = text.includes("\n");
  if (multiline && !place.key && shape.block) return literal(text, place.indent);
  if (multiline || looksTyped(text)) return doubleQuoted(text, place);
  if (shape.plain) return folded(text, place, place.column);
  return shape.single ? singleQuoted(text, place) : doubleQuoted(text, place);
}

interface Shape {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

/** What must be escaped: all that is not printable in YAML 1.1, which for the emitter includes four-byte characters. */
const SPECIAL = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const INDICATOR_FIRST = /^[#,[\]{}&*!|>'"%@`]/;
const INDICATOR_WITH_SPACE = /^[?:-](?:[ \t\n]|$)/;

/** @see go.yaml.in/yaml/v2 emitterc.go yaml_emitter_analyze_scalar */
function shapeOf(text: string): Shape {
  if (SPECIAL.test(text) || / \n/.test(text)) return { plain: false, single: false, block: false };
  const padded = /^[ \n]|[ \n]$/.test(text);
  const indicators =
    text.startsWith("---") ||
    text.startsWith("...") ||
    INDICATOR_FIRST.test(text) ||
    INDICATOR_WITH_SPACE.test(text) ||
    /:(?:[ \n]|$)/.test(text.slice(1)) ||
    /[ \n]#/.test(text);
  const breakSpace = /\n /.test(text);
  return {
    plain: !padded && !indicators && !text.includes("\n") && !breakSpace,
    single: !breakSpace,
    block: !text.endsWith(" "),
  };
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? "2" : "";
  const chomp = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
  const margin = " ".repeat(indent);
  const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
  return `|${hint}${chomp}\n${lines.map((line) => (line === "" ? "" : margin + line)).join("\n")}`;
}

/** Breaks lines at single spaces past the width. `text` has no line breaks of its own. */
function folded(text: string, place: ScalarPlace, start: number): string {
  if (place.key || start + text.length <= WIDTH) return text;
  const margin = `\n${" ".repeat(place.indent)}`;
  let column = start;
  let out = "";
  let afterSpace = false;
  const characters = [...text];
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    if (character !== " ") {
      out += character;
      column += 1;
      afterSpace = false;
      continue;
    }
    const inside = i > 0 && i < characters.length - 1;
    if (!afterSpace && column > WIDTH && inside && characters[i + 1] !== " ") {
      out += margin;
      column = place.indent;
    } else {
      out += " ";
      column += 1;
    }
    afterSpace = true;
  }
  return out;
}

function singleQuoted(text: string, place: ScalarPlace): string {
  return `'${folded(text.replaceAll("'", "''"), place, place.column + 1)}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "0",
  "\x07": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\x1b": "e",
  '"': '"',
  "\\": "\\",
  "\x85": "N",
  "\xa0": "_",
  "\u2028": "L",
  "\u2029": "P",
};

function escaped(character: string): string | undefined {
  const short = ESCAPES[character];
  if (short !== undefined && character !== "\xa0") return `\\${short}`;
  const code = character.codePointAt(0)!;
  if (code !== 0xfeff && !SPECIAL.test(character)) return undefined;
  const digits = code <= 0xff ? 2 : code <= 0xffff ? 4 : 8;
  const mark = digits === 2 ? "x" : digits === 4 ? "u" : "U";
  return `\\${mark}${code.toString(16).toUpperCase().padStart(digits, "0")}`;
}

function doubleQuoted(text: string, place: ScalarPlace): string {
  const margin = `\n${" ".repeat(place.indent)}`;
  const characters = [...text];
  let column = place.column + 1;
  let out = '"';
  let afterSpace = false;
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!;
    if (character === " " && !place.key && !afterSpace && column > WIDTH && i > 0 && i < characters.length - 1) {
      out += margin;
      column = place.indent;
      if (characters[i + 1] === " ") {
        out += "\\";
        column += 1;
      }
      afterSpace = true;
      continue;
    }
    const piece = escaped(character) ?? character;
    out += piece;
    column += piece === character ? 1 : piece.length;
    afterSpace = character === " ";
  }
  return `${out}"`;
}
