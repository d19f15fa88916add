import { utf8 } from "../streams.ts";
import {
  ascii,
  bitString,
  childrenOf,
  type DerNode,
  der,
  implicit,
  integer,
  latin1,
  octetString,
  oid,
  readBits,
  readDer,
  readInteger,
  readOid,
  sequence,
  TAG,
  yes,
} from "./der.ts";
import { type Name, readName } from "./name.ts";
import { OID } from "./oids.ts";

/** Extensions of certificates and requests: RFC 5280 section 4.2. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** The DER inside the octet string. */
  readonly value: Uint8Array;
}

export function readExtensions(list: DerNode): readonly Extension[] {
  return childrenOf(list).map((one) => {
    const parts = childrenOf(one);
    const critical = parts.length === 3 && parts[1]!.content[0] !== 0;
    return { oid: readOid(parts[0]!), critical, value: parts.at(-1)!.content };
  });
}

export const extensionDer = ({ oid: type, critical, value }: Extension): Uint8Array =>
  sequence(oid(type), ...(critical ? [yes()] : []), octetString(value));

/** GeneralName, RFC 5280 section 4.2.1.6; only what is used in certificates for servers and clients. */
export type GeneralName =
  | { readonly type: "DNS" | "IP Address" | "email" | "URI" | "Registered ID" | "othername"; readonly value: string }
  | { readonly type: "DirName"; readonly value: Name };

export function readGeneralNames(list: DerNode): readonly GeneralName[] {
  return childrenOf(list).map(({ tag, content }): GeneralName => {
    switch (tag & 0x1f) {
      case 1:
        return { type: "email", value: latin1(content) };
      case 2:
        return { type: "DNS", value: latin1(content) };
      case 4:
        return { type: "DirName", value: readName(readDer(content)) };
      case 6:
        return { type: "URI", value: latin1(content) };
      case 7:
        return { type: "IP Address", value: showAddress(content) };
      case 8:
        return { type: "Registered ID", value: readOid({ tag: TAG.oid, content, whole: content }) };
      default:
        return { type: "othername", value: "<unsupported>" };
    }
  });
}

/** "10.96.0.1"; IPv6 in full hexadecimal groups, as OpenSSL prints it. */
function showAddress(content: Uint8Array): string {
  if (content.length === 4) return content.join(".");
  const groups: string[] = [];
  for (let i = 0; i + 1 < content.length; i += 2)
    groups.push((content[i]! * 256 + content[i + 1]!).toString(16).toUpperCase());
  return groups.join(":");
}

export const subjectAltName = (names: readonly GeneralName[], critical = false): Extension => ({
  oid: OID.subjectAltName,
  critical,
  value: sequence(...names.map(generalNameDer)),
});

function generalNameDer(name: GeneralName): Uint8Array {
  switch (name.type) {
    case "email":
      return implicit(1, ascii(name.value));
    case "DNS":
      return implicit(2, utf8(name.value));
    case "DirName":
      return der(0xa4, name.value.der);
    case "URI":
      return implicit(6, ascii(name.value));
    case "IP Address":
      return implicit(7, addressBytes(name.value) ?? new Uint8Array(0));
    case "Registered ID":
      return implicit(8, oid(name.value).subarray(2));
    default:
      return implicit(0, new Uint8Array(0));
  }
}

/** The bytes of an IPv4 or IPv6 address; undefined when it is none. */
export function addressBytes(text: string): Uint8Array | undefined {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (four) return four.every((part) => part < 256) ? Uint8Array.from(four) : undefined;
  if (!text.includes(":") || !/^[0-9a-fA-F:]+$/.test(text)) return undefined;
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === "" ? [] : half.split(":"))) as [string[], string[] | undefined];
  const filler = tail ? Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0") : [];
  const groups = [...head, ...filler, ...(tail ?? [])];
  if (groups.length !== 8 || groups.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return Uint8Array.from(
    groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]),
  );
}

export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength?: number;
}

export function readBasicConstraints(value: Uint8Array): BasicConstraints {
  const parts = childrenOf(readDer(value));
  const ca = parts[0]?.tag === TAG.boolean && parts[0].content[0] !== 0;
  const length = parts.find((one) => one.tag === TAG.integer);
  return { ca, ...(length ? { pathLength: Number(readInteger(length)) } : {}) };
}

export const basicConstraints = ({ ca, pathLength }: BasicConstraints, critical = true): Extension => ({
  oid: OID.basicConstraints,
  critical,
  value: sequence(...(ca ? [yes()] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])),
});

/** In the order of their bits: RFC 5280 section 4.2.1.3. */
export const KEY_USAGES = [
  { word: "digitalSignature", says: "Digital Signature" },
  { word: "nonRepudiation", says: "Non Repudiation" },
  { word: "keyEncipherment", says: "Key Encipherment" },
  { word: "dataEncipherment", says: "Data Encipherment" },
  { word: "keyAgreement", says: "Key Agreement" },
  { word: "keyCertSign", says: "Certificate Sign" },
  { word: "cRLSign", says: "CRL Sign" },
  { word: "encipherOnly", says: "Encipher Only" },
  { word: "decipherOnly", says: "Decipher Only" },
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number]["word"];

export function readKeyUsage(value: Uint8Array): readonly KeyUsage[] {
  const bits = readBits(readDer(value));
  return KEY_USAGES.filter((_, index) => ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0).map(
    (one) => one.word,
  );
}

/** Named bits end at the last one that is set: X.690 section 11.2.2. */
export function keyUsage(usages: readonly KeyUsage[], critical = true): Extension {
  const set = KEY_USAGES.map(({ word }) => usages.includes(word));
  const last = set.lastIndexOf(true);
  const bytes = new Uint8Array(last < 0 ? 0 : (last >> 3) + 1);
  for (let i = 0; i <= last; i++) if (set[i]) bytes[i >> 3]! |= 0x80 >> (i & 7);
  return { oid: OID.keyUsage, critical, value: bitString(bytes, last < 0 ? 0 : 7 - (last & 7)) };
}

export const readExtendedKeyUsage = (value: Uint8Array): readonly string[] => childrenOf(readDer(value)).map(readOid);

export const extendedKeyUsage = (purposes: readonly string[], critical = false): Extension => ({
  oid: OID.extendedKeyUsage,
  critical,
  value: sequence(...purposes.map(oid)),
});

export const subjectKeyIdentifier = (id: Uint8Array): Extension => ({
  oid: OID.subjectKeyIdentifier,
  critical: false,
  value: octetString(id),
});

export const readKeyIdentifier = (value: Uint8Array): Uint8Array => readDer(value).content;

export interface AuthorityKeyIdentifier {
  readonly keyId?: Uint8Array;
  readonly issuer?: readonly GeneralName[];
  readonly serial?: Uint8Array;
}

export function readAuthorityKeyIdentifier(value: Uint8Array): AuthorityKeyIdentifier {
  const parts = childrenOf(readDer(value));
  const keyId = parts.find((one) => one.tag === 0x80)?.content;
  const issuer = parts.find((one) => one.tag === 0xa1);
  const serial = parts.find((one) => one.tag === 0x82)?.content;
  return { ...(keyId && { keyId }), ...(issuer && { issuer: readGeneralNames(issuer) }), ...(serial && { serial }) };
}

export const authorityKeyIdentifier = (keyId: Uint8Array): Extension => ({
  oid: OID.authorityKeyIdentifier,
  critical: false,
  value: sequence(implicit(0, keyId)),
});
