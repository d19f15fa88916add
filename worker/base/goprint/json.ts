/** Fields that Go would print: known ones, in order of their names. */
export function sortedKeys(record: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort();
}

/** A wrapped scalar, such as a float that is whole. */
export function isScalarObject(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}

const HTML = /[<>&\u2028\u2029]/g;

/** A text as Go's encoder quotes it: like JSON, and `<`, `>`, `&` as `\u003c` and so on. */
export function goString(text: string): string {
  return JSON.stringify(text).replace(HTML, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** JSON on one line as Go's encoding/json marshals a map: keys sorted, `<>&` escaped. */
export function goJson(value: unknown): string {
  if (typeof value === "string") return goString(value);
  if (value === null || value === undefined || typeof value !== "object") return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(goJson).join(",")}]`;
  if (isScalarObject(value)) return goJson(value.toJSON());
  const record = value as Readonly<Record<string, unknown>>;
  return `{${sortedKeys(record)
    .map((key) => `${goString(key)}:${goJson(record[key])}`)
    .join(",")}}`;
}

/** JSON as `kubectl -o json` prints it, without the final newline: four spaces an indent, keys sorted, `<>&` escaped. */
export function indentedJson(value: unknown, indent = "    ", margin = ""): string {
  if (value === null || value === undefined || typeof value !== "object" || isScalarObject(value)) return goJson(value);
  const inner = margin + indent;
  const wrap = (items: readonly string[], open: string, close: string): string =>
    items.length === 0 ? open + close : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${margin}${close}`;
  if (Array.isArray(value)) {
    return wrap(
      value.map((item) => indentedJson(item, indent, inner)),
      "[",
      "]",
    );
  }
  const record = value as Readonly<Record<string, unknown>>;
  return wrap(
    sortedKeys(record).map((key) => `${goString(key)}: ${indentedJson(record[key], indent, inner)}`),
    "{",
    "}",
  );
}
