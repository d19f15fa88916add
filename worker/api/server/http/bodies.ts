import type { Clock } from "../../../base/clock.ts";
import type { HttpRequest } from "../../../base/http.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import { DecodeError, decode } from "../../machinery/decoding.ts";
import { sortedKeys } from "../../machinery/encoding.ts";
import { badRequest, invalidObject, routeRefused, unsupportedMediaType } from "../../machinery/failures.ts";
import { fieldPath, invalid } from "../../machinery/field.ts";
import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { Schemas } from "../../machinery/schema.ts";
import { goMap } from "../../machinery/strategicMerge.ts";
import { isObject, type JsonObject } from "../../machinery/values.ts";
import type { PatchType } from "../patching.ts";
import { contentType, type Input, limitedBytes, notRegistered, patchJson } from "./input.ts";
import type { FieldValidation } from "./options.ts";

const PATCHES: Readonly<Record<string, PatchType>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
};

export interface Reading {
  readonly kind: Kind;
  /** Whether the server knows of a type at all. */
  readonly registered: (apiVersion: string, kind: string) => boolean;
  readonly schemas: Schemas;
  readonly validation: FieldValidation;
  readonly warnings: string[];
  /** The object as it goes over the wire. */
  readonly encode: <T extends object>(object: T) => T;
}

/** A whole object as a client sent it. @throws StatusError BadRequest, in the decoder's words */
export function readObject({ value: input, duplicates }: Input, reading: Reading): KubeObject {
  const { kind } = reading;
  const { apiVersion, kind: kindName } = namedType(input as JsonObject, kind);
  const refused = (words: string) =>
    badRequest(
      `${kindName} in version ${JSON.stringify(apiVersion.split("/").at(-1))} cannot be handled as a ${kind.kind}: ${words}`,
    );
  const other = otherType(apiVersion, kindName, reading);
  if (other !== undefined) throw refused(other);
  try {
    const { value, unknown } = decodeAs(input, reading, "json");
    const problems = [...duplicates, ...unknownWords(unknown)];
    if (problems.length > 0 && reading.validation === "Strict") throw refused(strictWords(problems));
    warnOf(problems, reading);
    return { ...value, apiVersion: apiVersionOf(kind), kind: kindName } as KubeObject;
  } catch (error) {
    if (error instanceof DecodeError) throw refused(error.message);
    throw error;
  }
}

/** The type that the object names; what it leaves out is as the path says. */
function namedType({ apiVersion, kind }: JsonObject, expected: Kind): { apiVersion: string; kind: string } {
  return {
    apiVersion: typeof apiVersion === "string" && apiVersion !== "" ? apiVersion : apiVersionOf(expected),
    kind: typeof kind === "string" && kind !== "" ? kind : expected.kind,
  };
}

/** Why an object of another type cannot be read as the kind; undefined when it is of the kind. */
function otherType(apiVersion: string, name: string, { kind, registered }: Reading): string | undefined {
  const expected = apiVersionOf(kind);
  if (apiVersion === expected && name === kind.kind) return undefined;
  // Custom resources are read whatever kind they say they are.
  const known = kind.openApi !== undefined || registered(apiVersion, name);
  if (!known) {
    return notRegistered(name, apiVersion);
  }
  if (!kind.openApi && name !== kind.kind) {
    const version = apiVersion.split("/").at(-1);
    return `converting (${version}.${name}) to (${internalPackage(kind)}.${kind.kind}): unknown conversion`;
  }
  if (apiVersion === expected) return undefined;
  throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`);
}

/** Where Kubernetes keeps the types that all versions of a group are converted to. */
const internalPackage = ({ group }: Kind) => (group === "" ? "core" : group.split(".")[0]!);

/**
 * A patched object, read again. @throws StatusError Invalid: problems are told as problems of the patch
 */
export function readPatched(patched: unknown, patch: { type: PatchType; body: unknown }, reading: Reading): KubeObject {
  const refused = (words: string) => {
    const shown = patch.type === "strategic" ? goMap(patch.body) : JSON.stringify(asPrinted(patched, patch, reading));
    return invalidObject({ group: "", kind: "" }, "", [invalid(fieldPath("patch"), shown, words)]);
  };
  try {
    const { value, unknown } = decodeAs(patched, reading, patch.type === "strategic" ? "patch" : "json");
    if (unknown.length > 0 && reading.validation === "Strict") throw refused(strictWords(unknownWords(unknown)));
    warnOf(unknownWords(unknown), reading);
    return value as unknown as KubeObject;
  } catch (error) {
    if (error instanceof DecodeError) throw refused(error.message);
    throw error;
  }
}

/** A patched object as the server shows it: what the patch went through has its keys in order, the rest is as it is sent. */
function asPrinted(patched: unknown, patch: { type: PatchType; body: unknown }, { kind, encode }: Reading): unknown {
  if (!kind.schema || !isObject(patched)) return sortedKeys(patched);
  const { apiVersion = apiVersionOf(kind), kind: name = kind.kind } = patched;
  const whole = { ...patched, apiVersion, kind: name };
  return sortedAlong(whole, encode(whole), patch.type === "merge" ? patch.body : {});
}

function sortedAlong(value: unknown, sent: unknown, patch: unknown): unknown {
  if (!isObject(value) || !isObject(patch)) return sent ?? value;
  const known = isObject(sent) ? sent : {};
  const shown = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => [key, sortedAlong(value[key], known[key], patch[key])]);
  return Object.fromEntries(shown);
}

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

const strictWords = (problems: readonly string[]) =>
  `strict decoding error: ${problems.slice(0, MOST_WORDS).join(", ")}`;

const unknownWords = (unknown: readonly string[]) => unknown.map((path) => `unknown field ${JSON.stringify(path)}`);

function warnOf(problems: readonly string[], { validation, warnings }: Reading): void {
  if (validation !== "Warn") return;
  for (const problem of problems) warnings.push(...warningsOf(problem));
}

/** What a reader of YAML found is told line by line. */
function warningsOf(problem: string): readonly string[] {
  const [head, ...lines] = problem.split("\n");
  return head === "yaml: unmarshal errors:" ? lines.map((line) => line.trim()) : [problem];
}

/** A patch as it came. @throws StatusError UnsupportedMediaType, BadRequest */
export async function readPatch(
  request: HttpRequest,
  kind: Kind,
  clock: Clock,
): Promise<{ type: PatchType; body: unknown }> {
  const type = PATCHES[contentType(request)];
  if (!type && !kind.openApi) throw routeRefused(415, "415: Unsupported Media Type");
  const accepted = Object.keys(PATCHES).filter((one) => kind.schema || PATCHES[one] !== "strategic");
  if (!type || (type === "strategic" && !kind.schema))
    throw unsupportedMediaType([...accepted, "application/apply-patch+yaml"]);
  const text = fromUtf8(await limitedBytes(request.body));
  return { type, body: await patchJson(text, type === "strategic" ? "" : "error decoding patch: ", clock) };
}
