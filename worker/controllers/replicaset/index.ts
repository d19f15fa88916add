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
import type { PodObject, ReplicaSetObject, ReplicaSetStatus } from "../../api/generated/types.ts";
import { Pod, ReplicaSet } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { type KubeObject, keyOf } from "../../api/machinery/object.ts";
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

/** A kind that keeps replicas as a ReplicaSet does. */
export interface Replicated<T extends KubeObject> {
  readonly name: string;
  readonly kind: Kind<T>;
  /** The same as a ReplicaSet; for the same object the same. */
  asSet(object: T): ReplicaSetObject;
  /** The object with what its pods make of its status. */
  withStatus(object: T, status: ReplicaSetStatus): T;
}

export const replicaSetController = (): Controller<ReplicaSetObject> =>
  replicaController<ReplicaSetObject>({
    name: "replicaset-controller",
    kind: ReplicaSet,
    asSet: (set) => set,
    withStatus: (set, status) => ({ ...set, status }),
  });

/** The loop of a kind that keeps replicas. */
export function replicaController<T extends KubeObject>(how: Replicated<T>): Controller<T> {
  const { kind, asSet } = how;
  const expectations = new Expectations();
  const pace = new Pace();
  const ownersOf = ownersAmong(kind.kind);
  return defineController<T>({
    name: how.name,
    for: kind,
    watches: [
      on(Pod, (pod, cache, old) => {
        const owners = ownersOf(pod);
        if (old) for (const owner of ownersOf(old)) if (!owners.includes(owner)) owners.push(owner);
        if (controllerOf(pod)) return owners;
        // An orphan: whoever selects it may adopt it.
        const { namespace } = pod.metadata;
        const sets = cache.list(kind, { namespace: namespace! });
        const selects = (one: T) => selectorOf(asSet(one).spec.selector)(pod.metadata.labels);
        return [...owners, ...sets.filter(selects).map(keyOf)];
      }),
    ],
    async reconcile(ref, owner, context) {
      if (!owner) {
        pace.forget(ref);
        return undefined;
      }
      const { client, cache, clock } = context;
      const early = pace.wait(owner, cache.ownedBy(Pod, owner.metadata.uid!).length, clock.now());
      if (early) return early;

      const set = asSet(owner);
      const pods = await claimed({
        ownerKind: kind,
        owner,
        selector: set.spec.selector,
        kind: Pod,
        cache,
        client,
        adoptable: (pod) => !isFinished(pod),
      });
      const failure = await manage(owner, pods, { how, context, expectations });
      await writeStatus(owner, { how, context, failure: failure?.told });
      if (failure) throw failure.error;
      return nextCheck(set, context);
    },
  });
}

const ownersAmong =
  (kind: string) =>
  (pod: PodObject): string[] => {
    const owner = controllerOf(pod);
    return owner?.kind === kind ? [`${pod.metadata.namespace}/${owner.name}`] : [];
  };

interface Round<T extends KubeObject> {
  readonly how: Replicated<T>;
  readonly context: ReconcileContext;
  readonly expectations: Expectations;
}

/** Brings the number of active pods towards the wanted one. A failure comes back as a value, for it belongs in the status. */
async function manage<T extends KubeObject>(
  owner: T,
  pods: readonly PodObject[],
  round: Round<T>,
): Promise<{ readonly told: ReplicaFailure; readonly error: unknown } | undefined> {
  const { how, context, expectations } = round;
  const set = how.asSet(owner);
  const nowMs = context.clock.now();
  if (set.metadata.deletionTimestamp !== undefined) return undefined;
  const present = () =>
    new Map(pods.map((pod) => [pod.metadata.uid!, { leaving: pod.metadata.deletionTimestamp !== undefined }]));
  if (!expectations.satisfied(set.metadata.uid!, present, nowMs)) return undefined;

  const active = pods.filter(isActive);
  const missing = (set.spec.replicas ?? 1) - active.length;
  const control = { owner, context, expectations };
  try {
    if (missing > 0) {
      const pod = podFromTemplate(how.kind, owner, set.spec.template!);
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

async function writeStatus<T extends KubeObject>(
  owner: T,
  { how, context, failure }: Pick<Round<T>, "how" | "context"> & { readonly failure: ReplicaFailure | undefined },
): Promise<void> {
  const { client, cache, clock } = context;
  const pods = cache.ownedBy(Pod, owner.metadata.uid!);
  const next = how.withStatus(owner, replicaSetStatus(how.asSet(owner), pods, { failure, nowMs: clock.now() }));
  const statusOf = (object: KubeObject) => (object as { readonly status?: unknown }).status;
  if (!deepEqual(statusOf(owner), statusOf(next))) await client.replaceStatus(how.kind, next);
}

/** Comes back when the next ready pod counts as available, or at once when a round left pods to make. */
function nextCheck(set: ReplicaSetObject, { cache, clock }: ReconcileContext) {
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  if (minReadySeconds === 0) return undefined;
  const waitMs = nextAvailabilityMs(cache.ownedBy(Pod, set.metadata.uid!), minReadySeconds, clock.now());
  return waitMs === undefined ? undefined : { requeueAfterMs: waitMs };
}
