import type { HttpRequest, HttpResponse } from "../../../base/http.ts";
import { methodNotAllowed, pathNotFound, unknownError } from "../../machinery/failures.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject, ObjectRef } from "../../machinery/object.ts";
import { isObject, type JsonObject } from "../../machinery/values.ts";
import { deletionAnswer } from "../deletion.ts";
import { patched, withIdentity } from "../patching.ts";
import type { DeleteRequest, WriteRequest } from "../request.ts";
import type { Verbs } from "../verbs.ts";
import { jsonAnswer, successStatus, warningHeaders } from "./answers.ts";
import { APPLY, applyTo, managerOfAgent, mentionsOwners, readConfig, updateOwners } from "./applying.ts";
import { type Reading, readObject, readPatch, readPatched } from "./bodies.ts";
import { contentType, readInput, readOptions } from "./input.ts";
import { listOf } from "./lists.ts";
import type { Wanted } from "./negotiation.ts";
import { checkDeleteOptions, deleteQuery, type WriteOptions, writeOptions } from "./options.ts";
import { includeObject, partial, type TableOptions, tableOf } from "./table.ts";

/** One request for a write, as the door has understood it. */
export interface Write {
  readonly request: HttpRequest;
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  readonly query: URLSearchParams;
  readonly wanted: Wanted;
  readonly by: WriteRequest["by"];
  readonly verbs: Verbs;
  /** Gathers what the answer warns of, whether it is a failure or not. */
  readonly warnings: string[];
  /** The object, or a part of it of a named type, as it goes over the wire. */
  readonly encode: TableOptions["encode"];
}

interface Prepared {
  readonly change: WriteRequest & { readonly warnings: string[] };
  readonly reading: Reading;
}

function prepare(write: Write, options: WriteOptions): Prepared {
  const { kind, by, verbs, request, encode, warnings } = write;
  const { dryRun, manager, validation } = options;
  return {
    change: { by, warnings, dryRun, outside: true, manager: manager ?? managerOfAgent(request) },
    reading: {
      kind,
      registered: (apiVersion, name) => verbs.kinds.byKind(apiVersion, name) !== undefined,
      schemas: verbs.schemas,
      validation,
      warnings,
      encode,
    },
  };
}

/** The body as an object of the request's kind. */
async function readWhole({ request, kind, verbs }: Write, reading: Reading): Promise<KubeObject> {
  const { clock } = verbs.resources;
  const reader = { clock, schemas: verbs.schemas, expects: kind.kind, schema: kind.schema };
  const input = await readInput(request, { ...reader, unstructured: kind.openApi !== undefined });
  return readObject(input, reading);
}

/** The body as an object that only this subresource knows. */
async function readPart({ request, verbs }: Write, type: string): Promise<JsonObject> {
  const { clock } = verbs.resources;
  const input = await readInput(request, { clock, schemas: verbs.schemas, expects: type, schema: type });
  return input.value as JsonObject;
}

function answer(write: Write, code: number, object: KubeObject, warnings: readonly string[] = []): HttpResponse {
  const { kind, query, wanted, verbs, encode } = write;
  const headers = warningHeaders(warnings);
  const own = object.kind === kind.kind;
  if (wanted.as === "Table" && own) {
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    const nowMs = verbs.resources.clock.now();
    const options = { metadata, include: includeObject(query), nowMs, version: wanted.version, encode };
    return jsonAnswer(code, tableOf(kind, [object], options), wanted.pretty, headers);
  }
  if (wanted.as === "PartialObjectMetadata") {
    return jsonAnswer(code, partial(object, wanted.version, encode), wanted.pretty, headers);
  }
  return jsonAnswer(code, own ? encode(object) : object, wanted.pretty, headers);
}

