/** The JSON Schema type of a value: "integer" for whole numbers. */
export function jsonTypeOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

export function deepEqualJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  const record = (value: object) => value as Readonly<Record<string, unknown>>;
  return keys.length === Object.keys(b).length && keys.every((key) => deepEqualJson(record(a)[key], record(b)[key]));
}
