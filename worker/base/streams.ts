/** Bytes that can be read once, in chunks. */
export interface ByteReader extends AsyncIterable<Uint8Array> {
  /** The next chunk, never empty; undefined at the end. Rejects if the writer failed. */
  read(): Promise<Uint8Array | undefined>;
  /** Nobody will read any more: the writer's next write is a broken pipe. */
  cancel(): void;
}

/** Where bytes go. */
export interface ByteWriter {
  /** Resolves when there is room for more. Rejects with BrokenPipe when the reader has gone. Strings are written as UTF-8. */
  write(chunk: Uint8Array | string): Promise<void>;
  /** Writes at once, where a writer can say that it has room for all of it; false when it must be written the usual way. */
  offer?(chunk: Uint8Array | string): boolean;
  /** Takes a line that most likely nobody reads: it is worded when somebody does. */
  offerLate?(line: LateLine): boolean;
  /** Who takes what is offered, where this writer would only hand it on. */
  readonly taker?: ByteWriter;
  /** End of the stream; idempotent. */
  close(): void;
}

/** A line of a log before it is put into words, which are the same whenever that is. */
export interface LateLine {
  /** When it was written. */
  readonly ms: number;
  /** Ends with a newline. */
  words(): string;
}

/** EPIPE: the reader has gone. */
export class BrokenPipe extends Error {
  constructor() {
    super("Broken pipe");
    this.name = "BrokenPipe";
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const utf8 = (text: string): Uint8Array => encoder.encode(text);
export const fromUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

/** The capacity of a pipe on Linux. */
const PIPE_BYTES = 65_536;

/** A pipe with back-pressure: a write waits while `capacity` bytes are unread. */
export function pipe(capacity = PIPE_BYTES): {
  reader: ByteReader;
  writer: ByteWriter & { fail(error: unknown): void };
} {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  let failure: { error: unknown } | undefined;
  let cancelled = false;
  let wakeReader: (() => void) | undefined;
  let wakeWriters: (() => void)[] = [];

  const releaseWriters = () => {
    const waiting = wakeWriters;
    wakeWriters = [];
    for (const wake of waiting) wake();
  };
  const wake = () => {
    wakeReader?.();
    wakeReader = undefined;
  };

  const reader: ByteReader = {
    async read() {
      while (chunks.length === 0) {
        if (failure) throw failure.error;
        if (ended || cancelled) return undefined;
        await new Promise<void>((resolve) => {
          const previous = wakeReader;
          wakeReader = () => {
            previous?.();
            resolve();
          };
        });
      }
      const chunk = chunks.shift()!;
      size -= chunk.length;
      if (size < capacity) releaseWriters();
      return chunk;
    },
    cancel() {
      cancelled = true;
      chunks = [];
      size = 0;
      releaseWriters();
      wake();
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (let chunk = await reader.read(); chunk; chunk = await reader.read()) yield chunk;
      } finally {
        reader.cancel();
      }
    },
  };
  return {
    reader,
    writer: {
      async write(chunk) {
        const bytes = typeof chunk === "string" ? utf8(chunk) : chunk;
        if (cancelled || ended) throw new BrokenPipe();
        if (bytes.length === 0) return;
        chunks.push(bytes);
        size += bytes.length;
        wake();
        while (size >= capacity && !cancelled) await new Promise<void>((resolve) => wakeWriters.push(resolve));
        if (cancelled) throw new BrokenPipe();
      },
      close() {
        ended = true;
        wake();
      },
      fail(error) {
        failure = { error };
        wake();
      },
    },
  };
}

/** A reader over bytes that are already there. */
export function readerOf(content: Uint8Array | string): ByteReader {
  let rest: Uint8Array | undefined = typeof content === "string" ? utf8(content) : content;
  const reader: ByteReader = {
    async read() {
      const chunk = rest;
      rest = undefined;
      return chunk && chunk.length > 0 ? chunk : undefined;
    },
    cancel() {
      rest = undefined;
    },
    async *[Symbol.asyncIterator]() {
      const chunk = await reader.read();
      if (chunk) yield chunk;
    },
  };
  return reader;
}

/** Everything from now to the end. */
export async function readAll(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return concatBytes(chunks);
}

export const readText = async (source: AsyncIterable<Uint8Array>): Promise<string> => fromUtf8(await readAll(source));

export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** A writer that keeps what it is given; for command substitution and tests. */
export function collector(): { writer: ByteWriter; bytes(): Uint8Array; text(): string } {
  const chunks: Uint8Array[] = [];
  return {
    writer: {
      async write(chunk) {
        chunks.push(typeof chunk === "string" ? utf8(chunk) : chunk);
      },
      close() {},
    },
    bytes: () => concatBytes(chunks),
    text: () => fromUtf8(concatBytes(chunks)),
  };
}

/** Splits a stream into lines, without their newline; the last line may lack one. */
export async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const text = new TextDecoder();
  let rest = "";
  for await (const chunk of source) {
    rest += text.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  rest += text.decode();
  if (rest !== "") yield rest;
}
