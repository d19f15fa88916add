/**
 * Namespaces on their way out: their content is deleted, and when all of it is gone they are let go.
 *
 * In:   Namespaces with a deletionTimestamp, and everything in them.
 * Out:  deletions, status conditions, spec.finalizers emptied.
 * Never: touches a namespace that nobody deleted.
 *
 * @module
 */
import { type Controller, defineController, on } from "../../api/client/controller.ts";
import type { NamespaceObject } from "../../api/generated/types.ts";
import { Namespace, Pod } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { fetchedReconcile } from "../workload/fetched.ts";

/** @param kinds all built-in kinds; the namespaced ones are cleared out, and those that definitions bring */
export function namespaceController(kinds: readonly Kind[]): Controller<NamespaceObject> {
  const clear = fetchedReconcile<NamespaceObject>(Namespace, async () => {
    const { clearNamespace } = await import("./deletion.ts");
    return async (_ref, namespace, context) => namespace && clearNamespace(namespace, kinds, context);
  });
  return defineController<NamespaceObject>({
    name: "namespace-controller",
    for: Namespace,
    watches: [
      // The last pod to go is what most namespaces wait for.
      on(Pod, ({ metadata }, cache) => {
        const namespace = cache.get(Namespace, { name: metadata.namespace! });
        const waiting = metadata.deletionTimestamp !== undefined && namespace?.metadata.deletionTimestamp !== undefined;
        return waiting ? [metadata.namespace!] : [];
      }),
    ],
    async reconcile(ref, namespace, context) {
      return namespace?.metadata.deletionTimestamp === undefined ? undefined : clear(ref, namespace, context);
    },
  });
}
