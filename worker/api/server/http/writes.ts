import { bodyText, type HttpRequest, type HttpResponse } from "../../../base/http.ts";
import { badRequest, methodNotAllowed, pathNotFound } from "../../machinery/failures.ts";
import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import type { KubeObject, ObjectRef } from "../../machinery/object.ts";
import { isObject, type JsonObject } from "../../machinery/values.ts";
import { deletionAnswer } from "../deletion.ts";
import { patched, withIdentity } from "../patching.ts";
import type { DeleteRequest, WriteRequest } from "../request.ts";
import type { Verbs } from "../verbs.ts";
import { jsonAnswer, successStatus, type Wanted, warningHeaders } from "./answers.ts";
import { fieldValidation, jsonProblem, type Reading, readJson, readObject, readPatch, readPatched } from "./bodies.ts";
import { partial, tableOf } from "./table.ts";

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
}

interface Prepared {
  readonly change: WriteRequest & { readonly warnings: string[] };
  readonly reading: Reading;
}

function prepare({ kind, query, by, verbs }: Write): Prepared {
  const warnings: string[] = [];
  const dryRun = query.getAll("dryRun");
  if (dryRun.some((one) => one !== "All")) {
    throw badRequest(`invalid dryRun value: ${dryRun.join(",")}`);
  }
  const manager = query.get("fieldManager");
  return {
    change: { by, warnings, dryRun: dryRun.length > 0, ...(manager ? { manager } : {}) },
    reading: { kind, schemas: verbs.schemas, validation: fieldValidation(query), warnings },
  };
}

function answer(write: Write, code: number, object: KubeObject, warnings: readonly string[]): HttpResponse {
  const { kind, wanted, verbs } = write;
  const headers = warningHeaders(warnings);
  if (wanted.as === "Table" && object.kind === kind.kind) {
    const metadata = { resourceVersion: object.metadata.resourceVersion };
    const nowMs = verbs.resources.clock.now();
    return jsonAnswer(code, tableOf(kind, [object], { metadata, include: "Metadata", nowMs }), wanted.pretty, headers);
  }
  const whole = object.kind === kind.kind ? verbs.encoded(kind, object) : object;
  const body = wanted.as === "PartialObjectMetadata" ? partial(object) : whole;
  return jsonAnswer(code, body, wanted.pretty, headers);
}

export async function post(write: Write): Promise<HttpResponse> {
  const { request, kind, namespace, name, subresource, verbs } = write;
  if (name !== undefined) {
    if (!subresource) throw methodNotAllowed();
    return postSubresource(write, { ...(namespace ? { namespace } : {}), name }, subresource);
  }
  if (kind.namespaced && namespace === undefined) throw methodNotAllowed();
  const { change, reading } = prepare(write);
  const object = readObject(await readJson(request, verbs.resources.clock), reading);
  return answer(write, 201, await verbs.create(kind, namespace, object, change), change.warnings);
}

/** The object that a request wants to create, read by its kind's schema. */
export async function readCreated(write: Write): Promise<KubeObject> {
  const { reading } = prepare(write);
  return readObject(await readJson(write.request, write.verbs.resources.clock), reading);
}

async function postSubresource(write: Write, ref: ObjectRef, subresource: string): Promise<HttpResponse> {
  const { request, kind, verbs, wanted } = write;
  const { change } = prepare(write);
  if (!kind.subresources.includes(subresource as "binding")) throw pathNotFound();
  const body = (await readJson(request, verbs.resources.clock)) as JsonObject;
  switch (subresource) {
    case "binding": {
      const target = body.target as { name?: string } | undefined;
      await verbs.bind(ref, target?.name ?? "", change);
      return jsonAnswer(201, { ...successStatus(undefined), code: 201 }, wanted.pretty);
    }
    case "eviction":
      await verbs.evict(ref, { ...change, ...deleteOptions(body.deleteOptions) });
      return jsonAnswer(201, { ...successStatus(undefined), code: 201 }, wanted.pretty);
    case "token":
      return jsonAnswer(201, verbs.token(ref, body), wanted.pretty);
    default:
      throw methodNotAllowed();
  }
}

