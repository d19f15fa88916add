import { childrenOf, DerError, expectTag, latin1, readBits, readDer, readOid, readTime, TAG } from "./der.ts";
import type { AuthorityKeyIdentifier, BasicConstraints, Extension, GeneralName, KeyUsage } from "./extensions.ts";
import {
  readAuthorityKeyIdentifier,
  readBasicConstraints,
  readExtendedKeyUsage,
  readExtensions,
  readGeneralNames,
  readKeyIdentifier,
  readKeyUsage,
} from "./extensionsRead.ts";
import { type Name, readName } from "./name.ts";
import { OID } from "./oids.ts";
import { pemBlocks, toPem } from "./pem.ts";

/** A public key as certificates hold it: SubjectPublicKeyInfo. */
export interface PublicKeyInfo {
  readonly der: Uint8Array;
  /** rsaEncryption, ecPublicKey, Ed25519, … */
  readonly algorithm: string;
  /** The curve of an EC key. */
  readonly curve?: string;
  /** The key itself: PKCS #1, a point, or raw bytes. */
  readonly bits: Uint8Array;
}

/** An X.509 certificate, read once. RFC 5280 section 4.1 */
export interface Certificate {
  readonly der: Uint8Array;
  /** What is signed. */
  readonly tbs: Uint8Array;
  readonly version: number;
  /** The bytes of the serial number, sign byte included. */
  readonly serial: Uint8Array;
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly publicKey: PublicKeyInfo;
  readonly extensions: readonly Extension[];
}

/** @throws DerError when the bytes are no certificate */
export function readCertificate(der: Uint8Array): Certificate {
  const outer = readDer(der);
  const [tbs, , signature] = childrenOf(expectTag(outer, TAG.sequence));
  const fields = childrenOf(expectTag(tbs, TAG.sequence));
  const versioned = fields[0]?.tag === 0xa0;
  const [serial, algorithm, issuer, validity, subject, key] = fields.slice(versioned ? 1 : 0);
  const [from, until] = childrenOf(expectTag(validity, TAG.sequence));
  const extensions = fields.find((one) => one.tag === 0xa3);
  return {
    der: outer.whole,
    tbs: tbs!.whole,
    version: versioned ? Number(childrenOf(fields[0]!)[0]!.content[0]) + 1 : 1,
    serial: expectTag(serial, TAG.integer).content,
    signatureAlgorithm: readOid(childrenOf(expectTag(algorithm, TAG.sequence))[0]!),
    signature: readBits(signature),
    issuer: readName(expectTag(issuer, TAG.sequence)),
    subject: readName(expectTag(subject, TAG.sequence)),
    notBeforeMs: readTime(from),
    notAfterMs: readTime(until),
    publicKey: readPublicKeyInfo(expectTag(key, TAG.sequence).whole),
    extensions: extensions ? readExtensions(childrenOf(extensions)[0]!) : [],
  };
}

/** @throws DerError */
export function readPublicKeyInfo(der: Uint8Array): PublicKeyInfo {
  const info = readDer(der);
  const [algorithm, bits] = childrenOf(expectTag(info, TAG.sequence));
  const [type, parameter] = childrenOf(expectTag(algorithm, TAG.sequence));
  const curve = parameter?.tag === TAG.oid ? { curve: readOid(parameter) } : {};
  return { der: info.whole, algorithm: readOid(type!), ...curve, bits: readBits(bits) };
}

/** The certificates of a PEM text, in order; what cannot be read is left out. */
export function certificatesIn(pem: string): readonly Certificate[] {
  return pemBlocks(pem).flatMap(({ label, der }) => {
    if (!CERTIFICATE_LABELS.has(label)) return [];
    try {
      return [readCertificate(der)];
    } catch (error) {
      if (error instanceof DerError) return [];
      throw error;
    }
  });
}

const CERTIFICATE_LABELS = new Set(["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"]);

export const certificatePem = ({ der }: Pick<Certificate, "der">): string => toPem("CERTIFICATE", der);

const extensionValue = (certificate: Pick<Certificate, "extensions">, type: string): Uint8Array | undefined =>
  certificate.extensions.find((one) => one.oid === type)?.value;

export function altNamesOf(certificate: Pick<Certificate, "extensions">): readonly GeneralName[] {
  const value = extensionValue(certificate, OID.subjectAltName);
  return value ? readGeneralNames(readDer(value)) : [];
}

export function constraintsOf(certificate: Certificate): BasicConstraints | undefined {
  const value = extensionValue(certificate, OID.basicConstraints);
  return value && readBasicConstraints(value);
}

export function keyUsageOf(certificate: Certificate): readonly KeyUsage[] | undefined {
  const value = extensionValue(certificate, OID.keyUsage);
  return value && readKeyUsage(value);
}

export function purposesOf(certificate: Certificate): readonly string[] | undefined {
  const value = extensionValue(certificate, OID.extendedKeyUsage);
  return value && readExtendedKeyUsage(value);
}

/** Subject key identifier, as text for comparison. */
export function keyIdOf(certificate: Certificate): string | undefined {
  const value = extensionValue(certificate, OID.subjectKeyIdentifier);
  return value && latin1(readKeyIdentifier(value));
}

export function authorityOf(certificate: Certificate): AuthorityKeyIdentifier {
  const value = extensionValue(certificate, OID.authorityKeyIdentifier);
  return value ? readAuthorityKeyIdentifier(value) : {};
}
