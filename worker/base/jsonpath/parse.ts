import { goUnquoteCharacters } from "../goformat/index.ts";

/** What is wrong with a template or with the data under it, in the words of kubectl. */
export class JsonPathError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "JsonPathError";
  }
}

/** One step of an action. A list is an action, or one alternative of a union. */
export type Step =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "field"; readonly name: string }
  | { readonly type: "wildcard" }
  | { readonly type: "recursive" }
  | { readonly type: "slice"; readonly from: Bound; readonly to: Bound; readonly step: number | undefined }
  | {
      readonly type: "filter";
      readonly left: readonly Step[];
      readonly operator: string;
      readonly right: readonly Step[];
    }
  | { readonly type: "union"; readonly alternatives: readonly (readonly Step[])[] }
  | { readonly type: "constant"; readonly value: number | boolean }
  | { readonly type: "identifier"; readonly name: string };

/** One end of a slice; `derived` when a single index was given and the end follows from it. */
export interface Bound {
  readonly value: number | undefined;
  readonly derived?: boolean;
}

/** Plain text, or an action in braces. */
export type Segment =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "action"; readonly steps: readonly Step[] };

/** @throws JsonPathError */
export function parseTemplate(template: string): readonly Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf("{", at);
    if (open < 0) {
      segments.push({ type: "text", text: template.slice(at) });
      break;
    }
    if (open > at) segments.push({ type: "text", text: template.slice(at, open) });
    const action = new ActionParser(template, open + 1);
    segments.push({ type: "action", steps: action.parse() });
    at = action.at;
  }
  return segments;
}

const TERMINATORS = " \t\r\n.,[]$@{}";
const isAlphaNumeric = (character: string | undefined): boolean =>
  character !== undefined && /[_\p{L}\p{Nd}]/u.test(character);
const describeCharacter = (character: string): string => {
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return `U+${code}${/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character) ? ` '${character}'` : ""}`;
};

/** Parses steps up to the closing brace. */
class ActionParser {
  readonly #text: string;
  readonly #steps: Step[] = [];
  at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  parse(): readonly Step[] {
    while (!this.#text.startsWith("}", this.at)) this.#step();
    this.at += 1;
    return this.#steps;
  }

  #step(): void {
    const text = this.#text;
    const code = text.codePointAt(this.at);
    const character = code === undefined ? "" : String.fromCodePoint(code);
    if (text.startsWith("[?(", this.at)) this.#filter();
    else if (text.startsWith("..", this.at)) this.#recursive();
    else if (character === "" || character === "\n" || character === "\r") throw new JsonPathError("unclosed action");
    else if (character === " " || character === "@" || character === "$") this.at += 1;
    else if (character === "[") this.#array();
    else if (character === '"' || character === "'") this.#quoted(character);
    else if (character === ".") this.#field(this.at + 1);
    else if (/[-+\p{Nd}]/u.test(character)) this.#number();
    else if (isAlphaNumeric(character)) this.#identifier();
    else throw new JsonPathError(`unrecognized character in action: ${describeCharacter(character)}`);
  }

  /** The text up to the next character that ends a name; a backslash keeps what follows it. */
  #name(from: number): string {
    let end = from;
    while (end < this.#text.length && !TERMINATORS.includes(this.#text[end]!)) {
      end += this.#text[end] === "\\" ? 2 : 1;
    }
    this.at = Math.min(end, this.#text.length);
    return this.#text.slice(from, this.at);
  }

