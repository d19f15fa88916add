/**
 * Namespaces on their way out: their content is deleted, and when all of it is gone they are let go.
 *
 * In:   Namespaces with a deletionTimestamp, and everything in them.
 * Out:  deletions, status conditions, spec.finalizers emptied.
 * Never: touches a namespace that nobody deleted.
 *
 * @module
 */

import { type Controller, defineController, on, type ReconcileContext } from "../../api/client/controller.ts";
import type { NamespaceObject } from "../../api/generated/types.ts";
import { Namespace, Pod } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { refOf } from "../../api/machinery/object.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { rfc3339 } from "../../base/time.ts";
import { customKinds } from "../workload/custom-kinds.ts";
import { unlessGone } from "../workload/ownership.ts";
import { deletionConditions, type Remaining } from "./conditions.ts";

/** The finalizer that only this loop removes. */
const FINALIZER = "kubernetes";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** @param kinds all built-in kinds; the namespaced ones are cleared out, and those that definitions bring */
export function namespaceController(kinds: readonly Kind[]): Controller<NamespaceObject> {
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
    async reconcile(_ref, namespace, context) {
      const finalizers = namespace?.spec?.finalizers ?? [];
      if (namespace?.metadata.deletionTimestamp === undefined || !finalizers.includes(FINALIZER)) return undefined;
      const { client, clock } = context;
      const namespaced = [...kinds, ...customKinds(context.cache)].filter((kind) => kind.namespaced);
      await clearOut(namespace, namespaced, context);
      const remaining = contentOf(namespace, namespaced, context);
      if (remaining.length === 0) {
        await unlessGone(
          client.finalize(
            refOf(namespace),
            finalizers.filter((one) => one !== FINALIZER),
          ),
        );
        return undefined;
      }
      await writeConditions(namespace, remaining, context);
      const sinceMs = clock.now() - Date.parse(namespace.metadata.deletionTimestamp);
      return { requeueAfterMs: Math.min(Math.max(FIRST_WAIT_MS, sinceMs / 4), LONGEST_WAIT_MS) };
    },
  });
}

function contentOf(
  { metadata }: NamespaceObject,
  kinds: readonly Kind[],
  { cache }: ReconcileContext,
): readonly Remaining[] {
  return kinds
    .map((kind) => ({ resource: kind, objects: cache.list(kind, { namespace: metadata.name }) }))
    .filter(({ objects }) => objects.length > 0);
}

async function clearOut({ metadata }: NamespaceObject, kinds: readonly Kind[], { cache, client }: ReconcileContext) {
  for (const kind of kinds) {
    for (const object of cache.list(kind, { namespace: metadata.name })) {
      if (object.metadata.deletionTimestamp !== undefined) continue;
      await unlessGone(client.delete(kind, refOf(object), { propagation: "Background" }));
    }
  }
}

async function writeConditions(
  namespace: NamespaceObject,
  remaining: readonly Remaining[],
  { cache, client, clock }: ReconcileContext,
): Promise<void> {
  const current = cache.get(Namespace, refOf(namespace));
  if (!current) return;
  const conditions = deletionConditions(current, remaining, rfc3339(clock.now()));
  if (deepEqual(current.status?.conditions, conditions)) return;
  await client.replaceStatus(Namespace, { ...current, status: { ...current.status, conditions } });
}
