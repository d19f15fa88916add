import type { TerminalSize } from "../program.ts";
import type { Key } from "./keys.ts";
import { placeAfter } from "./layout.ts";

export interface EditorOptions {
  readonly prompt: string;
  readonly history: readonly string[];
  readonly kill: KillRing;
  size(): TerminalSize;
  /** Where the cursor stands before the prompt: an output without a newline at its end leaves it in the middle of a row. */
  readonly startColumn?: number;
  /** Puts text on the screen. */
  draw(text: string): void;
  /** What Tab offers for the text before the cursor. */
  complete(text: string): Promise<Completed>;
}

/** What Tab found: the place where the word begins that is replaced, and what may stand there. */
export interface Completed {
  readonly start: number;
  readonly choices: readonly { readonly insert: string; readonly shown: string; readonly suffix: string }[];
}

/** What Ctrl-K and its like took away, for Ctrl-Y; kept from line to line. */
export interface KillRing {
  text: string;
}

/** How a line ended. */
export type Edited =
  | { readonly type: "line"; readonly text: string }
  | { readonly type: "interrupt" }
  | { readonly type: "eof" };

/** The most that a line may hold; a longer paste is cut. */
const MAX_LINE = 1_000_000;

/** Edits one line (which may span several rows, and hold newlines that were pasted) in the manner of readline's emacs mode. */
export class LineEditor {
  #chars: string[] = [];
  #cursor = 0;
  #place: number;
  /** Lines of the history that were changed while going through it. */
  readonly #drafts = new Map<number, string>();
  #search: { query: string; at: number; failed: boolean; saved: string } | undefined;
  #lastWasTab = false;
  #lastWasKill = false;
  #argument: { at: number; length: number } | undefined;
  readonly #undo: { chars: string[]; cursor: number }[] = [];
  #cursorRow = 0;
  /** The column of the prompt's first character. */
  #start = 0;
  readonly #options: EditorOptions;

  constructor(options: EditorOptions) {
    this.#options = options;
    this.#place = options.history.length;
  }

  get text(): string {
    return this.#chars.join("");
  }

  /** Shows the prompt. */
  begin(): void {
    this.#options.draw("\u001b[?2004h");
    const { prompt } = this.#options;
    const last = prompt.lastIndexOf("\n") + 1;
    if (last > 0) this.#options.draw(prompt.slice(0, last).replace(/\n/g, "\r\n"));
    else this.#start = (this.#options.startColumn ?? 0) % this.#options.size().columns;
    this.#cursorRow = 0;
    this.#redraw();
  }

