/** DER, the one way to write ASN.1 values as bytes: ITU-T X.690. */

/** What is no DER, or not the DER that was expected. */
export class DerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DerError";
  }
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
} as const;

/** One element; the bytes are views of the whole. */
export interface DerNode {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag and length included. */
  readonly whole: Uint8Array;
}

/** @throws DerError when the bytes end early or the length is not DER */
export function readDer(bytes: Uint8Array, at = 0): DerNode {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new DerError("unexpected end of data");
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw new DerError("bad length");
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[start + i] ?? 0);
    start += count;
  }
  if (start + length > bytes.length) throw new DerError("unexpected end of data");
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) };
}

/** The elements inside a constructed one. */
export function childrenOf(node: DerNode): readonly DerNode[] {
  const found: DerNode[] = [];
  for (let at = 0; at < node.content.length; ) {
    const child = readDer(node.content, at);
    found.push(child);
    at += child.whole.length;
  }
  return found;
}

/** A child that must be there and be of this kind. */
export function expectTag(node: DerNode | undefined, tag: number): DerNode {
  if (node?.tag !== tag) throw new DerError(`expected tag ${tag}, found ${node?.tag ?? "nothing"}`);
  return node;
}

/** "1.2.840.113549.1.1.11" */
export function readOid(node: DerNode): string {
  const { content } = expectTag(node, TAG.oid);
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)), arc - 40 * Math.min(2, Math.floor(arc / 40)));
    else arcs.push(arc);
    arc = 0;
  }
  return arcs.join(".");
}

export function readInteger(node: DerNode | undefined): bigint {
  const { content } = expectTag(node, TAG.integer);
  const value = bigOf(content);
  return content[0] !== undefined && content[0] >= 0x80 ? value - (1n << BigInt(content.length * 8)) : value;
}

/** The bytes of a bit string that has no unused bits. */
export function readBits(node: DerNode | undefined): Uint8Array {
  const { content } = expectTag(node, TAG.bitString);
  if (content.length === 0) throw new DerError("empty bit string");
  return content.subarray(1);
}

/** Milliseconds since the epoch of a UTCTime or GeneralizedTime; RFC 5280 section 4.1.2.5 says when a year is 19xx. */
export function readTime(node: DerNode | undefined): number {
  const text = latin1(node?.content ?? new Uint8Array(0));
  const short = node?.tag === TAG.utcTime;
  const match = (short ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/).exec(
    text,
  );
  if (!match) throw new DerError("bad time");
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0));
  const full = short ? year! + (year! < 50 ? 2000 : 1900) : year!;
  return Date.UTC(full, month! - 1, day, hour, minute, second);
}

export const latin1 = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

/** An unsigned number, most significant byte first. */
export function bigOf(bytes: Uint8Array): bigint {
  let hex = "";
  for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
  return hex === "" ? 0n : BigInt(`0x${hex}`);
}

/** The same the other way, to this length or as short as it gets. */
export function bytesOf(value: bigint, length?: number): Uint8Array {
  let hex = value.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  if (length !== undefined) hex = hex.padStart(length * 2, "0");
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

/** An element of these parts. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const { length } = content;
  if (length < 0x80) return concat(Uint8Array.of(tag, length), content);
  const size = bytesOf(BigInt(length));
  return concat(Uint8Array.of(tag, 0x80 | size.length), size, content);
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(TAG.sequence, ...parts);
export const octetString = (...parts: readonly Uint8Array[]): Uint8Array => der(TAG.octetString, ...parts);
export const bitString = (content: Uint8Array, unused = 0): Uint8Array =>
  der(TAG.bitString, Uint8Array.of(unused), content);
export const nothing = (): Uint8Array => der(TAG.null);
export const yes = (): Uint8Array => der(TAG.boolean, Uint8Array.of(0xff));
/** [n] with constructed content, as "explicit" has it. */
export const explicit = (n: number, ...parts: readonly Uint8Array[]): Uint8Array => der(0xa0 | n, ...parts);
/** [n] in the place of a primitive tag. */
export const implicit = (n: number, content: Uint8Array): Uint8Array => der(0x80 | n, content);

/** A whole number that is not negative, or its bytes. */
export function integer(value: bigint | number | Uint8Array): Uint8Array {
  let bytes = value instanceof Uint8Array ? value : bytesOf(BigInt(value));
  let zeros = 0;
  while (zeros < bytes.length - 1 && bytes[zeros] === 0 && bytes[zeros + 1]! < 0x80) zeros++;
  bytes = bytes.subarray(zeros);
  return bytes[0]! >= 0x80 ? der(TAG.integer, Uint8Array.of(0), bytes) : der(TAG.integer, bytes);
}

export function oid(dotted: string): Uint8Array {
  const [first, second, ...rest] = dotted.split(".").map(Number);
  const bytes: number[] = [];
  for (const arc of [first! * 40 + second!, ...rest]) {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(TAG.oid, Uint8Array.from(bytes));
}

/** UTCTime until 2049, GeneralizedTime after: RFC 5280 section 4.1.2.5. */
export function time(ms: number): Uint8Array {
  const digits = new Date(ms).toISOString().replace(/\.\d+/, "").replace(/[-:T]/g, "");
  const year = Number(digits.slice(0, 4));
  const short = year >= 1950 && year < 2050;
  const text = short ? digits.slice(2) : digits;
  return der(short ? TAG.utcTime : TAG.generalizedTime, ascii(text));
}

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (one) => one.charCodeAt(0));
