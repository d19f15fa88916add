/**
 * Sends pods away from nodes whose NoExecute taints they do not tolerate, or no longer.
 *
 * In:   pods, and the taints of their nodes.
 * Out:  pods deleted, with the reason in their conditions and an event.
 * Never: taints nodes.
 *
 * @module
 */

import { type Controller, defineController, on, type ReconcileContext } from "../../api/client/controller.ts";
import type { PodObject } from "../../api/generated/types.ts";
import { Node, Pod } from "../../api/kinds/index.ts";
import { keyOf, refOf } from "../../api/machinery/object.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { rfc3339 } from "../../base/time.ts";
import { unlessGone } from "../workload/ownership.ts";
import { evictionMs } from "./eviction.ts";

export function taintEvictionController(): Controller<PodObject> {
  return defineController<PodObject>({
    name: "taint-eviction-controller",
    for: Pod,
    concerns: ({ spec }, cache) =>
      spec.nodeName !== undefined && cache.get(Node, { name: spec.nodeName })?.spec.taints !== undefined,
    watches: [
      on(Node, (node, cache, old) =>
        old && deepEqual(old.spec.taints, node.spec.taints)
          ? []
          : cache.byField(Pod, "spec.nodeName", node.metadata.name).map(keyOf),
      ),
    ],
    async reconcile(_ref, pod, context) {
      if (!pod?.spec.nodeName || pod.metadata.deletionTimestamp !== undefined) return undefined;
      const { cache, clock } = context;
      const taints = cache.get(Node, { name: pod.spec.nodeName })?.spec.taints;
      if (!taints) return undefined;
      const due = evictionMs(pod, taints, clock.now());
      if (due === undefined) return undefined;
      if (due > clock.now()) return { requeueAfterMs: due - clock.now() };
      await evict(pod, context);
      return undefined;
    },
  });
}

async function evict(pod: PodObject, { client, clock, events }: ReconcileContext): Promise<void> {
  const message = `Marking for deletion Pod ${keyOf(pod)}`;
  await events.event(pod, { type: "Normal", reason: "TaintManagerEviction", message });
  const disrupted = {
    type: "DisruptionTarget",
    status: "True",
    reason: "DeletionByTaintManager",
    message: "Taint manager: deleting due to NoExecute taint",
    lastTransitionTime: rfc3339(clock.now()),
  };
  const conditions = [...(pod.status?.conditions ?? []).filter(({ type }) => type !== disrupted.type), disrupted];
  const marked = await unlessGone(client.replaceStatus(Pod, { ...pod, status: { ...pod.status, conditions } }));
  if (marked) await unlessGone(client.delete(Pod, refOf(pod), { uid: pod.metadata.uid! }));
}
