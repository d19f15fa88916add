import { BrokenPipe, type ByteReader, type ByteWriter, concatBytes, utf8 } from "./streams.ts";

/** Whole messages both ways over an upgraded connection: the data framing of RFC 6455. */
export interface WebSocketStream {
  /** The next binary or text message; undefined once the other end has closed. */
  read(): Promise<Uint8Array | undefined>;
  send(message: Uint8Array): Promise<void>;
  sendText(message: string): Promise<void>;
  /** Says goodbye with a status code (1000 is normal) and ends the stream. */
  close(code?: number): void;
}

const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/**
 * Speaks WebSocket over byte streams, after the handshake.
 *
 * @param role clients mask what they send; a fixed mask does, since nothing here can be poisoned
 */
export function webSocket(
  streams: { readonly input: ByteReader; readonly output: ByteWriter },
  role: "client" | "server",
): WebSocketStream {
  let buffer: Uint8Array = new Uint8Array(0);
  let closed = false;
  const need = async (length: number): Promise<boolean> => {
    while (buffer.length < length) {
      const chunk = await streams.input.read();
      if (!chunk) return false;
      buffer = buffer.length === 0 ? chunk : concatBytes([buffer, chunk]);
    }
    return true;
  };
  const frame = (opcode: number, payload: Uint8Array) => encodeFrame(opcode, payload, role === "client");

  async function readFrame(): Promise<{ final: boolean; opcode: number; payload: Uint8Array } | undefined> {
    if (!(await need(2))) return undefined;
    const masked = (buffer[1]! & 0x80) !== 0;
    let length = buffer[1]! & 0x7f;
    let at = 2;
    if (length === 126) {
      if (!(await need(4))) return undefined;
      length = (buffer[2]! << 8) | buffer[3]!;
      at = 4;
    } else if (length === 127) {
      if (!(await need(10))) return undefined;
      length = new DataView(buffer.buffer, buffer.byteOffset + 6, 4).getUint32(0);
      at = 10;
    }
    if (!(await need(at + (masked ? 4 : 0) + length))) return undefined;
    const mask = masked ? buffer.slice(at, at + 4) : undefined;
    if (masked) at += 4;
    const payload = buffer.slice(at, at + length);
    if (mask) for (let i = 0; i < payload.length; i++) payload[i]! ^= mask[i & 3]!;
    const [first] = buffer;
    buffer = buffer.subarray(at + length);
    return { final: (first! & 0x80) !== 0, opcode: first! & 0x0f, payload };
  }

  async function say(opcode: number, message: Uint8Array): Promise<void> {
    if (closed) throw new BrokenPipe();
    await streams.output.write(frame(opcode, message));
  }

  const stream: WebSocketStream = {
    async read() {
      const parts: Uint8Array[] = [];
      for (;;) {
        const next = await readFrame();
        if (!next || next.opcode === CLOSE) {
          stream.close();
          return undefined;
        }
        if (next.opcode === PING) {
          await streams.output.write(frame(PONG, next.payload));
          continue;
        }
        if (next.opcode === PONG) continue;
        if (next.opcode !== CONTINUATION) parts.length = 0;
        parts.push(next.payload);
        if (next.final) return concatBytes(parts);
      }
    },
    send: (message) => say(BINARY, message),
    sendText: (message) => say(TEXT, utf8(message)),
    close(code = 1000) {
      if (closed) return;
      closed = true;
      const goodbye = streams.output.write(frame(CLOSE, new Uint8Array([code >> 8, code & 0xff])));
      const end = () => streams.output.close();
      goodbye.then(end, end);
    },
  };
  return stream;
}

function encodeFrame(opcode: number, payload: Uint8Array, masked: boolean): Uint8Array {
  const { length } = payload;
  const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const head = 2 + extra + (masked ? 4 : 0);
  const bytes = new Uint8Array(head + length);
  bytes[0] = 0x80 | opcode;
  bytes[1] = (masked ? 0x80 : 0) | (extra === 0 ? length : extra === 2 ? 126 : 127);
  if (extra === 2) new DataView(bytes.buffer).setUint16(2, length);
  if (extra === 8) new DataView(bytes.buffer).setUint32(6, length);
  // A mask of zeroes leaves the payload as it is.
  bytes.set(payload, head);
  return bytes;
}

const HANDSHAKE_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** The Sec-WebSocket-Accept that answers a Sec-WebSocket-Key. RFC 6455 section 4.2.2 */
export async function webSocketAccept(key: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(key + HANDSHAKE_GUID));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
