import type { PodObject, StatefulSetObject } from "../../api/generated/types.ts";
import { isAvailable, isReady } from "../workload/pods.ts";
import { firstOrdinal, inRange, ordinalOf, revisionOf } from "./identity.ts";

/** What to do next about one pod of a set. */
export type Step =
  | { readonly do: "create"; readonly ordinal: number; readonly revision: "current" | "update" }
  /** Has ended for good, is one too many, or is of another revision. */
  | { readonly do: "delete"; readonly pod: PodObject; readonly ordinal: number }
  /** Waits for claims that may have been taken from it. */
  | { readonly do: "claims"; readonly pod: PodObject; readonly ordinal: number }
  /** Is about to go: its claims may go with it. */
  | { readonly do: "own"; readonly pod: PodObject; readonly ordinal: number }
  /** Is as it should be, but for its labels and who owns its claims. */
  | { readonly do: "keep"; readonly pod: PodObject; readonly ordinal: number };

interface Revisions {
  readonly current: string;
  readonly update: string;
  readonly nowMs: number;
}

const isEnded = ({ status }: PodObject) => status?.phase === "Failed" || status?.phase === "Succeeded";
const isLeaving = ({ metadata }: PodObject) => metadata.deletionTimestamp !== undefined;

/**
 * The next steps towards what a set should be. In order: every pod waits for the ones before it to be available; pods beyond
 * the end go one by one, the last first; then pods of an old revision, the last first, down to the partition. A parallel
 * set does the first two without waiting.
 *
 * @see k8s.io/kubernetes pkg/controller/statefulset updateStatefulSet
 */
export function planStatefulSet(
  set: StatefulSetObject,
  pods: readonly PodObject[],
  revisions: Revisions,
): readonly Step[] {
  const { nowMs } = revisions;
  const ordered = set.spec.podManagementPolicy !== "Parallel";
  const available = (pod: PodObject) => isAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs);
  const unavailable = (pod: PodObject | undefined) => !pod || !available(pod) || isLeaving(pod);
  const start = firstOrdinal(set);
  const replicas: (PodObject | undefined)[] = Array.from({ length: set.spec.replicas ?? 0 });
  const condemned: { readonly pod: PodObject; readonly ordinal: number }[] = [];
  for (const pod of pods) {
    const ordinal = ordinalOf(set, pod);
    if (ordinal === undefined) continue;
    if (inRange(set, ordinal)) replicas[ordinal - start] = pod;
    else condemned.push({ pod, ordinal });
  }
  condemned.sort((a, b) => b.ordinal - a.ordinal);
  if (set.metadata.deletionTimestamp !== undefined) return [];

  const steps: Step[] = [];
  for (const [i, pod] of replicas.entries()) {
    const ordinal = start + i;
    if (!pod) {
      steps.push({ do: "create", ordinal, revision: revisionFor(set, ordinal) });
      if (ordered) return steps;
      continue;
    }
    if (isEnded(pod)) {
      if (!isLeaving(pod)) steps.push({ do: "delete", pod, ordinal });
      if (ordered) return steps;
      continue;
    }
    if (pod.status?.phase === "Pending") steps.push({ do: "claims", pod, ordinal });
    if (ordered && (isLeaving(pod) || !isReady(pod) || !available(pod))) return steps;
    steps.push({ do: "keep", pod, ordinal });
  }

  const firstUnhealthy = replicas.find(unavailable) ?? condemned.findLast(({ pod }) => unavailable(pod))?.pod;
  for (const { pod, ordinal } of condemned) steps.push({ do: "own", pod, ordinal });
  for (const { pod, ordinal } of condemned) {
    if (isLeaving(pod)) {
      if (ordered) return steps;
      continue;
    }
    if (ordered && (!isReady(pod) || !available(pod)) && pod !== firstUnhealthy) return steps;
    steps.push({ do: "delete", pod, ordinal });
    if (ordered) return steps;
  }
  // Sizes come before revisions; pods that have to be replaced by hand are.
  if (set.spec.updateStrategy?.type === "OnDelete") return steps;
  const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (let i = replicas.length - 1; i >= partition; i--) {
    const pod = replicas[i];
    if (pod && revisionOf(pod) !== revisions.update && !isLeaving(pod)) {
      return [...steps, { do: "delete", pod, ordinal: start + i }];
    }
    if (unavailable(pod)) return steps;
  }
  return steps;
}

/** Below the partition pods come back as they were. */
function revisionFor(set: StatefulSetObject, ordinal: number): "current" | "update" {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {};
  if (type !== "RollingUpdate") return "update";
  const kept = rollingUpdate ? (rollingUpdate.partition ?? 0) : (set.status?.currentReplicas ?? 0);
  return ordinal < firstOrdinal(set) + kept ? "current" : "update";
}
