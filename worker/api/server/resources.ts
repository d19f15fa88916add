import type { Clock } from "../../base/clock.ts";
import { nameSuffix, type Random, uuid } from "../../base/random.ts";
import {
  alreadyExists,
  badRequest,
  conflict,
  forbiddenRequest,
  invalidObject,
  notFound,
  unknownError,
} from "../machinery/failures.ts";
import { type FieldError, fieldPath, forbidden } from "../machinery/field.ts";
import { apiVersionOf, type Kind } from "../machinery/kind.ts";
import { type Draft, type KubeObject, keyOf, type ObjectRef } from "../machinery/object.ts";
import { copyOf, deepEqual, deepFreeze, type JsonObject, joined, timestamp } from "../machinery/values.ts";
import { resourceOf, viewOf } from "./kindRegistry.ts";
import { readyToGo } from "./lifetime.ts";
import { validateMetadata, validateMetadataUpdate } from "./metadata.ts";
import type { Admission, AdmissionContext, WriteRequest } from "./request.ts";
import { resizedPod, resizeErrors } from "./resize.ts";
import type { Store } from "./store.ts";
import { MOST_CHANGES, managerOf, Notes, rewritten, updated, type Written, withWritten, writtenOf } from "./written.ts";

export type AnyDraft = Draft<KubeObject> & { spec?: unknown; status?: unknown };

/** Subresources that write a part of the spec, which admission looks at. */
export const SPEC_PARTS: ReadonlySet<string> = new Set(["ephemeralcontainers", "resize"]);

/** A generated name has at most 63 bytes, five of them random. */
const GENERATED_PREFIX = 58;
const NAME_ATTEMPTS = 8;

export interface UpdateRequest extends WriteRequest {
  /** Replaces only status, its conditions, spec.finalizers or spec.ephemeralContainers, without the kind's own rules for updates. */
  readonly subresource?: "status" | "approval" | "finalize" | "ephemeralcontainers" | "resize";
  /** The subresource that the object is written through, where that is no part of it. */
  readonly part?: "scale";
}

/** An object on its way into the store: what it is about to become, and what it replaces. */
export interface Attempt {
  readonly kind: Kind;
  readonly request: UpdateRequest;
  /** The attempt's own: it may be changed until it is finished. */
  readonly draft: AnyDraft;
  readonly old?: KubeObject;
  /** The draft before the server laid hands on it, where it may have. */
  readonly given?: unknown;
  readonly context: AdmissionContext;
  /** The store's revision when it began. */
  readonly revision: number;
}

/**
 * Creating and updating any object: defaults, admission, names, the split of spec and status, validation, optimistic
 * concurrency. Synchronous: what it answers is stored, and every follower has seen it.
 *
 * @see k8s.io/apiserver pkg/registry/generic/registry Store
 */
export class Resources {
  readonly #notes = new Notes();
  /** What the changes that an object's note keeps come to; undefined while nobody can tell. */
  settle: (kind: Kind, object: KubeObject) => Written | undefined = () => undefined;
  /** Resources whose new objects the server completes by itself, beyond defaults. */
  readonly #completed: ReadonlySet<string>;
  readonly #concerned = new WeakMap<Kind, readonly Admission[]>();

  constructor(
    readonly store: Store,
    readonly clock: Clock,
    readonly random: Random,
    readonly admissions: readonly Admission[],
  ) {
    this.#completed = new Set(["jobs.batch", ...admissions.flatMap(({ resources }) => resources ?? [])]);
  }

  /** @throws StatusError NotFound */
  get(kind: Kind, ref: ObjectRef): KubeObject {
    const found = this.find(kind, ref);
    if (!found) throw notFound(kind, ref.name);
    return found;
  }

  find(kind: Kind, ref: ObjectRef): KubeObject | undefined {
    const key = kind.namespaced ? `${ref.namespace ?? ""}/${ref.name}` : ref.name;
    const stored = this.store.get(resourceOf(kind), key);
    return stored && viewOf(kind, stored);
  }

  create(kind: Kind, namespace: string | undefined, input: KubeObject, request: WriteRequest): KubeObject {
    const attempt = this.beginCreate(kind, namespace, input, request);
    return this.commit(attempt, this.finish(attempt));
  }

  /**
   * Replaces an object. Without a resourceVersion the last write wins; with one, a stale write is a Conflict. Writing what
   * is there already changes nothing, not even the resourceVersion.
   */
  update(kind: Kind, ref: ObjectRef, input: KubeObject, request: UpdateRequest): KubeObject {
    const attempt = this.beginUpdate(kind, ref, input, request);
    return this.commit(attempt, this.finish(attempt));
  }

