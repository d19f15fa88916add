import type { PodDisruptionBudgetObject, PodObject } from "../../api/generated/types.ts";
import { timestamp } from "../../api/machinery/values.ts";
import { countOf } from "../workload/percent.ts";
import { isReady } from "../workload/pods.ts";

type Status = NonNullable<PodDisruptionBudgetObject["status"]>;

/** How long an evicted pod may take until it begins to go; then it counts again. */
const PATIENCE_MS = 120_000;

/** A pod of a budget, and who decides how many like it there are. */
export interface Controlled {
  readonly pod: PodObject;
  /** Undefined when nobody does. */
  readonly scale: { readonly uid: string; readonly replicas: number } | undefined;
}

/** Pods that were evicted and are not on their way out yet, and when the first of them has had its time. */
export function disruptedNow(
  { status }: PodDisruptionBudgetObject,
  pods: readonly PodObject[],
  nowMs: number,
): { readonly disrupted: Readonly<Record<string, string>>; readonly againMs: number | undefined } {
  const disrupted: Record<string, string> = {};
  let againMs: number | undefined;
  for (const { metadata } of pods) {
    const since = status?.disruptedPods?.[metadata.name];
    if (since === undefined || metadata.deletionTimestamp) continue;
    const leftMs = Date.parse(since) + PATIENCE_MS - nowMs;
    if (leftMs < 0) continue;
    disrupted[metadata.name] = since;
    againMs = Math.min(againMs ?? leftMs, leftMs);
  }
  return { disrupted, againMs };
}

/**
 * A budget's status: how many pods there should be, how many of them must be healthy and are, and how many may go.
 *
 * @see k8s.io/kubernetes pkg/controller/disruption
 */
export function countBudget(
  budget: PodDisruptionBudgetObject,
  pods: readonly Controlled[],
  { disrupted, nowMs }: { readonly disrupted: Readonly<Record<string, string>>; readonly nowMs: number },
): Status {
  const { expectedPods, desiredHealthy } = wanted(budget, pods);
  const healthy = pods.filter(
    ({ pod }) => !pod.metadata.deletionTimestamp && disrupted[pod.metadata.name] === undefined && isReady(pod),
  );
  const currentHealthy = healthy.length;
  const disruptionsAllowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0;
  const { generation } = budget.metadata;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(Object.keys(disrupted).length > 0 ? { disruptedPods: disrupted } : {}),
    disruptionsAllowed,
    currentHealthy,
    desiredHealthy,
    expectedPods,
    conditions: conditionsOf(budget, disruptionsAllowed > 0, nowMs),
  };
}

/** A share is one of what the controllers of the pods want; a number of pods that must stay, one of the pods that there are. */
function wanted(
  { spec }: PodDisruptionBudgetObject,
  pods: readonly Controlled[],
): { readonly expectedPods: number; readonly desiredHealthy: number } {
  const { maxUnavailable, minAvailable } = spec;
  const scales = new Map(pods.flatMap(({ scale }) => (scale ? [[scale.uid, scale.replicas] as const] : [])));
  const scale = [...scales.values()].reduce((sum, replicas) => sum + replicas, 0);
  if (maxUnavailable !== undefined) {
    return { expectedPods: scale, desiredHealthy: Math.max(0, scale - countOf(maxUnavailable, scale, "up")) };
  }
  if (typeof minAvailable === "string") {
    return { expectedPods: scale, desiredHealthy: countOf(minAvailable, scale, "up") };
  }
  if (minAvailable === undefined) return { expectedPods: 0, desiredHealthy: 0 };
  return { expectedPods: pods.length, desiredHealthy: minAvailable };
}

function conditionsOf(
  { metadata, status }: PodDisruptionBudgetObject,
  allowed: boolean,
  nowMs: number,
): NonNullable<Status["conditions"]> {
  const type = "DisruptionAllowed";
  const before = status?.conditions?.find((condition) => condition.type === type);
  const is = allowed ? "True" : "False";
  const condition = {
    type,
    status: is,
    ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
    lastTransitionTime: before?.status === is ? before.lastTransitionTime : timestamp(nowMs),
    reason: allowed ? "SufficientPods" : "InsufficientPods",
    message: "",
  };
  return [...(status?.conditions ?? []).filter((one) => one.type !== type), condition];
}
