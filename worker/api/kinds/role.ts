import type { RoleObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { plainColumns, RBAC, validateRules } from "./rbac/rules.ts";
import { pathSegmentProblems } from "./rules.ts";

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-v1/ */
export const Role = defineKind<RoleObject>({
  group: RBAC,
  version: "v1",
  kind: "Role",
  plural: "roles",
  namespaced: true,
  schema: "Role",
  withoutGeneration: true,
  nameProblems: pathSegmentProblems,
  validate: ({ rules }) => validateRules(rules, true),
  columns: plainColumns,
});
