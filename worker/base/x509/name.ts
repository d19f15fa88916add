import { utf8 } from "../streams.ts";
import {
  ascii,
  childrenOf,
  type DerNode,
  der,
  expectTag,
  latin1,
  oid,
  readDer,
  readOid,
  sequence,
  TAG,
} from "./der.ts";

/** One attribute of a distinguished name: CN=demo.localdev.me. */
export interface Attribute {
  readonly oid: string;
  readonly value: string;
  /** The string type it is written in. */
  readonly tag: number;
  /** Belongs to the same set as the one before (a multi-valued RDN). */
  readonly joined: boolean;
}

export interface Name {
  /** As it is written: names are compared by these bytes. */
  readonly der: Uint8Array;
  readonly attributes: readonly Attribute[];
}

/** Short names as OpenSSL and Go know them, and OpenSSL's long ones. */
export const ATTRIBUTES = [
  { oid: "2.5.4.3", short: "CN", long: "commonName" },
  { oid: "2.5.4.4", short: "SN", long: "surname" },
  { oid: "2.5.4.5", short: "serialNumber", long: "serialNumber" },
  { oid: "2.5.4.6", short: "C", long: "countryName" },
  { oid: "2.5.4.7", short: "L", long: "localityName" },
  { oid: "2.5.4.8", short: "ST", long: "stateOrProvinceName" },
  { oid: "2.5.4.9", short: "street", long: "streetAddress" },
  { oid: "2.5.4.10", short: "O", long: "organizationName" },
  { oid: "2.5.4.11", short: "OU", long: "organizationalUnitName" },
  { oid: "2.5.4.12", short: "title", long: "title" },
  { oid: "2.5.4.17", short: "postalCode", long: "postalCode" },
  { oid: "2.5.4.42", short: "GN", long: "givenName" },
  { oid: "1.2.840.113549.1.9.1", short: "emailAddress", long: "emailAddress" },
  { oid: "0.9.2342.19200300.100.1.1", short: "UID", long: "userId" },
  { oid: "0.9.2342.19200300.100.1.25", short: "DC", long: "domainComponent" },
] as const;

const BY_OID = new Map<string, (typeof ATTRIBUTES)[number]>(ATTRIBUTES.map((one) => [one.oid, one]));
const BY_WORD = new Map<string, string>(
  ATTRIBUTES.flatMap((one) => [
    [one.short.toLowerCase(), one.oid] as const,
    [one.long.toLowerCase(), one.oid] as const,
  ]),
);

export const shortNameOf = (dotted: string): string => BY_OID.get(dotted)?.short ?? dotted;
export const attributeOid = (word: string): string | undefined => BY_WORD.get(word.toLowerCase());

export function readName(node: DerNode): Name {
  const attributes = childrenOf(expectTag(node, TAG.sequence)).flatMap((set) =>
    childrenOf(expectTag(set, TAG.set)).map((pair, index): Attribute => {
      const [type, value] = childrenOf(pair);
      const text = value!.tag === TAG.bmpString ? utf16(value!.content) : readText(value!);
      return { oid: readOid(type!), value: text, tag: value!.tag, joined: index > 0 };
    }),
  );
  return { der: node.whole, attributes };
}

const readText = ({ tag, content }: DerNode): string =>
  tag === TAG.utf8String ? new TextDecoder().decode(content) : latin1(content);

function utf16(content: Uint8Array): string {
  let text = "";
  for (let i = 0; i + 1 < content.length; i += 2) text += String.fromCharCode(content[i]! * 256 + content[i + 1]!);
  return text;
}

export type NameParts = readonly { readonly oid: string; readonly value: string; readonly joined?: boolean }[];

/** Countries are PrintableString and mail addresses IA5String, as OpenSSL's table has it; the rest is UTF8String. */
export function makeName(parts: NameParts): Name {
  const sets: Uint8Array[][] = [];
  for (const { oid: type, value, joined } of parts) {
    const tag =
      type === "2.5.4.6" || type === "2.5.4.5"
        ? TAG.printableString
        : /\.9\.1$|\.25$/.test(type)
          ? TAG.ia5String
          : TAG.utf8String;
    const pair = sequence(oid(type), der(tag, tag === TAG.utf8String ? utf8(value) : ascii(value)));
    if (joined && sets.length > 0) sets.at(-1)!.push(pair);
    else sets.push([pair]);
  }
  return readName(readDer(sequence(...sets.map((pairs) => der(TAG.set, ...pairs.sort(byBytes))))));
}

/** A SET OF is written in the order of its encodings: X.690 section 11.6. */
function byBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** CN=demo,O=shop as parts; for names that the sandbox itself makes. */
export const simpleName = (values: Readonly<Record<string, string>>): Name =>
  makeName(Object.entries(values).map(([word, value]) => ({ oid: attributeOid(word)!, value })));

export const commonNameOf = (name: Name): string | undefined =>
  name.attributes.findLast((one) => one.oid === "2.5.4.3")?.value;

/** As Go's pkix.Name prints it: last part first, "CN=kubernetes-admin,O=kubeadm:cluster-admins". RFC 2253 */
export function goName({ attributes }: Name): string {
  return attributes
    .toReversed()
    .map(({ oid: type, value }) => `${GO_SHORT.get(type) ?? type}=${escaped2253(value)}`)
    .join(",");
}

const GO_SHORT = new Map([
  ["2.5.4.6", "C"],
  ["2.5.4.10", "O"],
  ["2.5.4.11", "OU"],
  ["2.5.4.3", "CN"],
  ["2.5.4.5", "SERIALNUMBER"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "ST"],
  ["2.5.4.9", "STREET"],
  ["2.5.4.17", "POSTALCODE"],
]);

const escaped2253 = (value: string): string => value.replace(/[,+"\\<>;]|^[ #]| $/g, "\\$&");
