import type { ClusterRoleObject } from "../generated/types.ts";
import { fieldPath, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { plainColumns, RBAC, validateRules } from "./rbac/rules.ts";
import { labelSelector, pathSegmentProblems } from "./rules.ts";

const SELECTORS = fieldPath("aggregationRule").child("clusterRoleSelectors");
const NEEDS_SELECTOR = "at least one clusterRoleSelector required if aggregationRule is non-nil";

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/cluster-role-v1/ */
export const ClusterRole = defineKind<ClusterRoleObject>({
  group: RBAC,
  version: "v1",
  kind: "ClusterRole",
  plural: "clusterroles",
  namespaced: false,
  schema: "ClusterRole",
  withoutGeneration: true,
  nameProblems: pathSegmentProblems,
  validate({ rules, aggregationRule }) {
    const selectors = aggregationRule?.clusterRoleSelectors ?? [];
    return [
      ...validateRules(rules, false),
      ...(aggregationRule && selectors.length === 0 ? [required(SELECTORS, NEEDS_SELECTOR)] : []),
      ...selectors.flatMap((selector, i) => {
        const at = SELECTORS.index(i);
        const errors = labelSelector(at, selector);
        return errors.length > 0 ? [...errors, invalid(at, null, "invalid label selector.")] : [];
      }),
    ];
  },
  columns: plainColumns,
});
