import { type ByteReader, type ByteWriter, concatBytes, pipe, utf8 } from "../../../../base/streams.ts";
import { HeaderReader, type Headers, HeaderWriter, uint32 } from "./headers.ts";

export interface Wire {
  readonly input: ByteReader;
  readonly output: ByteWriter;
}

/** One stream that the client has opened. */
export interface SpdyStream extends Wire {
  readonly headers: Headers;
}

const TYPE = { synStream: 1, synReply: 2, reset: 3, ping: 6, goAway: 7, headers: 8 } as const;
const FIN = 1;
const HEAD = 8;

/**
 * Serves a client's streams over a connection. Each is accepted as soon as it is opened.
 *
 * @param opened told of each; must not throw
 * @returns when the client has gone or says something that is not SPDY; every stream has ended then
 */
export async function serveSpdy(wire: Wire, opened: (stream: SpdyStream) => void): Promise<void> {
  const scanner = new Frames(wire.input);
  const [headerReader, headerWriter] = [new HeaderReader(), new HeaderWriter()];
  const streams = new Map<number, ReturnType<typeof pipe>>();
  const send = (frame: Uint8Array) => wire.output.write(frame);
  const open = (id: number, headers: Headers, flags: number) => {
    // Without a limit: a stream that nobody reads must not hold up the others.
    const incoming = pipe(Number.POSITIVE_INFINITY);
    streams.set(id, incoming);
    if (flags & FIN) incoming.writer.close();
    opened({ headers, input: incoming.reader, output: writerOf(id, send) });
  };
  try {
    for (let frame = await scanner.next(); frame; frame = await scanner.next()) {
      const { type, flags, payload } = frame;
      const id = type === undefined ? frame.id : numberAt(payload, 0) & 0x7fff_ffff;
      const stream = streams.get(id);
      if (type === undefined) {
        if (payload.length > 0) await stream?.writer.write(payload).catch(() => {});
        if (flags & FIN) stream?.writer.close();
      } else if (type === TYPE.synStream) {
        const headers = headerReader.read(payload.subarray(10));
        await send(control(TYPE.synReply, 0, [uint32(id), headerWriter.write(new Map())]));
        open(id, headers, flags);
      } else if (type === TYPE.headers) {
        // Kubernetes' clients send none, but what is compressed must be read, for what follows.
        headerReader.read(payload.subarray(4));
      } else if (type === TYPE.reset) {
        stream?.writer.close();
        streams.delete(id);
      } else if (type === TYPE.ping) await send(control(TYPE.ping, 0, [payload]));
      else if (type === TYPE.goAway) break;
    }
  } catch {
    // What cannot be read as SPDY, or a connection that broke: over, either way.
  }
  for (const { writer } of streams.values()) writer.close();
  wire.output.close();
}

function writerOf(id: number, send: (frame: Uint8Array) => Promise<void>): ByteWriter {
  let closed = false;
  return {
    async write(chunk) {
      const bytes = typeof chunk === "string" ? utf8(chunk) : chunk;
      if (bytes.length > 0) await send(data(id, 0, bytes));
    },
    close() {
      if (closed) return;
      closed = true;
      send(data(id, FIN, new Uint8Array())).catch(() => {});
    },
  };
}

/** Flags in one byte, a length in three. */
const flagsAndLength = (flags: number, length: number): Uint8Array => uint32(((flags << 24) | length) >>> 0);

const data = (id: number, flags: number, payload: Uint8Array): Uint8Array =>
  concatBytes([uint32(id), flagsAndLength(flags, payload.length), payload]);

function control(type: number, flags: number, parts: readonly Uint8Array[]): Uint8Array {
  const payload = concatBytes(parts);
  return concatBytes([uint32(0x8003_0000 | type), flagsAndLength(flags, payload.length), payload]);
}

const numberAt = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at);

interface Frame {
  /** Of a control frame; absent with data. */
  readonly type: number | undefined;
  /** Of the stream, with data. */
  readonly id: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

/** Cuts bytes into frames, however they come. */
class Frames {
  readonly #input: ByteReader;
  #rest: Uint8Array = new Uint8Array();

  constructor(input: ByteReader) {
    this.#input = input;
  }

  async next(): Promise<Frame | undefined> {
    if (!(await this.#have(HEAD))) return undefined;
    const word = numberAt(this.#rest, 0);
    const second = numberAt(this.#rest, 4);
    const length = second & 0xff_ffff;
    if (!(await this.#have(HEAD + length))) return undefined;
    const payload = this.#rest.slice(HEAD, HEAD + length);
    this.#rest = this.#rest.subarray(HEAD + length);
    const isControl = word >>> 31 === 1;
    return { type: isControl ? word & 0xffff : undefined, id: word, flags: second >>> 24, payload };
  }

  async #have(length: number): Promise<boolean> {
    while (this.#rest.length < length) {
      const chunk = await this.#input.read();
      if (!chunk) return false;
      this.#rest = this.#rest.length === 0 ? chunk : concatBytes([this.#rest, chunk]);
    }
    return true;
  }
}
