import type { PodObject } from "../../api/generated/types.ts";
import { isActive, isReady, maxRestarts, podCondition } from "../workload/pods.ts";

const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

interface Ranked {
  readonly pod: PodObject;
  readonly keys: readonly number[];
}

/**
 * Chooses which pods go when a ReplicaSet shrinks: those whose loss hurts least first.
 *
 * In order: without a node; pending, unknown, running; not ready; lower deletion cost; more siblings on the same node; ready
 * for a shorter time and created later, both in powers of two of their age; more restarts; then by uid.
 *
 * @param related active pods of all sets with the same owner, which say what is doubled up on a node
 * @see k8s.io/kubernetes pkg/controller ActivePodsWithRanks
 */
export function podsToDelete(
  pods: readonly PodObject[],
  count: number,
  related: readonly PodObject[],
  nowMs: number,
): readonly PodObject[] {
  if (count >= pods.length) return pods;
  const perNode = new Map<string, number>();
  for (const pod of related) {
    const node = pod.spec.nodeName;
    if (node && isActive(pod)) perNode.set(node, (perNode.get(node) ?? 0) + 1);
  }
  const ranked = pods.map((pod): Ranked => ({ pod, keys: rankOf(pod, perNode, nowMs) }));
  ranked.sort((a, b) => firstDifference(a.keys, b.keys) || compareText(a.pod.metadata.uid!, b.pod.metadata.uid!));
  return ranked.slice(0, count).map(({ pod }) => pod);
}

function rankOf(pod: PodObject, perNode: ReadonlyMap<string, number>, nowMs: number): readonly number[] {
  const node = pod.spec.nodeName;
  const readySince = podCondition(pod, "Ready")?.lastTransitionTime;
  return [
    node ? 1 : 0,
    PHASE_ORDER[pod.status?.phase ?? "Pending"] ?? 1,
    isReady(pod) ? 1 : 0,
    deletionCost(pod),
    -(node ? (perNode.get(node) ?? 0) : 0),
    isReady(pod) ? ageRank(readySince, nowMs) : 0,
    -maxRestarts(pod),
    ageRank(pod.metadata.creationTimestamp, nowMs),
  ];
}

/** controller.kubernetes.io/pod-deletion-cost; what is not a whole number counts as 0. */
function deletionCost(pod: PodObject): number {
  const text = pod.metadata.annotations?.["controller.kubernetes.io/pod-deletion-cost"];
  return text !== undefined && /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : 0;
}

/** The power of two of an age in nanoseconds; what has just begun, or says nothing, comes first. */
function ageRank(since: string | undefined, nowMs: number): number {
  if (since === undefined) return -1;
  const ageMs = nowMs - Date.parse(since);
  return ageMs > 0 ? Math.trunc(Math.log2(ageMs * 1e6)) : -1;
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
