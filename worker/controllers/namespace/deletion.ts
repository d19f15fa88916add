import type { ReconcileContext, Requeue } from "../../api/client/controller.ts";
import type { NamespaceObject } from "../../api/generated/types.ts";
import { Namespace } from "../../api/kinds/index.ts";
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

/** Clears a namespace out that was deleted, and lets go of it when nothing is left. */
export async function clearNamespace(
  namespace: NamespaceObject,
  kinds: readonly Kind[],
  context: ReconcileContext,
): Promise<Requeue | undefined> {
  const finalizers = namespace.spec?.finalizers ?? [];
  const { deletionTimestamp } = namespace.metadata;
  if (deletionTimestamp === undefined || !finalizers.includes(FINALIZER)) return undefined;
  const { client, clock } = context;
  const namespaced = [...kinds, ...customKinds(context.cache)].filter((kind) => kind.namespaced);
  await clearOut(namespace, namespaced, context);
  const remaining = contentOf(namespace, namespaced, context);
  if (remaining.length === 0) {
    const rest = finalizers.filter((one) => one !== FINALIZER);
    await unlessGone(client.finalize(refOf(namespace), rest));
    return undefined;
  }
  await writeConditions(namespace, remaining, context);
  const sinceMs = clock.now() - Date.parse(deletionTimestamp);
  return { requeueAfterMs: Math.min(Math.max(FIRST_WAIT_MS, sinceMs / 4), LONGEST_WAIT_MS) };
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
