import type { PodObject, Taint } from "../../api/generated/types.ts";
import { tolerates } from "../workload/node-selection.ts";

/**
 * When a pod must leave a node with these taints: undefined never, else milliseconds since the epoch. A taint that nothing
 * tolerates means at once; of limited tolerations the shortest counts, from when the taint was added.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
 */
export function evictionMs(
  { spec }: PodObject,
  taints: readonly Taint[] | undefined,
  nowMs: number,
): number | undefined {
  let soonest: number | undefined;
  for (const taint of taints ?? []) {
    if (taint.effect !== "NoExecute") continue;
    const tolerations = (spec.tolerations ?? []).filter((toleration) => tolerates(toleration, taint));
    if (tolerations.length === 0) return nowMs;
    const limits = tolerations.flatMap(({ tolerationSeconds }) => tolerationSeconds ?? []);
    if (limits.length === 0) continue;
    const addedMs = taint.timeAdded === undefined ? nowMs : Date.parse(taint.timeAdded);
    const due = addedMs + Math.max(0, Math.min(...limits)) * 1000;
    soonest = Math.min(soonest ?? due, due);
  }
  return soonest;
}
