import type { Clock } from "../../../base/clock.ts";
import { bodyBytes, type HttpRequest, headerOf } from "../../../base/http.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import { DecodeError, decode } from "../../machinery/decoding.ts";
import { sortedKeys } from "../../machinery/encoding.ts";
import { badRequest, failure, invalidObject, unsupportedMediaType } from "../../machinery/failures.ts";
import { fieldPath, invalid } from "../../machinery/field.ts";
import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { Schemas } from "../../machinery/schema.ts";
import { goMap } from "../../machinery/strategicMerge.ts";
import { isObject, type JsonObject } from "../../machinery/values.ts";
import type { PatchType } from "../patching.ts";

const READABLE = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/cbor"];

const PATCHES: Readonly<Record<string, PatchType>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
};

/** The media type without its parameters. */
export function contentType(request: HttpRequest): string {
  return (headerOf(request, "Content-Type") ?? "").split(";")[0]!.trim().toLowerCase();
}

/** A request's body as JSON. @throws StatusError UnsupportedMediaType, BadRequest */
export async function readJson(request: HttpRequest, clock: Clock): Promise<unknown> {
  const type = contentType(request);
  const text = await limitedText(request);
  if (type === "application/yaml") {
    const { parse } = await clock.hold(import("yaml"));
    return parse(text) as unknown;
  }
  if (type !== "" && type !== "application/json" && type !== "*/*") throw unsupportedMediaType(READABLE);
  return parseJson(text, "couldn't get version/kind; json parse error");
}

const MOST_BYTES = 3 * 1024 * 1024;

/** The whole body as text. @throws StatusError RequestEntityTooLarge above 3 MiB, as the real server does */
async function limitedText(request: HttpRequest): Promise<string> {
  const bytes = await bodyBytes(request.body);
  if (bytes.length <= MOST_BYTES) return fromUtf8(bytes);
  throw failure(413, "RequestEntityTooLarge", `Request entity too large: limit is ${MOST_BYTES}`);
}

function parseJson(text: string, words: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`${words}: ${jsonProblem(text)}`);
  }
}

