import type { Change, ListQuery, Patch } from "../client/client.ts";
import { DecodeError, decode } from "../machinery/decoding.ts";
import { Encoder } from "../machinery/encoding.ts";
import { conflict, internalError, methodNotSupported, pathNotFound, unknownError } from "../machinery/failures.ts";
import type { Kind } from "../machinery/kind.ts";
import type { KubeObject, ObjectRef } from "../machinery/object.ts";
import type { Schemas } from "../machinery/schema.ts";
import { type JsonObject, timestamp } from "../machinery/values.ts";
import { type Deletion, deleteObject } from "./deletion.ts";
import { type KindRegistry, resourceOf, viewOf } from "./kindRegistry.ts";
import type { OutboundCaller } from "./outbound.ts";
import { patched, withIdentity } from "./patching.ts";
import { meetsAll, meetsQuery, readQuery, select, selectSorted } from "./query.ts";
import type { DeleteRequest, Identity, WriteRequest } from "./request.ts";
import { type Resources, SPEC_PARTS, type UpdateRequest } from "./resources.ts";
import { replaceScale, scaleOf } from "./scale.ts";
import { grantedClaims, issueToken, type TokenRequest } from "./tokenRequests.ts";
import type { Tokens } from "./tokens.ts";
import type { Asker } from "./webhooks/asker.ts";
import type { AdmissionCall } from "./webhooks/match.ts";
import { WebhookRegistry } from "./webhooks/registry.ts";

type Waiting = typeof import("./webhooks/waiting.ts");
type Ownership = import("./ownership/index.ts").Ownership;

interface PodView extends KubeObject {
  readonly spec: { readonly nodeName?: string };
  readonly status?: { readonly conditions?: readonly { readonly type: string }[] };
}

/** Rules of admission whose code is fetched when something meets them. */
export interface LateRules {
  /** What is not there yet for a write in this namespace, of a new object or of one that changes; undefined when nothing is missing. */
  missing(
    kind: Kind,
    request: WriteRequest,
    namespace: string | undefined,
    input?: KubeObject,
  ): Promise<void> | undefined;
}

/** At once, or when webhooks have been asked: only the writes that meet one wait. */
export type Soon<T> = T | Promise<T>;

function admissionCall(
  operation: AdmissionCall["operation"],
  kind: Kind,
  { name, namespace }: ObjectRef,
  subresource?: string,
): AdmissionCall {
  return {
    operation,
    kind,
    name,
    ...(namespace && kind.namespaced ? { namespace } : {}),
    ...(subresource ? { subresource } : {}),
  };
}

const sortedTop = (object: object): object =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Everything one can ask of the server, on objects; the HTTP door and the in-process client both come here. */
export class Verbs {
  readonly #encoder: Encoder;
  readonly webhooks: WebhookRegistry;
  #asker: Asker | undefined;
  #ownership: Ownership | undefined;
  #pods: Kind | undefined;
  /** Stored objects are frozen: what was shown once stays so. */
  readonly #shown = new WeakMap<object, KubeObject>();

  constructor(
    readonly resources: Resources,
    readonly kinds: KindRegistry,
    readonly schemas: Schemas,
    readonly tokens: Tokens,
    /** The way out of the server; undefined while there is none. */
    readonly outbound: () => OutboundCaller | undefined = () => undefined,
    readonly late?: LateRules,
  ) {
    this.webhooks = new WebhookRegistry(resources.store, kinds);
    this.#encoder = new Encoder(schemas);
    resources.settle = (kind, object) => {
      if (!this.#ownership) void this.#fetchOwnership();
      return this.#ownership?.settled(kind, object);
    };
  }

  /** An object as it goes over the wire. */
  encoded<T extends object>(kind: Kind, object: T): T {
    return kind.schema ? this.#encoder.encode(object, kind.schema) : this.#encoder.sorted(object);
  }

  /** A part of an object, of a named type, as it goes over the wire. */
  encodedPart<T extends object>(part: T, type: string): T {
    return this.#encoder.encode(part, type);
  }

  /** Who owns which field: fetched when the first object is shown whole, or applied. */
  ownership(): Ownership | Promise<Ownership> {
    return this.#ownership ?? this.#fetchOwnership();
  }

  async #fetchOwnership(): Promise<Ownership> {
    const { Ownership } = await this.resources.clock.hold(import("./ownership/index.ts"));
    this.#ownership ??= new Ownership(this.schemas);
    return this.#ownership;
  }