export async function post(write: Write): Promise<HttpResponse> {
  const { kind, namespace, name, subresource, query, verbs } = write;
  if (name !== undefined) {
    if (!subresource) throw methodNotAllowed();
    return postSubresource(write, { ...(namespace ? { namespace } : {}), name }, subresource);
  }
  if (kind.namespaced && namespace === undefined) throw methodNotAllowed();
  const { change, reading } = prepare(write, writeOptions(query, "CreateOptions"));
  if (kind.kind === "Binding" && kind.group === "") return bindNamed(write, change);
  const object = await readWhole(write, reading);
  return answer(write, 201, await verbs.create(kind, namespace, object, change), change.warnings);
}

/** A pod bound by a Binding that has its name. k8s.io/kubernetes pkg/registry/core/pod/storage LegacyBindingREST */
async function bindNamed(write: Write, change: WriteRequest): Promise<HttpResponse> {
  const { verbs, namespace = "", wanted } = write;
  const body = await readPart(write, "Binding");
  const { metadata, target } = body as { metadata?: { name?: string }; target?: { name?: string } };
  await verbs.bind({ namespace, name: metadata?.name ?? "" }, target?.name ?? "", change);
  return jsonAnswer(201, { ...successStatus(undefined), code: 201 }, wanted.pretty);
}

/** The object that a request wants to create, read by its kind's schema. */
export async function readCreated(write: Write): Promise<KubeObject> {
  return readWhole(write, prepare(write, writeOptions(write.query, "CreateOptions")).reading);
}

async function postSubresource(write: Write, ref: ObjectRef, subresource: string): Promise<HttpResponse> {
  const { kind, query, verbs, wanted } = write;
  const { change } = prepare(write, writeOptions(query, "CreateOptions"));
  if (!kind.subresources.includes(subresource as "binding")) throw pathNotFound();
  switch (subresource) {
    case "binding": {
      const body = await readPart(write, "Binding");
      const target = body.target as { name?: string } | undefined;
      if (!target?.name) throw unknownError("target.name: Required value");
      await verbs.bind(ref, target.name, change);
      return jsonAnswer(201, { ...successStatus(undefined), code: 201 }, wanted.pretty);
    }
    case "eviction": {
      const body = await readPart(write, "Eviction");
      const asked = { ...change, ...deleteOptions(body.deleteOptions) };
      const { prepareEviction } = await verbs.resources.clock.hold(import("../eviction.ts"));
      await verbs.evict(ref, asked, () => prepareEviction(verbs, ref, body as unknown as KubeObject, asked));
      return jsonAnswer(201, { ...successStatus(undefined), code: 201 }, wanted.pretty);
    }
    case "token":
      return jsonAnswer(201, verbs.token(ref, await readPart(write, "TokenRequest")), wanted.pretty);
    default:
      throw methodNotAllowed();
  }
}

export async function put(write: Write): Promise<HttpResponse> {
  const { kind, subresource, query, verbs } = write;
  const ref = named(write);
  const { change, reading } = prepare(write, writeOptions(query, "UpdateOptions"));
  if (subresource === "scale") {
    const input = await readPart(write, "Scale");
    return answer(write, 200, await verbs.rescale(kind, ref, () => input, change), change.warnings);
  }
  const object = await readWhole(write, reading);
  const updated = await updateOwners(verbs, kind, ref, () => object, { ...change, ...part(write) });
  return answer(write, 200, updated, change.warnings);
}

export async function patch(write: Write): Promise<HttpResponse> {
  const { request, kind, subresource, query, verbs } = write;
  const ref = named(write);
  const applying = contentType(request) === APPLY;
  const options = writeOptions(query, "PatchOptions", { applying });
  const { change, reading } = prepare(write, options);
  if (applying) {
    const asked = { config: await readConfig(request, reading, verbs.resources.clock), force: options.force };
    const { code, object } = await applyTo(verbs, kind, ref, asked, { ...change, ...part(write) });
    return answer(write, code, object, change.warnings);
  }
  const asked = await readPatch(request, kind, verbs.resources.clock);
  const applied = (object: KubeObject) => patched(kind, object, asked, verbs.schemas);
  if (subresource === "scale") {
    return answer(write, 200, await verbs.rescale(kind, ref, applied, change), change.warnings);
  }
  const whole = (object: KubeObject) => (mentionsOwners(asked.body) ? verbs.shown(kind, object) : object);
  const next = (object: KubeObject) => withIdentity(readPatched(applied(whole(object)), asked, reading), ref);
  return answer(write, 200, await updateOwners(verbs, kind, ref, next, { ...change, ...part(write) }), change.warnings);
}

