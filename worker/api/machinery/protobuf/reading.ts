import { fromUtf8 } from "../../../base/streams.ts";
import type { ScalarType, ValueSchema } from "../schema.ts";
import type { JsonObject } from "../values.ts";
import { EITHER, type Message, type MessageField, type Messages } from "./messages.ts";
import { fieldsIn, ProtoError, varintsIn, type WireField } from "./wire.ts";

type WireValue = WireField["value"];

/**
 * A message as the JSON of the same object: what has a form of its own (times, quantities, numbers or names, raw JSON) in that
 * form. Unknown numbers are passed over, as Go does.
 *
 * @throws ProtoError when the bytes are no such message
 */
export function readMessage(bytes: Uint8Array, message: Message, messages: Messages): JsonObject {
  const result: JsonObject = {};
  readInto(result, bytes, message, messages);
  return result;
}

function readInto(result: JsonObject, bytes: Uint8Array, message: Message, messages: Messages): void {
  for (const { number, value } of fieldsIn(bytes)) {
    const field = message.fields.get(number);
    if (!field) continue;
    if (field.part) readInto(result, bytesOf(value, field.part.type), field.part, messages);
    else readField(result, field, value, messages);
  }
}

type Named = Extract<MessageField, { name: string }>;

function readField(result: JsonObject, { name, schema }: Named, value: WireValue, messages: Messages): void {
  const { value: type } = schema;
  if (type.type === "list") {
    const items = (result[name] ??= []) as unknown[];
    if (value instanceof Uint8Array && isNumeric(type.items)) {
      for (const item of varintsIn(value)) items.push(scalar(type.items.type, item, name));
    } else items.push(valueAs(type.items, value, name, messages));
  } else if (type.type === "map") {
    const entries = (result[name] ??= {}) as JsonObject;
    const [key, entry] = entryOf(value, type.values, name, messages);
    entries[key] = entry;
  } else {
    const one = valueAs(type, value, name, messages);
    // Go writes plain numbers and texts even when they are zero; JSON leaves these out.
    if (schema.empty || (one !== "" && one !== 0 && one !== false) || type.type === "intOrString") result[name] = one;
  }
}

function entryOf(value: WireValue, values: ValueSchema, name: string, messages: Messages): [string, unknown] {
  let key = "";
  let entry: unknown = values.type === "struct" ? {} : values.type === "list" ? [] : "";
  for (const field of fieldsIn(bytesOf(value, name))) {
    if (field.number === 1) key = fromUtf8(bytesOf(field.value, name));
    if (field.number === 2) entry = valueAs(values, field.value, name, messages);
  }
  return [key, entry];
}

function valueAs(schema: ValueSchema, value: WireValue, name: string, messages: Messages): unknown {
  switch (schema.type) {
    case "struct": {
      const message = messages.get(schema.of);
      if (!message) throw new ProtoError(`proto: ${schema.of} has no protocol buffer form`);
      return readMessage(bytesOf(value, name), message, messages);
    }
    // A list inside of a map or list is a message of its own: {1: items}.
    case "list": {
      const items: unknown[] = [];
      for (const one of fieldsIn(bytesOf(value, name))) {
        if (one.number === 1) items.push(valueAs(schema.items, one.value, name, messages));
      }
      return items;
    }
    case "map": {
      const entries: JsonObject = {};
      for (const one of fieldsIn(bytesOf(value, name))) {
        if (one.number !== 1) continue;
        const [key, entry] = entryOf(one.value, schema.values, name, messages);
        entries[key] = entry;
      }
      return entries;
    }
    case "any":
      return raw(bytesOf(value, name), name, messages);
    default:
      return scalar(schema.type, value, name);
  }
}

const isNumeric = (schema: ValueSchema): schema is { type: "int32" | "int64" | "bool" } =>
  schema.type === "int32" || schema.type === "int64" || schema.type === "bool";

function scalar(type: ScalarType, value: WireValue, name: string): unknown {
  switch (type) {
    case "bool":
      return varint(value, name) !== 0n;
    case "int32":
    case "int64":
      return Number(BigInt.asIntN(64, varint(value, name)));
    case "double":
      if (typeof value !== "number") throw wrongType(value, name);
      return value;
    case "bytes":
      return base64(bytesOf(value, name));
    case "time":
    case "microTime":
      return time(bytesOf(value, name), type);
    case "quantity":
      return quantity(bytesOf(value, name));
    case "intOrString":
      return intOrString(bytesOf(value, name));
    default:
      return fromUtf8(bytesOf(value, name));
  }
}

function varint(value: WireValue, name: string): bigint {
  if (typeof value === "bigint") return value;
  throw wrongType(value, name);
}

function bytesOf(value: WireValue, name: string): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw wrongType(value, name);
}

function wrongType(value: WireValue, name: string): ProtoError {
  const type = typeof value === "bigint" ? 0 : typeof value === "number" ? 1 : 2;
  return new ProtoError(`proto: wrong wireType = ${type} for field ${name.charAt(0).toUpperCase()}${name.slice(1)}`);
}

/** btoa wants text; pieces keep the arguments of a call few. */
function base64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** google.protobuf.Timestamp; nothing in it is no time. */
function time(bytes: Uint8Array, type: "time" | "microTime"): string | null {
  if (bytes.length === 0) return null;
  let seconds = 0n;
  let nanos = 0n;
  for (const { number, value } of fieldsIn(bytes)) {
    if (number === 1) seconds = BigInt.asIntN(64, varint(value, "seconds"));
    if (number === 2) nanos = BigInt.asIntN(64, varint(value, "nanos"));
  }
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19);
  return type === "time" ? `${whole}Z` : `${whole}.${String(nanos / 1000n).padStart(6, "0")}Z`;
}

function quantity(bytes: Uint8Array): string {
  for (const { number, value } of fieldsIn(bytes)) if (number === 1) return fromUtf8(bytesOf(value, "string"));
  return "0";
}

/** {1: which, 2: the number, 3: the text} */
function intOrString(bytes: Uint8Array): number | string {
  let isText = false;
  let int = 0;
  let text = "";
  for (const { number, value } of fieldsIn(bytes)) {
    if (number === 1) isText = varint(value, "type") === 1n;
    if (number === 2) int = Number(BigInt.asIntN(64, varint(value, "intVal")));
    if (number === 3) text = fromUtf8(bytesOf(value, "strVal"));
  }
  return isText ? text : int;
}

/** JSON that goes as it is: {1: text}. */
function raw(bytes: Uint8Array, name: string, messages: Messages): unknown {
  const either = EITHER[name];
  const schema = either && messages.get("JSONSchemaProps");
  if (schema) return eitherOf(bytes, either, schema, messages);
  for (const { number, value } of fieldsIn(bytes)) {
    if (number !== 1) continue;
    const text = fromUtf8(bytesOf(value, name));
    if (text === "") return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw new ProtoError(`invalid JSON in field ${name}`);
    }
  }
  return undefined;
}

/** JSONSchemaPropsOrArray {1: schema, 2: schemas}, JSONSchemaPropsOrBool {1: allows, 2: schema}. */
function eitherOf(bytes: Uint8Array, either: "list" | "allowed", schema: Message, messages: Messages): unknown {
  const list: unknown[] = [];
  let one: unknown = either === "list" ? undefined : false;
  for (const { number, value } of fieldsIn(bytes)) {
    if (typeof value === "bigint") one = typeof one === "object" ? one : value !== 0n;
    else if (value instanceof Uint8Array) {
      const read = readMessage(value, schema, messages);
      if (either === "list" && number === 2) list.push(read);
      else one = read;
    }
  }
  return one ?? list;
}