  /** A new object after defaults and the server's own admission, before it has a generated name. */
  beginCreate(kind: Kind, namespace: string | undefined, input: KubeObject, request: WriteRequest): Attempt {
    if (kind.closing) throw forbiddenRequest(kind, input.metadata?.name ?? "", CLOSING);
    const draft = copyOf({ ...input, metadata: NO_METADATA }) as AnyDraft;
    draft.apiVersion = apiVersionOf(kind);
    draft.kind = kind.kind;
    draft.metadata = this.#freshMetadata(kind, namespace, input);
    kind.setDefaults?.(draft);
    const context = this.#context(kind, draft.metadata.namespace, request);
    const completed = request.outside || this.#completed.has(resourceOf(kind));
    const given = completed ? copyOf(draft) : undefined;
    for (const admission of this.#concerning(kind)) admission.admitCreate?.(draft, context);
    return { kind, request, draft, context, given, revision: this.store.revision };
  }

  /** What an object is about to become, after defaults and the server's own admission. */
  beginUpdate(kind: Kind, ref: ObjectRef, input: KubeObject, request: UpdateRequest): Attempt {
    const old = this.get(kind, ref);
    checkIdentity(kind, ref, input, old);
    if (kind.conditional && !input.metadata.resourceVersion) {
      throw invalidObject({ group: kind.group, kind: kind.plural }, ref.name, [UNCONDITIONAL]);
    }
    const context = this.#context(kind, old.metadata.namespace, request);
    const { revision } = this.store;
    if (request.subresource) {
      const draft = partOf(kind, old, input, request.subresource, context.nowMs);
      return { kind, request, draft, old, context, revision };
    }
    const draft = copyOf(input) as AnyDraft;
    draft.apiVersion = old.apiVersion;
    draft.kind = old.kind;
    draft.metadata = keepSystemMetadata(draft.metadata, old) as AnyDraft["metadata"];
    kind.setDefaults?.(draft);
    const withStatus = kind.subresources.includes("status");
    if (withStatus) draft.status = (old as { status?: unknown }).status;
    if (withStatus && draft.status === undefined) delete draft.status;
    for (const admission of this.#concerning(kind)) admission.admitUpdate?.(draft, old, context);
    return { kind, request, draft, old, context, revision };
  }

  /** What would be stored: named, with all that the storage assigns, and valid. Nothing is stored yet. @throws StatusError Invalid */
  finish(attempt: Attempt): KubeObject {
    return attempt.old ? this.#finishUpdate(attempt, attempt.old) : this.#finishCreate(attempt);
  }

  /** Stores what an attempt has come to. @throws StatusError AlreadyExists, Conflict when somebody else wrote it meanwhile */
  commit(attempt: Attempt, object: KubeObject): KubeObject {
    const { kind, old, request, revision } = attempt;
    const resource = resourceOf(kind);
    if (!old) {
      if (this.store.get(resource, keyOf(object))) throw alreadyExists(kind, object.metadata.name);
    } else if (this.store.revision !== revision) {
      const now = this.store.get(resource, keyOf(old));
      if (now?.metadata.resourceVersion !== old.metadata.resourceVersion) throw conflict(kind, old.metadata.name);
    }
    const written = this.#note(attempt, object);
    if (object === old && !readyToGo(old) && written === writtenOf(old)) return old;
    return this.#write(kind, object, request, written);
  }

  #note({ kind, old, request, given }: Attempt, object: KubeObject): Written | undefined {
    const manager = request.manager ?? managerOf(request.by);
    if (!old) return this.#notes.created(kind, manager, object, given, request.written?.());
    if (request.written) return request.written();
    const base = request.rebased?.() ?? old;
    if (object === old) return writtenOf(base);
    const { part, subresource = part } = request;
    const atMs = this.clock.now();
    return updated(kind, base, object, { manager, atMs, ...(subresource ? { subresource } : {}) });
  }

  #finishCreate({ kind, draft, context }: Attempt): KubeObject {
    const generated = !draft.metadata.name && draft.metadata.generateName;
    if (generated) draft.metadata.name = this.#freeName(kind, draft);
    for (const admission of this.#concerning(kind)) admission.assignOnCreate?.(draft, context);
    kind.prepareCreate?.(draft);
    const object = draft as KubeObject;
    refuseInvalid(
      kind,
      object,
      joined(validateMetadata(kind, object), kind.validate?.(object) ?? [], kind.validateCreate?.(object) ?? []),
    );
    warn(kind, object, undefined, context.request);
    for (const admission of this.#concerning(kind)) admission.checkCreate?.(object, context);
    return object;
  }

  #finishUpdate({ kind, draft, context, request }: Attempt, old: KubeObject): KubeObject {
    if (request.subresource) {
      const object = finishPart(kind, draft as KubeObject, old, request.subresource);
      if (object === old || !SPEC_PARTS.has(request.subresource)) return object;
      for (const admission of this.#concerning(kind)) admission.checkUpdate?.(object, old, context);
      return object;
    }
    const withStatus = kind.subresources.includes("status");
    for (const admission of this.#concerning(kind)) admission.assignOnUpdate?.(draft, old, context);
    const changed = contentDiffers(draft, old, withStatus);
    const counts = kind.countsAnnotations && !deepEqual(draft.metadata.annotations, old.metadata.annotations);
    if ((changed || counts) && !kind.withoutGeneration && old.metadata.generation !== undefined) {
      draft.metadata.generation = old.metadata.generation + 1;
    }
    kind.prepareUpdate?.(draft, old);
    const object = draft as KubeObject;
    if (deepEqual(object, old)) return old;
    refuseInvalid(
      kind,
      object,
      joined(
        validateMetadataUpdate(kind, object, old),
        // What was valid before and is the same still needs no second look.
        (changed && kind.validate?.(object)) || [],
        (changed && kind.validateUpdate?.(object, old)) || [],
      ),
    );
    warn(kind, object, old, request);
    if (request.part) return object;
    for (const admission of this.#concerning(kind)) admission.checkUpdate?.(object, old, context);
    return object;
  }

  /** Changes an object that the server itself is responsible for: no rules are asked, the rest stays as it is. */
  rewrite(kind: Kind, object: KubeObject, request: WriteRequest): KubeObject {
    const old = this.store.get(resourceOf(kind), keyOf(object));
    return this.#write(kind, object, request, old && rewritten(old, object));
  }

  /** Stores it, or lets it go when it was only waiting for this. */
  #write(kind: Kind, object: KubeObject, request: WriteRequest, written: Written | undefined): KubeObject {
    const many = (written?.since?.length ?? 0) > MOST_CHANGES;
    const note = many ? (this.settle(kind, withWritten(object, written)) ?? written) : written;
    if (request.dryRun) return deepFreeze(withWritten(object, note));
    const resource = resourceOf(kind);
    if (readyToGo(object)) {
      this.store.remove(resource, keyOf(object));
      return deepFreeze(withWritten(object, note));
    }
    return viewOf(kind, this.store.put(resource, storedForm(kind, object), note));
  }

  #freshMetadata(kind: Kind, namespace: string | undefined, input: KubeObject): AnyDraft["metadata"] {
    const given = input.metadata ?? { name: "" };
    if (given.resourceVersion) throw unknownError("resourceVersion should not be set on objects to be created");
    if (kind.namespaced && namespace !== undefined && given.namespace && given.namespace !== namespace) {
      throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
    }
    const owner = kind.namespaced ? (given.namespace ?? namespace) : given.namespace;
    const fresh: Partial<AnyDraft["metadata"]> = {};
    fresh.name = given.name ?? "";
    if (given.generateName) fresh.generateName = given.generateName;
    if (owner) fresh.namespace = owner;
    fresh.uid = uuid(this.random.stream("uid"));
    fresh.creationTimestamp = timestamp(this.clock.now());
    if (!kind.withoutGeneration) fresh.generation = 1;
    for (const key of WRITTEN_METADATA) if (given[key]) fresh[key] = copyOf(given[key]) as never;
    return fresh as AnyDraft["metadata"];
  }

  #freeName(kind: Kind, draft: AnyDraft): string {
    const prefix = draft.metadata.generateName!.slice(0, GENERATED_PREFIX);
    for (let attempt = 0; ; attempt++) {
      const name = prefix + nameSuffix(this.random.stream("name"), 5);
      const { namespace = "" } = draft.metadata;
      const taken = this.find(kind, { namespace, name });
      if (!taken || attempt >= NAME_ATTEMPTS) return name;
    }
  }

  #concerning(kind: Kind): readonly Admission[] {
    const known = this.#concerned.get(kind);
    if (known) return known;
    const resource = resourceOf(kind);
    const concerned = this.admissions.filter(({ resources }) => !resources || resources.includes(resource));
    this.#concerned.set(kind, concerned);
    return concerned;
  }

