import { childrenOf, type DerNode, latin1, readBits, readDer, readInteger, readOid, TAG } from "./der.ts";
import {
  type AuthorityKeyIdentifier,
  type BasicConstraints,
  type Extension,
  type GeneralName,
  KEY_USAGES,
  type KeyUsage,
} from "./extensions.ts";
import { readName } from "./name.ts";

export function readExtensions(list: DerNode): readonly Extension[] {
  return childrenOf(list).map((one) => {
    const parts = childrenOf(one);
    const critical = parts.length === 3 && parts[1]!.content[0] !== 0;
    return { oid: readOid(parts[0]!), critical, value: parts.at(-1)!.content };
  });
}

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

export function readBasicConstraints(value: Uint8Array): BasicConstraints {
  const parts = childrenOf(readDer(value));
  const ca = parts[0]?.tag === TAG.boolean && parts[0].content[0] !== 0;
  const length = parts.find((one) => one.tag === TAG.integer);
  return { ca, ...(length ? { pathLength: Number(readInteger(length)) } : {}) };
}

export function readKeyUsage(value: Uint8Array): readonly KeyUsage[] {
  const bits = readBits(readDer(value));
  return KEY_USAGES.filter((_, index) => ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0).map(
    (one) => one.word,
  );
}

export const readExtendedKeyUsage = (value: Uint8Array): readonly string[] => childrenOf(readDer(value)).map(readOid);

export const readKeyIdentifier = (value: Uint8Array): Uint8Array => readDer(value).content;

export function readAuthorityKeyIdentifier(value: Uint8Array): AuthorityKeyIdentifier {
  const parts = childrenOf(readDer(value));
  const keyId = parts.find((one) => one.tag === 0x80)?.content;
  const issuer = parts.find((one) => one.tag === 0xa1);
  const serial = parts.find((one) => one.tag === 0x82)?.content;
  return { ...(keyId && { keyId }), ...(issuer && { issuer: readGeneralNames(issuer) }), ...(serial && { serial }) };
}
