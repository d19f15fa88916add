import type { DnsAnswer, DnsQuery, DnsRecord, DnsType, TcpConnection } from "../base/net.ts";
import { parseIp } from "./addresses.ts";

const TYPES: Readonly<Record<DnsType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  ANY: 255,
};
const CODES: Readonly<Record<DnsAnswer["code"], number>> = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };
const typeNamed = (number: number): DnsType | undefined =>
  (Object.keys(TYPES) as DnsType[]).find((type) => TYPES[type] === number);

/** Reads a query message, RFC 1035 section 4; undefined when it is none or asks for a type without a name here. */
export function readQuery(message: Uint8Array): { readonly id: number; readonly query: DnsQuery } | undefined {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  if (message.length < 17 || view.getUint16(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    if (length > 63 || at + length >= message.length) return undefined;
    labels.push(String.fromCharCode(...message.subarray(at + 1, at + 1 + length)));
    at += length + 1;
  }
  if (at + 5 > message.length) return undefined;
  const type = typeNamed(view.getUint16(at + 1));
  return type ? { id: view.getUint16(0), query: { dns: "query", name: `${labels.join(".")}.`, type } } : undefined;
}

/** Writes the answer to a query as a message, without name compression. */
export function writeAnswer(id: number, query: DnsQuery, answer: DnsAnswer): Uint8Array {
  const flags = 0x8100 | (answer.authoritative ? 0x0400 : 0x0080) | CODES[answer.code];
  return Uint8Array.from([
    ...[id, flags, 1, answer.answers.length, answer.authority.length, 0].flatMap(word),
    ...nameBytes(query.name),
    ...word(TYPES[query.type]),
    ...word(1),
    ...[...answer.answers, ...answer.authority].flatMap(recordBytes),
  ]);
}

const word = (value: number): number[] => [(value >> 8) & 255, value & 255];
const long = (value: number): number[] => [...word(value >>> 16), ...word(value & 0xffff)];

function nameBytes(name: string): number[] {
  const labels = name.split(".").filter((label) => label !== "");
  return [...labels.flatMap((label) => [label.length, ...[...label].map((letter) => letter.charCodeAt(0))]), 0];
}

function recordBytes({ name, type, ttl, data }: DnsRecord): number[] {
  const content = dataBytes(type, data);
  return [...nameBytes(name), ...word(TYPES[type]), ...word(1), ...long(ttl), ...word(content.length), ...content];
}

function dataBytes(type: DnsType, data: string): number[] {
  const words = data.split(" ");
  switch (type) {
    case "A":
      return long(parseIp(data) ?? 0);
    case "CNAME":
    case "NS":
    case "PTR":
      return nameBytes(data);
    case "SRV":
      return [...words.slice(0, 3).flatMap((one) => word(Number(one))), ...nameBytes(words[3] ?? "")];
    case "MX":
      return [...word(Number(words[0])), ...nameBytes(words[1] ?? "")];
    case "SOA":
      return [
        ...nameBytes(words[0] ?? ""),
        ...nameBytes(words[1] ?? ""),
        ...words.slice(2).flatMap((one) => long(Number(one))),
      ];
    default: {
      const text = data.replace(/^"|"$/g, "");
      return [text.length, ...[...text].map((letter) => letter.charCodeAt(0))];
    }
  }
}

/** DNS over TCP: messages with their length in front, RFC 1035 section 4.2.2. */
export async function dnsOverTcp(
  { input, output }: TcpConnection,
  answer: (query: DnsQuery) => Promise<DnsAnswer>,
): Promise<void> {
  let rest: number[] = [];
  try {
    for await (const chunk of input) {
      rest.push(...chunk);
      for (let length = lengthOf(rest); length !== undefined && rest.length >= length + 2; length = lengthOf(rest)) {
        const asked = readQuery(Uint8Array.from(rest.slice(2, length + 2)));
        rest = rest.slice(length + 2);
        if (!asked) return;
        const message = writeAnswer(asked.id, asked.query, await answer(asked.query));
        await output.write(Uint8Array.from([...word(message.length), ...message]));
      }
    }
  } catch {
    // The client has gone: nobody is left to answer.
  } finally {
    output.close();
  }
}

const lengthOf = (bytes: readonly number[]): number | undefined =>
  bytes.length < 2 ? undefined : bytes[0]! * 256 + bytes[1]!;
