/** One stream of chance. The same seed and purpose give the same sequence everywhere. */
export interface RandomStream {
  /** A whole number, 0 <= n < 2^32. */
  next(): number;
  /** A whole number, 0 <= n < bound. */
  below(bound: number): number;
  /** 0 <= x < 1. */
  fraction(): number;
}

/** Chance for a whole sandbox: a stream per purpose, so that one more pod does not change a port. */
export interface Random {
  stream(purpose: string): RandomStream;
}

/** What must be kept to go on with the same sequences: the seed, and per purpose the four words of its generator. */
export interface RandomState {
  readonly seed: number;
  readonly streams: Readonly<Record<string, readonly [number, number, number, number]>>;
}

type Words = readonly [number, number, number, number];

/** Each purpose is seeded from the seed and a hash of its name. */
export class SeededRandom implements Random {
  readonly #seed: number;
  readonly #streams = new Map<string, SmallFastCounter>();

  constructor(state: number | RandomState) {
    this.#seed = typeof state === "number" ? state >>> 0 : state.seed;
    if (typeof state === "number") return;
    for (const [purpose, words] of Object.entries(state.streams))
      this.#streams.set(purpose, new SmallFastCounter(words));
  }

  stream(purpose: string): RandomStream {
    const known = this.#streams.get(purpose);
    if (known) return known;
    const stream = new SmallFastCounter([this.#seed, hashOf(purpose), 0x9e3779b9 ^ this.#seed, 1]);
    for (let i = 0; i < 15; i++) stream.next();
    this.#streams.set(purpose, stream);
    return stream;
  }

  save(): RandomState {
    const names = [...this.#streams.keys()].sort();
    return {
      seed: this.#seed,
      streams: Object.fromEntries(names.map((name) => [name, this.#streams.get(name)!.words])),
    };
  }
}

/** sfc32, a small fast generator that passes PractRand: three words that are mixed, and one that counts. */
class SmallFastCounter implements RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #count: number;

  constructor([a, b, c, count]: Words) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#count = count | 0;
  }

  get words(): Words {
    return [this.#a, this.#b, this.#c, this.#count];
  }

  next(): number {
    const b = this.#b;
    const c = this.#c;
    const count = this.#count;
    const sum = (((this.#a + b) | 0) + count) | 0;
    this.#count = (count + 1) | 0;
    this.#a = b ^ (b >>> 9);
    this.#b = (c + (c << 3)) | 0;
    this.#c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  fraction(): number {
    return this.next() / 2 ** 32;
  }

  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound);
  }
}

function hashOf(purpose: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

/** Letters and digits that Kubernetes uses in generated names: no vowels, no 0, 1 or 3. k8s.io/apimachinery util/rand */
export const SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** A random name part as in "web-7d4b9". */
export function nameSuffix(stream: RandomStream, length: number): string {
  let suffix = "";
  for (let i = 0; i < length; i++) suffix += SUFFIX_ALPHABET[stream.below(SUFFIX_ALPHABET.length)];
  return suffix;
}

/** Eight hexadecimal digits of a whole number below 2^32. */
export const hex32 = (n: number): string =>
  HEX[n >>> 24]! + HEX[(n >>> 16) & 255]! + HEX[(n >>> 8) & 255]! + HEX[n & 255]!;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A random version 4 UUID. */
export function uuid(stream: RandomStream): string {
  const [first, second, third, fourth] = [stream.next(), stream.next(), stream.next(), stream.next()];
  const middle = hex32(((second & 0xffff0fff) | 0x4000) >>> 0);
  const variant = hex32(((third & 0x3fffffff) | 0x80000000) >>> 0);
  const parts = [
    hex32(first),
    middle.slice(0, 4),
    middle.slice(4),
    variant.slice(0, 4),
    variant.slice(4) + hex32(fourth),
  ];
  // Joined it is one string in memory; pieced together it would stay in pieces.
  return parts.join("-");
}
