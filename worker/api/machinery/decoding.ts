/**
 * Reading what a client sent into an object, as the server's decoder does: unknown fields are found, wrong types refused in
 * Go's words, quantities and empty values written the canonical way.
 *
 * @see sigs.k8s.io/json, k8s.io/apimachinery pkg/runtime
 */
import { canonicalQuantity, QuantityError } from "../../base/quantity.ts";
import type { FieldSchema, ScalarType, Schemas, TypeSchema, ValueSchema } from "./schema.ts";
import { copyOf, isObject, type JsonObject } from "./values.ts";

/** The value does not fit its type. The message is the decoder's. */
export class DecodeError extends Error {}

export interface Decoded {
  readonly value: JsonObject;
  /** Paths of unknown fields: "spec.template.spec.containers[0].bogus". */
  readonly unknown: readonly string[];
}

interface Place {
  /** The struct that holds the field, for messages. */
  readonly struct: string;
  /** Names of fields from the top, without indices. */
  readonly fields: string;
  /** With indices. */
  readonly path: string;
}

/** How messages call a JSON value of the wrong type: encoding/json and the patch converter differ. */
export type Dialect = "json" | "patch";

/** Reads a whole object of a type. @throws DecodeError */
export function decode(input: unknown, type: TypeSchema, schemas: Schemas, dialect: Dialect = "json"): Decoded {
  const unknown: string[] = [];
  const reader = new Decoder(schemas, dialect, unknown);
  if (!isObject(input))
    throw new DecodeError(`json: cannot unmarshal ${wordFor(input)} into Go value of type v1.${type.name}`);
  return { value: reader.struct(input, type, { struct: type.name, fields: "", path: "" }), unknown };
}

class Decoder {
  constructor(
    readonly schemas: Schemas,
    readonly dialect: Dialect,
    readonly unknown: string[],
  ) {}

  struct(input: JsonObject, type: TypeSchema, at: Place): JsonObject {
    const result: JsonObject = {};
    for (const [key, given] of Object.entries(input)) {
      const field = type.fields[key];
      if (!field) this.unknown.push(join(at.path, key));
      if (!field || given === null || given === undefined) continue;
      const place = { struct: type.name, fields: join(at.fields, key), path: join(at.path, key) };
      const value = this.value(given, field.value, place);
      if (field.empty || !isEmpty(value, field.value)) result[key] = value;
    }
    for (const [key, field] of Object.entries(type.fields)) {
      if (field.empty === "always" && result[key] === undefined) result[key] = this.zero(field);
    }
    return result;
  }

  value(given: unknown, schema: ValueSchema, at: Place): unknown {
    switch (schema.type) {
      case "struct": {
        if (!isObject(given)) throw this.mismatch(given, schema, at);
        const type = this.schemas.type(schema.of);
        return type ? this.struct(given, type, at) : copyOf(given);
      }
      case "list":
        if (!Array.isArray(given)) throw this.mismatch(given, schema, at);
        return given.map((item, i) =>
          item === null ? zeroOf(schema.items) : this.value(item, schema.items, { ...at, path: `${at.path}[${i}]` }),
        );
      case "map": {
        if (!isObject(given)) throw this.mismatch(given, schema, at);
        const result: JsonObject = {};
        for (const [key, item] of Object.entries(given)) {
          result[key] =
            item === null
              ? zeroOf(schema.values)
              : this.value(item, schema.values, { ...at, path: join(at.path, key) });
        }
        return result;
      }
      default:
        return this.scalar(given, schema.type, schema, at);
    }
  }

  scalar(given: unknown, type: ScalarType, schema: ValueSchema, at: Place): unknown {
    switch (type) {
      case "any":
        return copyOf(given);
      case "string":
        if (typeof given !== "string") throw this.mismatch(given, schema, at);
        return given;
      case "bool":
        if (typeof given !== "boolean") throw this.mismatch(given, schema, at);
        return given;
      case "int32":
      case "int64":
        if (typeof given !== "number") throw this.mismatch(given, schema, at);
        if (!fitsInteger(given, type)) throw this.mismatch(given, schema, at, `number ${given}`);
        return given;
      case "double":
        if (typeof given !== "number") throw this.mismatch(given, schema, at);
        return given;
      case "intOrString":
        if (typeof given === "string") return given;
        if (typeof given !== "number" || !fitsInteger(given, "int32")) {
          const word = typeof given === "number" ? `number ${given}` : wordFor(given);
          throw new DecodeError(`json: cannot unmarshal ${word} into Go value of type int32`);
        }
        return given;
      case "quantity":
        return quantity(given);
      case "time":
      case "microTime":
        return time(given, type);
      case "bytes":
        return bytes(given);
    }
  }

