import { goText } from "../goformat/index.ts";
import { type FunctionMap, templateFunction as fn, truth } from "../gotemplate/index.ts";
import { kindOf } from "./reflection.ts";
import { deepEqual, isNil } from "./values.ts";

type List = readonly unknown[];

/** The list, or sprig's complaint that there is none. */
function listOf(value: unknown, says: (kind: string) => string): List {
  if (Array.isArray(value)) return value;
  if (value instanceof Uint8Array) return [...value];
  if (isNil(value)) throw new Error("runtime error: invalid memory address or nil pointer dereference");
  throw new Error(says(kindOf(value)));
}

const finding = (what: string) => (kind: string) => `Cannot find ${what} on type ${kind}`;
const includes = (list: List, needle: unknown): boolean => list.some((item) => deepEqual(needle, item));

function chunked(size: number, value: unknown): unknown[][] {
  const list = listOf(value, (kind) => `Cannot chunk type ${kind}`);
  const chunks: unknown[][] = [];
  for (let at = 0; at < list.length; at += Math.max(1, size)) chunks.push(list.slice(at, at + Math.max(1, size)));
  return chunks;
}

function has(needle: unknown, value: unknown): boolean {
  if (isNil(value)) return false;
  return includes(listOf(value, finding("has")), needle);
}

function slice(value: unknown, ...bounds: unknown[]): unknown {
  const list = listOf(value, (kind) => `list should be type of slice or array but ${kind}`);
  if (list.length === 0) return null;
  const [from = 0, to = list.length] = bounds.map(Number);
  if (from < 0 || from > to || to > list.length) throw new Error("reflect: slice index out of bounds");
  return list.slice(from, to);
}

function concatenated(...lists: unknown[]): unknown[] {
  return lists.flatMap((one) => [...listOf(one, (kind) => `Cannot concat type ${kind} as list`)]);
}

const last = (value: unknown): unknown => listOf(value, finding("last")).at(-1) ?? null;
const first = (value: unknown): unknown => listOf(value, finding("first"))[0] ?? null;
const rest = (value: unknown): unknown => listOf(value, finding("rest")).slice(1);
const initial = (value: unknown): unknown => listOf(value, finding("initial")).slice(0, -1);
const reverse = (value: unknown): unknown => [...listOf(value, finding("reverse"))].reverse();
const compact = (value: unknown): unknown => listOf(value, (kind) => `Cannot compact on type ${kind}`).filter(truth);
const push = (value: unknown, item: unknown): unknown => [
  ...listOf(value, (kind) => `Cannot push on type ${kind}`),
  item,
];
const prepend = (value: unknown, item: unknown): unknown => [
  item,
  ...listOf(value, (kind) => `Cannot prepend on type ${kind}`),
];
const without = (value: unknown, ...omit: unknown[]): unknown =>
  listOf(value, finding("without")).filter((item) => !includes(omit, item));

function unique(value: unknown): unknown {
  const kept: unknown[] = [];
  for (const item of listOf(value, finding("uniq"))) if (!includes(kept, item)) kept.push(item);
  return kept;
}

/** The function under its name and under the one that sprig gives to its failing form. */
const both = (name: string, one: FunctionMap[string]): FunctionMap => ({
  [name]: one,
  [`must${name[0]!.toUpperCase()}${name.slice(1)}`]: one,
});

/** https://masterminds.github.io/sprig/lists.html */
export const LISTS: FunctionMap = {
  list: fn(["...any"], (...items: unknown[]) => items),
  tuple: fn(["...any"], (...items: unknown[]) => items),
  ...both("append", fn(["any", "any"], push)),
  ...both("push", fn(["any", "any"], push)),
  ...both("prepend", fn(["any", "any"], prepend)),
  ...both("first", fn(["any"], first)),
  ...both("rest", fn(["any"], rest)),
  ...both("last", fn(["any"], last)),
  ...both("initial", fn(["any"], initial)),
  ...both("reverse", fn(["any"], reverse)),
  ...both("uniq", fn(["any"], unique)),
  ...both("without", fn(["any", "...any"], without)),
  ...both("has", fn(["any", "any"], has)),
  ...both("compact", fn(["any"], compact)),
  ...both("slice", fn(["any", "...any"], slice)),
  ...both("chunk", fn(["int", "any"], chunked)),
  concat: fn(["...any"], concatenated),
  seq: fn(["...int"], (...numbers: number[]) => sequence(numbers)),
  until: fn(["int"], (count: number) => untilStep(0, count, count < 0 ? -1 : 1)),
  untilStep: fn(["int", "int", "int"], untilStep),
};

function untilStep(start: number, stop: number, step: number): number[] {
  const numbers: number[] = [];
  if (stop < start ? step >= 0 : step <= 0) return numbers;
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) numbers.push(at);
  return numbers;
}

function sequence(numbers: readonly number[]): string {
  const spaced = (from: number, to: number, step: number): string => untilStep(from, to, step).map(goText).join(" ");
  const [first_ = 0, second = 0, third = 0] = numbers;
  switch (numbers.length) {
    case 1:
      return first_ < 1 ? spaced(1, first_ - 1, -1) : spaced(1, first_ + 1, 1);
    case 2:
      return second < first_ ? spaced(first_, second - 1, -1) : spaced(first_, second + 1, 1);
    case 3:
      if (third < first_) return second > 0 ? "" : spaced(first_, third - 1, second);
      return spaced(first_, third + 1, second);
    default:
      return "";
  }
}
