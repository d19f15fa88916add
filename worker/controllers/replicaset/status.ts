import type { PodObject, ReplicaSetCondition, ReplicaSetObject, ReplicaSetStatus } from "../../api/generated/types.ts";
import { rfc3339 } from "../../base/time.ts";
import { withCondition, withoutCondition } from "../workload/conditions.ts";
import { counts } from "../workload/counts.ts";
import { isActive, isAvailable, isReady, isTerminating } from "../workload/pods.ts";

/** Why the last round of creating or deleting pods failed. */
export interface ReplicaFailure {
  readonly reason: "FailedCreate" | "FailedDelete";
  readonly message: string;
}

/** The status that a ReplicaSet's pods give it. k8s.io/kubernetes pkg/controller/replicaset calculateStatus */
export function replicaSetStatus(
  set: ReplicaSetObject,
  pods: readonly PodObject[],
  { failure, nowMs }: { readonly failure?: ReplicaFailure | undefined; readonly nowMs: number },
): ReplicaSetStatus {
  const templateLabels = Object.entries(set.spec.template?.metadata?.labels ?? {});
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  let replicas = 0;
  let fullyLabeled = 0;
  let ready = 0;
  let available = 0;
  let terminating = 0;
  for (const pod of pods) {
    if (isTerminating(pod)) terminating += 1;
    if (!isActive(pod)) continue;
    replicas += 1;
    if (templateLabels.every(([key, value]) => pod.metadata.labels?.[key] === value)) fullyLabeled += 1;
    if (!isReady(pod)) continue;
    ready += 1;
    if (isAvailable(pod, minReadySeconds, nowMs)) available += 1;
  }
  const conditions = settleFailure(set.status?.conditions ?? [], failure, nowMs);
  return {
    ...counts({
      availableReplicas: available,
      fullyLabeledReplicas: fullyLabeled,
      observedGeneration: set.metadata.generation,
      readyReplicas: ready,
    }),
    ...(conditions.length > 0 && { conditions }),
    replicas,
    terminatingReplicas: terminating,
  };
}

function settleFailure(
  conditions: readonly ReplicaSetCondition[],
  failure: ReplicaFailure | undefined,
  nowMs: number,
): readonly ReplicaSetCondition[] {
  if (!failure) return withoutCondition(conditions, "ReplicaFailure");
  return withCondition(conditions, {
    type: "ReplicaFailure",
    status: "True",
    reason: failure.reason,
    message: failure.message,
    lastTransitionTime: rfc3339(nowMs),
  });
}
