import type { Controller } from "../../api/client/controller.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import type { KubeObject } from "../../api/machinery/object.ts";

type Reconcile<T extends KubeObject> = Controller<T>["reconcile"];

/** For a loop that a fresh cluster has no work for: its code is fetched with the first object, cluster time standing still meanwhile. */
export function fetchedReconcile<T extends KubeObject>(kind: Kind<T>, load: () => Promise<Reconcile<T>>): Reconcile<T> {
  let reconcile: Reconcile<T> | undefined;
  return async (ref, object, context) => {
    if (reconcile) return reconcile(ref, object, context);
    reconcile = await context.clock.hold(load());
    return reconcile(ref, context.cache.get(kind, ref), context);
  };
}
