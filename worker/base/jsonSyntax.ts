/**
 * What Go's encoding/json says of text that is no JSON, and which fields stand in a text twice: `JSON.parse` tells neither.
 *
 * @see https://pkg.go.dev/encoding/json, its scanner
 */

/** What is wrong with the text, in encoding/json's words; undefined when it is JSON. */
export function jsonProblem(text: string): string | undefined {
  try {
    new JsonScanner(text).whole();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxProblem) return error.message;
    throw error;
  }
}

/** The paths of fields that an object of the text has twice: "spec.template.spec.containers[0].name". The text is JSON. */
export function duplicateFields(text: string): readonly string[] {
  const scanner = new JsonScanner(text);
  scanner.whole();
  return scanner.duplicates;
}

class SyntaxProblem extends Error {}

const LITERALS: Readonly<Record<string, string>> = { t: "true", f: "false", n: "null" };
const ESCAPES = 'bfnrt\\/"';

class JsonScanner {
  readonly duplicates: string[] = [];
  #at = 0;

  constructor(readonly text: string) {}

  whole(): void {
    this.#value("");
    this.#blank();
    if (this.#at < this.text.length) throw this.#wrong("after top-level value");
  }

  #value(path: string): void {
    this.#blank();
    const first = this.text[this.#at];
    if (first === "{") this.#object(path);
    else if (first === "[") this.#array(path);
    else if (first === '"') this.#string();
    else if (first === "-" || isDigit(first)) this.#number();
    else if (first !== undefined && LITERALS[first]) this.#literal(LITERALS[first]);
    else throw this.#wrong("looking for beginning of value");
  }

  #object(path: string): void {
    const seen = new Set<string>();
    this.#at += 1;
    this.#blank();
    if (this.#took("}")) return;
    for (;;) {
      this.#blank();
      if (this.text[this.#at] !== '"') throw this.#wrong("looking for beginning of object key string");
      const key = this.#string();
      const field = path ? `${path}.${key}` : key;
      if (seen.has(key)) this.duplicates.push(field);
      seen.add(key);
      this.#blank();
      if (!this.#took(":")) throw this.#wrong("after object key");
      this.#value(field);
      this.#blank();
      if (this.#took("}")) return;
      if (!this.#took(",")) throw this.#wrong("after object key:value pair");
    }
  }

  #array(path: string): void {
    this.#at += 1;
    this.#blank();
    if (this.#took("]")) return;
    for (let i = 0; ; i++) {
      this.#value(`${path}[${i}]`);
      this.#blank();
      if (this.#took("]")) return;
      if (!this.#took(",")) throw this.#wrong("after array element");
    }
  }

  #string(): string {
    const from = this.#at;
    this.#at += 1;
    for (;;) {
      const one = this.text[this.#at];
      if (one === '"') break;
      if (one === undefined || one < " ") throw this.#wrong("in string literal");
      this.#at += 1;
      if (one === "\\") this.#escape();
    }
    this.#at += 1;
    return JSON.parse(this.text.slice(from, this.#at)) as string;
  }

  #escape(): void {
    if (this.#took("u")) {
      for (let i = 0; i < 4; i++) {
        if (!/[0-9a-fA-F]/.test(this.text[this.#at] ?? ""))
          throw this.#wrongInside("in \\u hexadecimal character escape");
        this.#at += 1;
      }
    } else if (ESCAPES.includes(this.text[this.#at] ?? " ")) this.#at += 1;
    else throw this.#wrongInside("in string escape code");
  }

  #number(): void {
    if (this.#took("-") && !isDigit(this.text[this.#at])) throw this.#wrongInside("in numeric literal");
    if (!this.#took("0")) this.#digits();
    if (this.#took(".")) this.#digits("after decimal point in numeric literal");
    if (this.#took("e") || this.#took("E")) {
      if (!this.#took("+")) this.#took("-");
      this.#digits("in exponent of numeric literal");
    }
  }

  #digits(where = "in numeric literal"): void {
    if (!isDigit(this.text[this.#at])) throw this.#wrongInside(where);
    while (isDigit(this.text[this.#at])) this.#at += 1;
  }

  #literal(word: string): void {
    for (const letter of word) {
      if (!this.#took(letter)) throw this.#wrongInside(`in literal ${word} (expecting '${letter}')`);
    }
  }

  #blank(): void {
    while (" \t\r\n".includes(this.text[this.#at] ?? "x")) this.#at += 1;
  }

  #took(sign: string): boolean {
    if (this.text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  /** Go's scanner tries a blank at the end of the text: what cannot have one complains of it. */
  #wrongInside(where: string): SyntaxProblem {
    return this.#wrong(where, 0x20);
  }

  #wrong(where: string, atEnd?: number): SyntaxProblem {
    const code = this.text.codePointAt(this.#at) ?? atEnd;
    if (code === undefined) return new SyntaxProblem("unexpected end of JSON input");
    return new SyntaxProblem(`invalid character ${quoted(code)} ${where}`);
  }
}

const isDigit = (sign: string | undefined): boolean => sign !== undefined && sign >= "0" && sign <= "9";

/** A sign as Go quotes it: one byte of UTF-8 at a time, which shows signs beyond ASCII as Latin letters. */
function quoted(code: number): string {
  if (code === 0x27) return `'\\''`;
  if (code === 0x22) return `'"'`;
  if (code === 0x5c) return `'\\\\'`;
  const byte = code < 0x80 ? code : new TextEncoder().encode(String.fromCodePoint(code))[0]!;
  const named: Readonly<Record<number, string>> = {
    7: "\\a",
    8: "\\b",
    9: "\\t",
    10: "\\n",
    11: "\\v",
    12: "\\f",
    13: "\\r",
  };
  if (named[byte]) return `'${named[byte]}'`;
  if (byte < 0x20 || byte === 0x7f) return `'\\x${byte.toString(16).padStart(2, "0")}'`;
  return `'${String.fromCharCode(byte)}'`;
}
