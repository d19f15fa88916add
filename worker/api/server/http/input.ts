import type { Clock } from "../../../base/clock.ts";
import { type Body, type HttpRequest, headerOf } from "../../../base/http.ts";
import { concatBytes, fromUtf8 } from "../../../base/streams.ts";
import { badRequest, failure, unsupportedMediaType } from "../../machinery/failures.ts";
import type { Schemas } from "../../machinery/schema.ts";
import { isObject } from "../../machinery/values.ts";

/** What a body is read with, and what it should be. */
export interface Reader {
  readonly clock: Clock;
  readonly schemas: Schemas;
  /** The kind that the body should be of, for messages: "Pod". */
  readonly expects: string;
  /** The type's schema, for bodies in protocol buffers; undefined for what has none. */
  readonly schema: string | undefined;
  /** The body must say itself what it is, as custom resources must. */
  readonly unstructured?: boolean;
}

/** A body read: a value of JSON, and what a strict reader says of fields that the text had twice. */
export interface Input {
  readonly value: unknown;
  readonly duplicates: readonly string[];
}

const PROTOBUF = "application/vnd.kubernetes.protobuf";
const READABLE = ["application/json", "application/yaml", PROTOBUF];

/** The media type without its parameters; empty when there is none. */
export function contentType(request: HttpRequest): string {
  return (headerOf(request, "Content-Type") ?? "").split(";")[0]!.trim().toLowerCase();
}

/** Bytes that no reader understands. The message is the reader's. */
class Unreadable extends Error {}

/** A request's body as JSON. @throws StatusError UnsupportedMediaType, RequestEntityTooLarge, BadRequest */
export async function readInput(request: HttpRequest, reader: Reader): Promise<Input> {
  const type = contentType(request) || READABLE[0]!;
  if (!READABLE.includes(type)) throw unsupportedMediaType(READABLE);
  const bytes = await limitedBytes(request.body);
  try {
    return await inputOf(bytes, type, reader);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${reader.expects}): ${error.message} (${summary(bytes)})`,
    );
  }
}

/** The options of a deletion; undefined when the body is empty. Its messages have nothing around them. */
export async function readOptions(request: HttpRequest, reader: Omit<Reader, "expects" | "schema">): Promise<unknown> {
  const bytes = await limitedBytes(request.body);
  if (bytes.length === 0) return undefined;
  const type = contentType(request) || READABLE[0]!;
  if (!READABLE.includes(type)) throw unsupportedMediaType(READABLE);
  try {
    const { value } = await inputOf(bytes, type, { ...reader, expects: "DeleteOptions", schema: "DeleteOptions" });
    const { kind, apiVersion } = value as { kind?: string; apiVersion?: string };
    if (kind && kind !== "DeleteOptions") throw new Unreadable(notRegistered(kind, apiVersion ?? "meta.k8s.io/v1"));
    return value;
  } catch (error) {
    throw error instanceof Unreadable ? badRequest(error.message) : error;
  }
}

async function inputOf(bytes: Uint8Array, type: string, reader: Reader): Promise<Input> {
  if (type === PROTOBUF) return { value: await fromProtobuf(bytes, reader), duplicates: [] };
  if (type === READABLE[0]) {
    const text = fromUtf8(bytes);
    const input = await fromJson(text, reader.clock);
    if (reader.unstructured && !(input.value as { kind?: string }).kind) {
      throw new Unreadable(`Object 'Kind' is missing in '${text}'`);
    }
    return input;
  }
  const { value, duplicates } = await fromYaml(fromUtf8(bytes), reader.clock);
  return { value: checked(value), duplicates };
}

const MOST_BYTES = 3 * 1024 * 1024;

/** The whole body. @throws StatusError RequestEntityTooLarge above 3 MiB, without reading on */
export async function limitedBytes(body: Body): Promise<Uint8Array> {
  const tooLarge = () => failure(413, "RequestEntityTooLarge", `Request entity too large: limit is ${MOST_BYTES}`);
  if (body instanceof Uint8Array) {
    if (body.length > MOST_BYTES) throw tooLarge();
    return body;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > MOST_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return concatBytes(chunks);
}

/** A patch's text as JSON. @throws StatusError BadRequest */
export async function patchJson(text: string, words: string, clock: Clock): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(words + (await jsonWords(text, clock)));
  }
}

async function jsonWords(text: string, clock: Clock): Promise<string> {
  const { jsonProblem } = await clock.hold(import("../../../base/jsonSyntax.ts"));
  return jsonProblem(text) ?? "unexpected end of JSON input";
}

const META = "couldn't get version/kind; json parse error: ";

async function fromJson(text: string, clock: Clock): Promise<Input> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable(META + (await jsonWords(text, clock)));
  }
  checked(value);
  // A field that stands twice is one field of the value: only then the text has more names than the value.
  if (namesIn(text) === fieldsOf(value)) return { value, duplicates: [] };
  const { duplicateFields } = await clock.hold(import("../../../base/jsonSyntax.ts"));
  return { value, duplicates: duplicateFields(text).map((path) => `duplicate field ${JSON.stringify(path)}`) };
}

/** How many names of fields a text has at most: what stands in a string may look like one. */
function namesIn(text: string): number {
  let names = 0;
  for (const _ of text.matchAll(/"\s*:/g)) names += 1;
  return names;
}

function fieldsOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const inner = Object.values(value);
  let fields = Array.isArray(value) ? 0 : inner.length;
  for (const one of inner) fields += fieldsOf(one);
  return fields;
}

async function fromYaml(text: string, clock: Clock): Promise<Input> {
  const { yamlInput } = await clock.hold(import("./yamlInput.ts"));
  const read = yamlInput(text);
  if ("unreadable" in read) throw new Unreadable(read.unreadable);
  return read;
}

async function fromProtobuf(bytes: Uint8Array, reader: Reader): Promise<unknown> {
  const { protobufJson } = await reader.clock.hold(import("./protobufInput.ts"));
  const read = protobufJson(bytes, reader);
  if ("unreadable" in read) throw new Unreadable(read.unreadable);
  return read.value;
}

const HEAD = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** What does not even tell its type is not looked at further. */
function checked(value: unknown): unknown {
  if (value === null) return {};
  if (!isObject(value))
    throw new Unreadable(`${META}json: cannot unmarshal ${wordFor(value)} into Go value of type ${HEAD}`);
  for (const field of ["apiVersion", "kind"]) {
    const text = value[field];
    if (text === undefined || text === null || typeof text === "string") continue;
    throw new Unreadable(
      `${META}json: cannot unmarshal ${wordFor(text)} into Go struct field .${field} of type string`,
    );
  }
  return value;
}

const wordFor = (value: unknown) =>
  Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;

/** The words for a type that the server does not know. */
export const notRegistered = (kind: string, apiVersion: string): string =>
  `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/api/legacyscheme/scheme.go:30"`;

const SHOWN = 30;

/** The beginning of a body: as text when it looks like JSON, else byte for byte. */
function summary(bytes: Uint8Array): string {
  if (bytes.length === 0) return "<empty>";
  const start = bytes.subarray(0, SHOWN);
  const more = bytes.length > SHOWN ? " ..." : "";
  if (start[0] === 0x7b) return fromUtf8(start) + more;
  return Array.from(start, (byte) => byte.toString(16).padStart(2, "0")).join("") + more;
}
