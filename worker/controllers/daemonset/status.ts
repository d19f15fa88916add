import type { DaemonSetObject, DaemonSetStatus, NodeObject } from "../../api/generated/types.ts";
import { counts } from "../workload/counts.ts";
import { isAvailable, isReady } from "../workload/pods.ts";
import { placementOn } from "./nodes.ts";
import { type PodsByNode, REVISION_HASH } from "./plan.ts";

/** k8s.io/kubernetes pkg/controller/daemon updateDaemonSetStatus */
export function daemonSetStatus(
  set: DaemonSetObject,
  nodes: readonly NodeObject[],
  byNode: PodsByNode,
  {
    hash,
    nowMs,
    collisionCount,
  }: { readonly hash: string; readonly nowMs: number; readonly collisionCount: number | undefined },
): DaemonSetStatus {
  let desired = 0;
  let current = 0;
  let misscheduled = 0;
  let ready = 0;
  let updated = 0;
  let available = 0;
  for (const node of nodes) {
    const pods = byNode.get(node.metadata.name) ?? [];
    if (!placementOn(set, node).run) {
      if (pods.length > 0) misscheduled += 1;
      continue;
    }
    desired += 1;
    // The oldest stands for the node.
    const [pod] = [...pods].sort((a, b) =>
      (a.metadata.creationTimestamp ?? "").localeCompare(b.metadata.creationTimestamp ?? ""),
    );
    if (!pod) continue;
    current += 1;
    if (isReady(pod)) ready += 1;
    if (isReady(pod) && isAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs)) available += 1;
    if (pod.metadata.labels?.[REVISION_HASH] === hash) updated += 1;
  }
  return {
    ...counts({ collisionCount }),
    ...(set.status?.conditions && { conditions: set.status.conditions }),
    currentNumberScheduled: current,
    desiredNumberScheduled: desired,
    ...counts({ numberAvailable: available }),
    numberMisscheduled: misscheduled,
    numberReady: ready,
    ...counts({
      numberUnavailable: desired - available,
      observedGeneration: set.metadata.generation,
      updatedNumberScheduled: updated,
    }),
  };
}
