/**
 * Pods that nobody will clean up: those of nodes that are gone, those told to go before they had a node, and finished ones
 * beyond what is kept for reading.
 *
 * In:   pods and nodes.
 * Out:  pods deleted at once, orphans marked Failed first.
 * Never: touches pods of a node that is there, however unwell.
 *
 * @module
 */

import { type Controller, defineController, on, type ReconcileContext } from "../../api/client/controller.ts";
import type { PodObject } from "../../api/generated/types.ts";
import { Node, Pod } from "../../api/kinds/index.ts";
import { keyOf, refOf } from "../../api/machinery/object.ts";
import { rfc3339 } from "../../base/time.ts";
import { unlessGone } from "../workload/ownership.ts";
import { isFinished } from "../workload/pods.ts";

/** A node is missed this long before its pods go. k8s.io/kubernetes pkg/controller/podgc quarantineTime */
const QUARANTINE_MS = 40_000;
/** --terminated-pod-gc-threshold */
const FINISHED_KEPT = 12_500;

export function podGarbageCollector(): Controller<PodObject> {
  const missedSince = new Map<string, number>();
  return defineController<PodObject>({
    name: "pod-garbage-collector-controller",
    for: Pod,
    concerns: (pod, cache) => {
      const { nodeName } = pod.spec;
      if (!nodeName) return pod.metadata.deletionTimestamp !== undefined;
      return isFinished(pod) || !cache.get(Node, { name: nodeName });
    },
    watches: [
      on(Node, ({ metadata }, cache) => {
        if (!cache.get(Node, { name: metadata.name })) {
          return cache.byField(Pod, "spec.nodeName", metadata.name).map(keyOf);
        }
        missedSince.delete(metadata.name);
        return [];
      }),
    ],
    async reconcile(_ref, pod, context) {
      if (!pod) return undefined;
      const { nodeName } = pod.spec;
      if (!nodeName) return pod.metadata.deletionTimestamp === undefined ? undefined : removeNow(pod, context);
      if (context.cache.get(Node, { name: nodeName })) {
        missedSince.delete(nodeName);
        return isFinished(pod) ? keepFew(pod, context) : undefined;
      }
      const nowMs = context.clock.now();
      const since = missedSince.get(nodeName) ?? nowMs;
      missedSince.set(nodeName, since);
      const restMs = since + QUARANTINE_MS - nowMs;
      if (restMs > 0) return { requeueAfterMs: restMs };
      await failOrphan(pod, context);
      return removeNow(pod, context);
    },
  });
}

async function removeNow(pod: PodObject, { client }: ReconcileContext): Promise<undefined> {
  await unlessGone(client.delete(Pod, refOf(pod), { gracePeriodSeconds: 0, uid: pod.metadata.uid! }));
  return undefined;
}

/** Says what became of a pod whose node is gone, for whoever reads its last state. */
async function failOrphan(pod: PodObject, { client, clock }: ReconcileContext): Promise<void> {
  if (isFinished(pod)) return;
  const disrupted = {
    type: "DisruptionTarget",
    status: "True",
    reason: "DeletionByPodGC",
    message: "PodGC: node no longer exists",
    lastTransitionTime: rfc3339(clock.now()),
  };
  const conditions = [...(pod.status?.conditions ?? []).filter(({ type }) => type !== disrupted.type), disrupted];
  await unlessGone(client.replaceStatus(Pod, { ...pod, status: { ...pod.status, phase: "Failed", conditions } }));
}

/** Deletes the oldest finished pods when there are too many. */
async function keepFew(pod: PodObject, context: ReconcileContext): Promise<undefined> {
  const { cache } = context;
  const finished = ["Succeeded", "Failed"].flatMap((phase) => cache.byField(Pod, "status.phase", phase));
  const surplus = finished.length - FINISHED_KEPT;
  if (surplus <= 0) return undefined;
  const created = ({ metadata }: PodObject) => metadata.creationTimestamp ?? "";
  const older = finished.filter((other) => created(other) < created(pod)).length;
  return older < surplus ? removeNow(pod, context) : undefined;
}
