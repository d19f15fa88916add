import { MONTHS } from "../time.ts";
import type { PublicKeyInfo } from "./certificate.ts";
import { CURVES, curveNamed, rsaPublicOf } from "./keys.ts";
import { OID } from "./oids.ts";
import { bitLength } from "./rsa.ts";

/** How OpenSSL writes algorithms, keys and times. */

const ALGORITHM_NAMES: Readonly<Record<string, string>> = {
  [OID.rsaEncryption]: "rsaEncryption",
  [OID.sha1WithRsa]: "sha1WithRSAEncryption",
  [OID.sha224WithRsa]: "sha224WithRSAEncryption",
  [OID.sha256WithRsa]: "sha256WithRSAEncryption",
  [OID.sha384WithRsa]: "sha384WithRSAEncryption",
  [OID.sha512WithRsa]: "sha512WithRSAEncryption",
  [OID.ecPublicKey]: "id-ecPublicKey",
  [OID.ecdsaWithSha1]: "ecdsa-with-SHA1",
  [OID.ecdsaWithSha224]: "ecdsa-with-SHA224",
  [OID.ecdsaWithSha256]: "ecdsa-with-SHA256",
  [OID.ecdsaWithSha384]: "ecdsa-with-SHA384",
  [OID.ecdsaWithSha512]: "ecdsa-with-SHA512",
  [OID.ed25519]: "ED25519",
};

export const algorithmName = (oid: string): string => ALGORITHM_NAMES[oid] ?? oid;

/** ASN1_TIME_print: "Nov  3 00:00:00 2026 GMT". */
export function opensslTime(ms: number): string {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2, " ");
  return `${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)} ${date.getUTCFullYear()} GMT`;
}

/** "prime256v1" */
export const curveWord = (oid: string | undefined): string => {
  const curve = curveNamed(oid);
  return curve ? CURVES[curve].name : (oid ?? "");
};

/** Bits of a key, and the strength that they are worth: NIST SP 800-57 part 1, table 2. */
export function keySize(key: PublicKeyInfo): { readonly bits: number; readonly securityBits: number } {
  if (key.algorithm === OID.ed25519) return { bits: 253, securityBits: 128 };
  const curve = curveNamed(key.curve);
  if (curve) return { bits: CURVES[curve].bits, securityBits: { p256: 128, p384: 192, p521: 256 }[curve] };
  if (key.algorithm !== OID.rsaEncryption) return { bits: 0, securityBits: 0 };
  const bits = bitLength(rsaPublicOf(key).n);
  const strength = (
    [
      [15_360, 256],
      [7680, 192],
      [4096, 152],
      [3072, 128],
      [2048, 112],
      [1024, 80],
    ] as const
  ).find(([least]) => bits >= least);
  return { bits, securityBits: strength?.[1] ?? 0 };
}
