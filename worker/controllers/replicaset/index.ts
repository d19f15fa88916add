/**
 * ReplicaSets keep as many pods as they ask for.
 *
 * In:   ReplicaSets and pods.
 * Out:  pods created and deleted, orphans adopted, strays released, status.
 * Never: touches pods of another controller.
 *
 * @module
 */

import { type Controller, defineController, on, type ReconcileContext } from "../../api/client/controller.ts";
import type { PodObject, ReplicaSetObject } from "../../api/generated/types.ts";
import { Pod, ReplicaSet } from "../../api/kinds/index.ts";
import { keyOf } from "../../api/machinery/object.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { Expectations } from "../workload/expectations.ts";
import { claimed, controllerOf } from "../workload/ownership.ts";
import { Pace } from "../workload/pace.ts";
import { createPod, deletePod, namespaceTerminating, podFromTemplate, slowStart } from "../workload/pod-control.ts";
import { isActive, isFinished, nextAvailabilityMs } from "../workload/pods.ts";
import { selectorOf } from "../workload/selection.ts";
import { podsToDelete } from "./ranking.ts";
import { type ReplicaFailure, replicaSetStatus } from "./status.ts";

/** At most this many pods are created or deleted in one round. */
const BURST = 500;

export function replicaSetController(): Controller<ReplicaSetObject> {
  const expectations = new Expectations();
  const pace = new Pace();
  return defineController<ReplicaSetObject>({
    name: "replicaset-controller",
    for: ReplicaSet,
    watches: [
      on(Pod, (pod, cache, old) => {
        const owners = ownersOf(pod);
        if (old) for (const owner of ownersOf(old)) if (!owners.includes(owner)) owners.push(owner);
        if (controllerOf(pod)) return owners;
        // An orphan: whoever selects it may adopt it.
        const { namespace } = pod.metadata;
        const sets = cache.list(ReplicaSet, { namespace: namespace! });
        return [...owners, ...sets.filter((set) => selectorOf(set.spec.selector)(pod.metadata.labels)).map(keyOf)];
      }),
    ],
    async reconcile(ref, set, context) {
      if (!set) {
        pace.forget(ref);
        return undefined;
      }
      const { client, cache, clock } = context;
      const early = pace.wait(set, cache.ownedBy(Pod, set.metadata.uid!).length, clock.now());
      if (early) return early;

      const pods = await claimed({
        ownerKind: ReplicaSet,
        owner: set,
        selector: set.spec.selector,
        kind: Pod,
        cache,
        client,
        adoptable: (pod) => !isFinished(pod),
      });
      const failure = await manage(set, pods, { context, expectations });
      await writeStatus(set, { context, failure: failure?.told });
      if (failure) throw failure.error;
      return nextCheck(set, context);
    },
  });
}

function ownersOf(pod: PodObject): string[] {
  const owner = controllerOf(pod);
  return owner?.kind === ReplicaSet.kind ? [`${pod.metadata.namespace}/${owner.name}`] : [];
}

interface Round {
  readonly context: ReconcileContext;
  readonly expectations: Expectations;
}

/** Brings the number of active pods towards the wanted one. A failure comes back as a value, for it belongs in the status. */
async function manage(
  set: ReplicaSetObject,
  pods: readonly PodObject[],
  round: Round,
): Promise<{ readonly told: ReplicaFailure; readonly error: unknown } | undefined> {
  const { context, expectations } = round;
  const nowMs = context.clock.now();
  if (set.metadata.deletionTimestamp !== undefined) return undefined;
  const present = () =>
    new Map(pods.map((pod) => [pod.metadata.uid!, { leaving: pod.metadata.deletionTimestamp !== undefined }]));
  if (!expectations.satisfied(set.metadata.uid!, present, nowMs)) return undefined;

  const active = pods.filter(isActive);
  const missing = (set.spec.replicas ?? 1) - active.length;
  const control = { owner: set, context, expectations };
  try {
    if (missing > 0) {
      const pod = podFromTemplate(ReplicaSet, set, set.spec.template!);
      await slowStart(Math.min(missing, BURST), () => createPod(control, pod));
    } else if (missing < 0) {
      const doomed = podsToDelete(active, Math.min(-missing, BURST), relatedPods(set, context), nowMs);
      for (const pod of doomed) await deletePod(control, pod);
    }
    return undefined;
  } catch (error) {
    if (namespaceTerminating(error)) return undefined;
    const message = error instanceof Error ? error.message : String(error);
    return { told: { reason: missing > 0 ? "FailedCreate" : "FailedDelete", message }, error };
  }
}

/** Pods of every set that the same Deployment controls. */
function relatedPods(set: ReplicaSetObject, { cache }: ReconcileContext): readonly PodObject[] {
  const owner = controllerOf(set);
  const siblings = owner ? cache.ownedBy(ReplicaSet, owner.uid) : [set];
  return siblings.flatMap((sibling) => cache.ownedBy(Pod, sibling.metadata.uid!));
}

async function writeStatus(
  set: ReplicaSetObject,
  { context, failure }: { readonly context: ReconcileContext; readonly failure: ReplicaFailure | undefined },
): Promise<void> {
  const { client, cache, clock } = context;
  const pods = cache.ownedBy(Pod, set.metadata.uid!);
  const status = replicaSetStatus(set, pods, { failure, nowMs: clock.now() });
  if (deepEqual(set.status, status)) return;
  await client.replaceStatus(ReplicaSet, { ...set, status });
}

/** Comes back when the next ready pod counts as available, or at once when a round left pods to make. */
function nextCheck(set: ReplicaSetObject, { cache, clock }: ReconcileContext) {
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  if (minReadySeconds === 0) return undefined;
  const waitMs = nextAvailabilityMs(cache.ownedBy(Pod, set.metadata.uid!), minReadySeconds, clock.now());
  return waitMs === undefined ? undefined : { requeueAfterMs: waitMs };
}
