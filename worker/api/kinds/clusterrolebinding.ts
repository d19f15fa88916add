import type { ClusterRoleBindingObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { bindingColumns, defaultBinding, RBAC, validateBinding, validateBindingUpdate } from "./rbac/rules.ts";
import { pathSegmentProblems } from "./rules.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/cluster-role-binding-v1/ */
export const ClusterRoleBinding = defineKind<ClusterRoleBindingObject>({
  group: RBAC,
  version: "v1",
  kind: "ClusterRoleBinding",
  plural: "clusterrolebindings",
  namespaced: false,
  schema: "ClusterRoleBinding",
  withoutGeneration: true,
  nameProblems: pathSegmentProblems,
  setDefaults: defaultBinding,
  validate: (binding) => validateBinding(binding, false),
  validateUpdate: validateBindingUpdate,
  columns: bindingColumns,
});
