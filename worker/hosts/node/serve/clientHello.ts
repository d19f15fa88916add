import type { ClientHello, TlsVersion } from "../../../base/tls.ts";

const HANDSHAKE = 0x16;
const RECORD_HEAD = 5;

/** Whether a conversation that begins so is TLS; undefined while there is not a byte. */
export const beginsTls = (bytes: Uint8Array): boolean | undefined =>
  bytes.length === 0 ? undefined : bytes[0] === HANDSHAKE;

/** Whether the first record is whole. A hello that is spread over records is read as far as the first goes. */
export const holdsHello = (bytes: Uint8Array): boolean =>
  bytes.length >= RECORD_HEAD && bytes.length >= RECORD_HEAD + viewOf(bytes).getUint16(3);

const VERSIONS: Readonly<Record<number, TlsVersion>> = { 771: "TLSv1.2", 772: "TLSv1.3" };
const EXTENSION = { serverName: 0, alpn: 16, versions: 43 } as const;

/**
 * What a client says before anything is encrypted: RFC 8446 section 4.1.2.
 *
 * @returns undefined when the bytes are no hello
 */
export function readClientHello(bytes: Uint8Array): ClientHello | undefined {
  try {
    const at = new Cursor(bytes, RECORD_HEAD);
    if (at.number(1) !== 1) return undefined;
    at.skip(3);
    const legacy = at.number(2);
    at.skip(32);
    at.skip(at.number(1));
    at.skip(at.number(2));
    at.skip(at.number(1));
    let serverName: string | undefined;
    let alpn: readonly string[] = [];
    let versions: readonly TlsVersion[] = VERSIONS[legacy] ? [VERSIONS[legacy]] : [];
    const end = at.length(2);
    while (at.position < end) {
      const type = at.number(2);
      const next = at.length(2);
      if (type === EXTENSION.serverName && next > at.position) {
        at.skip(3);
        serverName = at.text(at.number(2));
      } else if (type === EXTENSION.alpn) {
        const names: string[] = [];
        for (const last = at.length(2); at.position < last; ) names.push(at.text(at.number(1)));
        alpn = names;
      } else if (type === EXTENSION.versions) {
        const known: TlsVersion[] = [];
        for (const last = at.length(1); at.position < last; ) {
          const version = VERSIONS[at.number(2)];
          if (version) known.push(version);
        }
        versions = known;
      }
      at.position = next;
    }
    return { alpn, versions, ...(serverName ? { serverName } : {}) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** Reads numbers and texts one after the other. @throws RangeError past the end */
class Cursor {
  readonly #bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  number(size: number): number {
    let value = 0;
    for (const byte of this.#take(size)) value = value * 256 + byte;
    return value;
  }

  /** Reads a length: where what it measures ends. */
  length(size: number): number {
    const length = this.number(size);
    return this.position + length;
  }

  skip(count: number): void {
    this.#take(count);
  }

  text(length: number): string {
    return String.fromCharCode(...this.#take(length));
  }

  #take(count: number): Uint8Array {
    if (this.position + count > this.#bytes.length) throw new RangeError("past the end");
    const taken = this.#bytes.subarray(this.position, this.position + count);
    this.position += count;
    return taken;
  }
}