  /** An object as it goes over the wire, with metadata.managedFields; `ownership` has been asked for before. */
  shown(kind: Kind, object: KubeObject): KubeObject {
    const known = this.#shown.get(object);
    if (known) return known;
    const encoded = this.encoded(kind, object);
    const entries = this.#ownership?.entries(kind, object) ?? [];
    if (entries.length === 0) return encoded;
    const metadata = { ...encoded.metadata, managedFields: entries };
    const whole = { ...encoded, metadata: (kind.schema ? metadata : sortedTop(metadata)) as typeof metadata };
    if (Object.isFrozen(object)) this.#shown.set(object, whole);
    return whole;
  }

  /** An object that came over the wire, without the fields that nobody knows. @throws StatusError BadRequest */
  decoded(kind: Kind, object: unknown): KubeObject {
    const type = kind.schema ? this.schemas.type(kind.schema) : undefined;
    if (!type) return object as KubeObject;
    try {
      return decode(object, type, this.schemas, "json").value as unknown as KubeObject;
    } catch (error) {
      throw error instanceof DecodeError ? internalError(error.message) : error;
    }
  }

  /** The kind with its rules. @throws StatusError NotFound when the server does not serve what a reference names */
  served(kind: Kind): Kind {
    const served = this.kinds.served(kind);
    if (!served) throw pathNotFound();
    return served;
  }

  get pods(): Kind {
    this.#pods ??= this.kinds.required("v1", "Pod");
    return this.#pods;
  }

  get namespaces(): Kind {
    return this.kinds.required("v1", "Namespace");
  }

  /** Sorted by namespace and name. */
  list(kind: Kind, query: ListQuery | undefined): readonly KubeObject[] {
    return selectSorted(this.resources.store, kind, readQuery(kind, query));
  }

