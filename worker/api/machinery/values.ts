/** Plain JSON values: comparing, copying, freezing. */

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Equal in every part. A key that is undefined counts as absent. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!deepEqual(a[i], b[i])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const left = a as JsonObject;
  const right = b as JsonObject;
  for (const key in left) if (!deepEqual(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}

/** A private copy to work on; undefined keys are left out. */
export function copyOf<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy: JsonObject = {};
  for (const key in value) {
    const part = value[key];
    if (typeof part === "object") copy[key] = copyOf(part);
    else if (part !== undefined) copy[key] = part;
  }
  return copy as T;
}

/** Freezes every part, so that the value can be shared. Parts that are frozen already are taken as frozen throughout. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) deepFreeze(value[i]);
  else {
    for (const key in value) {
      const part = value[key];
      if (typeof part === "object") deepFreeze(part);
    }
  }
  return value;
}

/**
 * Lists one after the other. Rules of validation are put together with it: nearly all of them find nothing, which costs much less than
 * to spread an empty list.
 */
export function joined<T>(...lists: readonly (readonly T[])[]): T[] {
  return ([] as T[]).concat(...lists);
}

/** A time as the API writes it: RFC 3339 in whole seconds. */
export { rfc3339 as timestamp } from "../../base/time.ts";
