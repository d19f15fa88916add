import type { PodDisruptionBudgetObject, PodDisruptionBudgetSpec } from "../generated/types.ts";
import { fieldPath, invalid } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { atMost100Percent, intOrPercent, labelSelector, oneOfIfSet, shownSelector } from "./rules.ts";

const SPEC = fieldPath("spec");
const POLICIES = ["AlwaysAllow", "IfHealthyBudget"];

/** The spec as a message shows it: by the names of the server's own type. */
const shownSpec = ({
  minAvailable,
  maxUnavailable,
  selector,
  unhealthyPodEvictionPolicy,
}: PodDisruptionBudgetSpec) => ({
  MinAvailable: minAvailable ?? null,
  Selector: shownSelector(selector),
  MaxUnavailable: maxUnavailable ?? null,
  UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null,
});

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/pod-disruption-budget-v1/ */
export const PodDisruptionBudget = defineKind<PodDisruptionBudgetObject>({
  group: "policy",
  version: "v1",
  kind: "PodDisruptionBudget",
  plural: "poddisruptionbudgets",
  shortNames: ["pdb"],
  namespaced: true,
  subresources: ["status"],
  schema: "PodDisruptionBudget",
  setDefaults(draft) {
    draft.spec ??= {};
  },
  prepareCreate(draft) {
    draft.status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
  },
  validate({ spec }) {
    const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec;
    const count = (field: string, value: number | string | undefined) => [
      ...intOrPercent(SPEC.child(field), value),
      ...atMost100Percent(SPEC.child(field), value),
    ];
    return [
      ...(minAvailable !== undefined && maxUnavailable !== undefined
        ? [invalid(SPEC, shownSpec(spec), "minAvailable and maxUnavailable cannot be both set")]
        : []),
      ...count("minAvailable", minAvailable),
      ...count("maxUnavailable", maxUnavailable),
      ...labelSelector(SPEC.child("selector"), selector),
      ...oneOfIfSet(SPEC.child("unhealthyPodEvictionPolicy"), unhealthyPodEvictionPolicy, POLICIES),
    ];
  },
  columns: [
    nameColumn,
    { name: "Min Available", cell: ({ spec }) => String(spec.minAvailable ?? "N/A") },
    { name: "Max Unavailable", cell: ({ spec }) => String(spec.maxUnavailable ?? "N/A") },
    { name: "Allowed Disruptions", type: "integer", cell: ({ status }) => status?.disruptionsAllowed ?? 0 },
    ageColumn,
  ],
});
