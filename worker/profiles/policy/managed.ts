import type { KubeObject } from "../../api/index.ts";
import { clusterBound, clusterRole, coreDnsRole, user } from "./roles.ts";

const CLOUD = "system:cloud-controller-manager";
const READ = ["get", "list", "watch"];

/**
 * What a provider's add-ons and its cloud controller need; the administrator is of system:masters and needs nothing.
 *
 * @see kubernetes-sigs/cloud-provider-azure examples/out-of-tree/cloud-controller-manager.yaml
 */
export const objects: readonly KubeObject[] = [
  ...coreDnsRole,
  clusterBound("system:aks-client-node-proxier", "system:node-proxier", [
    { kind: "ServiceAccount", name: "kube-proxy", namespace: "kube-system" },
  ]),
  clusterRole(CLOUD, [
    { apiGroups: [""], resources: ["events"], verbs: ["create", "patch", "update"] },
    { apiGroups: [""], resources: ["nodes"], verbs: ["*"] },
    { apiGroups: [""], resources: ["nodes/status"], verbs: ["patch"] },
    { apiGroups: [""], resources: ["services", "services/status"], verbs: ["list", "patch", "update", "watch"] },
    { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["create", ...READ, "update"] },
    { apiGroups: [""], resources: ["persistentvolumes"], verbs: ["get", "list", "update", "watch"] },
    { apiGroups: [""], resources: ["endpoints"], verbs: ["create", ...READ, "update"] },
    { apiGroups: [""], resources: ["secrets"], verbs: READ },
    { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["get", "create", "update"] },
    { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: READ },
  ]),
  clusterBound(CLOUD, CLOUD, [user("cloud-controller-manager")]),
];
