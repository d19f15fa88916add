export type TokenType =
  | "text"
  | "left"
  | "right"
  | "space"
  | "assign"
  | "declare"
  | "pipe"
  | "string"
  | "rawString"
  | "character"
  | "number"
  | "variable"
  | "field"
  | "identifier"
  | "bool"
  | "open"
  | "close"
  | "char"
  | "keyword"
  | "error"
  | "eof";

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  /** Offset in the template. */
  readonly at: number;
  readonly line: number;
}

export interface LexOptions {
  readonly left: string;
  readonly right: string;
  /** "break" and "continue" are words only where no function has their name. */
  readonly breakWord: boolean;
  readonly continueWord: boolean;
}

const KEYWORDS = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "nil",
  "template",
  "with",
]);
const BLANK = /^[ \t\r\n]$/;
const LETTER = /^[_\p{L}\p{Nd}]$/u;

/** All tokens of a template; the last is "eof" or "error", whose text is the complaint. */
export function lex(input: string, options: LexOptions): readonly Token[] {
  return new Lexer(input, options).run();
}

class Lexer {
  readonly #input: string;
  readonly #options: LexOptions;
  readonly #tokens: Token[] = [];
  #at = 0;
  #start = 0;
  #line = 1;
  #lineAt = 0;
  #parens = 0;

  constructor(input: string, options: LexOptions) {
    this.#input = input;
    this.#options = options;
  }

  run(): readonly Token[] {
    while (this.#text() && this.#action());
    return this.#tokens;
  }

  /** The line of an offset; offsets only grow. */
  #lineOf(offset: number): number {
    for (; this.#lineAt < offset; this.#lineAt++) if (this.#input[this.#lineAt] === "\n") this.#line += 1;
    return this.#line;
  }

  #emit(type: TokenType, end = this.#at): void {
    const text = this.#input.slice(this.#start, end);
    this.#tokens.push({ type, text, at: this.#start, line: this.#lineOf(this.#start) });
    this.#start = end;
  }

