import type { Kind } from "../../machinery/kind.ts";
import type { Schemas, TypeSchema, ValueSchema } from "../../machinery/schema.ts";
import { isObject, type JsonObject } from "../../machinery/values.ts";

/**
 * A body with its keys as the real server writes them: a struct's in the order of its fields, a map's sorted. For readers of
 * raw bytes (curl, `kubectl get --raw`); programs do not care.
 */
export function inOrder(body: unknown, kind: Kind, schemas: Schemas): unknown {
  const type = kind.schema ? schemas.type(kind.schema) : undefined;
  if (!type || !isObject(body)) return body;
  if (body.kind === kind.kind) return struct(body, type, schemas);
  if (body.kind !== `${kind.kind}List` || !Array.isArray(body.items)) return body;
  return { ...body, items: body.items.map((item) => (isObject(item) ? struct(item, type, schemas) : item)) };
}

function struct(given: JsonObject, type: TypeSchema, schemas: Schemas): JsonObject {
  const result: JsonObject = {};
  for (const [name, { value }] of Object.entries(type.fields)) {
    if (given[name] !== undefined) result[name] = ordered(given[name], value, schemas);
  }
  for (const name of Object.keys(given)) if (!(name in type.fields)) result[name] = given[name];
  return result;
}

function ordered(given: unknown, schema: ValueSchema, schemas: Schemas): unknown {
  if (schema.type === "list")
    return Array.isArray(given) ? given.map((one) => ordered(one, schema.items, schemas)) : given;
  if (!isObject(given)) return given;
  if (schema.type === "map") {
    const names = Object.keys(given).sort();
    return Object.fromEntries(names.map((name) => [name, ordered(given[name], schema.values, schemas)]));
  }
  const type = schema.type === "struct" ? schemas.type(schema.of) : undefined;
  return type ? struct(given, type, schemas) : given;
}
