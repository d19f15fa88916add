import { bytesFromBase64 } from "../../base/base64.ts";
import type { JSONSchemaProps } from "../generated/types.ts";
import { isObject, type JsonObject } from "../machinery/values.ts";

/** Makes of a JSON value what an expression sees. */
export type ToCel = (value: unknown) => unknown;

const RESERVED = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

/**
 * A property's name as expressions write it.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules "escape"
 */
export function escapedName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !name.includes("__")) return name;
  return name
    .replaceAll("__", "__underscores__")
    .replaceAll(".", "__dot__")
    .replaceAll("-", "__dash__")
    .replaceAll("/", "__slash__");
}

/**
 * How values of a schema are seen: integers as int, times as timestamp, durations as duration, bytes as bytes, names that
 * are no identifiers escaped. Undefined when the JSON value is as it should be, so that nothing is copied.
 *
 * @param duration reads a duration, as the engine has them
 */
export function toCel(schema: JSONSchemaProps, duration: (text: string) => unknown): ToCel | undefined {
  if (schema["x-kubernetes-int-or-string"]) return integer;
  switch (schema.type) {
    case "integer":
      return integer;
    case "string":
      return ofString(schema.format, duration);
    case "array": {
      const item = isObject(schema.items) ? toCel(schema.items as JSONSchemaProps, duration) : undefined;
      return item && ((value) => (Array.isArray(value) ? value.map(item) : value));
    }
    default:
      return ofObject(schema, duration);
  }
}

const integer: ToCel = (value) => (typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value);

function ofString(format: string | undefined, duration: (text: string) => unknown): ToCel | undefined {
  const onText =
    (read: (text: string) => unknown): ToCel =>
    (value) =>
      typeof value === "string" ? read(value) : value;
  switch (format) {
    case "date-time":
    case "datetime":
    case "date":
      return onText((text) => new Date(text));
    case "duration":
      return onText(duration);
    case "byte":
      return onText((text) => bytesFromBase64(text));
    default:
      return undefined;
  }
}

function ofObject(schema: JSONSchemaProps, duration: (text: string) => unknown): ToCel | undefined {
  const named = new Map<string, { readonly name: string; readonly read: ToCel | undefined }>();
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    const read = toCel(child, duration);
    const name = escapedName(key);
    if (read || name !== key) named.set(key, { name, read });
  }
  const { additionalProperties } = schema;
  const other = isObject(additionalProperties) ? toCel(additionalProperties as JSONSchemaProps, duration) : undefined;
  if (named.size === 0 && !other) return undefined;
  return (value) => {
    if (!isObject(value)) return value;
    const result: JsonObject = {};
    for (const [key, part] of Object.entries(value)) {
      const known = named.get(key);
      const read = known ? known.read : schema.properties?.[key] ? undefined : other;
      result[known?.name ?? key] = read ? read(part) : part;
    }
    return result;
  };
}