  #context(kind: Kind, namespace: string | undefined, request: WriteRequest): AdmissionContext {
    return { kind, namespace, store: this.store, nowMs: this.clock.now(), request };
  }

  /** The rules that look at deletions. */
  admitDelete(kind: Kind, object: KubeObject, request: WriteRequest): void {
    const context = this.#context(kind, object.metadata.namespace, request);
    for (const admission of this.#concerning(kind)) admission.admitDelete?.(object, context);
  }
}

/** Nobody hears of warnings but who asks over HTTP. */
function warn(kind: Kind, object: KubeObject, old: KubeObject | undefined, { warnings }: WriteRequest): void {
  if (warnings) warnings.push(...(kind.warn?.(object, old) ?? []));
}

function storedForm(kind: Kind, object: KubeObject): KubeObject {
  if (kind.toStored) return kind.toStored(object);
  const { group, storedVersion } = kind;
  return storedVersion ? { ...object, apiVersion: apiVersionOf({ group, version: storedVersion }) } : object;
}

/** In place of metadata that is made anew. */
const NO_METADATA: KubeObject["metadata"] = Object.freeze({ name: "" });

const UNCONDITIONAL: FieldError = {
  type: "FieldValueInvalid",
  field: "metadata.resourceVersion",
  message: "Invalid value: 0: must be specified for an update",
};

