import { conflict, deleted } from "../machinery/failures.ts";
import type { Kind } from "../machinery/kind.ts";
import { type KubeObject, keyOf, type ObjectRef } from "../machinery/object.ts";
import type { Status } from "../machinery/status.ts";
import { timestamp } from "../machinery/values.ts";
import { resourceOf, viewOf } from "./kindRegistry.ts";
import { heldBySpec, readyToGo } from "./lifetime.ts";
import type { DeleteRequest } from "./request.ts";
import type { Resources } from "./resources.ts";

/** What a deletion came to: gone at once, or waiting for finalizers or grace. */
export interface Deletion {
  readonly object: KubeObject;
  readonly gone: boolean;
}

/**
 * Deletes an object, or marks it: with grace (pods: the kubelet deletes again with grace 0), with finalizers, or, for a
 * namespace, until its content is gone.
 *
 * @see https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 * @see k8s.io/apiserver pkg/registry/rest BeforeDelete
 */
export function deleteObject(resources: Resources, kind: Kind, ref: ObjectRef, request: DeleteRequest): Deletion {
  const object = resources.get(kind, ref);
  checkPreconditions(kind, object, request);
  if (kind.leavesDependents && !request.propagation) request.warnings?.push(LEFT_BEHIND);
  resources.admitDelete(kind, object, request);
  const before = object.metadata.deletionTimestamp
    ? object
    : (kind.onDelete?.(object, resources.clock.now()) ?? object);
  const marked = mark(resources, kind, before, request);
  if (marked && !readyToGo(marked)) {
    return { object: marked === object ? object : resources.rewrite(kind, marked, request), gone: false };
  }
  if (request.dryRun) return { object, gone: true };
  const last = resources.store.remove(resourceOf(kind), keyOf(object));
  return { object: last ? viewOf(kind, last) : object, gone: true };
}

/** k8s.io/kubernetes pkg/registry/batch/job/storage */
const LEFT_BEHIND =
  "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

/** The object with its deletion written on it; undefined when it can go at once. */
function mark(resources: Resources, kind: Kind, object: KubeObject, request: DeleteRequest): KubeObject | undefined {
  const grace = graceOf(kind, object, request);
  const finalizers = withPropagation(object, request.propagation ?? usualPropagation(kind, object));
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, generation } = object.metadata;
  if (deletionTimestamp !== undefined) {
    if (grace >= deletionGracePeriodSeconds && finalizers === object.metadata.finalizers) return object;
    const shorter = Math.min(grace, deletionGracePeriodSeconds);
    const at = Date.parse(deletionTimestamp) - (deletionGracePeriodSeconds - shorter) * 1000;
    return withMetadata(object, {
      deletionTimestamp: timestamp(at),
      deletionGracePeriodSeconds: shorter,
      finalizers,
    });
  }
  const held = (finalizers?.length ?? 0) > 0 || heldBySpec(object);
  if (grace === 0 && !held) return undefined;
  // Namespaces and definitions are deleted in a way of their own, without grace.
  const ownWay = heldBySpec(object) || kind.onDelete !== undefined;
  const marked = withMetadata(object, {
    deletionTimestamp: timestamp(resources.clock.now() + grace * 1000),
    ...(ownWay ? {} : { deletionGracePeriodSeconds: grace }),
    finalizers,
    ...(generation && !ownWay ? { generation: generation + 1 } : {}),
  });
  return heldBySpec(object) ? terminating(marked) : marked;
}

/** Pods on a node have time to stop; others go at once, whatever the request says. */
function graceOf(kind: Kind, object: KubeObject, request: DeleteRequest): number {
  const usual = kind.defaultGraceSeconds?.(object) ?? 0;
  if (usual === 0) return 0;
  const asked = request.gracePeriodSeconds ?? usual;
  return asked < 0 ? 1 : asked;
}

/** What is meant without a policy. k8s.io/apiserver pkg/registry/generic/registry shouldOrphanDependents */
function usualPropagation(kind: Kind, { metadata }: KubeObject): DeleteRequest["propagation"] {
  const said = metadata.finalizers?.some((one) => one === "orphan" || one === "foregroundDeletion");
  return kind.leavesDependents && !said ? "Orphan" : undefined;
}

/** Foreground and Orphan are finalizers of the garbage collector; Background is neither. */
function withPropagation(object: KubeObject, policy: DeleteRequest["propagation"]): readonly string[] | undefined {
  const own = object.metadata.finalizers;
  if (!policy) return own;
  const others = (own ?? []).filter((one) => one !== "orphan" && one !== "foregroundDeletion");
  if (policy === "Background") return others.length === (own?.length ?? 0) ? own : others;
  const finalizer = policy === "Orphan" ? "orphan" : "foregroundDeletion";
  return own?.includes(finalizer) ? own : [...others, finalizer];
}

function withMetadata(object: KubeObject, changes: Partial<KubeObject["metadata"]>): KubeObject {
  const { finalizers: _, ...rest } = { ...object.metadata, ...changes };
  const { finalizers } = changes;
  return { ...object, metadata: finalizers?.length ? { ...rest, finalizers } : rest } as KubeObject;
}

function terminating(namespace: KubeObject): KubeObject {
  const { status } = namespace as { status?: object };
  return { ...namespace, status: { ...status, phase: "Terminating" } } as KubeObject;
}

function checkPreconditions(kind: Kind, object: KubeObject, { preconditions }: DeleteRequest): void {
  const { uid, resourceVersion, name } = object.metadata;
  if (preconditions?.uid && preconditions.uid !== uid) {
    throw conflict(
      { group: kind.group, plural: kind.kind },
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  }
  if (preconditions?.resourceVersion && preconditions.resourceVersion !== resourceVersion) {
    throw conflict(
      { group: kind.group, plural: kind.kind },
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
  }
}

/** Kinds whose deletion answers with the last state. k8s.io/kubernetes pkg/registry, ReturnDeletedObject */
const SHOWN = new Set([
  "namespaces",
  "persistentvolumeclaims",
  "persistentvolumes",
  "pods",
  "podtemplates",
  "resourcequotas",
  "serviceaccounts",
  "services",
  "csidrivers.storage.k8s.io",
  "csinodes.storage.k8s.io",
  "storageclasses.storage.k8s.io",
  "volumeattachments.storage.k8s.io",
  "volumeattributesclasses.storage.k8s.io",
  "deviceclasses.resource.k8s.io",
  "resourceclaims.resource.k8s.io",
  "resourceclaimtemplates.resource.k8s.io",
  "resourceslices.resource.k8s.io",
]);

/** What the request answers: the object while it lives on or where its kind shows it, else a Status that names it. */
export function deletionAnswer(kind: Kind, { object, gone }: Deletion, nowMs: number): KubeObject | Status {
  if (gone && !SHOWN.has(resourceOf(kind))) return deleted(kind, object.metadata.name, object.metadata.uid);
  return gone && kind.defaultGraceSeconds ? withoutGrace(object, nowMs) : object;
}

/** What could have had time to stop and had none. */
function withoutGrace(object: KubeObject, nowMs: number): KubeObject {
  const { deletionTimestamp, generation } = object.metadata;
  const marks = deletionTimestamp
    ? {}
    : { deletionTimestamp: timestamp(nowMs), ...(generation ? { generation: generation + 1 } : {}) };
  return withMetadata(object, { ...marks, deletionGracePeriodSeconds: 0, finalizers: object.metadata.finalizers });
}
