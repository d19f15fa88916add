import type { LabelSelector, PodObject } from "../../generated/types.ts";
import type { Draft } from "../../machinery/object.ts";
import { joined } from "../../machinery/values.ts";

interface WithKeys {
  labelSelector?: Draft<LabelSelector>;
  matchLabelKeys?: string[];
  mismatchLabelKeys?: string[];
}

/**
 * Spells out matchLabelKeys and mismatchLabelKeys: the pod's own values of these labels become part of the selectors.
 *
 * https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#matchlabelkeys
 */
export function addLabelKeys({ spec, metadata }: Draft<PodObject>): void {
  const labels = metadata.labels ?? {};
  const add = ({ labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] }: WithKeys): void => {
    if (!labelSelector) return;
    const requirements = joined(
      matchLabelKeys.map((key) => ({ key, operator: "In" })),
      mismatchLabelKeys.map((key) => ({ key, operator: "NotIn" })),
    ).flatMap(({ key, operator }) => (labels[key] === undefined ? [] : [{ key, operator, values: [labels[key]] }]));
    if (requirements.length > 0) {
      labelSelector.matchExpressions = joined(labelSelector.matchExpressions ?? [], requirements);
    }
  };
  for (const affinity of [spec.affinity?.podAffinity, spec.affinity?.podAntiAffinity]) {
    for (const { podAffinityTerm } of affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      add(podAffinityTerm);
    for (const term of affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) add(term);
  }
  for (const constraint of spec.topologySpreadConstraints ?? []) add(constraint);
}
