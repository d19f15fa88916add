import { GoFloat, GoObject, goTypeName } from "../goformat/index.ts";
import { type FunctionMap, templateFunction as fn, truth } from "../gotemplate/index.ts";
import { deepEqual, isNil } from "./values.ts";

/** Go's reflect.Kind of a value: "map", "slice", "string", "float64", "invalid". */
export function kindOf(value: unknown): string {
  if (isNil(value)) return "invalid";
  if (Array.isArray(value) || value instanceof Uint8Array) return "slice";
  if (value instanceof GoObject) return value.entries === undefined ? "struct" : "map";
  if (typeof value === "object" && !(value instanceof GoFloat)) return "map";
  return goTypeName(value);
}

/** https://masterminds.github.io/sprig/reflection.html and defaults.html */
export const REFLECTION: FunctionMap = {
  typeOf: fn(["any"], goTypeName),
  typeIs: fn(["string", "any"], (name: string, value: unknown) => name === goTypeName(value)),
  typeIsLike: fn(["string", "any"], (name: string, value: unknown) => [name, `*${name}`].includes(goTypeName(value))),
  kindOf: fn(["any"], kindOf),
  kindIs: fn(["string", "any"], (name: string, value: unknown) => name === kindOf(value)),
  deepEqual: fn(["any", "any"], deepEqual),
  default: fn(["any", "...any"], (fallback: unknown, ...given: unknown[]) => (truth(given[0]) ? given[0] : fallback)),
  empty: fn(["any"], (value: unknown) => !truth(value)),
  coalesce: fn(["...any"], (...values: unknown[]) => values.find(truth) ?? null),
  all: fn(["...any"], (...values: unknown[]) => values.every(truth)),
  any: fn(["...any"], (...values: unknown[]) => values.some(truth)),
  ternary: fn(["any", "any", "bool"], (yes: unknown, no: unknown, test: boolean) => (test ? yes : no)),
  hello: fn([], () => "Hello!"),
};
