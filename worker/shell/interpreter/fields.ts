import { escapePattern } from "./pattern.ts";

/**
 * Where the parts of a word go. What is quoted stays as it is; what an expansion gave may be split and matched against files.
 */
export interface Sink {
  /** Text the author wrote without quotes: never split, but a pattern. */
  literal(text: string): void;
  /** Text between quotes, or what a quoted expansion gave. */
  quoted(text: string): void;
  /** What an unquoted expansion gave. */
  result(text: string): void;
  /** "$@": one field each. With `quoted` false each is split further. */
  list(values: readonly string[], options: { readonly quoted: boolean; readonly star: boolean }): void;
}

/** One word after expansion: its text, and the same as a pattern when something in it may match file names. */
export interface Field {
  readonly text: string;
  readonly pattern: string | undefined;
}

/** Gathers fields: splits by IFS and remembers what was quoted. bash(1) "Word Splitting". */
export class FieldSink implements Sink {
  readonly fields: Field[] = [];
  readonly #blanks: string;
  readonly #marks: string;
  readonly #separator: string;
  #text = "";
  #pattern = "";
  #globs = false;
  #open = false;
  #afterBlank = false;

  /** @param ifs the value of IFS; blank, tab and newline when it is unset */
  constructor(ifs: string | undefined) {
    const separators = ifs ?? " \t\n";
    this.#blanks = [...separators].filter((char) => " \t\n".includes(char)).join("");
    this.#marks = [...separators].filter((char) => !" \t\n".includes(char)).join("");
    this.#separator = ifs === undefined ? " " : ifs.slice(0, 1);
  }

  literal(text: string): void {
    this.#open = true;
    this.#text += text;
    this.#pattern += text;
    if (!this.#globs && /[*?[\\]|[+@!]\(/.test(text)) this.#globs = true;
  }

  quoted(text: string): void {
    this.#open = true;
    this.#text += text;
    this.#pattern += escapePattern(text);
  }

  result(text: string): void {
    if (this.#blanks === "" && this.#marks === "") {
      if (text !== "") this.#unquoted(text);
      return;
    }
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const char = text[at]!;
      const blank = this.#blanks.includes(char);
      if (!blank && !this.#marks.includes(char)) continue;
      if (at > start) this.#unquoted(text.slice(start, at));
      start = at + 1;
      if (blank) {
        if (this.#open) {
          this.#finish();
          this.#afterBlank = true;
        }
      } else if (this.#open) this.#finish();
      else if (this.#afterBlank) this.#afterBlank = false;
      else {
        this.#open = true;
        this.#finish();
      }
    }
    if (start < text.length) this.#unquoted(text.slice(start));
  }

  list(values: readonly string[], { quoted, star }: { quoted: boolean; star: boolean }): void {
    if (quoted && star) return this.quoted(values.join(this.#separator));
    values.forEach((value, at) => {
      if (at > 0) this.#break();
      if (quoted) this.quoted(value);
      else this.result(value);
    });
  }

  /** The fields; call once, at the end of the word. */
  end(): Field[] {
    this.#break();
    return this.fields;
  }

  #unquoted(text: string): void {
    this.#afterBlank = false;
    this.#open = true;
    this.#text += text;
    this.#pattern += text;
    if (!this.#globs && /[*?[]|[+@!]\(/.test(text)) this.#globs = true;
  }

  #break(): void {
    if (this.#open) this.#finish();
    this.#afterBlank = false;
  }

  #finish(): void {
    this.fields.push({ text: this.#text, pattern: this.#globs ? this.#pattern : undefined });
    this.#text = "";
    this.#pattern = "";
    this.#globs = false;
    this.#open = false;
    this.#afterBlank = false;
  }
}

/** Gathers one text, as in assignments, here documents and the words of `case`. */
export class TextSink implements Sink {
  text = "";
  readonly #separator: string;

  constructor(ifs: string | undefined) {
    this.#separator = ifs === undefined ? " " : ifs.slice(0, 1);
  }
  literal(text: string): void {
    this.text += text;
  }
  quoted(text: string): void {
    this.text += text;
  }
  result(text: string): void {
    this.text += text;
  }
  list(values: readonly string[], { star }: { star: boolean }): void {
    this.text += values.join(star ? this.#separator : " ");
  }
}

/** Gathers a pattern: what was quoted matches only itself. */
export class PatternSink implements Sink {
  text = "";
  readonly #escape: (text: string) => string;

  constructor(protect: (text: string) => string = escapePattern) {
    this.#escape = protect;
  }
  literal(text: string): void {
    this.text += text;
  }
  quoted(text: string): void {
    this.text += this.#escape(text);
  }
  result(text: string): void {
    this.text += text;
  }
  list(values: readonly string[], { quoted }: { quoted: boolean }): void {
    const text = values.join(" ");
    if (quoted) this.quoted(text);
    else this.result(text);
  }
}
