import type { DeploymentObject, ReplicaSetObject } from "../../api/generated/types.ts";
import { revisionOf } from "./annotations.ts";
import { sizeOf } from "./sets.ts";

/** The largest int32: keep every revision. */
const UNLIMITED = 2_147_483_647;

/**
 * Old, empty sets beyond revisionHistoryLimit, lowest revision first. A set that still has pods, or whose last change its
 * controller has not seen, is passed over. k8s.io/kubernetes pkg/controller/deployment cleanupDeployment
 */
export function outdatedSets(
  { spec }: DeploymentObject,
  old: readonly ReplicaSetObject[],
): readonly ReplicaSetObject[] {
  const limit = spec.revisionHistoryLimit ?? UNLIMITED;
  if (limit === UNLIMITED) return [];
  const kept = old.filter((set) => set.metadata.deletionTimestamp === undefined);
  const surplus = kept.length - limit;
  if (surplus <= 0) return [];
  return [...kept]
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, surplus)
    .filter(
      (set) =>
        sizeOf(set) === 0 &&
        (set.status?.replicas ?? 0) === 0 &&
        (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0),
    );
}