/** What encoding/json says of text that is no JSON. */
export function jsonProblem(text: string): string {
  const trimmed = text.trimStart();
  const first = trimmed[0];
  if (first === undefined) return "unexpected end of JSON input";
  if (!/[[{"\-\dtfn]/.test(first)) return `invalid character '${first}' looking for beginning of value`;
  const key = /^\{\s*([^"}\s])/.exec(trimmed)?.[1];
  if (key !== undefined) return `invalid character '${key}' looking for beginning of object key string`;
  return "unexpected end of JSON input";
}

/** fieldValidation: what to do about unknown fields. */
export type FieldValidation = "Strict" | "Warn" | "Ignore";

export function fieldValidation(query: URLSearchParams): FieldValidation {
  const asked = query.get("fieldValidation") ?? "";
  if (asked === "Strict" || asked === "Ignore" || asked === "Warn") return asked;
  if (asked === "") return "Warn";
  const supported = ['"Ignore"', '"Strict"', '"Warn"'].join(", ");
  throw invalidObject({ group: "meta.k8s.io", kind: "CreateOptions" }, "", [
    {
      type: "FieldValueNotSupported",
      field: "fieldValidation",
      message: `Unsupported value: ${JSON.stringify(asked)}: supported values: ${supported}`,
    },
  ]);
}

export interface Reading {
  readonly kind: Kind;
  readonly schemas: Schemas;
  readonly validation: FieldValidation;
  readonly warnings: string[];
}

/** A whole object as a client sent it. @throws StatusError BadRequest, in the decoder's words */
export function readObject(input: unknown, reading: Reading): KubeObject {
  const { kind } = reading;
  if (!isObject(input))
    throw badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(input) ? "array" : typeof input} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
    );
  checkType(input, kind);
  const refused = (words: string) =>
    badRequest(`${kind.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: ${words}`);
  try {
    const { value, unknown } = decodeAs(input, reading, "json");
    if (unknown.length > 0 && reading.validation === "Strict") throw refused(strictWords(unknown));
    warnOf(unknown, reading);
    return { ...value, apiVersion: apiVersionOf(kind), kind: kind.kind } as KubeObject;
  } catch (error) {
    if (error instanceof DecodeError) throw refused(error.message);
    throw error;
  }
}

function checkType(input: JsonObject, kind: Kind): void {
  const expected = apiVersionOf(kind);
  if (typeof input.apiVersion === "string" && input.apiVersion !== "" && input.apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${input.apiVersion}) does not match the expected API version (${expected})`,
    );
  }
  if (typeof input.kind === "string" && input.kind !== "" && input.kind !== kind.kind) {
    throw badRequest(
      `${input.kind} in version ${JSON.stringify(kind.version)} cannot be handled as a ${kind.kind}: converting (v1.${input.kind}) to (v1.${kind.kind}): unknown conversion`,
    );
  }
}

/**
 * A patched object, read again. @throws StatusError Invalid: problems are told as problems of the patch
 */
export function readPatched(patched: unknown, patch: { type: PatchType; body: unknown }, reading: Reading): KubeObject {
  const refused = (words: string) => {
    const shown = patch.type === "strategic" ? goMap(patch.body) : JSON.stringify(asPrinted(patched, reading.kind));
    return invalidObject({ group: "", kind: "" }, "", [invalid(fieldPath("patch"), shown, words)]);
  };
  try {
    const { value, unknown } = decodeAs(patched, reading, patch.type === "strategic" ? "patch" : "json");
    if (unknown.length > 0 && reading.validation === "Strict") throw refused(strictWords(unknown));
    warnOf(unknown, reading);
    return value as unknown as KubeObject;
  } catch (error) {
    if (error instanceof DecodeError) throw refused(error.message);
    throw error;
  }
}

/** Objects of free-form kinds have their keys in order. */
const asPrinted = (object: unknown, kind: Kind) => (kind.schema ? object : sortedKeys(object));

function decodeAs(input: unknown, { kind, schemas }: Reading, dialect: "json" | "patch") {
  const type = kind.schema ? schemas.type(kind.schema) : undefined;
  if (type) return decode(input, type, schemas, dialect);
  if (!isObject(input))
    throw new DecodeError("json: cannot unmarshal array into Go value of type map[string]interface {}");
  const meta = schemas.type("ObjectMeta");
  if (!meta || !isObject(input.metadata)) return { value: input, unknown: [] };
  const { value, unknown } = decode(input.metadata, meta, schemas, dialect);
  const whole = { ...input, metadata: value };
  return {
    value: whole,
    unknown: [...unknown.map((path) => `metadata.${path}`), ...(kind.unknownFields?.(whole) ?? [])],
  };
}

const MOST_WORDS = 100;

const strictWords = (unknown: readonly string[]) =>
  `strict decoding error: ${unknownWords(unknown).slice(0, MOST_WORDS).join(", ")}`;

const unknownWords = (unknown: readonly string[]) => unknown.map((path) => `unknown field ${JSON.stringify(path)}`);

function warnOf(unknown: readonly string[], { validation, warnings }: Reading): void {
  if (validation === "Warn") warnings.push(...unknownWords(unknown));
}

/** A patch as it came. @throws StatusError UnsupportedMediaType, BadRequest */
export async function readPatch(request: HttpRequest, kind: Kind): Promise<{ type: PatchType; body: unknown }> {
  const type = PATCHES[contentType(request)];
  const accepted = Object.keys(PATCHES).filter((one) => kind.schema || PATCHES[one] !== "strategic");
  if (!type || (type === "strategic" && !kind.schema))
    throw unsupportedMediaType([...accepted, "application/apply-patch+yaml"]);
  return { type, body: parseJson(await limitedText(request), "error decoding patch") };
}
