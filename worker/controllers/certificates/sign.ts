import type { RandomStream } from "../../base/random.ts";
import {
  altNamesOf,
  authorityKeyIdentifier,
  basicConstraints,
  bigOf,
  bytesOf,
  type CertificateRequest,
  certificatesIn,
  extendedKeyUsage,
  isOwnRequest,
  issue,
  type KeyUsage,
  keyUsage,
  OID,
  pemBlocks,
  privateKeyIn,
  readKeyIdentifier,
  readRequest,
  signerOf,
  subjectAltName,
  toPem,
} from "../../base/x509/index.ts";

/** --cluster-signing-cert-file and --cluster-signing-key-file, their content. */
export interface SigningAuthority {
  readonly certificatePem: string;
  readonly keyPem: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** --cluster-signing-duration */
const LONGEST_MS = 365 * 24 * HOUR_MS;
const SHORTEST_MS = 10 * MINUTE_MS;
/** Clocks differ: a certificate is good from a little before it was made. */
const BACKDATE_MS = 5 * MINUTE_MS;
const SHORT_MS = 8 * HOUR_MS;
const SERIAL_BYTES = 16;

const KEY_USAGES: Readonly<Record<string, KeyUsage>> = {
  signing: "digitalSignature",
  "digital signature": "digitalSignature",
  "content commitment": "nonRepudiation",
  "key encipherment": "keyEncipherment",
  "key agreement": "keyAgreement",
  "data encipherment": "dataEncipherment",
  "cert sign": "keyCertSign",
  "crl sign": "cRLSign",
  "encipher only": "encipherOnly",
  "decipher only": "decipherOnly",
};

/** In the order of Go's crypto/x509. */
const PURPOSES: readonly (readonly [usage: string, oid: string])[] = [
  ["any", OID.anyExtendedKeyUsage],
  ["server auth", OID.serverAuth],
  ["client auth", OID.clientAuth],
  ["code signing", OID.codeSigning],
  ["email protection", OID.emailProtection],
  ["s/mime", OID.emailProtection],
  ["ipsec end system", "1.3.6.1.5.5.7.3.5"],
  ["ipsec tunnel", "1.3.6.1.5.5.7.3.6"],
  ["ipsec user", "1.3.6.1.5.5.7.3.7"],
  ["timestamping", "1.3.6.1.5.5.7.3.8"],
  ["ocsp signing", "1.3.6.1.5.5.7.3.9"],
  ["microsoft sgc", "1.3.6.1.4.1.311.10.3.3"],
  ["netscape sgc", "2.16.840.1.113730.4.1"],
];

/** The request in spec.request; undefined when it cannot be read, or its sender has not the key. */
export function requestIn(pem: string): CertificateRequest | undefined {
  const block = pemBlocks(pem)[0];
  if (block?.label !== "CERTIFICATE REQUEST") return undefined;
  try {
    const request = readRequest(block.der);
    return isOwnRequest(request) ? request : undefined;
  } catch {
    return undefined;
  }
}

export interface Wanted {
  readonly request: CertificateRequest;
  readonly usages: readonly string[];
  readonly expirationSeconds: number | undefined;
}

/**
 * The certificate for a request: its subject, key and names, the usages that were asked for, never an authority's.
 *
 * @see k8s.io/kubernetes pkg/controller/certificates/authority PermissiveSigningPolicy
 */
export function signed(
  { request, usages, expirationSeconds }: Wanted,
  authority: SigningAuthority,
  { nowMs, chance }: { readonly nowMs: number; readonly chance: RandomStream },
): string {
  const [issuer] = certificatesIn(authority.certificatePem);
  const key = privateKeyIn(authority.keyPem);
  if (!issuer || !key) throw new Error("the signing authority cannot be read");
  const lifeMs = lifetimeMs(expirationSeconds);
  const untilMs = nowMs + lifeMs - (lifeMs < SHORT_MS ? 0 : BACKDATE_MS);
  const keyId = issuer.extensions.find(({ oid }) => oid === OID.subjectKeyIdentifier)?.value;
  const names = altNamesOf(request);
  const purposes = [...new Set(PURPOSES.filter(([usage]) => usages.includes(usage)).map(([, oid]) => oid))];
  const keyUsages = usages.flatMap((usage) => KEY_USAGES[usage] ?? []);
  const der = issue(
    {
      serial: serialNumber(chance),
      issuer: issuer.subject,
      subject: request.subject,
      notBeforeMs: nowMs - BACKDATE_MS,
      notAfterMs: Math.min(untilMs, issuer.notAfterMs),
      publicKey: request.publicKey.der,
      extensions: [
        ...(keyUsages.length > 0 ? [keyUsage(keyUsages)] : []),
        ...(purposes.length > 0 ? [extendedKeyUsage(purposes)] : []),
        basicConstraints({ ca: false }),
        ...(keyId ? [authorityKeyIdentifier(readKeyIdentifier(keyId))] : []),
        ...(names.length > 0 ? [subjectAltName(names)] : []),
      ],
    },
    signerOf(key),
  );
  return toPem("CERTIFICATE", der);
}

function lifetimeMs(expirationSeconds: number | undefined): number {
  if (expirationSeconds === undefined) return LONGEST_MS;
  return Math.min(Math.max(expirationSeconds * 1000, SHORTEST_MS), LONGEST_MS);
}

function serialNumber(chance: RandomStream): Uint8Array {
  const bytes = Uint8Array.from({ length: SERIAL_BYTES }, () => chance.below(256));
  bytes[0]! &= 0x7f;
  const number = bigOf(bytes);
  return bytesOf(number, SERIAL_BYTES);
}
