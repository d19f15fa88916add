import { type ByteReader, type ByteWriter, pipe, utf8 } from "../../base/streams.ts";
import type { TerminalSize, Tty } from "../program.ts";
import { placeAfter } from "./layout.ts";

/**
 * A pseudo terminal: keys go in at one side, a program's stdin comes out at the other, with the kernel's line discipline
 * between. Cooked: lines, echo, backspace, Ctrl-C and Ctrl-D. Raw: keys as typed.
 */
export class Pty implements Tty {
  /** What a program reads. */
  readonly stdin: ByteReader;
  /** Where a program writes. */
  readonly stdout: ByteWriter;
  /** What the screen shows: the program's output and the echo. */
  readonly output: ByteReader;
  /** Called with what Ctrl-C and Ctrl-\ mean, for the foreground. */
  onSignal: (name: "SIGINT" | "SIGQUIT") => void = () => {};
  readonly #screen: ReturnType<typeof pipe>["writer"];
  readonly #listeners = new Set<(size: TerminalSize) => void>();
  #size: TerminalSize;
  #rawUsers = 0;
  #line = "";
  /** Chunks a reader has not taken yet; "end" is Ctrl-D. */
  #ready: (Uint8Array | "end")[] = [];
  #wake: (() => void) | undefined;
  #closed = false;
  /** What was written of the last row, as far as it tells where the cursor is. */
  #row = "";

  constructor(size: TerminalSize) {
    this.#size = size;
    const screen = pipe(256 * 1024);
    this.#screen = screen.writer;
    this.output = screen.reader;
    this.stdin = {
      read: () => this.#read(),
      cancel() {},
      [Symbol.asyncIterator]: () => this.keys(),
    };
    this.stdout = { write: (chunk) => this.#show(this.#rawUsers > 0 ? chunk : withReturns(chunk)), close() {} };
  }

  size(): TerminalSize {
    return this.#size;
  }

  column(): number {
    return placeAfter(this.#row, this.#size.columns).column;
  }

  onResize(listener: (size: TerminalSize) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  resize(size: TerminalSize): void {
    this.#size = size;
    for (const listener of this.#listeners) listener(size);
  }

  async raw<T>(use: () => Promise<T>): Promise<T> {
    this.#rawUsers += 1;
    // What was typed of an unfinished line is there to be read at once.
    if (this.#line !== "") this.#give(utf8(this.#line));
    this.#line = "";
    try {
      return await use();
    } finally {
      this.#rawUsers -= 1;
    }
  }

  async *keys(): AsyncGenerator<Uint8Array> {
    for (let chunk = await this.#read(); chunk; chunk = await this.#read()) yield chunk;
  }

  /** Keys as a terminal sends them. */
  write(keys: string): void {
    if (this.#closed) return;
    if (this.#rawUsers > 0) {
      this.#give(utf8(keys));
      return;
    }
    let echo = "";
    for (const key of keys.match(/\u001b\[[\d;?]*[~A-Za-z]|\u001bO[A-Z]|[\s\S]/gu) ?? []) echo += this.#cooked(key);
    if (echo !== "") void this.#show(withReturns(echo)).catch(() => {});
  }

  /** Ctrl-C, from whoever may press it. */
  interrupt(): void {
    if (this.#rawUsers > 0) this.#give(utf8("\u0003"));
    else this.write("\u0003");
  }

  /** The other side has gone: reads end, and so does the screen. */
  close(): void {
    this.#closed = true;
    this.#ready.push("end");
    this.#wake?.();
    this.#screen.close();
  }

  #show(chunk: Uint8Array | string): Promise<void> {
    const tail = typeof chunk === "string" ? chunk.slice(-MAX_ROW) : decoder.decode(chunk.subarray(-MAX_ROW));
    this.#row = lastRow(this.#row + tail).slice(-MAX_ROW);
    return this.#screen.write(chunk);
  }

  /** One key in cooked mode; gives what is echoed. */
  #cooked(key: string): string {
    switch (key) {
      case "\u0003":
        this.#line = "";
        this.#ready = [];
        this.onSignal("SIGINT");
        return "^C";
      case "\u001c":
        this.#line = "";
        this.onSignal("SIGQUIT");
        return "^\\";
      case "\u001a":
        return "^Z\n(jobs cannot be stopped here; Ctrl-C ends the command)\n";
      case "\u0004":
        if (this.#line === "") this.#give("end");
        else this.#give(utf8(this.#line));
        this.#line = "";
        return "";
      case "\r":
      case "\n":
        this.#give(utf8(`${this.#line}\n`));
        this.#line = "";
        return "\n";
      case "\u007f":
      case "\b":
        return this.#erase(1);
      case "\u0015":
        return this.#erase(this.#line.length);
      case "\u0017":
        return this.#erase(/\S*\s*$/.exec(this.#line)![0].length);
      default:
        this.#line += key;
        return key.startsWith("\u001b") ? `^[${key.slice(1)}` : key;
    }
  }

  #erase(count: number): string {
    const taken = [...this.#line].slice(-count).slice(0, count);
    if (this.#line === "" || count === 0) return "";
    this.#line = this.#line.slice(0, this.#line.length - taken.join("").length);
    return "\b \b".repeat(taken.length);
  }

  #give(chunk: Uint8Array | "end"): void {
    this.#ready.push(chunk);
    this.#wake?.();
    this.#wake = undefined;
  }

  async #read(): Promise<Uint8Array | undefined> {
    while (this.#ready.length === 0) {
      if (this.#closed) return undefined;
      await new Promise<void>((resolve) => {
        const before = this.#wake;
        this.#wake = () => {
          before?.();
          resolve();
        };
      });
    }
    const chunk = this.#ready.shift()!;
    return chunk === "end" ? undefined : chunk;
  }
}

/** No row is longer, in bytes. */
const MAX_ROW = 4096;

const decoder = new TextDecoder();
/** What puts the cursor at the left: a line feed, a return, a jump to the corner (`clear`), the end of a full-screen program. */
const TO_THE_LEFT = /[\r\n]|\u001b\[H|\u001b\[\?1049[hl]/g;
function lastRow(written: string): string {
  let from = 0;
  for (const match of written.matchAll(TO_THE_LEFT)) from = match.index + match[0].length;
  return written.slice(from);
}

/** A terminal needs a carriage return before every line feed. */
function withReturns(chunk: Uint8Array | string): string | Uint8Array {
  if (typeof chunk === "string") return chunk.replace(/\r?\n/g, "\r\n");
  if (!chunk.includes(10)) return chunk;
  const out = new Uint8Array(chunk.length + chunk.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0));
  let at = 0;
  for (const byte of chunk) {
    if (byte === 10 && out[at - 1] !== 13) out[at++] = 13;
    out[at++] = byte;
  }
  return out.subarray(0, at);
}
