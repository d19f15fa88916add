import { bigOf } from "./der.ts";
import { bitLength, powMod, type RsaPrivateKey, rsaKeyOf } from "./rsa.ts";

/** Random bytes. */
export type Chance = (length: number) => Uint8Array;

const SMALL_PRIMES = ((): readonly number[] => {
  const primes: number[] = [];
  for (let one = 3; primes.length < 400; one += 2) if (primes.every((prime) => one % prime !== 0)) primes.push(one);
  return primes;
})();

/** Rounds of Miller and Rabin's test for a number of this size: FIPS 186-4 table C.3 and a little more. */
const ROUNDS = 6;

const BASES = [2n, 3n, 5n, 7n, 11n, 13n];

function isProbablePrime(candidate: bigint): boolean {
  const even = candidate - 1n;
  let twos = 0n;
  while (((even >> twos) & 1n) === 0n) twos += 1n;
  const odd = even >> twos;
  for (const base of BASES.slice(0, ROUNDS)) {
    let x = powMod(base, odd, candidate);
    if (x === 1n || x === even) continue;
    let passes = false;
    for (let i = 1n; i < twos && !passes; i += 1n) {
      x = (x * x) % candidate;
      passes = x === even;
    }
    if (!passes) return false;
  }
  return true;
}

/** A key that is being looked for: some candidates a call, so that a page stays alive. */
export interface KeySearch {
  /** The key, once found. */
  step(): RsaPrivateKey | undefined;
}

/** Looks for a key with a modulus of so many bits; the public exponent is 65537 as everybody's. */
export function searchRsaKey(bits: number, chance: Chance): KeySearch {
  const e = 65_537n;
  let p: bigint | undefined;
  let search = searchPrime(bits - (bits >> 1), e, chance);
  return {
    step() {
      const found = search();
      if (found === undefined) return undefined;
      if (p === undefined) {
        p = found;
        search = searchPrime(bits >> 1, e, chance);
        return undefined;
      }
      if (found === p || bitLength(p * found) !== bits) {
        search = searchPrime(bits >> 1, e, chance);
        return undefined;
      }
      return rsaKeyOf(p, found, e);
    },
  };
}

/** Where searches began, and what they came to: a sandbox that is taken back looks for the same key again. */
const FOUND = new Map<bigint, bigint>();
const KEPT = 32;

function remember(start: bigint, prime: bigint): void {
  FOUND.set(start, prime);
  for (const [oldest] of FOUND) if (FOUND.size > KEPT) FOUND.delete(oldest);
}

/** Tries one candidate a call; those with a small factor cost nothing. */
function searchPrime(bits: number, e: bigint, chance: Chance): () => bigint | undefined {
  let candidate = oddNumber(bits, chance);
  const start = candidate;
  const found = (prime: bigint): bigint => {
    // One that took more of the chance must take it again.
    if (candidate === start) remember(start, prime);
    return prime;
  };
  let rests = SMALL_PRIMES.map((prime) => Number(candidate % BigInt(prime)));
  let offset = 0;
  return () => {
    const known = FOUND.get(start);
    if (known !== undefined) return known;
    for (;;) {
      const at = offset;
      offset += 2;
      if (offset > 100_000) {
        candidate = oddNumber(bits, chance);
        rests = SMALL_PRIMES.map((prime) => Number(candidate % BigInt(prime)));
        offset = 0;
        continue;
      }
      if (rests.some((rest, index) => (rest + at) % SMALL_PRIMES[index]! === 0)) continue;
      const tried = candidate + BigInt(at);
      return tried % e !== 1n && bitLength(tried) === bits && isProbablePrime(tried) ? found(tried) : undefined;
    }
  };
}

/** The two highest bits are set, so that the product of two has all its bits. */
function oddNumber(bits: number, chance: Chance): bigint {
  const whole = bigOf(chance(Math.ceil(bits / 8))) & ((1n << BigInt(bits)) - 1n);
  return whole | (3n << BigInt(bits - 2)) | 1n;
}
