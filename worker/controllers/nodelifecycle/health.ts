import type { NodeCondition, NodeObject, Taint } from "../../api/generated/types.ts";

/** What the kubelet reports; without it nothing is known of these. */
const REPORTED = ["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"];

/**
 * The conditions of a node whose kubelet has gone silent: everything it used to report is unknown.
 * k8s.io/kubernetes pkg/controller/nodelifecycle tryUpdateNodeHealth
 */
export function silentConditions(node: NodeObject, now: string): readonly NodeCondition[] {
  const conditions = node.status?.conditions ?? [];
  const known = new Set(conditions.map(({ type }) => type));
  const unknown = conditions.map((condition): NodeCondition => {
    if (!REPORTED.includes(condition.type) || condition.status === "Unknown") return condition;
    return {
      ...condition,
      status: "Unknown",
      reason: "NodeStatusUnknown",
      message: "Kubelet stopped posting node status.",
      lastTransitionTime: now,
    };
  });
  const missing = REPORTED.filter((type) => !known.has(type)).map(
    (type): NodeCondition => ({
      type,
      status: "Unknown",
      reason: "NodeStatusNeverUpdated",
      message: "Kubelet never posted node status.",
      lastHeartbeatTime: node.metadata.creationTimestamp!,
      lastTransitionTime: now,
    }),
  );
  return [...unknown, ...missing];
}

export const readyStatus = ({ status }: NodeObject): string =>
  status?.conditions?.find(({ type }) => type === "Ready")?.status ?? "Unknown";

const NOT_READY = "node.kubernetes.io/not-ready";
const UNREACHABLE = "node.kubernetes.io/unreachable";
const CORDONED = "node.kubernetes.io/unschedulable";

/** Taints by condition type and status. https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const BY_CONDITION: readonly { readonly type: string; readonly status: string; readonly key: string }[] = [
  { type: "Ready", status: "False", key: NOT_READY },
  { type: "Ready", status: "Unknown", key: UNREACHABLE },
  { type: "MemoryPressure", status: "True", key: "node.kubernetes.io/memory-pressure" },
  { type: "DiskPressure", status: "True", key: "node.kubernetes.io/disk-pressure" },
  { type: "NetworkUnavailable", status: "True", key: "node.kubernetes.io/network-unavailable" },
  { type: "PIDPressure", status: "True", key: "node.kubernetes.io/pid-pressure" },
];

const MANAGED = new Set([...BY_CONDITION.map(({ key }) => key), CORDONED]);

/**
 * The taints that a node should have: the author's own, and those that follow from its conditions and from being cordoned.
 * A node that is not ready also sends away what does not tolerate that. Undefined when nothing changes.
 */
export function conditionTaints({ spec, status }: NodeObject, now: string): readonly Taint[] | undefined {
  const wanted: { key: string; effect: string }[] = BY_CONDITION.filter(({ type, status: is }) =>
    status?.conditions?.some((condition) => condition.type === type && condition.status === is),
  ).map(({ key }) => ({ key, effect: "NoSchedule" }));
  if (spec.unschedulable) wanted.push({ key: CORDONED, effect: "NoSchedule" });
  for (const { key } of wanted.filter(({ key }) => key === NOT_READY || key === UNREACHABLE)) {
    wanted.push({ key, effect: "NoExecute" });
  }
  const taints = spec.taints ?? [];
  const isWanted = (taint: Taint) => wanted.some(({ key, effect }) => taint.key === key && taint.effect === effect);
  const kept = taints.filter((taint) => !MANAGED.has(taint.key) || isWanted(taint));
  const added = wanted.filter(
    ({ key, effect }) => !taints.some((taint) => taint.key === key && taint.effect === effect),
  );
  if (added.length === 0 && kept.length === taints.length) return undefined;
  return [...kept, ...added.map(({ key, effect }) => ({ effect, key, timeAdded: now }))];
}
