import type { PodObject, StatefulSetObject, StatefulSetStatus } from "../../api/generated/types.ts";
import { isAvailable, isReady } from "../workload/pods.ts";
import { ordinalOf, revisionOf } from "./identity.ts";

interface Revisions {
  readonly current: string;
  readonly update: string;
  readonly collisionCount: number;
  readonly nowMs: number;
}

/** What a set reports of its pods. k8s.io/kubernetes pkg/controller/statefulset updateStatus, completeRollingUpdate */
export function statefulSetStatus(
  set: StatefulSetObject,
  pods: readonly PodObject[],
  { current, update, collisionCount, nowMs }: Revisions,
): StatefulSetStatus {
  const own = pods.filter((pod) => ordinalOf(set, pod) !== undefined);
  const ready = own.filter((pod) => pod.status?.phase === "Running" && isReady(pod));
  const staying = own.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const ofRevision = (name: string) => staying.filter((pod) => revisionOf(pod) === name).length;
  const wanted = set.spec.replicas ?? 0;
  const updated = ofRevision(update);
  const done =
    set.spec.updateStrategy?.type === "RollingUpdate" &&
    updated === wanted &&
    ready.length === wanted &&
    own.length === wanted;
  const currentReplicas = done ? updated : ofRevision(current);
  return {
    ...(set.status?.conditions && { conditions: set.status.conditions }),
    observedGeneration: set.metadata.generation ?? 0,
    replicas: own.length,
    ...(ready.length > 0 && { readyReplicas: ready.length }),
    ...(currentReplicas > 0 && { currentReplicas }),
    ...(updated > 0 && { updatedReplicas: updated }),
    currentRevision: done ? update : current,
    updateRevision: update,
    collisionCount,
    availableReplicas: ready.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs)).length,
  };
}
