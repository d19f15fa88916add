/**
 * Objects as the server writes them: fields in the order of its types, maps sorted, and the empty values that its encoder
 * writes (`lastState: {}`, `endpoints: null`) or leaves out.
 *
 * @see encoding/json, k8s.io/apimachinery pkg/runtime/serializer/json
 */
import type { FieldSchema, Schemas, TypeSchema, ValueSchema } from "./schema.ts";
import { isObject, type JsonObject } from "./values.ts";

/** Encodes by schema, and remembers what it made of every frozen object. */
export class Encoder {
  readonly #schemas: Schemas;
  /** Stored objects are frozen: what was encoded once stays so. */
  readonly #encoded = new WeakMap<object, JsonObject>();

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  /** An object of a named type; of no known type, as it is. */
  encode<T extends object>(object: T, typeName: string | undefined): T {
    const known = this.#encoded.get(object);
    if (known) return known as T;
    const type = typeName === undefined ? undefined : this.#schemas.type(typeName);
    if (!type) return object;
    const encoded = this.#struct(object as JsonObject, type);
    if (Object.isFrozen(object)) this.#encoded.set(object, encoded);
    return encoded as T;
  }

  /** An object of a free-form kind: Go writes maps in the order of their keys. */
  sorted<T extends object>(object: T): T {
    const known = this.#encoded.get(object);
    if (known) return known as T;
    const encoded = sortedKeys(object) as JsonObject;
    if (Object.isFrozen(object)) this.#encoded.set(object, encoded);
    return encoded as T;
  }

  #struct(object: JsonObject, { fields }: TypeSchema): JsonObject {
    const result: JsonObject = {};
    for (const name in fields) {
      const field = fields[name]!;
      const value = object[name];
      if (value === undefined || value === null) {
        if (field.empty === "always") result[name] = this.#zero(field);
      } else if (field.empty || !isZero(value, field.value)) {
        result[name] = this.#value(value, field.value);
      }
    }
    return result;
  }

  #value(value: unknown, schema: ValueSchema): unknown {
    switch (schema.type) {
      case "struct": {
        const type = this.#schemas.type(schema.of);
        return type && isObject(value) ? this.#struct(value, type) : value;
      }
      case "list":
        if (!Array.isArray(value)) return value;
        // An empty list does not survive storage.
        if (value.length === 0) return null;
        return isPlain(schema.items) ? value : value.map((item) => this.#value(item, schema.items));
      case "map": {
        if (!isObject(value)) return value;
        const result: JsonObject = {};
        for (const key of Object.keys(value).sort()) result[key] = this.#value(value[key], schema.values);
        return result;
      }
      default:
        return value;
    }
  }

  #zero({ value }: FieldSchema): unknown {
    switch (value.type) {
      case "struct": {
        const type = this.#schemas.type(value.of);
        return type ? this.#struct({}, type) : {};
      }
      case "string":
        return "";
      case "bool":
        return false;
      case "int32":
      case "int64":
      case "double":
      case "intOrString":
        return 0;
      case "quantity":
        return "0";
      default:
        return null;
    }
  }
}

/** A copy with the keys of every object in order. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const key of Object.keys(value).sort()) result[key] = sortedKeys(value[key]);
  return result;
}

const isPlain = ({ type }: ValueSchema) => type !== "struct" && type !== "list" && type !== "map";

function isZero(value: unknown, { type }: ValueSchema): boolean {
  if (value === "" || value === 0 || value === false) return type !== "intOrString";
  if (type === "list") return (value as readonly unknown[]).length === 0;
  return type === "map" && Object.keys(value as object).length === 0;
}
