import type {
  ClusterRoleBindingObject,
  ClusterRoleObject,
  PolicyRule,
  RbacSubject,
  RoleBindingObject,
  RoleObject,
} from "../../api/generated/types.ts";
import type { KubeObject } from "../../api/index.ts";

const GROUP = "rbac.authorization.k8s.io";
const apiVersion = `${GROUP}/v1`;

export const group = (name: string): RbacSubject => ({ apiGroup: GROUP, kind: "Group", name });
export const user = (name: string): RbacSubject => ({ apiGroup: GROUP, kind: "User", name });

export const readOne = (resource: string, name: string): PolicyRule => ({
  apiGroups: [""],
  resourceNames: [name],
  resources: [resource],
  verbs: ["get"],
});

export const clusterRole = (name: string, rules: readonly PolicyRule[]): ClusterRoleObject => ({
  apiVersion,
  kind: "ClusterRole",
  metadata: { name },
  rules,
});

export const clusterBound = (name: string, to: string, subjects: readonly RbacSubject[]): ClusterRoleBindingObject => ({
  apiVersion,
  kind: "ClusterRoleBinding",
  metadata: { name },
  roleRef: { apiGroup: GROUP, kind: "ClusterRole", name: to },
  subjects,
});

export const role = (namespace: string, name: string, rules: readonly PolicyRule[]): RoleObject => ({
  apiVersion,
  kind: "Role",
  metadata: { name, namespace },
  rules,
});

/** A binding to the role of the same name. */
export const bound = (namespace: string, name: string, subjects: readonly RbacSubject[]): RoleBindingObject => ({
  apiVersion,
  kind: "RoleBinding",
  metadata: { name, namespace },
  roleRef: { apiGroup: GROUP, kind: "Role", name },
  subjects,
});

const READ: readonly string[] = ["list", "watch"];

/** What CoreDNS's manifest grants it. */
export const coreDnsRole: readonly KubeObject[] = [
  clusterRole("system:coredns", [
    { verbs: READ, apiGroups: [""], resources: ["endpoints", "services", "pods", "namespaces"] },
    { verbs: READ, apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"] },
  ]),
  clusterBound("system:coredns", "system:coredns", [
    { kind: "ServiceAccount", name: "coredns", namespace: "kube-system" },
  ]),
];
