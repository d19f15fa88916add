import type { ByteReader } from "../../base/streams.ts";

/** The bytes are no HTTP/1.1 message. */
export class MalformedMessage extends Error {
  constructor(readonly what: string) {
    super(what);
    this.name = "MalformedMessage";
  }
}

/** What servers accept of a head: nginx's large_client_header_buffers, 4 times 8 KB. */
const LONGEST_LINE = 32_768;
const latin1 = (bytes: Uint8Array): string => {
  let text = "";
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]!);
  return text;
};

/** Reads lines and counted bytes from a stream, keeping what it has read too much. */
export class ByteScanner {
  #rest: Uint8Array = new Uint8Array(0);
  readonly #source: ByteReader;

  constructor(source: ByteReader) {
    this.#source = source;
  }

  /** One line without its CRLF or LF; undefined when the stream ends before the first byte. @throws MalformedMessage */
  async line(): Promise<string | undefined> {
    let line: Uint8Array = new Uint8Array(0);
    for (;;) {
      const end = this.#rest.indexOf(10);
      const taken = end < 0 ? this.#rest : this.#rest.subarray(0, end);
      line = line.length === 0 ? taken : joined(line, taken);
      if (line.length > LONGEST_LINE) throw new MalformedMessage("a line of the head is too long");
      if (end >= 0) {
        this.#rest = this.#rest.subarray(end + 1);
        return latin1(line.at(-1) === 13 ? line.subarray(0, -1) : line);
      }
      const chunk = await this.#source.read();
      if (!chunk) {
        this.#rest = new Uint8Array(0);
        if (line.length === 0) return undefined;
        throw new MalformedMessage("the head ends in the middle of a line");
      }
      this.#rest = chunk;
    }
  }

  /** The next bytes, at most `limit`; undefined at the end of the stream. */
  async some(limit: number): Promise<Uint8Array | undefined> {
    if (this.#rest.length === 0) {
      const chunk = await this.#source.read();
      if (!chunk) return undefined;
      this.#rest = chunk;
    }
    const taken = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  /** What comes after everything read so far, as a stream of its own. */
  remainder(): ByteReader {
    const reader: ByteReader = {
      read: () => this.some(Number.POSITIVE_INFINITY),
      cancel: () => this.#source.cancel(),
      async *[Symbol.asyncIterator]() {
        for (let chunk = await reader.read(); chunk; chunk = await reader.read()) yield chunk;
      },
    };
    return reader;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
