import type { KubeObject } from "../machinery/object.ts";

/** Nothing holds it any more: it was deleted, its grace is over and nobody has a finalizer on it. */
export function readyToGo(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  return deletionTimestamp !== undefined && !deletionGracePeriodSeconds && !finalizers?.length && !heldBySpec(object);
}

/** A namespace is held by spec.finalizers too: "kubernetes" stays until its content is gone. */
export function heldBySpec(object: KubeObject): boolean {
  if (object.kind !== "Namespace" || object.apiVersion !== "v1") return false;
  return ((object as { spec?: { finalizers?: readonly string[] } }).spec?.finalizers?.length ?? 0) > 0;
}
