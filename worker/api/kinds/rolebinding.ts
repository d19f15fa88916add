import type { RoleBindingObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { bindingColumns, defaultBinding, RBAC, validateBinding, validateBindingUpdate } from "./rbac/rules.ts";
import { pathSegmentProblems } from "./rules.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-binding-v1/ */
export const RoleBinding = defineKind<RoleBindingObject>({
  group: RBAC,
  version: "v1",
  kind: "RoleBinding",
  plural: "rolebindings",
  namespaced: true,
  schema: "RoleBinding",
  withoutGeneration: true,
  nameProblems: pathSegmentProblems,
  setDefaults: defaultBinding,
  validate: (binding) => validateBinding(binding, true),
  validateUpdate: validateBindingUpdate,
  columns: bindingColumns,
});
