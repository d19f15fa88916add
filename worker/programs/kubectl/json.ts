/** What JSON can say. Objects of the API travel through kubectl in this form, unknown fields and all. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json | undefined };

/** Follows keys and indexes; undefined where the way ends. */
export function dig(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (at === null || typeof at !== "object") return undefined;
    at = (at as Readonly<Record<string | number, Json | undefined>>)[step];
  }
  return at;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

export const textAt = (value: Json | undefined, ...path: readonly (string | number)[]): string => {
  const found = dig(value, ...path);
  return typeof found === "string" ? found : "";
};

export const numberAt = (value: Json | undefined, ...path: readonly (string | number)[]): number | undefined => {
  const found = dig(value, ...path);
  return typeof found === "number" ? found : undefined;
};

export const listAt = (value: Json | undefined, ...path: readonly (string | number)[]): readonly Json[] => {
  const found = dig(value, ...path);
  return isList(found) ? found : [];
};

export const objectAt = (value: Json | undefined, ...path: readonly (string | number)[]): JsonObject => {
  const found = dig(value, ...path);
  return isObject(found) ? found : {};
};

/** A string map such as labels. */
export const mapAt = (
  value: Json | undefined,
  ...path: readonly (string | number)[]
): Readonly<Record<string, string>> => objectAt(value, ...path) as Readonly<Record<string, string>>;

export const nameOf = (object: Json | undefined): string => textAt(object, "metadata", "name");
export const namespaceOf = (object: Json | undefined): string => textAt(object, "metadata", "namespace");

/** The object with one field set, undefined to take it away; the levels on the way are copied, the rest is shared. */
export function withField(object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject {
  const [head, ...rest] = path;
  if (head === undefined) return object;
  const next = rest.length === 0 ? value : withField(objectAt(object, head), rest, value);
  const copy: Record<string, Json | undefined> = { ...object };
  if (next === undefined) delete copy[head];
  else copy[head] = next;
  return copy;
}

/** Equality of JSON values; a key that is undefined counts as absent. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) if (!sameJson(a[key], b[key])) return false;
  return true;
}
