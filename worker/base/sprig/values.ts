import { GoFloat, GoObject, goText } from "../goformat/index.ts";
import { fromUtf8 } from "../streams.ts";

export type Dict = Record<string, unknown>;

export const isNil = (value: unknown): value is null | undefined => value === null || value === undefined;

/** A map of a template: plain data that is no list and no wrapped scalar. */
export const isDict = (value: unknown): value is Dict =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof GoFloat) &&
  !(value instanceof GoObject) &&
  !(value instanceof Uint8Array);

/** A float64, also where it is whole. */
export const float = (value: number): number | GoFloat => (Number.isInteger(value) ? new GoFloat(value) : value);

/** Keys in order; Go's own order is random. */
export const keysOf = (dict: Dict): string[] =>
  Object.keys(dict)
    .filter((key) => dict[key] !== undefined)
    .sort();

/** A value as text: strings and bytes as they are, else as fmt prints it. */
export const text = (value: unknown): string =>
  typeof value === "string" ? value : value instanceof Uint8Array ? fromUtf8(value) : goText(value);

/** The items of a list as texts, nils left out; anything else alone. */
export function texts(value: unknown): string[] {
  if (isNil(value)) return [];
  return Array.isArray(value) ? value.filter((item) => !isNil(item)).map(text) : [text(value)];
}

/** An integer out of anything, as spf13/cast makes it; 0 where there is none. */
export function toInteger(value: unknown): number {
  if (typeof value === "number") return Math.trunc(value);
  if (value instanceof GoFloat) return Math.trunc(value.value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string") return 0;
  const digits = value.replace(/\.0*$/, "").replaceAll("_", "");
  const parts = /^([-+]?)(0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9]\d*)$/.exec(digits);
  if (!parts) return 0;
  return Number(parts[2]!.replace(/^0(?=[0-7])/, "0o")) * (parts[1] === "-" ? -1 : 1);
}

/** A float out of anything; 0 where there is none. */
export function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (value instanceof GoFloat) return value.value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "string" || value.trim() === "") return 0;
  const number = Number(value);
  return Number.isNaN(number) ? 0 : number;
}

/** Go's reflect.DeepEqual over plain data; an int is no float. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (isNil(a) || isNil(b)) return isNil(a) && isNil(b);
  if (a instanceof GoFloat || b instanceof GoFloat) {
    return a instanceof GoFloat && b instanceof GoFloat && a.value === b.value;
  }
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => deepEqual(item, b[i]));
  if (!isDict(a) || !isDict(b)) return a === b;
  const keys = keysOf(a);
  return keys.length === keysOf(b).length && keys.every((key) => Object.hasOwn(b, key) && deepEqual(a[key], b[key]));
}

/** A copy that shares nothing that could change. */
export function deepCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deepCopy);
  if (!isDict(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepCopy(item)]));
}

/** What a JSON or YAML parser gave, with numbers as Go's float64 as its decoders make them. */
export function withFloats(value: unknown): unknown {
  if (typeof value === "number") return float(value);
  if (Array.isArray(value)) return value.map(withFloats);
  if (!isDict(value)) return value;
  const copy: Dict = {};
  for (const [key, item] of Object.entries(value)) copy[key] = withFloats(item);
  return copy;
}
