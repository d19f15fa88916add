/**
 * Watches over nodes: one whose kubelet has gone silent is marked unknown, tainted, and its pods count as not ready.
 *
 * In:   Nodes and the Leases that their kubelets renew.
 * Out:  node conditions and taints; the Ready condition of pods on nodes that are not; events.
 * Never: deletes pods; the taints do that, by way of the taint eviction loop.
 *
 * @module
 */

import { type Controller, defineController, on, type ReconcileContext } from "../../api/client/controller.ts";
import type { NodeObject, PodObject } from "../../api/generated/types.ts";
import { Event, Lease, Node, Pod } from "../../api/kinds/index.ts";
import { rfc3339 } from "../../base/time.ts";
import { unlessGone } from "../workload/ownership.ts";
import { podCondition } from "../workload/pods.ts";
import { conditionTaints, readyStatus, silentConditions } from "./health.ts";

/** --node-monitor-grace-period */
export const MONITOR_GRACE_MS = 50_000;

const LEASES = "kube-node-lease";

/** @param graceMs how long a node may be silent */
export function nodeLifecycleController(graceMs = MONITOR_GRACE_MS): Controller<NodeObject> {
  const known = new Map<string, NodeObject>();
  return defineController<NodeObject>({
    name: "node-lifecycle-controller",
    for: Node,
    watches: [on(Lease, ({ metadata }) => (metadata.namespace === LEASES ? [metadata.name] : []))],
    async reconcile({ name }, node, context) {
      const before = known.get(name);
      if (!node) {
        known.delete(name);
        if (before) await tell(before, "RemovingNode", `Removing Node ${name} from Controller`, context);
        return undefined;
      }
      known.set(name, node);
      if (isNew(node, context)) await tell(node, "RegisteredNode", `Registered Node ${name} in Controller`, context);
      const silentMs = context.clock.now() - lastSignMs(node, context);
      const silent = silentMs >= graceMs;
      const judged = silent ? await markSilent(node, context) : node;
      const tainted = await taint(judged, context);
      if (readyStatus(tainted) !== "True") await markPodsNotReady(tainted, context);
      return silent ? undefined : { requeueAfterMs: graceMs - silentMs };
    },
  });
}

/** Not told of yet. A loop that starts anew does not tell of old nodes again. */
function isNew({ metadata }: NodeObject, { cache, clock }: ReconcileContext): boolean {
  if (clock.now() - Date.parse(metadata.creationTimestamp!) >= MONITOR_GRACE_MS) return false;
  return !cache.byField(Event, "involvedObject.uid", metadata.uid!).some(({ reason }) => reason === "RegisteredNode");
}

async function tell(node: NodeObject, reason: string, words: string, { events }: ReconcileContext): Promise<void> {
  const message = `Node ${node.metadata.name} event: ${words}`;
  await events.event(node, { type: "Normal", reason, message });
}

/** When the kubelet last said anything, milliseconds since the epoch: it renewed its lease, or reported its status. */
function lastSignMs({ metadata, status }: NodeObject, { cache }: ReconcileContext): number {
  const lease = cache.get(Lease, { namespace: LEASES, name: metadata.name });
  const heartbeat = status?.conditions?.find(({ type }) => type === "Ready")?.lastHeartbeatTime;
  const signs = [metadata.creationTimestamp, lease?.spec.renewTime, heartbeat].map(
    (sign) => Date.parse(sign ?? "") || 0,
  );
  return Math.max(...signs);
}

async function markSilent(node: NodeObject, { client, clock, events }: ReconcileContext): Promise<NodeObject> {
  if (readyStatus(node) === "Unknown" && node.status?.conditions?.some(({ type }) => type === "Ready")) return node;
  const conditions = silentConditions(node, rfc3339(clock.now()));
  const marked = await client.replaceStatus(Node, { ...node, status: { ...node.status, conditions } });
  const message = `Node ${node.metadata.name} status is now: NodeNotReady`;
  await events.event(node, { type: "Normal", reason: "NodeNotReady", message });
  return marked;
}

async function taint(node: NodeObject, { client, clock }: ReconcileContext): Promise<NodeObject> {
  const taints = conditionTaints(node, rfc3339(clock.now()));
  if (!taints) return node;
  const { taints: _old, ...spec } = node.spec;
  return client.replace(Node, { ...node, spec: taints.length > 0 ? { ...spec, taints } : spec });
}

/** Takes the pods of the node out of service; their own kubelet cannot say it. */
async function markPodsNotReady(node: NodeObject, { cache, client, clock, events }: ReconcileContext): Promise<void> {
  for (const pod of cache.byField(Pod, "spec.nodeName", node.metadata.name)) {
    const ready = podCondition(pod, "Ready");
    if (ready?.status !== "True") continue;
    const down = { ...ready, status: "False", lastTransitionTime: rfc3339(clock.now()) };
    const conditions = pod.status!.conditions!.map((condition) => (condition === ready ? down : condition));
    const marked: PodObject = { ...pod, status: { ...pod.status, conditions } };
    if (!(await unlessGone(client.replaceStatus(Pod, marked)))) continue;
    await events.event(pod, { type: "Warning", reason: "NodeNotReady", message: "Node is not ready" });
  }
}
