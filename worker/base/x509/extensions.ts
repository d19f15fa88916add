import { utf8 } from "../streams.ts";
import { ascii, bitString, der, implicit, integer, octetString, oid, sequence, yes } from "./der.ts";
import type { Name } from "./name.ts";
import { OID } from "./oids.ts";

/** Extensions of certificates and requests: RFC 5280 section 4.2. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** The DER inside the octet string. */
  readonly value: Uint8Array;
}

export const extensionDer = ({ oid: type, critical, value }: Extension): Uint8Array =>
  sequence(oid(type), ...(critical ? [yes()] : []), octetString(value));

/** GeneralName, RFC 5280 section 4.2.1.6; only what is used in certificates for servers and clients. */
export type GeneralName =
  | { readonly type: "DNS" | "IP Address" | "email" | "URI" | "Registered ID" | "othername"; readonly value: string }
  | { readonly type: "DirName"; readonly value: Name };

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

/** Named bits end at the last one that is set: X.690 section 11.2.2. */
export function keyUsage(usages: readonly KeyUsage[], critical = true): Extension {
  const set = KEY_USAGES.map(({ word }) => usages.includes(word));
  const last = set.lastIndexOf(true);
  const bytes = new Uint8Array(last < 0 ? 0 : (last >> 3) + 1);
  for (let i = 0; i <= last; i++) if (set[i]) bytes[i >> 3]! |= 0x80 >> (i & 7);
  return { oid: OID.keyUsage, critical, value: bitString(bytes, last < 0 ? 0 : 7 - (last & 7)) };
}

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

export interface AuthorityKeyIdentifier {
  readonly keyId?: Uint8Array;
  readonly issuer?: readonly GeneralName[];
  readonly serial?: Uint8Array;
}

export const authorityKeyIdentifier = (keyId: Uint8Array): Extension => ({
  oid: OID.authorityKeyIdentifier,
  critical: false,
  value: sequence(implicit(0, keyId)),
});