  /** The prompt goes to a row of its own, the one where the cursor is. */
  #afresh(): void {
    this.#start = 0;
    this.#cursorRow = 0;
    this.#redraw();
  }

  /** The size of the screen has changed: the line wraps anew. */
  resized(): void {
    this.#cursorRow = Math.min(this.#cursorRow, this.#rowsBefore());
    this.#redraw();
  }

  /** Handles a key; something when the line is finished. */
  async press(key: Key): Promise<Edited | undefined> {
    if (this.#search) {
      const handled = this.#searchKey(key);
      if (handled) return undefined;
    }
    const wasTab = this.#lastWasTab;
    this.#lastWasTab = false;
    if (key.type !== "key") {
      this.#lastWasKill = false;
      this.#insert(key.type === "paste" ? key.text.replace(/\r\n?/g, "\n") : key.text);
      return undefined;
    }
    if (!/kill|^yank/.test(key.name)) this.#lastWasKill = false;
    if (key.name !== "lastargument") this.#argument = undefined;
    if (key.name === "tab") {
      await this.#tab(wasTab);
      this.#lastWasTab = true;
      return undefined;
    }
    return this.#command(key.name);
  }

  #command(name: string): Edited | undefined {
    switch (name) {
      case "enter":
        return this.#finish({ type: "line", text: this.text });
      case "interrupt":
        this.#move(this.#chars.length);
        this.#options.draw("^C");
        return this.#finish({ type: "interrupt" });
      case "eof":
        if (this.#chars.length === 0) return this.#finish({ type: "eof" });
        this.#remove(this.#cursor, this.#cursor + 1);
        return undefined;
      case "left":
        this.#move(this.#cursor - 1);
        return undefined;
      case "right":
        this.#move(this.#cursor + 1);
        return undefined;
      case "home":
        this.#move(0);
        return undefined;
      case "end":
        this.#move(this.#chars.length);
        return undefined;
      case "wordleft":
        this.#move(this.#wordStart(/[\p{L}\p{N}]/u));
        return undefined;
      case "wordright":
        this.#move(this.#wordEnd());
        return undefined;
      case "backspace":
        this.#remove(this.#cursor - 1, this.#cursor);
        return undefined;
      case "delete":
        this.#remove(this.#cursor, this.#cursor + 1);
        return undefined;
      case "killend":
        this.#kill(this.#cursor, this.#chars.length);
        return undefined;
      case "killstart":
        this.#kill(0, this.#cursor);
        return undefined;
      case "killword":
        this.#kill(this.#cursor, this.#wordEnd());
        return undefined;
      case "backkillword":
        this.#kill(this.#wordStart(/[\p{L}\p{N}]/u), this.#cursor);
        return undefined;
      case "backkillblank":
        this.#kill(this.#wordStart(/\S/), this.#cursor);
        return undefined;
      case "yank":
        this.#insert(this.#options.kill.text);
        return undefined;
      case "up":
      case "down":
        this.#toHistory(this.#place + (name === "up" ? -1 : 1));
        return undefined;
      case "firsthistory":
        this.#toHistory(0);
        return undefined;
      case "lasthistory":
        this.#toHistory(this.#options.history.length);
        return undefined;
      case "clear":
        this.#options.draw("\u001b[H\u001b[2J");
        this.#afresh();
        return undefined;
      case "search":
        this.#search = { query: "", at: this.#options.history.length, failed: false, saved: this.text };
        this.#redraw();
        return undefined;
      case "undo":
        this.#undoOnce();
        return undefined;
      case "lastargument":
        this.#lastArgument();
        return undefined;
      default:
        this.#editWord(name);
        return undefined;
    }
  }

  #editWord(name: string): void {
    if (name === "transpose") {
      const at = Math.min(this.#cursor, this.#chars.length - 1);
      if (at < 1) return this.#bell();
      this.#remember();
      [this.#chars[at - 1], this.#chars[at]] = [this.#chars[at]!, this.#chars[at - 1]!];
      this.#cursor = at + 1;
      return this.#redraw();
    }
    if (name === "comment") {
      this.#move(0);
      return this.#insert("#");
    }
    const end = this.#wordEnd();
    const word = this.#chars.slice(this.#cursor, end).join("");
    const change = {
      upcase: () => word.toUpperCase(),
      downcase: () => word.toLowerCase(),
      capitalize: () => word.toLowerCase().replace(/[\p{L}\p{N}]/u, (char) => char.toUpperCase()),
    }[name];
    if (!change) return;
    this.#remember();
    this.#chars.splice(this.#cursor, end - this.#cursor, ...change());
    this.#cursor = end;
    this.#redraw();
  }

  // Changing

  #remember(): void {
    this.#undo.push({ chars: [...this.#chars], cursor: this.#cursor });
    if (this.#undo.length > 200) this.#undo.shift();
  }

  #undoOnce(): void {
    const before = this.#undo.pop();
    if (!before) return this.#bell();
    this.#chars = before.chars;
    this.#cursor = before.cursor;
    this.#redraw();
  }

  #insert(text: string): void {
    const room = MAX_LINE - this.#chars.length;
    const added = [...text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, "")];
    if (added.length > room) this.#bell();
    if (added.length === 0) return;
    if (added.length > 1 || this.#undo.length === 0) this.#remember();
    const kept = added.length > room ? added.slice(0, room) : added;
    const atEnd = this.#cursor === this.#chars.length;
    // Large pastes would overflow the arguments of splice.
    this.#chars = atEnd
      ? this.#chars.concat(kept)
      : [...this.#chars.slice(0, this.#cursor), ...kept, ...this.#chars.slice(this.#cursor)];
    this.#cursor += kept.length;
    const { columns } = this.#options.size();
    const before = this.#positionOf(this.#cursor - kept.length);
    const after = this.#positionOf(this.#cursor);
    // The usual case, a letter at the end of a row that has room, needs no drawing of the whole.
    if (atEnd && kept.length < 200 && before.row === after.row && after.column < columns && !this.#search)
      this.#options.draw(kept.join(""));
    else this.#redraw();
  }

  #remove(from: number, to: number): void {
    if (from < 0 || to > this.#chars.length || from === to) return this.#bell();
    this.#remember();
    this.#chars.splice(from, to - from);
    this.#cursor = from;
    this.#redraw();
  }

  #kill(from: number, to: number): void {
    if (from >= to) return this.#bell();
    const text = this.#chars.slice(from, to).join("");
    const ring = this.#options.kill;
    if (!this.#lastWasKill) ring.text = text;
    else ring.text = from < this.#cursor ? text + ring.text : ring.text + text;
    this.#lastWasKill = true;
    this.#remove(from, to);
  }

  #set(text: string): void {
    this.#chars = [...text];
    this.#cursor = this.#chars.length;
    this.#redraw();
  }

  #move(to: number): void {
    const next = Math.max(0, Math.min(this.#chars.length, to));
    if (next === this.#cursor) return;
    this.#cursor = next;
    this.#placeCursor(this.#cursorRow);
  }

  #wordStart(inWord: RegExp): number {
    let at = this.#cursor;
    while (at > 0 && !inWord.test(this.#chars[at - 1]!)) at -= 1;
    while (at > 0 && inWord.test(this.#chars[at - 1]!)) at -= 1;
    return at;
  }

  #wordEnd(): number {
    let at = this.#cursor;
    const inWord = /[\p{L}\p{N}]/u;
    while (at < this.#chars.length && !inWord.test(this.#chars[at]!)) at += 1;
    while (at < this.#chars.length && inWord.test(this.#chars[at]!)) at += 1;
    return at;
  }

  #bell(): void {
    this.#options.draw("\u0007");
  }

  // History

  #toHistory(place: number): void {
    const { history } = this.#options;
    if (place < 0 || place > history.length) return this.#bell();
    this.#drafts.set(this.#place, this.text);
    this.#place = place;
    this.#set(this.#drafts.get(place) ?? history[place] ?? "");
  }

  #lastArgument(): void {
    const { history } = this.#options;
    const at = (this.#argument?.at ?? history.length) - 1;
    const word = history[at]?.trim().split(/\s+/).at(-1);
    if (word === undefined) return this.#bell();
    if (this.#argument) {
      this.#chars.splice(this.#cursor - this.#argument.length, this.#argument.length);
      this.#cursor -= this.#argument.length;
    }
    this.#argument = { at, length: [...word].length };
    this.#insert(word);
    this.#redraw();
  }

  /** A key during Ctrl-R; false when it ends the search and counts as usual. */
  #searchKey(key: Key): boolean {
    const search = this.#search!;
    if (key.type === "text" || key.type === "paste") {
      search.query += key.text;
      this.#find(search.at >= this.#options.history.length ? search.at - 1 : search.at);
      return true;
    }
    if (key.name === "search") {
      this.#find(search.at - 1);
      return true;
    }
    if (key.name === "backspace") {
      search.query = search.query.slice(0, -1);
      search.at = this.#options.history.length;
      this.#find(search.at - 1);
      return true;
    }
    this.#search = undefined;
    if (key.name === "abort") {
      this.#set(search.saved);
      return true;
    }
    this.#place = Math.min(search.at, this.#options.history.length);
    this.#redraw();
    return key.name === "forwardsearch";
  }

  #find(from: number): void {
    const search = this.#search!;
    const { history } = this.#options;
    for (let at = Math.min(from, history.length - 1); at >= 0; at--) {
      const found = history[at]!.indexOf(search.query);
      if (found < 0 || search.query === "") continue;
      search.at = at;
      search.failed = false;
      this.#chars = [...history[at]!];
      this.#cursor = [...history[at]!.slice(0, found)].length;
      this.#redraw();
      return;
    }
    search.failed = search.query !== "";
    if (search.failed) this.#bell();
    this.#redraw();
  }

  // Completion

  async #tab(again: boolean): Promise<void> {
    const before = this.#chars.slice(0, this.#cursor).join("");
    const { start, choices } = await this.#options.complete(before);
    if (choices.length === 0) return this.#bell();
    const word = before.slice(start);
    if (choices.length === 1) {
      const [only] = choices;
      return this.#replaceWord(word, only!.insert + only!.suffix);
    }
    const common = commonStart(choices.map((choice) => choice.insert));
    if (common.length > word.length) return this.#replaceWord(word, common);
    if (!again) return this.#bell();
    this.#move(this.#chars.length);
    const { columns } = this.#options.size();
    this.#options.draw(
      `\r\n${inColumns(
        choices.map((choice) => choice.shown),
        columns,
      )}`,
    );
    this.#afresh();
  }

  #replaceWord(word: string, text: string): void {
    if (text.startsWith(word)) return this.#insert(text.slice(word.length));
    this.#remember();
    const length = [...word].length;
    this.#chars.splice(this.#cursor - length, length, ...text);
    this.#cursor += [...text].length - length;
    this.#redraw();
  }

  // Drawing

  get #promptLine(): string {
    if (this.#search) {
      const { query, failed } = this.#search;
      return `(${failed ? "failed " : ""}reverse-i-search)\`${query}': `;
    }
    const { prompt } = this.#options;
    return prompt.slice(prompt.lastIndexOf("\n") + 1);
  }

  #positionOf(cursor: number) {
    return placeAfter(
      this.#promptLine + this.#chars.slice(0, cursor).join(""),
      this.#options.size().columns,
      this.#start,
    );
  }

  #rowsBefore(): number {
    return this.#positionOf(this.#cursor).row;
  }

  #redraw(): void {
    const { columns } = this.#options.size();
    const up = this.#cursorRow > 0 ? `\u001b[${this.#cursorRow}A` : "";
    const text = this.text;
    const end = placeAfter(this.#promptLine + text, columns, this.#start);
    // At the right edge a terminal waits with the wrap: a line feed makes it.
    const wrap = end.column === 0 && end.row > 0 && !text.endsWith("\n") ? "\r\n" : "";
    const over = this.#start > 0 ? `\u001b[${this.#start}C` : "";
    this.#options.draw(`${up}\r${over}\u001b[J${this.#promptLine}${text.replaceAll("\n", "\r\n")}${wrap}`);
    this.#placeCursor(end.row);
  }

  /** Moves the cursor of the screen from a row of the line to where the cursor of the text is. */
  #placeCursor(fromRow: number): void {
    const { row, column } = this.#positionOf(this.#cursor);
    const rows = row - fromRow;
    const vertical = rows < 0 ? `\u001b[${-rows}A` : rows > 0 ? `\u001b[${rows}B` : "";
    this.#options.draw(`${vertical}\r${column > 0 ? `\u001b[${column}C` : ""}`);
    this.#cursorRow = row;
  }

  #finish(edited: Edited): Edited {
    this.#search = undefined;
    this.#move(this.#chars.length);
    this.#options.draw(edited.type === "eof" ? "\u001b[?2004l" : "\u001b[?2004l\r\n");
    return edited;
  }
}

function commonStart(texts: readonly string[]): string {
  let common = texts[0] ?? "";
  for (const text of texts) {
    let length = 0;
    while (length < common.length && common[length] === text[length]) length += 1;
    common = common.slice(0, length);
  }
  return common;
}

/** How many choices are listed at most; the rest is counted. */
const MAX_LISTED = 500;

function inColumns(words: readonly string[], columns: number): string {
  const shown = [...new Set(words)].slice(0, MAX_LISTED);
  const width = Math.max(...shown.map((word) => word.length)) + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(shown.length / across);
  let text = "";
  for (let row = 0; row < rows; row++) {
    const cells = Array.from({ length: across }, (_, at) => shown[at * rows + row]).filter(
      (word) => word !== undefined,
    );
    text += `${cells.map((word, at) => (at === cells.length - 1 ? word : word.padEnd(width))).join("")}\r\n`;
  }
  return words.length > MAX_LISTED ? `${text}... and ${words.length - MAX_LISTED} more\r\n` : text;
}