export async function put(write: Write): Promise<HttpResponse> {
  const { request, kind, subresource, verbs } = write;
  const ref = named(write);
  const { change, reading } = prepare(write);
  const input = await readJson(request, verbs.resources.clock);
  if (subresource === "scale") {
    return answer(write, 200, await verbs.rescale(kind, ref, () => input, change), change.warnings);
  }
  const object = readObject(input, reading);
  const updated = await verbs.update(kind, ref, () => object, { ...change, ...part(write) });
  return answer(write, 200, updated, change.warnings);
}

export async function patch(write: Write): Promise<HttpResponse> {
  const { request, kind, subresource, verbs } = write;
  const ref = named(write);
  const { change, reading } = prepare(write);
  const asked = await readPatch(request, kind);
  const applied = (object: KubeObject) => patched(kind, object, asked, verbs.schemas);
  if (subresource === "scale") {
    return answer(write, 200, await verbs.rescale(kind, ref, applied, change), change.warnings);
  }
  const next = (object: KubeObject) => withIdentity(readPatched(applied(object), asked, reading), ref);
  return answer(write, 200, await verbs.update(kind, ref, next, { ...change, ...part(write) }), change.warnings);
}

function named({ namespace, name }: Write): ObjectRef {
  if (name === undefined) throw methodNotAllowed();
  return { ...(namespace ? { namespace } : {}), name };
}

/** Which part of the object a subresource writes. */
function part({ kind, subresource }: Write): { subresource?: "status" | "finalize" | "ephemeralcontainers" } {
  if (subresource === undefined) return {};
  const writable = subresource === "status" || subresource === "finalize" || subresource === "ephemeralcontainers";
  if (!writable || !kind.subresources.includes(subresource)) throw pathNotFound();
  return { subresource };
}

export async function remove(write: Write): Promise<HttpResponse> {
  const { request, kind, namespace, name, query, verbs, wanted, by, subresource } = write;
  if (subresource !== undefined) throw methodNotAllowed();
  const text = await bodyText(request.body);
  const options: DeleteRequest = { by, ...deleteOptions(parseOptions(text)), ...deleteQuery(query) };
  if (name !== undefined) {
    const deletion = await verbs.delete(kind, named(write), options);
    const body = deletionAnswer(kind, deletion);
    return jsonAnswer(200, body.kind === kind.kind ? verbs.encoded(kind, body) : body, wanted.pretty);
  }
  if (kind.namespaced && namespace === undefined) throw methodNotAllowed();
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
  return jsonAnswer(200, { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items }, wanted.pretty);
}

function parseOptions(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`couldn't get version/kind; json parse error: ${jsonProblem(text)}`);
  }
}

type DeleteOptionsOf = Omit<DeleteRequest, "by">;

function deleteOptions(options: unknown): DeleteOptionsOf {
  if (!isObject(options)) return {};
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions, dryRun } = options;
  const orphan =
    typeof orphanDependents === "boolean" ? { propagation: orphanDependents ? "Orphan" : "Background" } : {};
  return {
    ...(typeof gracePeriodSeconds === "number" ? { gracePeriodSeconds } : {}),
    ...(orphan as Pick<DeleteOptionsOf, "propagation">),
    ...(typeof propagationPolicy === "string" ? { propagation: propagation(propagationPolicy) } : {}),
    ...(isObject(preconditions) ? { preconditions: preconditions as { uid?: string } } : {}),
    ...(Array.isArray(dryRun) && dryRun.includes("All") ? { dryRun: true } : {}),
  };
}

function deleteQuery(query: URLSearchParams): DeleteOptionsOf {
  const grace = query.get("gracePeriodSeconds");
  const policy = query.get("propagationPolicy");
  return {
    ...(grace ? { gracePeriodSeconds: Number(grace) } : {}),
    ...(policy ? { propagation: propagation(policy) } : {}),
    ...(query.getAll("dryRun").includes("All") ? { dryRun: true } : {}),
  };
}

function propagation(policy: string): "Background" | "Foreground" | "Orphan" {
  if (policy === "Background" || policy === "Foreground" || policy === "Orphan") return policy;
  throw badRequest(
    `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: ${JSON.stringify(policy)}: supported values: "Background", "Foreground", "Orphan"`,
  );
}
