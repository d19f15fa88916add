import { bytesFromBase64 } from "../../../base/base64.ts";
import { utf8 } from "../../../base/streams.ts";
import type { FieldSchema, ScalarType, ValueSchema } from "../schema.ts";
import { isObject, type JsonObject } from "../values.ts";
import { EITHER, type Message, type Messages } from "./messages.ts";
import { ProtoError, WireWriter } from "./wire.ts";

/**
 * An object as a message, byte for byte as Go writes it: fields by number, maps by key, and what is no pointer even when it is
 * empty.
 *
 * @param value the object as it goes over the wire in JSON
 */
export function writeMessage(value: JsonObject, message: Message, messages: Messages): Uint8Array {
  const writer = new WireWriter();
  for (const [number, field] of message.fields) {
    if (field.part) writer.bytes(number, writeMessage(value, field.part, messages));
    else if (field.schema.value.type === "any" && EITHER[field.name] && value[field.name] !== undefined) {
      writer.bytes(number, eitherBytes(value[field.name], EITHER[field.name]!, messages));
    } else writeField(writer, number, value[field.name] ?? undefined, field.schema, messages);
  }
  return writer.done();
}

function eitherBytes(value: unknown, either: "list" | "allowed", messages: Messages): Uint8Array {
  const writer = new WireWriter();
  const schema = { type: "struct", of: "JSONSchemaProps" } as const;
  if (either === "allowed") writer.varint(1, value === false ? 0 : 1);
  if (Array.isArray(value)) for (const one of value) writer.bytes(2, bytesOf(one, schema, messages));
  else if (isObject(value)) writer.bytes(either === "list" ? 1 : 2, bytesOf(value, schema, messages));
  return writer.done();
}

function writeField(writer: WireWriter, number: number, value: unknown, schema: FieldSchema, messages: Messages): void {
  const { value: type } = schema;
  if (type.type === "list") {
    for (const item of Array.isArray(value) ? value : []) writeValue(writer, number, item, type.items, messages);
  } else if (type.type === "map") {
    writeMap(writer, number, value, type.values, messages);
  } else if (value !== undefined || (schema.empty !== "kept" && type.type !== "bytes")) {
    writeValue(writer, number, value, type, messages);
  }
}

function writeMap(writer: WireWriter, number: number, value: unknown, values: ValueSchema, messages: Messages): void {
  if (!isObject(value)) return;
  for (const key of Object.keys(value).sort()) {
    const entry = new WireWriter();
    entry.bytes(1, utf8(key));
    const item = value[key] ?? undefined;
    if (item !== undefined || values.type !== "bytes") writeValue(entry, 2, item, values, messages);
    writer.bytes(number, entry.done());
  }
}

/** One value; undefined is the type's zero. */
function writeValue(writer: WireWriter, number: number, value: unknown, schema: ValueSchema, messages: Messages): void {
  switch (schema.type) {
    case "bool":
      return writer.varint(number, value === true ? 1 : 0);
    case "int32":
    case "int64":
      return writer.varint(number, typeof value === "number" ? BigInt(Math.trunc(value)) : 0);
    case "double":
      return writer.double(number, typeof value === "number" ? value : 0);
    default:
      return writer.bytes(number, bytesOf(value, schema, messages));
  }
}

function bytesOf(value: unknown, schema: ValueSchema, messages: Messages): Uint8Array {
  switch (schema.type) {
    case "struct": {
      const message = messages.get(schema.of);
      if (!message) throw new ProtoError(`proto: ${schema.of} has no protocol buffer form`);
      return writeMessage(isObject(value) ? value : {}, message, messages);
    }
    case "list":
    case "map": {
      const writer = new WireWriter();
      writeField(writer, 1, value, { value: schema }, messages);
      return writer.done();
    }
    default:
      return scalarBytes(value, schema.type);
  }
}

function scalarBytes(value: unknown, type: ScalarType): Uint8Array {
  const writer = new WireWriter();
  switch (type) {
    case "string":
      return utf8(typeof value === "string" ? value : "");
    case "bytes":
      return bytesFromBase64(typeof value === "string" ? value : "");
    case "time":
    case "microTime":
      return typeof value === "string" ? timestamp(value) : writer.done();
    case "quantity":
      writer.bytes(1, utf8(value === undefined ? "0" : String(value)));
      return writer.done();
    case "intOrString":
      writer.varint(1, typeof value === "string" ? 1 : 0);
      writer.varint(2, typeof value === "number" ? BigInt(value) : 0);
      writer.bytes(3, utf8(typeof value === "string" ? value : ""));
      return writer.done();
    default:
      // JSON that goes as it is: {1: text}.
      if (value !== undefined) writer.bytes(1, utf8(JSON.stringify(value)));
      return writer.done();
  }
}

/** google.protobuf.Timestamp. */
function timestamp(text: string): Uint8Array {
  const writer = new WireWriter();
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? "";
  writer.varint(1, BigInt(Math.floor(Date.parse(text) / 1000)));
  writer.varint(2, BigInt(fraction.padEnd(9, "0").slice(0, 9)));
  return writer.done();
}
