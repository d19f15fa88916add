import type { Change, ListQuery, Patch } from "../client/client.ts";
import { Encoder } from "../machinery/encoding.ts";
import { conflict, methodNotSupported, pathNotFound } from "../machinery/failures.ts";
import type { Kind } from "../machinery/kind.ts";
import type { KubeObject, ObjectRef } from "../machinery/object.ts";
import type { Schemas } from "../machinery/schema.ts";
import { type JsonObject, timestamp } from "../machinery/values.ts";
import { type Deletion, deleteObject } from "./deletion.ts";
import { type KindRegistry, resourceOf, viewOf } from "./kindRegistry.ts";
import { patched, withIdentity } from "./patching.ts";
import { meetsQuery, readQuery, select, selectSorted } from "./query.ts";
import type { DeleteRequest, Identity, WriteRequest } from "./request.ts";
import type { Resources } from "./resources.ts";
import { replaceScale, scaleOf } from "./scale.ts";
import { ISSUER, type Tokens } from "./tokens.ts";

interface PodView extends KubeObject {
  readonly spec: { readonly nodeName?: string };
  readonly status?: { readonly conditions?: readonly { readonly type: string }[] };
}

export interface TokenRequest {
  readonly spec?: {
    readonly audiences?: readonly string[];
    readonly expirationSeconds?: number;
    readonly boundObjectRef?: { readonly kind?: string; readonly name?: string; readonly uid?: string } | null;
  };
}

/** Everything one can ask of the server, on objects; the HTTP door and the in-process client both come here. */
export class Verbs {
  readonly #encoder: Encoder;

  constructor(
    readonly resources: Resources,
    readonly kinds: KindRegistry,
    readonly schemas: Schemas,
    readonly tokens: Tokens,
  ) {
    this.#encoder = new Encoder(schemas);
  }

  /** An object as it goes over the wire. */
  encoded<T extends object>(kind: Kind, object: T): T {
    return kind.schema ? this.#encoder.encode(object, kind.schema) : this.#encoder.sorted(object);
  }

  /** The kind with its rules. @throws StatusError NotFound when the server does not serve what a reference names */
  served(kind: Kind): Kind {
    const served = this.kinds.served(kind);
    if (!served) throw pathNotFound();
    return served;
  }

  get pods(): Kind {
    return this.kinds.required("v1", "Pod");
  }

  get namespaces(): Kind {
    return this.kinds.required("v1", "Namespace");
  }

  /** Sorted by namespace and name. */
  list(kind: Kind, query: ListQuery | undefined): readonly KubeObject[] {
    return selectSorted(this.resources.store, kind, readQuery(kind, query));
  }

  patch(kind: Kind, ref: ObjectRef, patch: Patch, request: WriteRequest): KubeObject {
    const object = this.resources.get(kind, ref);
    if (patch.subresource === "scale") {
      return replaceScale(
        this.resources,
        kind,
        ref,
        patched(kind, scaleOf(kind, object), patch, this.schemas),
        request,
      );
    }
    const next = withIdentity(patched(kind, object, patch, this.schemas) as KubeObject, ref);
    const subresource = patch.subresource === "status" ? ({ subresource: "status" } as const) : {};
    return this.resources.update(kind, ref, next, { ...request, ...subresource });
  }

  delete(kind: Kind, ref: ObjectRef, request: DeleteRequest): Deletion {
    return deleteObject(this.resources, kind, ref, request);
  }

  /** pods/binding. k8s.io/kubernetes pkg/registry/core/pod/storage BindingREST */
  bind(ref: ObjectRef, nodeName: string, request: WriteRequest): KubeObject {
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

  /** pods/eviction. */
  evict(ref: ObjectRef, request: DeleteRequest): Deletion {
    return this.delete(this.pods, ref, request);
  }

  /** namespaces/finalize. */
  finalize(ref: ObjectRef, finalizers: readonly string[], request: WriteRequest): KubeObject {
    const kind = this.namespaces;
    const namespace = this.resources.get(kind, ref);
    const next = { ...namespace, spec: { finalizers } } as KubeObject;
    return this.resources.update(kind, ref, next, { ...request, subresource: "finalize" });
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

  /** serviceaccounts/token: what a TokenRequest asks for, for an hour unless it says otherwise. */
  token(ref: ObjectRef, request: TokenRequest): JsonObject {
    const account = this.resources.get(this.kinds.required("v1", "ServiceAccount"), ref);
    const { audiences = [ISSUER], expirationSeconds = 3600, boundObjectRef } = request.spec ?? {};
    const issuedMs = this.resources.clock.now();
    const expiresMs = issuedMs + expirationSeconds * 1000;
    const { name, uid = "", namespace = "" } = account.metadata;
    const pod =
      boundObjectRef?.kind === "Pod" ? { name: boundObjectRef.name ?? "", uid: boundObjectRef.uid ?? "" } : undefined;
    const token = this.tokens.sign({
      namespace,
      serviceAccount: { name, uid },
      ...(pod ? { pod } : {}),
      audiences: audiences.length > 0 ? audiences : [ISSUER],
      issuedMs,
      expiresMs,
    });
    return {
      kind: "TokenRequest",
      apiVersion: "authentication.k8s.io/v1",
      metadata: { name, namespace, creationTimestamp: timestamp(issuedMs) },
      spec: { audiences, expirationSeconds, boundObjectRef: boundObjectRef ?? null },
      status: { token, expirationTimestamp: timestamp(expiresMs) },
    };
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
    return this.resources.store.listen(resourceOf(kind), (event) => {
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