function named({ namespace, name }: Write): ObjectRef {
  if (name === undefined) throw methodNotAllowed();
  return { ...(namespace ? { namespace } : {}), name };
}

/** Which part of the object a subresource writes. */
function part({ kind, subresource }: Write): {
  subresource?: "status" | "approval" | "finalize" | "ephemeralcontainers" | "resize";
} {
  if (subresource === undefined) return {};
  const writable =
    subresource === "status" ||
    subresource === "approval" ||
    subresource === "finalize" ||
    subresource === "resize" ||
    subresource === "ephemeralcontainers";
  if (!writable || !kind.subresources.includes(subresource)) throw pathNotFound();
  return { subresource };
}

export async function remove(write: Write): Promise<HttpResponse> {
  const { request, kind, namespace, name, query, verbs, wanted, by, encode, warnings } = write;
  const { clock } = verbs.resources;
  const asked = (await readOptions(request, { clock, schemas: verbs.schemas })) ?? deleteQuery(query);
  const options: DeleteRequest = { by, warnings, outside: true, ...deleteOptions(asked) };
  if (name !== undefined) {
    const deletion = await verbs.delete(kind, named(write), options);
    const body = deletionAnswer(kind, deletion, clock.now());
    // Whoever asked the old way for dependents to go too is told that this takes its time.
    const accepted = !deletion.gone && isObject(asked) && asked.orphanDependents === false;
    if (body.kind === "Status") return jsonAnswer(200, body, wanted.pretty);
    return answer(write, accepted ? 202 : 200, body as KubeObject, warnings);
  }
  const items = verbs.list(kind, {
    ...(namespace ? { namespace } : {}),
    labels: query.get("labelSelector") ?? "",
    fields: query.get("fieldSelector") ?? "",
  });
  for (const { metadata } of items) {
    const ref = { name: metadata.name, ...(metadata.namespace ? { namespace: metadata.namespace } : {}) };
    if (verbs.resources.find(kind, ref)) await verbs.delete(kind, ref, options);
  }
  const metadata = { resourceVersion: String(verbs.resources.store.revision) };
  if (wanted.as === "PartialObjectMetadata") {
    const parts = items.map((object) => partial(object, wanted.version, encode));
    const head = { kind: "PartialObjectMetadataList", apiVersion: `meta.k8s.io/${wanted.version}` };
    return jsonAnswer(200, { ...head, metadata, items: parts }, wanted.pretty);
  }
  return jsonAnswer(200, listOf(kind, metadata, items, encode), wanted.pretty);
}

type DeleteOptionsOf = Omit<DeleteRequest, "by">;

/** @throws StatusError Invalid */
function deleteOptions(options: unknown): DeleteOptionsOf {
  if (!isObject(options)) return {};
  checkDeleteOptions(options);
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, dryRun } = options;
  const propagation =
    propagationPolicy ??
    (typeof orphanDependents === "boolean" ? (orphanDependents ? "Orphan" : "Background") : undefined);
  return {
    ...(typeof gracePeriodSeconds === "number" ? { gracePeriodSeconds } : {}),
    ...(propagation ? { propagation: propagation as NonNullable<DeleteRequest["propagation"]> } : {}),
    ...(isObject(preconditions) ? { preconditions: preconditions as { uid?: string } } : {}),
    ...(Array.isArray(dryRun) && dryRun.includes("All") ? { dryRun: true } : {}),
  };
}