  mismatch(given: unknown, schema: ValueSchema, at: Place, word = wordFor(given)): DecodeError {
    if (this.dialect === "patch") return new DecodeError(restoreWords(given, schema));
    return new DecodeError(
      `json: cannot unmarshal ${word} into Go struct field ${at.struct}.${at.fields} of type ${this.goType(schema)}`,
    );
  }

  goType(schema: ValueSchema): string {
    switch (schema.type) {
      case "struct":
        return `v1.${this.schemas.type(schema.of)?.name ?? schema.of}`;
      case "list":
        return schema.go ?? `[]${this.goType(schema.items)}`;
      case "map":
        return schema.go ?? `map[string]${this.goType(schema.values)}`;
      case "double":
        return "float64";
      default:
        return schema.go ?? schema.type;
    }
  }

  zero(field: FieldSchema): unknown {
    const { value } = field;
    if (value.type !== "struct") return zeroOf(value);
    const type = this.schemas.type(value.of);
    return type ? this.struct({}, type, { struct: "", fields: "", path: "" }) : {};
  }
}

const join = (path: string, key: string) => (path ? `${path}.${key}` : key);

function wordFor(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  if (value === null) return "null";
  return typeof value;
}

/** The words of the converter from maps, which strategic merge patches go through. */
function restoreWords(given: unknown, schema: ValueSchema): string {
  const kind = Array.isArray(given)
    ? "slice"
    : isObject(given)
      ? "map"
      : typeof given === "number"
        ? "int64"
        : wordFor(given);
  switch (schema.type) {
    case "struct":
      return `cannot restore struct from: ${kind}`;
    case "list":
      return `cannot restore slice from ${kind}`;
    case "map":
      return `cannot restore map from ${kind}`;
    default:
      return `unrecognized type: ${schema.type === "double" ? "float64" : schema.type}`;
  }
}

function fitsInteger(value: number, type: "int32" | "int64"): boolean {
  if (!Number.isInteger(value)) return false;
  return type === "int64" || (value >= -(2 ** 31) && value < 2 ** 31);
}

function isEmpty(value: unknown, schema: ValueSchema): boolean {
  if (schema.type === "intOrString") return false;
  if (value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return schema.type === "map" && Object.keys(value as object).length === 0;
}

function zeroOf(schema: ValueSchema): unknown {
  switch (schema.type) {
    case "list":
      return [];
    case "struct":
    case "map":
      return {};
    case "bool":
      return false;
    case "int32":
    case "int64":
    case "double":
    case "intOrString":
      return 0;
    case "quantity":
      return "0";
    case "time":
    case "microTime":
    case "any":
      return null;
    default:
      return "";
  }
}

function quantity(given: unknown): string {
  const text = typeof given === "string" ? given.trim() : typeof given === "number" ? String(given) : "?";
  try {
    return canonicalQuantity(text);
  } catch (error) {
    if (error instanceof QuantityError) throw new DecodeError(error.message);
    throw error;
  }
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function time(given: unknown, type: "time" | "microTime"): string {
  if (typeof given !== "string") {
    throw new DecodeError(`json: cannot unmarshal ${wordFor(given)} into Go value of type string`);
  }
  const layout = type === "time" ? "2006-01-02T15:04:05Z07:00" : "2006-01-02T15:04:05.000000Z07:00";
  const ms = RFC_3339.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(ms))
    throw new DecodeError(
      `parsing time ${JSON.stringify(given)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(given)} as "2006"`,
    );
  if (type === "time") return `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const fraction = (/\.(\d+)/.exec(given)?.[1] ?? "").padEnd(6, "0").slice(0, 6);
  return `${new Date(ms).toISOString().slice(0, 19)}.${fraction}Z`;
}

function bytes(given: unknown): string {
  if (typeof given !== "string") {
    throw new DecodeError(`json: cannot unmarshal ${wordFor(given)} into Go value of type []uint8`);
  }
  const text = given.replace(/[\r\n]/g, "");
  const wrong = /[^A-Za-z0-9+/=]/.exec(text);
  if (wrong) throw new DecodeError(`illegal base64 data at input byte ${wrong.index}`);
  const body = text.replace(/=+$/, "");
  const padding = text.length - body.length;
  if (body.includes("=")) throw new DecodeError(`illegal base64 data at input byte ${body.indexOf("=")}`);
  if (text.length % 4 !== 0 || padding > 2)
    throw new DecodeError(`illegal base64 data at input byte ${text.length - (text.length % 4)}`);
  return text;
}
