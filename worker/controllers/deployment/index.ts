/**
 * Deployments roll a pod template out over ReplicaSets, one a revision.
 *
 * In:   Deployments, their ReplicaSets, and for Recreate their pods.
 * Out:  ReplicaSets made, sized, cleaned up; revision annotations; status.
 * Never: touches pods.
 *
 * @module
 */

import {
  type Controller,
  defineController,
  on,
  ownerKeys,
  type ReconcileContext,
} from "../../api/client/controller.ts";
import type { DeploymentObject, DeploymentStatus } from "../../api/generated/types.ts";
import { Deployment, Pod, ReplicaSet } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { keyOf, refOf } from "../../api/machinery/object.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { claimed, controllerOf } from "../workload/ownership.ts";
import { selectorOf, selectsAll } from "../workload/selection.ts";
import { sizeAnnotations } from "./annotations.ts";
import { type CurrentSet, settleCurrentSet } from "./current-set.ts";
import { outdatedSets } from "./history.ts";
import { isRollingUpdate } from "./limits.ts";
import { growCurrent, oldPodsRun, type ScaleStep, scaleInProportion, shrinkOld, wasScaled } from "./scaling.ts";
import { activeSets, type Revisions, revisionsOf, sizeOf } from "./sets.ts";
import { afterPause, deadlineCheckMs, deploymentStatus, isComplete, rolloutStatus } from "./status.ts";

export function deploymentController(): Controller<DeploymentObject> {
  return defineController<DeploymentObject>({
    name: "deployment-controller",
    for: Deployment,
    watches: [
      on(ReplicaSet, (set, cache, old) => {
        const keys = new Set([...setOwner(set), ...(old ? setOwner(old) : [])]);
        if (!controllerOf(set)) {
          for (const deployment of cache.list(Deployment, { namespace: set.metadata.namespace! })) {
            if (selectorOf(deployment.spec.selector)(set.metadata.labels)) keys.add(keyOf(deployment));
          }
        }
        return [...keys];
      }),
      // A Recreate waits for the last old pod to be gone.
      on(Pod, (pod, cache) => {
        const owner = controllerOf(pod);
        if (owner?.kind !== ReplicaSet.kind || pod.metadata.deletionTimestamp === undefined) return [];
        const set = cache.get(ReplicaSet, { namespace: pod.metadata.namespace!, name: owner.name });
        if (!set) return [];
        return setOwner(set).filter((key) => {
          const [namespace, name] = key.split("/") as [string, string];
          const deployment = cache.get(Deployment, { namespace, name });
          return deployment !== undefined && !isRollingUpdate(deployment);
        });
      }),
    ],
    async reconcile(_ref, deployment, context) {
      if (!deployment) return undefined;
      if (selectsAll(deployment.spec.selector)) {
        await warnOfSelectingAll(deployment, context);
        return undefined;
      }
      return sync(deployment, context);
    },
  });
}

const setOwner = ownerKeys(Deployment as unknown as Kind);

async function sync(deployment: DeploymentObject, context: ReconcileContext) {
  const { cache, client, clock } = context;
  const sets = await claimed({
    ownerKind: Deployment,
    owner: deployment,
    selector: deployment.spec.selector,
    kind: ReplicaSet,
    cache,
    client,
  });
  const revisions = revisionsOf(deployment, sets);
  if (deployment.metadata.deletionTimestamp !== undefined) {
    return settle(deployment, deploymentStatus(deployment, revisions, clock.now()), context);
  }
  const start = { deployment: await notePause(deployment, context), revisions };
  if (deployment.spec.paused) return scaleOnly(start, context);
  if (wasScaled(deployment, revisions)) return scaleOnly(start, context);
  return isRollingUpdate(deployment) ? roll(start, context) : recreate(start, context);
}

/** Follows a change of size without going on with the rollout. */
async function scaleOnly(start: CurrentSet, context: ReconcileContext) {
  const { deployment, revisions } = await settleCurrentSet(start, context, { create: false });
  await scale(deployment, scaleInProportion(deployment, revisions), context);
  if (deployment.spec.paused) await cleanUp(deployment, revisions, context);
  return settle(deployment, deploymentStatus(deployment, revisions, context.clock.now()), context);
}