  #field(from: number): void {
    const name = this.#name(from);
    this.#steps.push(name === "*" ? { type: "wildcard" } : { type: "field", name: name.replaceAll("\\", "") });
  }

  #recursive(): void {
    if (this.#steps.at(-1)?.type === "recursive") throw new JsonPathError("invalid multiple recursive descent");
    this.#steps.push({ type: "recursive" });
    this.at += 2;
    if (isAlphaNumeric(this.#text[this.at])) this.#field(this.at);
  }

  #identifier(): void {
    const from = this.at;
    while (this.at < this.#text.length && !TERMINATORS.includes(this.#text[this.at]!)) this.at += 1;
    const name = this.#text.slice(from, this.at);
    if (name === "true" || name === "false") this.#steps.push({ type: "constant", value: name === "true" });
    else this.#steps.push({ type: "identifier", name });
  }

  #number(): void {
    const text = /[-+]?[.\p{Nd}]*/uy;
    text.lastIndex = this.at;
    const digits = text.exec(this.#text)![0];
    this.at += digits.length;
    if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(digits)) throw new JsonPathError(`cannot parse number ${digits}`);
    this.#steps.push({ type: "constant", value: Number(digits) });
  }

  #quoted(quote: '"' | "'"): void {
    const from = this.at;
    let end = from;
    do {
      end += 1;
      if (end >= this.#text.length || this.#text[end] === "\n") throw new JsonPathError("unterminated quoted string");
    } while (this.#text[end] !== quote || this.#text[end - 1] === "\\");
    this.at = end + 1;
    const text = goUnquoteCharacters(this.#text.slice(from + 1, end), quote);
    if (text === undefined) {
      throw new JsonPathError(`unquote string ${this.#text.slice(from, this.at)} error invalid syntax`);
    }
    this.#steps.push({ type: "text", text });
  }

  #array(): void {
    const end = /[\]\n]|$/g;
    end.lastIndex = this.at;
    const close = end.exec(this.#text)!;
    if (close[0] !== "]") throw new JsonPathError("unterminated array");
    const inside = this.#text.slice(this.at + 1, close.index);
    this.at = close.index + 1;
    this.#steps.push(...subscript(inside));
  }

  #filter(): void {
    const from = this.at + 3;
    let quotes = 0;
    let pair = "";
    let end = from;
    for (; ; end++) {
      const character = this.#text[end];
      if (character === undefined || character === "\n") throw new JsonPathError("unterminated filter");
      if (character === '"' || character === "'") {
        if (quotes === 0) {
          quotes = 1;
          pair = character;
        } else if (this.#text[end - 1] !== "\\" && character === pair) quotes = 2;
      } else if (character === ")" && quotes !== 1) break;
    }
    if (this.#text[end + 1] !== "]") throw new JsonPathError("unclosed array expect ]");
    this.at = end + 2;
    const inside = this.#text.slice(from, end);
    const parts = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(inside);
    if (!parts) this.#steps.push({ type: "filter", left: parseAction(inside), operator: "exists", right: [] });
    else {
      const [, left, operator, right] = parts as unknown as readonly [string, string, string, string];
      this.#steps.push({ type: "filter", left: parseAction(left), operator, right: parseAction(right) });
    }
  }
}

/** The steps of a text as if it stood in braces of its own. */
function parseAction(text: string): readonly Step[] {
  return new ActionParser(`{${text}}`, 1).parse();
}

/** What stands between brackets: a union, a quoted key, an index or a slice. */
function subscript(inside: string): readonly Step[] {
  const text = inside === "*" ? ":" : inside;
  const alternatives = text.split(",");
  if (alternatives.length > 1) {
    return [
      { type: "union", alternatives: alternatives.map((one) => parseAction(`[${one.replace(/^ +| +$/g, "")}]`)) },
    ];
  }
  const key = /^'([^']*)'$/.exec(text);
  if (key) return parseAction(`.${key[1]}`);
  const slice = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
  if (!slice) throw new JsonPathError(`invalid array index ${text}`);
  const bound = (digits: string | undefined): number | undefined => {
    if (digits === undefined || digits === "" || digits === ":") return undefined;
    const value = Number(digits.replace(":", ""));
    if (Number.isNaN(value)) throw new JsonPathError(`array index ${digits.replace(":", "")} is not a number`);
    return value;
  };
  const from = bound(slice[1]);
  const to = slice[2] === undefined ? { value: (from ?? 0) + 1, derived: true } : { value: bound(slice[2]) };
  return [{ type: "slice", from: { value: from }, to, step: bound(slice[3]) }];
}
