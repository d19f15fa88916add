import type { PodObject } from "../../api/generated/types.ts";
import { matchesNodeSelection, untolerated } from "../workload/node-selection.ts";
import { type FilterRule, refusal } from "./filter.ts";
import { hostPortsOf, portsClash } from "./node-info.ts";
import { requestOf } from "./requests.ts";

const CORDONED = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };
const UNSCHEDULABLE = refusal("node(s) were unschedulable", { final: true });
const OTHER_NAME = refusal("node(s) didn't match the requested node name", { final: true });
const TAINTED = refusal("node(s) had untolerated taint(s)", { final: true });
const NOT_SELECTED = refusal("node(s) didn't match Pod's node affinity/selector", { final: true });
const PORTS_TAKEN = refusal("node(s) didn't have free ports for the requested pod ports", { final: false });

const cordon: FilterRule = ({ spec }) => {
  const tolerated = untolerated([CORDONED], spec.tolerations, ["NoSchedule"]) === undefined;
  return tolerated ? undefined : ({ node }) => (node.spec.unschedulable ? UNSCHEDULABLE : undefined);
};

const nodeName: FilterRule = ({ spec }) =>
  spec.nodeName ? ({ node }) => (node.metadata.name === spec.nodeName ? undefined : OTHER_NAME) : undefined;

const taints: FilterRule =
  ({ spec }) =>
  ({ node }) =>
    node.spec.taints && untolerated(node.spec.taints, spec.tolerations, ["NoSchedule", "NoExecute"])
      ? TAINTED
      : undefined;

const nodeSelection: FilterRule = (pod) =>
  pod.spec.nodeSelector || pod.spec.affinity?.nodeAffinity
    ? ({ node }) => (matchesNodeSelection(pod, node) ? undefined : NOT_SELECTED)
    : undefined;

const hostPorts: FilterRule = (pod) => {
  const wanted = hostPortsOf(pod);
  if (wanted.length === 0) return undefined;
  return (info) =>
    info.hostPorts.some((taken) => wanted.some((port) => portsClash(port, taken))) ? PORTS_TAKEN : undefined;
};

const FIRST = ["cpu", "memory", "ephemeral-storage"];

/** Pod count first, then cpu, memory, storage, then what else is asked for. k8s.io/kubernetes scheduler noderesources Fit */
const resources: FilterRule = (pod: PodObject) => {
  const { amounts } = requestOf(pod);
  const wanted = [...FIRST, ...Object.keys(amounts).filter((resource) => !FIRST.includes(resource))]
    .map((resource) => ({ resource, amount: amounts[resource] ?? 0 }))
    .filter(({ amount }) => amount > 0);
  return (info) => {
    let reasons: string[] | undefined;
    let final = false;
    if (info.podCount + 1 > (info.allocatable.pods ?? 0)) (reasons ??= []).push("Too many pods");
    for (const { resource, amount } of wanted) {
      const allocatable = info.allocatable[resource] ?? 0;
      if (amount <= allocatable - (info.requested[resource] ?? 0)) continue;
      (reasons ??= []).push(`Insufficient ${resource}`);
      // Even an empty node would be too small.
      if (amount > allocatable) final = true;
    }
    return reasons && { reasons, final };
  };
};

/** Rules about the node alone, in the order of the default plugins. */
export const nodeFilters: readonly FilterRule[] = [cordon, nodeName, taints, nodeSelection, hostPorts, resources];