/** One step of a rolling update: up before down. */
async function roll(start: CurrentSet, context: ReconcileContext) {
  const { deployment, revisions } = await settleCurrentSet(start, context, { create: true });
  const up = growCurrent(deployment, revisions);
  const steps = up ? [up] : shrinkOld(deployment, revisions);
  await scale(deployment, steps, context);
  if (steps.length === 0 && isComplete(deployment, deployment.status)) await cleanUp(deployment, revisions, context);
  return settleRollout(deployment, revisions, context);
}

/** All old pods go before the first new one comes. */
async function recreate(start: CurrentSet, context: ReconcileContext) {
  const { cache } = context;
  const before = await settleCurrentSet(start, context, { create: false });
  const { old } = before.revisions;
  const down = activeSets(old).map((set) => ({ set, replicas: 0 }));
  await scale(before.deployment, down, context);
  if (down.length > 0 || oldPodsRun(old, (set) => cache.ownedBy(Pod, set.metadata.uid!))) {
    return settleRollout(before.deployment, before.revisions, context);
  }
  const { deployment, revisions } = before.revisions.current
    ? before
    : await settleCurrentSet(before, context, { create: true });
  const up = growCurrent(deployment, revisions);
  await scale(deployment, up ? [up] : [], context);
  if (isComplete(deployment, deployment.status)) await cleanUp(deployment, revisions, context);
  return settleRollout(deployment, revisions, context);
}

/** Sizes ReplicaSets, tells of it, and refreshes the annotations that say what was wanted then. */
async function scale(
  deployment: DeploymentObject,
  steps: readonly ScaleStep[],
  { client, events }: ReconcileContext,
): Promise<void> {
  for (const { set, replicas } of steps) {
    const annotations = { ...set.metadata.annotations, ...sizeAnnotations(deployment) };
    const before = sizeOf(set);
    if (before === replicas && deepEqual(annotations, set.metadata.annotations)) continue;
    await client.replace(ReplicaSet, {
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: { ...set.spec, replicas },
    });
    if (before === replicas) continue;
    const direction = before < replicas ? "up" : "down";
    const message = `Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${replicas}`;
    await events.event(deployment, { type: "Normal", reason: "ScalingReplicaSet", message });
  }
}

async function cleanUp(deployment: DeploymentObject, { old }: Revisions, { client }: ReconcileContext): Promise<void> {
  for (const set of outdatedSets(deployment, old))
    await client.delete(ReplicaSet, refOf(set), { uid: set.metadata.uid! });
}

async function notePause(deployment: DeploymentObject, { client, clock }: ReconcileContext): Promise<DeploymentObject> {
  const conditions = afterPause(deployment, clock.now());
  if (conditions === deployment.status?.conditions || conditions.length === 0) return deployment;
  return client.replaceStatus(Deployment, { ...deployment, status: { ...deployment.status, conditions } });
}

/** @param revisions as they were before this round sized them: what came of that is another round's status, so that no step goes unnoticed */
async function settleRollout(deployment: DeploymentObject, revisions: Revisions, context: ReconcileContext) {
  const nowMs = context.clock.now();
  const status = rolloutStatus(deployment, revisions, nowMs);
  await settle(deployment, status, context);
  const waitMs = deadlineCheckMs(deployment, status, nowMs);
  return waitMs === undefined ? undefined : { requeueAfterMs: waitMs };
}

async function settle(deployment: DeploymentObject, status: DeploymentStatus, { client }: ReconcileContext) {
  if (!deepEqual(deployment.status, status)) await client.replaceStatus(Deployment, { ...deployment, status });
  return undefined;
}

async function warnOfSelectingAll(deployment: DeploymentObject, { client, events }: ReconcileContext): Promise<void> {
  await events.event(deployment, {
    type: "Warning",
    reason: "SelectingAll",
    message: "This deployment is selecting all pods. A non-empty selector is required.",
  });
  const { generation } = deployment.metadata;
  if (generation === undefined || (deployment.status?.observedGeneration ?? 0) >= generation) return;
  await client.replaceStatus(Deployment, {
    ...deployment,
    status: { ...deployment.status, observedGeneration: generation },
  });
}
