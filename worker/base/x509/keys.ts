import { ed25519 } from "@noble/curves/ed25519.js";
import { p256, p384, p521 } from "@noble/curves/nist.js";
import { sha1 } from "@noble/hashes/legacy.js";
import { sha224, sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { type PublicKeyInfo, readPublicKeyInfo } from "./certificate.ts";
import {
  bitString,
  childrenOf,
  DerError,
  expectTag,
  explicit,
  integer,
  octetString,
  oid,
  readDer,
  readInteger,
  readOid,
  sameBytes,
  sequence,
  TAG,
} from "./der.ts";
import { algorithmDer, type Signer } from "./issue.ts";
import { OID } from "./oids.ts";
import { type PemBlock, pemBlocks, toPem } from "./pem.ts";
import {
  type DigestName,
  type RsaPrivateKey,
  type RsaPublicKey,
  rsaKeyOf,
  rsaPrivateDer,
  rsaPublicDer,
  signRsa,
  verifyRsa,
} from "./rsa.ts";
import type { Chance } from "./rsaSearch.ts";

/** Keys of all kinds, as PEM and at work. */

export const CURVES = {
  p256: { oid: OID.p256, curve: p256, bytes: 32, bits: 256, name: "prime256v1", nist: "P-256" },
  p384: { oid: OID.p384, curve: p384, bytes: 48, bits: 384, name: "secp384r1", nist: "P-384" },
  p521: { oid: OID.p521, curve: p521, bytes: 66, bits: 521, name: "secp521r1", nist: "P-521" },
} as const;

export type CurveName = keyof typeof CURVES;

export type PrivateKey =
  | { readonly kind: "rsa"; readonly rsa: RsaPrivateKey }
  | { readonly kind: "ec"; readonly curve: CurveName; readonly secret: Uint8Array }
  | { readonly kind: "ed25519"; readonly secret: Uint8Array };

const DIGESTS = { sha1, sha224, sha256, sha384, sha512 } as const;

export const digestOf = (name: DigestName, message: Uint8Array): Uint8Array => DIGESTS[name](message);

export const isDigestName = (word: string): word is DigestName => word in DIGESTS;

export const curveNamed = (dotted: string | undefined): CurveName | undefined =>
  (Object.keys(CURVES) as CurveName[]).find((name) => CURVES[name].oid === dotted);

/** A key by chance, as a private key must be: 1 <= secret < n. */
export function makeEcKey(curve: CurveName, chance: Chance): PrivateKey {
  const { curve: group, bytes } = CURVES[curve];
  for (;;) {
    const secret = chance(bytes);
    if (curve === "p521") secret[0]! &= 1;
    if (group.utils.isValidSecretKey(secret)) return { kind: "ec", curve, secret };
  }
}

export const makeEd25519Key = (chance: Chance): PrivateKey => ({ kind: "ed25519", secret: chance(32) });

/** The public half: SubjectPublicKeyInfo. */
export function publicKeyOf(key: PrivateKey): PublicKeyInfo {
  return readPublicKeyInfo(publicDer(key));
}

function publicDer(key: PrivateKey): Uint8Array {
  switch (key.kind) {
    case "rsa":
      return sequence(algorithmDer(OID.rsaEncryption), bitString(rsaPublicDer(key.rsa)));
    case "ec":
      return sequence(
        sequence(oid(OID.ecPublicKey), oid(CURVES[key.curve].oid)),
        bitString(CURVES[key.curve].curve.getPublicKey(key.secret, false)),
      );
    case "ed25519":
      return sequence(algorithmDer(OID.ed25519), bitString(ed25519.getPublicKey(key.secret)));
  }
}

export function rsaPublicOf({ bits }: PublicKeyInfo): RsaPublicKey {
  const [n, e] = childrenOf(expectTag(readDer(bits), TAG.sequence));
  return { n: readInteger(n), e: readInteger(e) };
}

/** PKCS #8 ("PRIVATE KEY"), RFC 5958. */
export function privateKeyPem(key: PrivateKey): string {
  const algorithm =
    key.kind === "ec"
      ? sequence(oid(OID.ecPublicKey), oid(CURVES[key.curve].oid))
      : algorithmDer(key.kind === "rsa" ? OID.rsaEncryption : OID.ed25519);
  return toPem("PRIVATE KEY", sequence(integer(0), algorithm, octetString(bareKey(key, false))));
}

/** PKCS #1 or SEC 1 ("RSA PRIVATE KEY", "EC PRIVATE KEY"); keys that have no form of their own stay PKCS #8. */
export function traditionalKeyPem(key: PrivateKey): string {
  if (key.kind === "ed25519") return privateKeyPem(key);
  return toPem(key.kind === "rsa" ? "RSA PRIVATE KEY" : "EC PRIVATE KEY", bareKey(key, true));
}

function bareKey(key: PrivateKey, named: boolean): Uint8Array {
  switch (key.kind) {
    case "rsa":
      return rsaPrivateDer(key.rsa);
    case "ed25519":
      return octetString(key.secret);
    case "ec": {
      const { curve, oid: type } = CURVES[key.curve];
      const point = explicit(1, bitString(curve.getPublicKey(key.secret, false)));
      return sequence(integer(1), octetString(key.secret), ...(named ? [explicit(0, oid(type))] : []), point);
    }
  }
}

const KEY_LABELS = new Set(["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"]);

/** The first private key of a PEM text; undefined when there is none that can be read. */
export function privateKeyIn(pem: string): PrivateKey | undefined {
  const block = pemBlocks(pem).find(({ label }) => KEY_LABELS.has(label));
  if (!block) return undefined;
  try {
    return readPrivateKey(block);
  } catch (error) {
    if (error instanceof DerError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function readPrivateKey({ label, der }: PemBlock): PrivateKey | undefined {
  if (label === "RSA PRIVATE KEY") return rsaKey(der);
  if (label === "EC PRIVATE KEY") return ecKey(der, undefined);
  const [, algorithm, inner] = childrenOf(expectTag(readDer(der), TAG.sequence));
  const [type, parameter] = childrenOf(expectTag(algorithm, TAG.sequence));
  const content = expectTag(inner, TAG.octetString).content;
  switch (readOid(type!)) {
    case OID.rsaEncryption:
      return rsaKey(content);
    case OID.ecPublicKey:
      return ecKey(content, parameter && readOid(parameter));
    case OID.ed25519:
      return { kind: "ed25519", secret: expectTag(readDer(content), TAG.octetString).content };
    default:
      return undefined;
  }
}

function rsaKey(der: Uint8Array): PrivateKey {
  const [, , e, , p, q] = childrenOf(expectTag(readDer(der), TAG.sequence)).map(readInteger);
  if (p === undefined || q === undefined) throw new DerError("not an RSA key");
  return { kind: "rsa", rsa: rsaKeyOf(p, q, e) };
}

function ecKey(der: Uint8Array, known: string | undefined): PrivateKey | undefined {
  const [, secret, ...rest] = childrenOf(expectTag(readDer(der), TAG.sequence));
  const named = rest.find(({ tag }) => tag === 0xa0);
  const curve = curveNamed(known ?? (named && readOid(childrenOf(named)[0]!)));
  return curve && { kind: "ec", curve, secret: expectTag(secret, TAG.octetString).content };
}

/** Whether a certificate's public key and this private key are one pair. */
export const isPair = (publicKey: PublicKeyInfo, key: PrivateKey): boolean =>
  sameBytes(publicKey.bits, publicKeyOf(key).bits);

const RSA_SIGNATURES = {
  sha1: OID.sha1WithRsa,
  sha224: OID.sha224WithRsa,
  sha256: OID.sha256WithRsa,
  sha384: OID.sha384WithRsa,
  sha512: OID.sha512WithRsa,
} as const;

const EC_SIGNATURES = {
  sha1: OID.ecdsaWithSha1,
  sha224: OID.ecdsaWithSha224,
  sha256: OID.ecdsaWithSha256,
  sha384: OID.ecdsaWithSha384,
  sha512: OID.ecdsaWithSha512,
} as const;

const RAW = { prehash: false, lowS: false, format: "der" } as const;

/** How a key signs. ECDSA takes its number from key and message (RFC 6979), so equal input gives equal bytes. */
export function signerOf(key: PrivateKey, digest: DigestName = "sha256"): Signer {
  switch (key.kind) {
    case "rsa":
      return {
        algorithm: RSA_SIGNATURES[digest],
        sign: (message) => signRsa(key.rsa, digestOf(digest, message), digest),
      };
    case "ec":
      return {
        algorithm: EC_SIGNATURES[digest],
        sign: (message) => CURVES[key.curve].curve.sign(digestOf(digest, message), key.secret, RAW),
      };
    case "ed25519":
      return { algorithm: OID.ed25519, sign: (message) => ed25519.sign(message, key.secret) };
  }
}

const digestFor = (table: Readonly<Record<DigestName, string>>, algorithm: string): DigestName | undefined =>
  (Object.keys(table) as DigestName[]).find((name) => table[name] === algorithm);

/** Whether the signature over the message is this key's; false too for algorithms that are not known here. */
export function isSignedBy({ message, algorithm, signature }: SignedBytes, publicKey: PublicKeyInfo): boolean {
  try {
    if (publicKey.algorithm === OID.rsaEncryption) {
      const digest = digestFor(RSA_SIGNATURES, algorithm);
      return digest !== undefined && verifyRsa(rsaPublicOf(publicKey), signature, digestOf(digest, message), digest);
    }
    if (publicKey.algorithm === OID.ed25519) {
      return algorithm === OID.ed25519 && ed25519.verify(signature, message, publicKey.bits);
    }
    const curve = curveNamed(publicKey.curve);
    const digest = digestFor(EC_SIGNATURES, algorithm);
    if (!curve || !digest) return false;
    return CURVES[curve].curve.verify(signature, digestOf(digest, message), publicKey.bits, RAW);
  } catch {
    // A signature or a point that is none.
    return false;
  }
}

export interface SignedBytes {
  readonly message: Uint8Array;
  readonly algorithm: string;
  readonly signature: Uint8Array;
}

/** The key identifier that everybody takes: SHA-1 of the public key's bits. RFC 5280 section 4.2.1.2 */
export const keyIdentifier = ({ bits }: Pick<PublicKeyInfo, "bits">): Uint8Array => sha1(bits);

/** The digest that goes into a signature of this algorithm; undefined for those that hash themselves. */
export const signatureDigest = (algorithm: string): DigestName | undefined =>
  digestFor(RSA_SIGNATURES, algorithm) ?? digestFor(EC_SIGNATURES, algorithm);
