import type { ContainerRecord, LogLine } from "./records.ts";

/** What a container may write before its oldest lines go, in UTF-16 units; a real node rotates at 10 MiB. */
const LOG_LIMIT = 1 << 20;

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

/**
 * What one container has written: kept line by line with its time, bounded, and followed by whoever reads along.
 */
export class ContainerLog {
  readonly #lines: LogLine[];
  #size = 0;
  #dropped = 0;
  /** Absent when nobody reads along. */
  #listeners: Set<() => void> | undefined;
  /** Made with a stream's first bytes: most containers write text. */
  readonly #decoders: { stdout?: TextDecoder; stderr?: TextDecoder } = {};
  closed = false;

  constructor(lines: LogLine[]) {
    this.#lines = lines;
    for (const line of lines) this.#size += line.text.length;
  }

  /** Lines so far; the index of a line never changes, see `dropped`. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }
  /** How many of the oldest lines are gone. */
  get dropped(): number {
    return this.#dropped;
  }

  write(ms: number, stream: "stdout" | "stderr", chunk: Uint8Array | string): void {
    const text =
      typeof chunk === "string"
        ? chunk
        : (this.#decoders[stream] ??= new TextDecoder()).decode(chunk, { stream: true });
    if (text === "") return;
    let at = 0;
    while (at < text.length) {
      const newline = text.indexOf("\n", at);
      const end = newline < 0 ? text.length : newline + 1;
      this.#append(ms, stream, text.slice(at, end));
      at = end;
    }
    this.#wake();
  }

  close(): void {
    this.closed = true;
    this.#wake();
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

  #append(ms: number, stream: "stdout" | "stderr", text: string): void {
    const last = this.#lines[this.#lines.length - 1];
    this.#size += text.length;
    if (last !== undefined && last.stream === stream && !last.text.endsWith("\n")) {
      this.#lines[this.#lines.length - 1] = { ms: last.ms, stream, text: last.text + text };
    } else {
      this.#lines.push({ ms, stream, text });
    }
    if (this.#size <= LOG_LIMIT) return;
    // Half at a time, so that a busy container does not shift its log at every line.
    let gone = 0;
    while (this.#size > LOG_LIMIT / 2 && gone < this.#lines.length - 1) this.#size -= this.#lines[gone++]!.text.length;
    this.#lines.splice(0, gone);
    this.#dropped += gone;
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
