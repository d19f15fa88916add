import { type FunctionMap, templateFunction as fn, truth } from "../gotemplate/index.ts";
import { type Dict, deepCopy, isDict, isNil, keysOf, text } from "./values.ts";

function dict(...pairs: unknown[]): Dict {
  const made: Dict = {};
  for (let at = 0; at < pairs.length; at += 2)
    made[text(pairs[at])] = at + 1 < pairs.length ? (pairs[at + 1] ?? null) : "";
  return made;
}

const has = (from: Dict, key: string): boolean => Object.hasOwn(from, key) && from[key] !== undefined;

function set(into: Dict | null, key: string, value: unknown): Dict {
  if (into === null) throw new Error("assignment to entry in nil map");
  into[key] = value ?? null;
  return into;
}

function unset(from: Dict, key: string): Dict {
  delete from[key];
  return from;
}

const chosen = (from: Dict, keep: (key: string) => boolean): Dict =>
  Object.fromEntries(Object.entries(from).filter(([key, value]) => value !== undefined && keep(key)));

/**
 * Merges maps into the first as mergo does: what is there stays unless it is empty or `overwrites` says otherwise; maps
 * are merged, lists replaced as wholes.
 */
function mergeInto(into: Dict, from: Dict, overwrites: boolean): Dict {
  for (const key of keysOf(from)) {
    const value = from[key];
    const present = into[key];
    if (isNil(value)) {
      if (overwrites) into[key] = null;
    } else if (isDict(value) && isDict(present)) {
      mergeInto(present, value, overwrites);
    } else if (overwrites || !truth(present)) into[key] = value;
  }
  return into;
}

const merging = (overwrites: boolean) =>
  fn(["map", "...map"], (into: Dict | null, ...from: (Dict | null)[]) =>
    from.reduce<Dict>((all, one) => mergeInto(all, one ?? {}, overwrites), into ?? {}),
  );

function dig(...words: unknown[]): unknown {
  if (words.length < 3) throw new Error("dig needs at least three arguments");
  const fallback = words.at(-2);
  let at: unknown = words.at(-1);
  for (const key of words.slice(0, -2)) {
    if (!isDict(at)) {
      throw new Error(`interface conversion: interface {} is ${typeNameOf(at)}, not map[string]interface {}`);
    }
    if (typeof key !== "string")
      throw new Error(`interface conversion: interface {} is ${typeNameOf(key)}, not string`);
    if (!has(at, key)) return fallback;
    at = at[key];
  }
  return at;
}

const typeNameOf = (value: unknown): string =>
  isNil(value) ? "nil" : Array.isArray(value) ? "[]interface {}" : typeof value === "string" ? "string" : "float64";

const copy = fn(["any"], deepCopy);

/** https://masterminds.github.io/sprig/dicts.html */
export const DICTS: FunctionMap = {
  dict: fn(["...any"], dict),
  get: fn(["map", "string"], (from: Dict | null, key: string) => (from && has(from, key) ? from[key] : "")),
  set: fn(["map", "string", "any"], set),
  unset: fn(["map", "string"], unset),
  hasKey: fn(["map", "string"], (from: Dict | null, key: string) => from !== null && has(from, key)),
  pluck: fn(["string", "...map"], (key: string, ...from: (Dict | null)[]) =>
    from.flatMap((one) => (one && has(one, key) ? [one[key]] : [])),
  ),
  keys: fn(["...map"], (...from: (Dict | null)[]) => from.flatMap((one) => keysOf(one ?? {}))),
  values: fn(["map"], (from: Dict | null) => keysOf(from ?? {}).map((key) => from![key])),
  pick: fn(["map", "...string"], (from: Dict | null, ...keys: string[]) =>
    chosen(from ?? {}, (key) => keys.includes(key)),
  ),
  omit: fn(["map", "...string"], (from: Dict | null, ...keys: string[]) =>
    chosen(from ?? {}, (key) => !keys.includes(key)),
  ),
  merge: merging(false),
  mustMerge: merging(false),
  mergeOverwrite: merging(true),
  mustMergeOverwrite: merging(true),
  dig: fn(["...any"], dig),
  deepCopy: copy,
  mustDeepCopy: copy,
};
