import type { ByteWriter, LateLine } from "../base/streams.ts";
import type { ContainerRecord, LogLine } from "./records.ts";

/** What a container may write before its oldest lines go, in UTF-16 units; a real node rotates at 10 MiB. */
const LOG_LIMIT = 1 << 20;

/** How many lines may wait for their words: what they hold on to is small, but not counted. */
const LATE_LIMIT = 256;

/** https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.36/#podlogoptions-v1-core */
export interface LogOptions {
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  readonly sinceTime?: string;
  readonly timestamps?: boolean;
  readonly limitBytes?: number;
  /** "All", "Stdout" or "Stderr". */
  readonly stream?: string;
}

/** Where somebody reads along as the container writes. */
export interface Onlooker {
  readonly stdout: ByteWriter;
  readonly stderr: ByteWriter;
}

/**
 * What one container has written: kept line by line with its time, bounded, and followed by whoever reads along.
 */
export class ContainerLog {
  readonly #lines: LogLine[];
  #size = 0;
  #dropped = 0;
  /** Lines that wait for their words, all of one stream; they come after all others. Absent when none waits. */
  #late: LateLine[] | undefined;
  #lateStream: "stdout" | "stderr" = "stdout";
  /** Absent when nobody reads along. */
  #listeners: Set<() => void> | undefined;
  /** Made with a stream's first bytes: most containers write text. */
  readonly #decoders: { stdout?: TextDecoder; stderr?: TextDecoder } = {};
  /** Whether the last line is still being written. */
  #open: boolean;
  /** Who sees what is written at once: `kubectl attach`. Absent when nobody does. */
  onlookers: ReadonlySet<Onlooker> | undefined;
  closed = false;

  constructor(lines: LogLine[]) {
    this.#lines = lines;
    this.#open = lines.at(-1)?.text.endsWith("\n") === false;
    for (const line of lines) this.#size += line.text.length;
  }

  /** Lines so far; the index of a line never changes, see `dropped`. */
  get lines(): readonly LogLine[] {
    this.settle();
    return this.#lines;
  }
  /** How many of the oldest lines are gone. */
  get dropped(): number {
    this.settle();
    return this.#dropped;
  }

  write(ms: number, stream: "stdout" | "stderr", chunk: Uint8Array | string): void {
    const text =
      typeof chunk === "string"
        ? chunk
        : (this.#decoders[stream] ??= new TextDecoder()).decode(chunk, { stream: true });
    if (text === "") return;
    this.settle();
    for (let at = 0; at < text.length; ) {
      const newline = text.indexOf("\n", at);
      const end = newline < 0 ? text.length : newline + 1;
      this.#append(ms, stream, text.slice(at, end));
      this.#open = newline < 0;
      at = end;
    }
    if (this.#listeners) this.#wake();
  }

  /** Takes a line that nobody has put into words yet; false where another one is still open, or somebody reads along. */
  writeLate(stream: "stdout" | "stderr", line: LateLine): boolean {
    if (this.#open || this.onlookers) return false;
    if (stream !== this.#lateStream) this.settle();
    this.#lateStream = stream;
    if (!this.#late) this.#late = [line];
    else if (this.#late.push(line) >= LATE_LIMIT) this.settle();
    if (this.#listeners) this.#wake();
    return true;
  }

  /** Puts into words what waits for them. */
  settle(): void {
    const late = this.#late;
    if (!late) return;
    this.#late = undefined;
    for (const line of late) this.#append(line.ms, this.#lateStream, line.words());
  }

  close(): void {
    this.settle();
    this.closed = true;
    this.#wake();
  }

  /** @returns a cancel */
  watch(onlooker: Onlooker): () => void {
    this.onlookers = new Set([...(this.onlookers ?? []), onlooker]);
    return () => {
      const others = [...(this.onlookers ?? [])].filter((other) => other !== onlooker);
      this.onlookers = others.length > 0 ? new Set(others) : undefined;
    };
  }

  /** Resolves at the next change. */
  changed(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#listeners?.delete(done);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      this.#listeners ??= new Set();
      this.#listeners.add(done);
      signal?.addEventListener("abort", done, { once: true });
      if (signal?.aborted) done();
    });
  }

  /** @param text up to the end of a line, or of what was written */
  #append(ms: number, stream: "stdout" | "stderr", text: string): void {
    this.#size += text.length;
    if (!this.#open || !this.#goOn(stream, text)) this.#lines.push({ ms, stream, text });
    if (this.#size > LOG_LIMIT) this.#forget();
  }

  /** Half at a time, so that a busy container does not shift its log at every line. */
  #forget(): void {
    let gone = 0;
    while (this.#size > LOG_LIMIT / 2 && gone < this.#lines.length - 1) this.#size -= this.#lines[gone++]!.text.length;
    this.#lines.splice(0, gone);
    this.#dropped += gone;
  }

  /** Adds to the last line, if it is of the same stream. */
  #goOn(stream: "stdout" | "stderr", text: string): boolean {
    const at = this.#lines.length - 1;
    const last = this.#lines[at];
    if (last?.stream !== stream) return false;
    this.#lines[at] = { ms: last.ms, stream, text: last.text + text };
    return true;
  }

  #wake(): void {
    const listeners = this.#listeners;
    if (!listeners) return;
    this.#listeners = undefined;
    for (const listener of listeners) listener();
  }
}

/** The end of a log, as FallbackToLogsOnError takes it: at most 80 lines or 2048 bytes. */
export function logTail(record: Pick<ContainerRecord, "log">): string {
  const text = record.log
    .slice(-80)
    .map((line) => line.text)
    .join("");
  return text.slice(-2048);
}
