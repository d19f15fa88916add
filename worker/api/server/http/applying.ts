/** Requests that say who owns what: server-side apply, and those that set metadata.managedFields themselves. */
import type { Clock } from "../../../base/clock.ts";
import { type HttpRequest, headerOf } from "../../../base/http.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import { badRequest, conflict, notFound } from "../../machinery/failures.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject, ObjectRef } from "../../machinery/object.ts";
import { isObject } from "../../machinery/values.ts";
import { withIdentity } from "../patching.ts";
import type { UpdateRequest } from "../resources.ts";
import type { Verbs } from "../verbs.ts";
import type { Written } from "../written.ts";
import type { Reading } from "./bodies.ts";
import { limitedBytes } from "./input.ts";

export const APPLY = "application/apply-patch+yaml";

const LONGEST_MANAGER = 128;

/** Who signs when the request does not say: the first word of the client's name. k8s.io/apiserver prefixFromUserAgent */
export function managerOfAgent(request: HttpRequest): string {
  const name = (headerOf(request, "User-Agent") ?? "").split("/")[0]!;
  return name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "").slice(0, LONGEST_MANAGER) || "unknown";
}

/** A configuration as it came, in YAML or JSON. @throws StatusError BadRequest */
export async function readConfig(
  request: HttpRequest,
  { validation, warnings }: Reading,
  clock: Clock,
): Promise<unknown> {
  const text = fromUtf8(await limitedBytes(request.body));
  try {
    return JSON.parse(text);
  } catch {
    // YAML, then.
  }
  const [{ parseDocument }, { goYamlWords }] = await clock.hold(
    Promise.all([import("yaml"), import("../../../base/goYamlWords.ts")]),
  );
  const document = parseDocument(text, { uniqueKeys: true, version: "1.1" });
  const [problem] = document.errors;
  if (!problem) return document.toJS();
  const line = problem.linePos?.[0].line ?? 1;
  if (problem.code !== "DUPLICATE_KEY") {
    throw badRequest(`error decoding YAML: error converting YAML to JSON: ${goYamlWords(problem, text)}`);
  }
  const [from, to] = problem.pos;
  const key = text.slice(from, to).split(":")[0]!.trim();
  const words = `error converting YAML to JSON: yaml: unmarshal errors:\n  line ${line}: key ${JSON.stringify(key)} already set in map`;
  if (validation === "Strict") throw badRequest(`error strict decoding YAML: ${words}`);
  if (validation === "Warn") warnings.push(words);
  return parseDocument(text, { uniqueKeys: false, version: "1.1" }).toJS();
}

/**
 * Applies a configuration; what is not there is created.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 * @see k8s.io/apiserver pkg/endpoints/handlers patch.go applyPatcher
 */
export async function applyTo(
  verbs: Verbs,
  kind: Kind,
  ref: ObjectRef,
  { config, force }: { readonly config: unknown; readonly force: boolean },
  request: UpdateRequest & { readonly manager?: string },
): Promise<{ readonly code: number; readonly object: KubeObject }> {
  const ownership = await verbs.ownership();
  const { manager = "", subresource } = request;
  const nowMs = verbs.resources.clock.now();
  const options = { manager, force, nowMs, ...(subresource ? { subresource } : {}) };
  let written: Written = {};
  const applied = (old: KubeObject | undefined): KubeObject => {
    const result = ownership.apply(kind, old, config, options);
    written = result.written;
    return withIdentity(verbs.decoded(kind, result.object), ref);
  };
  const change = { ...request, written: () => written };
  if (verbs.resources.find(kind, ref)) return { code: 200, object: await verbs.update(kind, ref, applied, change) };
  if (subresource) throw notFound(kind, ref.name);
  const input = applied(undefined);
  const { name, uid } = input.metadata;
  if (uid) {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(kind, ref.name, why);
  }
  if (name !== ref.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${ref.name})`);
  }
  return { code: 201, object: await verbs.create(kind, ref.namespace, input, change) };
}

/** Whether a patch touches metadata.managedFields. */
export const mentionsOwners = (patch: unknown): boolean => JSON.stringify(patch).includes("managedFields");

/** An update that may name the owners of fields itself. */
export async function updateOwners(
  verbs: Verbs,
  kind: Kind,
  ref: ObjectRef,
  next: (old: KubeObject) => KubeObject,
  request: UpdateRequest,
): Promise<KubeObject> {
  const ownership = await verbs.ownership();
  let rebased: KubeObject | undefined;
  const named = (old: KubeObject): KubeObject => {
    const object = next(old);
    // Whoever writes a subresource cannot.
    const given = request.subresource || !isObject(object.metadata) ? undefined : object.metadata.managedFields;
    rebased = given === undefined ? undefined : ownership.rebased(kind, old, given);
    return object;
  };
  return verbs.update(kind, ref, named, { ...request, rebased: () => rebased });
}
