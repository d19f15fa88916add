/**
 * The wire format of protocol buffers, as far as Kubernetes uses it: varints, 64 bits, and bytes with a length.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 */

/** Bytes that are no message. The message is that of Go's generated readers. */
export class ProtoError extends Error {}

/** One field as it came: a number for varints (as a bigint) and 64 bits, bytes for what has a length. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | number | Uint8Array;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** The fields of a message in the order they came. @throws ProtoError */
export function* fieldsIn(bytes: Uint8Array): Generator<WireField> {
  const reader = new WireReader(bytes);
  while (!reader.ended) {
    const tag = reader.varint();
    const number = Number(tag >> 3n);
    const type = Number(tag & 7n);
    if (number <= 0) throw new ProtoError(`proto: illegal tag ${number} (wire type ${tag})`);
    if (type === VARINT) yield { number, value: reader.varint() };
    else if (type === FIXED64) yield { number, value: reader.fixed64() };
    else if (type === BYTES) yield { number, value: reader.bytes() };
    else if (type === FIXED32) reader.skip(4);
    else throw new ProtoError(`proto: illegal wireType ${type}`);
  }
}

/** The varints of a packed list. @throws ProtoError */
export function* varintsIn(bytes: Uint8Array): Generator<bigint> {
  const reader = new WireReader(bytes);
  while (!reader.ended) yield reader.varint();
}

class WireReader {
  #at = 0;

  constructor(readonly source: Uint8Array) {}

  get ended(): boolean {
    return this.#at >= this.source.length;
  }

  varint(): bigint {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (shift >= 64n) throw new ProtoError("proto: integer overflow");
      const byte = this.source[this.#at++];
      if (byte === undefined) throw new ProtoError("unexpected EOF");
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, result);
    }
  }

  fixed64(): number {
    const at = this.#at;
    this.skip(8);
    return new DataView(this.source.buffer, this.source.byteOffset).getFloat64(at, true);
  }

  bytes(): Uint8Array {
    const length = Number(this.varint());
    const from = this.#at;
    this.skip(length);
    return this.source.subarray(from, from + length);
  }

  skip(length: number): void {
    if (this.#at + length > this.source.length) throw new ProtoError("unexpected EOF");
    this.#at += length;
  }
}

/** A message in the making. */
export class WireWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  varint(number: number, value: bigint | number): void {
    this.#tag(number, VARINT);
    this.#varint(value);
  }

  double(number: number, value: number): void {
    this.#tag(number, FIXED64);
    this.#room(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  bytes(number: number, value: Uint8Array): void {
    this.#tag(number, BYTES);
    this.#varint(value.length);
    this.raw(value);
  }

  raw(value: Uint8Array): void {
    this.#room(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #tag(number: number, type: number): void {
    this.#varint(number * 8 + type);
  }

  #varint(value: bigint | number): void {
    this.#room(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 0x80n) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