  create(kind: Kind, namespace: string | undefined, input: KubeObject, request: WriteRequest): Soon<KubeObject> {
    const within = kind.namespaced ? (input.metadata?.namespace ?? namespace) : undefined;
    const missing = this.late?.missing(kind, request, within, input);
    if (missing) return missing.then(() => this.create(kind, namespace, input, request));
    if (this.webhooks.none) return this.resources.create(kind, namespace, input, request);
    const call = admissionCall("CREATE", kind, {
      name: input.metadata?.name ?? "",
      ...(within ? { namespace: within } : {}),
    });
    const webhooks = this.webhooks.concerning(call);
    if (!webhooks) return this.resources.create(kind, namespace, input, request);
    return this.#later((waiting, parts) =>
      waiting.create(parts, { call, request, webhooks }, { kind, namespace, input, request }),
    );
  }

  /** @param next what the object is to become, made of what it is: asked again when somebody else wrote it meanwhile */
  update(kind: Kind, ref: ObjectRef, next: (old: KubeObject) => KubeObject, request: UpdateRequest): Soon<KubeObject> {
    const missing =
      request.subresource && !SPEC_PARTS.has(request.subresource)
        ? undefined
        : this.late?.missing(kind, request, ref.namespace);
    if (missing) return missing.then(() => this.update(kind, ref, next, request));
    const call = admissionCall("UPDATE", kind, ref, request.subresource);
    const webhooks = this.webhooks.concerning(call);
    if (!webhooks) return this.resources.update(kind, ref, next(this.resources.get(kind, ref)), request);
    return this.#later((waiting, parts) =>
      waiting.update(parts, { call, request, webhooks }, { kind, ref, next, request }),
    );
  }

  /** @param next the Scale that is wanted, made of the one that is */
  rescale(kind: Kind, ref: ObjectRef, next: (old: KubeObject) => unknown, request: WriteRequest): Soon<KubeObject> {
    const wanted = next(scaleOf(kind, this.resources.get(kind, ref)));
    const write = () => replaceScale(this.resources, kind, ref, wanted, request);
    return this.#afterAsking(admissionCall("UPDATE", kind, ref, "scale"), request, wanted as KubeObject, write);
  }

  patch(kind: Kind, ref: ObjectRef, patch: Patch, request: WriteRequest): Soon<KubeObject> {
    const applied = (object: KubeObject) => patched(kind, object, patch, this.schemas) as KubeObject;
    if (patch.subresource === "scale") return this.rescale(kind, ref, applied, request);
    const subresource = patch.subresource === "status" ? ({ subresource: "status" } as const) : {};
    return this.update(kind, ref, (object) => withIdentity(applied(object), ref), { ...request, ...subresource });
  }

  delete(kind: Kind, ref: ObjectRef, request: DeleteRequest): Soon<Deletion> {
    const missing = request.outside ? this.late?.missing(kind, request, ref.namespace) : undefined;
    if (missing) return missing.then(() => this.delete(kind, ref, request));
    const call = admissionCall("DELETE", kind, ref);
    const webhooks = this.webhooks.concerning(call);
    if (!webhooks) return deleteObject(this.resources, kind, ref, request);
    return this.#later((waiting, parts) => waiting.remove(parts, { call, request, webhooks }, { kind, ref, request }));
  }

  /** Does what is no write of an object of the kind, once webhooks that are concerned have nothing against it. */
  #afterAsking<T>(call: AdmissionCall, request: WriteRequest, object: KubeObject, work: () => T): Soon<T> {
    const webhooks = this.webhooks.concerning(call);
    if (!webhooks) return work();
    return this.#later(async (waiting, { asker }) => {
      await waiting.ask(asker, { call, request, webhooks }, object);
      return work();
    });
  }

  /** The code that waits is fetched when the first webhook is met. */
  async #later<T>(
    work: (waiting: Waiting, parts: { readonly resources: Resources; readonly asker: Asker }) => Promise<T>,
  ): Promise<T> {
    const { resources } = this;
    const { store, clock, random } = resources;
    const { Asker, waiting } = await clock.hold(import("./webhooks/index.ts"));
    this.#asker ??= new Asker({
      store,
      kinds: this.kinds,
      clock,
      random,
      outbound: this.outbound,
      encoded: (kind, object) => this.encoded(kind, object),
      decoded: (kind, object) => this.decoded(kind, object),
    });
    return work(waiting, { resources, asker: this.#asker });
  }

  /** pods/binding. k8s.io/kubernetes pkg/registry/core/pod/storage BindingREST */
  bind(ref: ObjectRef, nodeName: string, request: WriteRequest): Soon<KubeObject> {
    if (!nodeName) throw unknownError("target.name: Required value");
    const { name, namespace = "" } = ref;
    const target = { kind: "Node", name: nodeName };
    const binding = { kind: "Binding", apiVersion: "v1", metadata: { name, namespace }, target };
    const call = admissionCall("CREATE", this.pods, ref, "binding");
    return this.#afterAsking(call, request, binding, () => this.#bind(ref, nodeName, request));
  }

  #bind(ref: ObjectRef, nodeName: string, request: WriteRequest): KubeObject {
    const kind = this.pods;
    const pod = this.resources.get(kind, ref) as PodView;
    if (pod.metadata.deletionTimestamp) {
      throw conflict(
        { group: "", plural: "pods/binding" },
        ref.name,
        `pod ${ref.name} is being deleted, cannot be assigned to a host`,
      );
    }
    if (pod.spec.nodeName) {
      throw conflict(
        { group: "", plural: "pods/binding" },
        ref.name,
        `pod ${ref.name} is already assigned to node "${pod.spec.nodeName}"`,
      );
    }
    const scheduled = {
      type: "PodScheduled",
      status: "True",
      lastProbeTime: null,
      lastTransitionTime: timestamp(this.resources.clock.now()),
    };
    const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
    const bound = {
      ...pod,
      spec: { ...pod.spec, nodeName },
      status: { ...pod.status, conditions: [...others, scheduled] },
    };
    return this.resources.rewrite(kind, bound as unknown as KubeObject, request);
  }

  /**
   * pods/eviction.
   *
   * @param prepare what is asked and noted once nobody has anything against it, before the pod goes
   */
  evict(ref: ObjectRef, request: DeleteRequest, prepare: () => void = () => {}): Soon<Deletion> {
    const { name, namespace = "" } = ref;
    const eviction = { kind: "Eviction", apiVersion: "policy/v1", metadata: { name, namespace } };
    const call = admissionCall("CREATE", this.pods, ref, "eviction");
    return this.#afterAsking(call, request, eviction, () => {
      prepare();
      return deleteObject(this.resources, this.pods, ref, request);
    });
  }

  /** namespaces/finalize. */
  finalize(ref: ObjectRef, finalizers: readonly string[], request: WriteRequest): Soon<KubeObject> {
    const next = (namespace: KubeObject) => ({ ...namespace, spec: { finalizers } }) as KubeObject;
    return this.update(this.namespaces, ref, next, { ...request, subresource: "finalize" });
  }

  /** Who shows a service account's token; undefined when it is not good, or not any more. */
  identityOf(token: string): Identity | undefined {
    const { store, clock } = this.resources;
    return this.tokens.verify(
      token,
      clock.now(),
      (resource, key, uid) => store.get(resource, key)?.metadata.uid === uid,
    );
  }

  /** The token alone, granted now and signed when it is first wanted. */
  tokenOf(ref: ObjectRef, request: TokenRequest): () => string {
    const claims = grantedClaims(this, ref, request);
    return () => this.tokens.sign(claims);
  }

  /** serviceaccounts/token. */
  token(ref: ObjectRef, request: TokenRequest): JsonObject {
    return issueToken(this, ref, request);
  }

  scale(kind: Kind, ref: ObjectRef): KubeObject {
    if (!kind.scale) throw methodNotSupported(kind, "scale");
    return scaleOf(kind, this.resources.get(kind, ref));
  }

  /**
   * Calls back for all that is there, then for every change of what meets the query: an object that begins to meet it is
   * ADDED, one that no longer does is DELETED. Returns how to stop.
   */
  follow(kind: Kind, query: ListQuery | undefined, listener: (change: Change<KubeObject>) => void): () => void {
    const now = this.kinds.served(kind);
    const ready = readQuery(now ?? kind, query);
    if (now) for (const object of select(this.resources.store, now, ready)) listener({ type: "ADDED", object });
    const { store } = this.resources;
    // What is built in is always served, and looks as it is stored.
    const plain = now && !now.openApi && !now.view;
    if (plain && meetsAll(ready)) return store.listen(resourceOf(kind), listener);
    return store.listen(resourceOf(kind), (event) => {
      const served = this.kinds.served(kind);
      if (!served) return;
      const object = viewOf(served, event.object);
      const old = event.old && viewOf(served, event.old);
      const is = event.type !== "DELETED" && meetsQuery(served, ready, object);
      const was = old !== undefined && meetsQuery(served, ready, old);
      if (!is && !was) return;
      const type = is ? (was ? "MODIFIED" : "ADDED") : "DELETED";
      listener({ type, object, ...(old ? { old } : {}) });
    });
  }
}
