import type { DeploymentObject } from "../../api/generated/types.ts";
import { countOf } from "../workload/percent.ts";

export function isRollingUpdate({ spec }: DeploymentObject): boolean {
  return (spec.strategy?.type ?? "RollingUpdate") === "RollingUpdate";
}

/**
 * How far a rolling update may go above and below the wanted size. A percentage of surge rounds up, of unavailable pods
 * down; if both come to zero, one pod may be unavailable, or nothing could ever move.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable
 */
function fenceposts({ spec }: DeploymentObject): { readonly surge: number; readonly unavailable: number } {
  const replicas = spec.replicas ?? 1;
  const surge = countOf(spec.strategy?.rollingUpdate?.maxSurge, replicas, "up");
  const unavailable = countOf(spec.strategy?.rollingUpdate?.maxUnavailable, replicas, "down");
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

export function maxSurgeOf(deployment: DeploymentObject): number {
  return isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0;
}

export function maxUnavailableOf(deployment: DeploymentObject): number {
  const replicas = deployment.spec.replicas ?? 1;
  if (!isRollingUpdate(deployment) || replicas === 0) return 0;
  return Math.min(fenceposts(deployment).unavailable, replicas);
}
