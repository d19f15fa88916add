import type { PodCondition, PodObject } from "../../api/generated/types.ts";

/** One condition of a pod. */
export function podCondition(pod: PodObject, type: string): PodCondition | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === type);
}

export function isReady(pod: PodObject): boolean {
  return podCondition(pod, "Ready")?.status === "True";
}

/** Ready for at least `minReadySeconds`. k8s.io/kubernetes pkg/api/v1/pod IsPodAvailable */
export function isAvailable(pod: PodObject, minReadySeconds: number, nowMs: number): boolean {
  const ready = podCondition(pod, "Ready");
  if (ready?.status !== "True") return false;
  if (minReadySeconds === 0) return true;
  return (
    ready.lastTransitionTime !== undefined && Date.parse(ready.lastTransitionTime) + minReadySeconds * 1000 <= nowMs
  );
}

/** Neither finished nor being deleted: counts towards replicas. k8s.io/kubernetes pkg/controller IsPodActive */
export function isActive(pod: PodObject): boolean {
  return !isFinished(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** All containers have ended for good. */
export function isFinished(pod: PodObject): boolean {
  const phase = pod.status?.phase;
  return phase === "Succeeded" || phase === "Failed";
}

/** Being deleted, but still there. */
export function isTerminating(pod: PodObject): boolean {
  return !isFinished(pod) && pod.metadata.deletionTimestamp !== undefined;
}

/** The most restarts of any container; sidecars come second. */
export function maxRestarts(pod: PodObject): number {
  let most = 0;
  for (const status of pod.status?.containerStatuses ?? []) most = Math.max(most, status.restartCount);
  return most;
}

/** Milliseconds until the next ready pod counts as available; undefined when none is waiting. */
export function nextAvailabilityMs(
  pods: readonly PodObject[],
  minReadySeconds: number,
  nowMs: number,
): number | undefined {
  let soonest: number | undefined;
  for (const pod of pods) {
    const ready = podCondition(pod, "Ready");
    if (ready?.status !== "True" || ready.lastTransitionTime === undefined || !isActive(pod)) continue;
    const waitMs = Date.parse(ready.lastTransitionTime) + minReadySeconds * 1000 - nowMs;
    if (waitMs > 0 && (soonest === undefined || waitMs < soonest)) soonest = waitMs;
  }
  return soonest;
}
