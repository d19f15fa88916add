/**
 * Go's sort.Sort: not stable, but the same for the same input. kubectl's lists keep the order it leaves equal items in,
 * so items with equal keys come out as the real tool shows them.
 *
 * @see https://pkg.go.dev/sort#Sort and the pattern-defeating quicksort it is built on, https://arxiv.org/abs/2106.05123
 */
export function goSorted<T>(items: readonly T[], less: (a: T, b: T) => boolean): T[] {
  const sort = new PatternDefeatingSort([...items], less);
  sort.run(0, items.length, bitLength(items.length));
  return sort.items;
}

/** Up to this many items are sorted by insertion. */
const SHORT = 12;
/** From this many items on, the pivot is the median of medians. */
const LONG = 50;
const MOST_SHIFTS = 5;
/** All comparisons of a long range's pivot went the wrong way round: it is probably descending. */
const ALL_SWAPPED = 12;

const bitLength = (n: number): number => (n === 0 ? 0 : Math.floor(Math.log2(n)) + 1);

class PatternDefeatingSort<T> {
  #swaps = 0;

  constructor(
    readonly items: T[],
    readonly lessThan: (a: T, b: T) => boolean,
  ) {}

  #less = (i: number, j: number): boolean => this.lessThan(this.items[i]!, this.items[j]!);

  #swap = (i: number, j: number): void => {
    const { items } = this;
    [items[i], items[j]] = [items[j]!, items[i]!];
  };

  /** Sorts the items from `start` up to `end`; after `badPivots` uneven partitions it goes on as a heap sort. */
  run(start: number, end: number, badPivots: number): void {
    let [from, to, left] = [start, end, badPivots];
    let balanced = true;
    let partitioned = true;
    for (;;) {
      const length = to - from;
      if (length <= SHORT) return this.#insert(from, to);
      if (left === 0) return this.#heap(from, to);
      if (!balanced) {
        this.#shuffle(from, to);
        left -= 1;
      }
      let pivot = this.#pivot(from, to);
      let ascending = this.#swaps === 0;
      if (this.#swaps === ALL_SWAPPED) {
        this.#reverse(from, to);
        pivot = to - 1 - (pivot - from);
        ascending = true;
      }
      if (balanced && partitioned && ascending && this.#nearlySorted(from, to)) return;
      if (from > 0 && !this.#less(from - 1, pivot)) {
        from = this.#splitEqual(from, to, pivot);
        continue;
      }
      const split = this.#split(from, to, pivot);
      partitioned = split.already;
      const [before, after] = [split.at - from, to - split.at];
      balanced = Math.min(before, after) >= Math.floor(length / 8);
      if (before < after) {
        this.run(from, split.at, left);
        from = split.at + 1;
      } else {
        this.run(split.at + 1, to, left);
        to = split.at;
      }
    }
  }

  #insert(from: number, to: number): void {
    for (let i = from + 1; i < to; i++) {
      for (let j = i; j > from && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
    }
  }

  #heap(from: number, to: number): void {
    const length = to - from;
    for (let root = Math.floor((length - 1) / 2); root >= 0; root--) this.#sift(root, length, from);
    for (let last = length - 1; last >= 0; last--) {
      this.#swap(from, from + last);
      this.#sift(0, last, from);
    }
  }

  #sift(start: number, length: number, first: number): void {
    let root = start;
    for (let child = 2 * root + 1; child < length; child = 2 * root + 1) {
      if (child + 1 < length && this.#less(first + child, first + child + 1)) child += 1;
      if (!this.#less(first + root, first + child)) return;
      this.#swap(first + root, first + child);
      root = child;
    }
  }

  /** Moves three items of the middle elsewhere, chosen by an xorshift seeded with the length. */
  #shuffle(from: number, to: number): void {
    const length = to - from;
    const middle = from + Math.floor(length / 4) * 2;
    const mask = (1n << BigInt(bitLength(length))) - 1n;
    let random = BigInt(length);
    for (let at = middle - 1; at <= middle + 1; at++) {
      random = BigInt.asUintN(64, random ^ (random << 13n));
      random ^= random >> 7n;
      random = BigInt.asUintN(64, random ^ (random << 17n));
      const other = Number(random & mask);
      this.#swap(at, from + (other >= length ? other - length : other));
    }
  }

  /** Where the pivot stands; how many pairs looked at on the way were out of order is kept in #swaps. */
  #pivot(from: number, to: number): number {
    const quarter = Math.floor((to - from) / 4);
    const places = [1, 2, 3].map((n) => from + quarter * n) as [number, number, number];
    this.#swaps = 0;
    const [i, j, k] =
      to - from >= LONG ? (places.map((at) => this.#median(at - 1, at, at + 1)) as [number, number, number]) : places;
    return this.#median(i, j, k);
  }

  #median(a: number, b: number, c: number): number {
    let [low, middle] = this.#ordered(a, b);
    [middle] = this.#ordered(middle, c);
    [low, middle] = this.#ordered(low, middle);
    return middle;
  }

  #ordered(a: number, b: number): [number, number] {
    if (!this.#less(b, a)) return [a, b];
    this.#swaps += 1;
    return [b, a];
  }

  #reverse(from: number, to: number): void {
    for (let i = from, j = to - 1; i < j; i++, j--) this.#swap(i, j);
  }

  /** Tries to put a few neighbours right; whether that was all it took. */
  #nearlySorted(from: number, to: number): boolean {
    let at = from + 1;
    for (let shifts = 0; shifts < MOST_SHIFTS; shifts++) {
      while (at < to && !this.#less(at, at - 1)) at += 1;
      if (at === to) return true;
      if (to - from < LONG) return false;
      this.#swap(at, at - 1);
      if (at - from >= 2) for (let j = at - 1; j >= 1 && this.#less(j, j - 1); j--) this.#swap(j, j - 1);
      if (to - at >= 2) for (let j = at + 1; j < to && this.#less(j, j - 1); j++) this.#swap(j, j - 1);
    }
    return false;
  }

  /** Smaller items before the pivot, the others behind it. */
  #split(from: number, to: number, pivot: number): { readonly at: number; readonly already: boolean } {
    this.#swap(from, pivot);
    let [i, j] = [from + 1, to - 1];
    let exchanges = 0;
    for (;;) {
      while (i <= j && this.#less(i, from)) i += 1;
      while (i <= j && !this.#less(j, from)) j -= 1;
      if (i > j) break;
      this.#swap(i, j);
      exchanges += 1;
      i += 1;
      j -= 1;
    }
    this.#swap(j, from);
    return { at: j, already: exchanges === 0 };
  }

  /** Items equal to the pivot first; where none is smaller. */
  #splitEqual(from: number, to: number, pivot: number): number {
    this.#swap(from, pivot);
    let [i, j] = [from + 1, to - 1];
    for (;;) {
      while (i <= j && !this.#less(from, i)) i += 1;
      while (i <= j && this.#less(from, j)) j -= 1;
      if (i > j) return i;
      this.#swap(i, j);
      i += 1;
      j -= 1;
    }
  }
}
