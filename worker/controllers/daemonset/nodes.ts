import type { DaemonSetObject, NodeObject, PodSpec, Toleration } from "../../api/generated/types.ts";
import { matchesNodeSelection, untolerated } from "../workload/node-selection.ts";

/** Whether a node is to have a pod of the set, and whether one that is there may stay. */
export interface Placement {
  readonly run: boolean;
  readonly stay: boolean;
}

const NOWHERE: Placement = { run: false, stay: false };

/** Troubles of a node that never keep a DaemonSet away. https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations */
export function builtInTolerations(spec: PodSpec | undefined): readonly Toleration[] {
  const tolerate = (key: string, effect: string): Toleration => ({ effect, key, operator: "Exists" });
  return [
    tolerate("node.kubernetes.io/not-ready", "NoExecute"),
    tolerate("node.kubernetes.io/unreachable", "NoExecute"),
    tolerate("node.kubernetes.io/disk-pressure", "NoSchedule"),
    tolerate("node.kubernetes.io/memory-pressure", "NoSchedule"),
    tolerate("node.kubernetes.io/pid-pressure", "NoSchedule"),
    tolerate("node.kubernetes.io/unschedulable", "NoSchedule"),
    ...(spec?.hostNetwork ? [tolerate("node.kubernetes.io/network-unavailable", "NoSchedule")] : []),
  ];
}

/** The template's tolerations and the built-in ones, each once. */
export function tolerationsOf(spec: PodSpec | undefined): readonly Toleration[] {
  const own = spec?.tolerations ?? [];
  const builtIn = builtInTolerations(spec).filter(
    ({ key, effect }) =>
      !own.some(
        (toleration) => toleration.key === key && toleration.effect === effect && toleration.operator === "Exists",
      ),
  );
  return [...own, ...builtIn];
}

/** k8s.io/kubernetes pkg/controller/daemon NodeShouldRunDaemonPod */
export function placementOn({ spec }: DaemonSetObject, node: NodeObject): Placement {
  const template = spec.template.spec;
  if (!template) return NOWHERE;
  if (template.nodeName && template.nodeName !== node.metadata.name) return NOWHERE;
  if (!matchesNodeSelection({ spec: template }, node)) return NOWHERE;
  const tolerations = tolerationsOf(template);
  if (!untolerated(node.spec.taints, tolerations, ["NoSchedule", "NoExecute"])) return { run: true, stay: true };
  return { run: false, stay: !untolerated(node.spec.taints, tolerations, ["NoExecute"]) };
}

/** The template's spec, pinned to one node: the scheduler still decides, but among that node alone. */
export function specForNode(spec: PodSpec, nodeName: string): PodSpec {
  const pinned = { key: "metadata.name", operator: "In", values: [nodeName] };
  const affinity = spec.affinity?.nodeAffinity;
  const terms = affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return {
    ...spec,
    affinity: {
      ...spec.affinity,
      nodeAffinity: {
        ...affinity,
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: terms?.length
            ? terms.map((term) => ({ ...term, matchFields: [pinned] }))
            : [{ matchFields: [pinned] }],
        },
      },
    },
    tolerations: tolerationsOf(spec),
  };
}

/** The node that a pod of a DaemonSet is on or is meant for. */
export function nodeOf(spec: PodSpec): string | undefined {
  if (spec.nodeName) return spec.nodeName;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  for (const { matchFields = [] } of terms) {
    for (const { key, operator, values } of matchFields) {
      if (key === "metadata.name" && operator === "In" && values?.length === 1) return values[0];
    }
  }
  return undefined;
}
