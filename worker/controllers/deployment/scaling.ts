import type { DeploymentObject, PodObject, ReplicaSetObject } from "../../api/generated/types.ts";
import { DESIRED_REPLICAS, MAX_REPLICAS, numberIn } from "./annotations.ts";
import { isRollingUpdate, maxSurgeOf, maxUnavailableOf } from "./limits.ts";
import {
  activeSets,
  allOf,
  newestFirst,
  oldestFirst,
  type Revisions,
  sizeOf,
  totalAvailable,
  totalSize,
} from "./sets.ts";

/** One set's new size. A step that keeps the size refreshes the size annotations only. */
export interface ScaleStep {
  readonly set: ReplicaSetObject;
  readonly replicas: number;
}

const wantedSize = ({ spec }: DeploymentObject): number => spec.replicas ?? 1;

/** Whether the Deployment was scaled since its sets were last sized. k8s.io/kubernetes deployment isScalingEvent */
export function wasScaled(deployment: DeploymentObject, revisions: Revisions): boolean {
  return activeSets(allOf(revisions)).some((set) => {
    const desired = numberIn(set, DESIRED_REPLICAS);
    return desired !== undefined && desired !== wantedSize(deployment);
  });
}

/** The size at which the current set may be, or be made, in this round: within the surge, never above the wanted size. */
export function currentSetSize(deployment: DeploymentObject, sets: readonly ReplicaSetObject[], size: number): number {
  const wanted = wantedSize(deployment);
  if (!isRollingUpdate(deployment)) return wanted;
  const room = wanted + maxSurgeOf(deployment) - totalSize(sets);
  return room <= 0 ? size : size + Math.min(room, wanted - size);
}

/**
 * Sizes after the Deployment itself was scaled: a single live set takes the new size; a finished rollout empties what is
 * left of old sets; in the middle of a rolling update the difference is shared in proportion, the remainder to the largest.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling
 */
export function scaleInProportion(deployment: DeploymentObject, revisions: Revisions): readonly ScaleStep[] {
  const wanted = wantedSize(deployment);
  const single = activeOrLatest(revisions);
  if (single) return sizeOf(single) === wanted ? [] : [{ set: single, replicas: wanted }];
  const { current, old } = revisions;
  if (current && isSaturated(deployment, current)) return activeSets(old).map((set) => ({ set, replicas: 0 }));
  if (!isRollingUpdate(deployment)) return [];

  const active = [...activeSets(allOf(revisions))];
  const toAdd = (wanted > 0 ? wanted + maxSurgeOf(deployment) : 0) - totalSize(active);
  active.sort((a, b) => sizeOf(b) - sizeOf(a) || (toAdd > 0 ? newestFirst(a, b) : oldestFirst(a, b)));
  let added = 0;
  const steps = active.map((set) => {
    const share = proportionOf(set, deployment, toAdd, added);
    added += share;
    return { set, replicas: sizeOf(set) + share };
  });
  return steps.map((step, i) => (i === 0 ? { ...step, replicas: Math.max(0, step.replicas + toAdd - added) } : step));
}

function proportionOf(set: ReplicaSetObject, deployment: DeploymentObject, toAdd: number, added: number): number {
  if (sizeOf(set) === 0 || toAdd === 0 || toAdd === added) return 0;
  const fraction = fractionOf(set, deployment);
  const allowed = toAdd - added;
  return toAdd > 0 ? Math.min(fraction, allowed) : Math.max(fraction, allowed);
}

function fractionOf(set: ReplicaSetObject, deployment: DeploymentObject): number {
  const size = sizeOf(set);
  if (wantedSize(deployment) === 0) return -size;
  const before = numberIn(set, MAX_REPLICAS) || deployment.status?.replicas;
  if (!before) return 0;
  return Math.round((size * (wantedSize(deployment) + maxSurgeOf(deployment))) / before) - size;
}

/** The only set with pods, or the newest when none has any; undefined when several have. */
function activeOrLatest(revisions: Revisions): ReplicaSetObject | undefined {
  const active = activeSets(allOf(revisions));
  if (active.length > 1) return undefined;
  return active[0] ?? revisions.current ?? [...revisions.old].sort(newestFirst)[0];
}

function isSaturated(deployment: DeploymentObject, set: ReplicaSetObject): boolean {
  const wanted = wantedSize(deployment);
  return (
    sizeOf(set) === wanted && numberIn(set, DESIRED_REPLICAS) === wanted && set.status?.availableReplicas === wanted
  );
}

/** The next step of the current set in a rolling update, if it has one to make. */
export function growCurrent(deployment: DeploymentObject, revisions: Revisions): ScaleStep | undefined {
  const { current } = revisions;
  if (!current) return undefined;
  const size = sizeOf(current);
  const wanted = wantedSize(deployment);
  const replicas = size > wanted ? wanted : currentSetSize(deployment, allOf(revisions), size);
  return replicas === size ? undefined : { set: current, replicas };
}

/**
 * The next steps of the old sets in a rolling update: first pods that do not serve anyway, oldest set first, then as many
 * more as the available pods allow. k8s.io/kubernetes pkg/controller/deployment reconcileOldReplicaSets
 */
export function shrinkOld(deployment: DeploymentObject, { current, old }: Revisions): readonly ScaleStep[] {
  if (!current) return [];
  const shrinking = [...activeSets(old)].sort(oldestFirst);
  if (shrinking.length === 0) return [];
  const minimum = wantedSize(deployment) - maxUnavailableOf(deployment);
  const currentUnavailable = sizeOf(current) - (current.status?.availableReplicas ?? 0);
  let cleanable = totalSize(shrinking) + sizeOf(current) - minimum - currentUnavailable;
  if (cleanable <= 0) return [];

  const sizes = new Map(shrinking.map((set) => [set, sizeOf(set)]));
  for (const set of shrinking) {
    const useless = sizeOf(set) - (set.status?.availableReplicas ?? 0);
    const cut = Math.max(0, Math.min(cleanable, useless));
    cleanable -= cut;
    sizes.set(set, sizeOf(set) - cut);
  }
  let spare = totalAvailable([...old, current]) - minimum;
  for (const set of shrinking) {
    const cut = Math.max(0, Math.min(spare, sizes.get(set)!));
    spare -= cut;
    sizes.set(set, sizes.get(set)! - cut);
  }
  return shrinking.filter((set) => sizes.get(set) !== sizeOf(set)).map((set) => ({ set, replicas: sizes.get(set)! }));
}

/** Whether pods of old revisions still run, so that a Recreate must wait. */
export function oldPodsRun(
  old: readonly ReplicaSetObject[],
  podsOf: (set: ReplicaSetObject) => readonly PodObject[],
): boolean {
  return old.some(
    (set) =>
      (set.status?.replicas ?? 0) > 0 ||
      podsOf(set).some(({ status }) => status?.phase !== "Failed" && status?.phase !== "Succeeded"),
  );
}