const CLOSING = "create not allowed while custom resource definition is terminating";

/** The object with one part of it replaced, as a subresource does; itself when the part is the same. */
function partOf(
  kind: Kind,
  old: KubeObject,
  input: KubeObject,
  part: NonNullable<UpdateRequest["subresource"]>,
  nowMs: number,
): AnyDraft {
  const { status, spec } = input as {
    status?: unknown;
    spec?: { finalizers?: unknown; ephemeralContainers?: unknown };
  };
  const before = old as { status?: unknown; spec?: JsonObject };
  const same = old as AnyDraft;
  if (part === "status") {
    const metadata = statusMetadata(kind, input.metadata, old);
    if (metadata === old.metadata && deepEqual(status, before.status)) return same;
    // Defaults of a definition reach everywhere. Elsewhere what is not written stays shared, and is known to be the same.
    const own = { ...old, metadata, status: copyOf(status) };
    const draft = (kind.openApi ? copyOf(own) : own) as AnyDraft;
    if (status === undefined) delete draft.status;
    if (kind.openApi) kind.setDefaults?.(draft);
    kind.setStatusDefaults?.(draft);
    kind.prepareStatus?.(draft, old, nowMs);
    return draft;
  }
  if (part === "approval") {
    const { conditions } = (status ?? {}) as JsonObject;
    const was = (before.status ?? {}) as JsonObject;
    if (deepEqual(conditions, was.conditions)) return same;
    const draft = copyOf({ ...old, status: { ...was, conditions } }) as AnyDraft;
    kind.prepareStatus?.(draft, old, nowMs);
    return draft;
  }
  if (part === "resize") return resizedPod(kind, old, input);
  if (part === "ephemeralcontainers") {
    const { ephemeralContainers } = spec ?? {};
    if (deepEqual(ephemeralContainers, before.spec?.ephemeralContainers)) return same;
    const draft = copyOf({ ...old, spec: { ...before.spec, ephemeralContainers } }) as AnyDraft;
    draft.metadata.generation = (old.metadata.generation ?? 0) + 1;
    kind.setDefaults?.(draft);
    return draft;
  }
  if (deepEqual(spec?.finalizers ?? [], before.spec?.finalizers ?? [])) return same;
  const { finalizers: _, ...rest } = before.spec ?? {};
  const kept =
    Array.isArray(spec?.finalizers) && spec.finalizers.length > 0 ? { finalizers: copyOf(spec.finalizers) } : {};
  const metadata = keepSystemMetadata(input.metadata, old);
  const labels = { ...metadata.labels, [NAME_LABEL]: metadata.name };
  return { ...old, metadata: { ...metadata, labels }, spec: { ...rest, ...kept } } as AnyDraft;
}

const WRITTEN_METADATA = ["labels", "annotations", "ownerReferences", "finalizers"] as const;

/** A status comes with the metadata of its object, which most kinds take as well. k8s.io/kubernetes pkg/registry strategies of status */
function statusMetadata(kind: Kind, given: KubeObject["metadata"], old: KubeObject): KubeObject["metadata"] {
  const { metadata } = old;
  if (kind.openApi || kind.statusKeeps === "all" || WRITTEN_METADATA.every((key) => given[key] === metadata[key])) {
    return metadata;
  }
  const changed = WRITTEN_METADATA.filter(
    (key) => given[key] !== metadata[key] && !kind.statusKeeps?.includes(key as "labels"),
  );
  if (changed.length === 0) return metadata;
  const next = keepSystemMetadata({ ...metadata, ...Object.fromEntries(changed.map((key) => [key, given[key]])) }, old);
  return deepEqual(next, metadata) ? metadata : copyOf(next);
}

