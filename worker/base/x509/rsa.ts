import { bigOf, bytesOf, concat, integer, nothing, octetString, oid, sequence } from "./der.ts";

/** RSA with BigInt: keys made by chance that is handed in, and the signatures of PKCS #1 v1.5. RFC 8017 */

export interface RsaPublicKey {
  readonly n: bigint;
  readonly e: bigint;
}

export interface RsaPrivateKey extends RsaPublicKey {
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
  readonly dp: bigint;
  readonly dq: bigint;
  readonly qInv: bigint;
}

export function powMod(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  const bits = exponent.toString(2);
  // Four bits at a time: fifteen products beforehand save most of the others.
  const table = [1n, base % modulus];
  for (let i = 2; i < 16; i++) table.push((table[i - 1]! * table[1]!) % modulus);
  const padded = bits.padStart(Math.ceil(bits.length / 4) * 4, "0");
  for (let at = 0; at < padded.length; at += 4) {
    for (let i = 0; i < 4 && at > 0; i++) result = (result * result) % modulus;
    const window = Number.parseInt(padded.slice(at, at + 4), 2);
    if (window > 0) result = (result * table[window]!) % modulus;
  }
  return result;
}

/** @throws RangeError when there is none */
export function invert(value: bigint, modulus: bigint): bigint {
  let [low, high] = [((value % modulus) + modulus) % modulus, modulus];
  let [x, y] = [1n, 0n];
  while (low > 1n) {
    const times = high / low;
    [low, high] = [high - times * low, low];
    [x, y] = [y - times * x, x];
  }
  if (low !== 1n) throw new RangeError("the number has no inverse");
  return ((x % modulus) + modulus) % modulus;
}

/** Bits of a number. */
export const bitLength = (value: bigint): number => value.toString(2).length;

/** The key of two primes; the larger comes first, as OpenSSL has it. */
export function rsaKeyOf(one: bigint, other: bigint, e = 65_537n): RsaPrivateKey {
  const [p, q] = one > other ? [one, other] : [other, one];
  const d = invert(e, lcm(p - 1n, q - 1n));
  return { n: p * q, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qInv: invert(q, p) };
}

function lcm(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** What a digest of each kind begins with: RFC 8017 section 9.2, note 1. */
const DIGEST_OIDS = {
  sha1: "1.3.14.3.2.26",
  sha224: "2.16.840.1.101.3.4.2.4",
  sha256: "2.16.840.1.101.3.4.2.1",
  sha384: "2.16.840.1.101.3.4.2.2",
  sha512: "2.16.840.1.101.3.4.2.3",
} as const;

export type DigestName = keyof typeof DIGEST_OIDS;

/** EMSA-PKCS1-v1_5, RFC 8017 section 9.2. */
function padded(digest: Uint8Array, name: DigestName, length: number): Uint8Array {
  const info = sequence(sequence(oid(DIGEST_OIDS[name]), nothing()), octetString(digest));
  const filler = new Uint8Array(Math.max(8, length - info.length - 3)).fill(0xff);
  return concat(Uint8Array.of(0, 1), filler, Uint8Array.of(0), info);
}

export function signRsa(key: RsaPrivateKey, digest: Uint8Array, name: DigestName): Uint8Array {
  const length = Math.ceil(bitLength(key.n) / 8);
  const message = bigOf(padded(digest, name, length));
  const one = powMod(message, key.dp, key.p);
  const other = powMod(message, key.dq, key.q);
  const h = ((((one - other) * key.qInv) % key.p) + key.p) % key.p;
  return bytesOf(other + h * key.q, length);
}

export function verifyRsa(key: RsaPublicKey, signature: Uint8Array, digest: Uint8Array, name: DigestName): boolean {
  const length = Math.ceil(bitLength(key.n) / 8);
  if (signature.length !== length) return false;
  return powMod(bigOf(signature), key.e, key.n) === bigOf(padded(digest, name, length));
}

/** RSAPrivateKey of PKCS #1. */
export const rsaPrivateDer = (key: RsaPrivateKey): Uint8Array =>
  sequence(integer(0), ...[key.n, key.e, key.d, key.p, key.q, key.dp, key.dq, key.qInv].map(integer));

/** RSAPublicKey of PKCS #1. */
export const rsaPublicDer = ({ n, e }: RsaPublicKey): Uint8Array => sequence(integer(n), integer(e));