  /** Ends the stream with a complaint. */
  #fail(message: string): false {
    this.#tokens.push({ type: "error", text: message, at: this.#start, line: this.#lineOf(this.#start) });
    return false;
  }

  /** Plain text up to the next action; false at the end of the input. */
  #text(): boolean {
    const { left, right } = this.#options;
    for (;;) {
      const found = this.#input.indexOf(left, this.#at);
      const end = found < 0 ? this.#input.length : found;
      const afterLeft = end + left.length;
      const trims = found >= 0 && this.#input[afterLeft] === "-" && BLANK.test(this.#input[afterLeft + 1] ?? "");
      let textEnd = end;
      if (trims) while (textEnd > this.#start && BLANK.test(this.#input[textEnd - 1]!)) textEnd -= 1;
      if (textEnd > this.#start) this.#emit("text", textEnd);
      this.#start = end;
      this.#at = end;
      if (found < 0) {
        this.#emit("eof");
        return false;
      }
      const body = afterLeft + (trims ? 2 : 0);
      if (!this.#input.startsWith("/*", body)) {
        this.#emit("left", afterLeft);
        this.#at = body;
        this.#start = body;
        this.#parens = 0;
        return true;
      }
      this.#start = body;
      const close = this.#input.indexOf("*/", body + 2);
      if (close < 0) return this.#fail("unclosed comment");
      this.#at = close + 2;
      const trimsAfter = this.#rightDelimiter();
      if (trimsAfter === undefined) return this.#fail("comment ends before closing delimiter");
      this.#leave(right, trimsAfter);
    }
  }

  /** Whether a right delimiter is here, and if so whether it trims. */
  #rightDelimiter(): boolean | undefined {
    const { right } = this.#options;
    const first = this.#input[this.#at] ?? "";
    if (BLANK.test(first) && this.#input[this.#at + 1] === "-" && this.#input.startsWith(right, this.#at + 2))
      return true;
    return this.#input.startsWith(right, this.#at) ? false : undefined;
  }

  #leave(right: string, trims: boolean): void {
    this.#at += right.length + (trims ? 2 : 0);
    if (trims) while (BLANK.test(this.#input[this.#at] ?? "")) this.#at += 1;
    this.#start = this.#at;
  }

  /** Everything inside one pair of delimiters; false after a complaint. */
  #action(): boolean {
    for (;;) {
      const trims = this.#rightDelimiter();
      if (trims !== undefined) {
        if (this.#parens > 0) return this.#fail("unclosed left paren");
        if (trims) {
          this.#at += 2;
          this.#start = this.#at;
        }
        this.#at += this.#options.right.length;
        this.#emit("right");
        if (trims) while (BLANK.test(this.#input[this.#at] ?? "")) this.#at += 1;
        this.#start = this.#at;
        return true;
      }
      if (!this.#inside()) return false;
    }
  }

  #inside(): boolean {
    const code = this.#input.codePointAt(this.#at);
    if (code === undefined) return this.#fail("unclosed action");
    const character = String.fromCodePoint(code);
    if (BLANK.test(character)) return this.#space();
    const next = this.#input[this.#at + 1] ?? "";
    switch (character) {
      case "=":
        return this.#one("assign");
      case ":":
        if (next !== "=") return this.#fail("expected :=");
        this.#at += 1;
        return this.#one("declare");
      case "|":
        return this.#one("pipe");
      case '"':
        return this.#quoted('"', "string", "unterminated quoted string");
      case "'":
        return this.#quoted("'", "character", "unterminated character constant");
      case "`": {
        const close = this.#input.indexOf("`", this.#at + 1);
        if (close < 0) return this.#fail("unterminated raw quoted string");
        this.#at = close;
        return this.#one("rawString");
      }
      case "$":
        return this.#name("variable", this.#at + 1);
      case "(":
        this.#parens += 1;
        return this.#one("open");
      case ")":
        this.#parens -= 1;
        return this.#parens < 0 ? this.#fail("unexpected right paren") : this.#one("close");
    }
    if (character === "." && !/[0-9]/.test(next)) return this.#name("field", this.#at + 1);
    if (/[-+.0-9]/.test(character)) return this.#number();
    if (LETTER.test(character)) return this.#word();
    if (code > 0x20 && code < 0x7f) return this.#one("char");
    return this.#fail(`unrecognized character in action: ${describeCharacter(code)}`);
  }

  #one(type: TokenType): true {
    this.#at += 1;
    this.#emit(type);
    return true;
  }

  #space(): true {
    while (BLANK.test(this.#input[this.#at] ?? "")) this.#at += 1;
    // The last blank may belong to a trimming delimiter.
    this.#at -= 1;
    if (this.#rightDelimiter() !== true) this.#at += 1;
    if (this.#at > this.#start) this.#emit("space");
    return true;
  }

  #quoted(quote: string, type: TokenType, complaint: string): boolean {
    for (let at = this.#at + 1; ; at++) {
      const character = this.#input[at];
      if (character === quote) {
        this.#at = at;
        return this.#one(type);
      }
      if (character === "\\") at += 1;
      const kept = this.#input[at];
      if (kept === undefined || kept === "\n") return this.#fail(complaint);
    }
  }

  #letters(from: number): number {
    let at = from;
    for (;;) {
      const code = this.#input.codePointAt(at);
      if (code === undefined) return at;
      const character = String.fromCodePoint(code);
      if (!LETTER.test(character)) return at;
      at += character.length;
    }
  }

  /** Whether a name may end here. */
  #atTerminator(at: number): boolean {
    const character = this.#input[at];
    if (character === undefined || BLANK.test(character) || ".,|:)(".includes(character)) return true;
    return this.#input.startsWith(this.#options.right, at);
  }

  #name(type: "variable" | "field", from: number): boolean {
    this.#at = from;
    if (this.#atTerminator(from)) {
      this.#emit(type === "variable" ? "variable" : "keyword");
      return true;
    }
    this.#at = this.#letters(from);
    if (!this.#atTerminator(this.#at)) return this.#badCharacter();
    this.#emit(type);
    return true;
  }

  #badCharacter(): false {
    return this.#fail(`bad character ${describeCharacter(this.#input.codePointAt(this.#at)!)}`);
  }

  #word(): boolean {
    const end = this.#letters(this.#at);
    const word = this.#input.slice(this.#at, end);
    this.#at = end;
    if (!this.#atTerminator(end)) return this.#badCharacter();
    const { breakWord, continueWord } = this.#options;
    const isWord = (word !== "break" || breakWord) && (word !== "continue" || continueWord);
    if (KEYWORDS.has(word) && isWord) this.#emit("keyword");
    else this.#emit(word === "true" || word === "false" ? "bool" : "identifier");
    return true;
  }

  #number(): boolean {
    const digits =
      /[-+]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][-+]?[\d_]*)?|0[oO][0-7_]*|0[bB][01_]*|[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?[\d_]*)?)i?/y;
    digits.lastIndex = this.#at;
    const text = digits.exec(this.#input)![0];
    this.#at += text.length;
    const next = this.#input.codePointAt(this.#at);
    if (next !== undefined && LETTER.test(String.fromCodePoint(next))) {
      this.#at += String.fromCodePoint(next).length;
      return this.#fail(`bad number syntax: ${JSON.stringify(this.#input.slice(this.#start, this.#at))}`);
    }
    this.#emit("number");
    return true;
  }
}

function describeCharacter(code: number): string {
  const character = String.fromCodePoint(code);
  const hex = code.toString(16).toUpperCase().padStart(4, "0");
  return `U+${hex}${/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character) ? ` '${character}'` : ""}`;
}