function finishPart(
  kind: Kind,
  next: KubeObject,
  old: KubeObject,
  part: NonNullable<UpdateRequest["subresource"]>,
): KubeObject {
  if (next === old) return old;
  if (part === "status" || part === "approval") refuseInvalid(kind, next, kind.validateStatus?.(next, old, part) ?? []);
  if (part === "resize") refuseInvalid(kind, next, joined(kind.validate?.(next) ?? [], resizeErrors(next, old)));
  if (part === "ephemeralcontainers") {
    refuseInvalid(kind, next, joined(kind.validate?.(next) ?? [], ephemeralContainerErrors(next, old)));
  }
  return next;
}

/** Every namespace says its own name. */
const NAME_LABEL = "kubernetes.io/metadata.name";

interface WithEphemeralContainers {
  readonly spec?: { readonly ephemeralContainers?: readonly { readonly name: string }[] };
}

/** What is once there stays as it is. k8s.io/kubernetes pkg/apis/core/validation ValidatePodEphemeralContainersUpdate */
function ephemeralContainerErrors(next: KubeObject, old: KubeObject): readonly FieldError[] {
  const containersOf = (pod: KubeObject) => (pod as WithEphemeralContainers).spec?.ephemeralContainers ?? [];
  const at = fieldPath("spec.ephemeralContainers");
  return containersOf(old).flatMap((before) => {
    const now = containersOf(next).find(({ name }) => name === before.name);
    if (now && deepEqual(now, before)) return [];
    const words = `existing ephemeral containers ${JSON.stringify(before.name)} may not be`;
    return [forbidden(at, `${words} ${now ? "changed" : "removed"}\n`)];
  });
}

function refuseInvalid(kind: Kind, object: KubeObject, errors: ReturnType<NonNullable<Kind["validate"]>>): void {
  if (errors.length > 0) throw invalidObject(kind, object.metadata.name, errors);
}

function checkIdentity(kind: Kind, ref: ObjectRef, input: KubeObject, old: KubeObject): void {
  const { name, namespace, resourceVersion, uid } = input.metadata ?? {};
  if (!name) throw badRequest("the name of the object must be specified");
  if (name !== ref.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${ref.name})`);
  }
  if (kind.namespaced && namespace && ref.namespace && namespace !== ref.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (uid && uid !== old.metadata.uid) {
    throw conflict(
      kind,
      name,
      `StorageError: invalid object, Code: 4, Key: ${storageKey(kind, old)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
    );
  }
  if (resourceVersion && !/^\d+$/.test(resourceVersion)) {
    throw unknownError(`strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`);
  }
  if (resourceVersion && resourceVersion !== "0" && resourceVersion !== old.metadata.resourceVersion) {
    throw conflict(kind, name);
  }
}

/** Resources that are not kept under their own name. k8s.io/kubernetes pkg/kubeapiserver SpecialDefaultResourcePrefixes */
const PREFIXES: Readonly<Record<string, string>> = {
  endpoints: "services/endpoints",
  "ingresses.networking.k8s.io": "ingress",
  nodes: "minions",
  replicationcontrollers: "controllers",
  services: "services/specs",
};

/** Where etcd keeps an object; messages about preconditions show it. */
function storageKey(kind: Kind, object: KubeObject): string {
  const prefix = kind.openApi ? `${kind.group}/${kind.plural}` : (PREFIXES[resourceOf(kind)] ?? kind.plural);
  return `/registry/${prefix}/${keyOf(object)}`;
}

/** An update takes labels, annotations, owners and finalizers; the rest of metadata is the server's. */
function keepSystemMetadata(given: KubeObject["metadata"], old: KubeObject): KubeObject["metadata"] {
  const { labels, annotations, ownerReferences, finalizers } = given;
  const kept: JsonObject = { ...old.metadata };
  for (const [key, value] of Object.entries({ labels, annotations, ownerReferences, finalizers })) {
    const empty = value === undefined || value === null || Object.keys(value).length === 0;
    if (empty) delete kept[key];
    else kept[key] = value;
  }
  if (given.deletionTimestamp && !old.metadata.deletionTimestamp) kept.deletionTimestamp = given.deletionTimestamp;
  return kept as unknown as KubeObject["metadata"];
}

function contentDiffers(draft: object, old: object, withStatus: boolean): boolean {
  const next = draft as JsonObject;
  const before = old as JsonObject;
  for (const key of new Set(joined(Object.keys(next), Object.keys(before)))) {
    if (key === "metadata" || (withStatus && key === "status")) continue;
    if (!deepEqual(next[key], before[key])) return true;
  }
  return false;
}
