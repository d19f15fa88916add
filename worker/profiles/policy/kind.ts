import type { KubeObject } from "../../api/index.ts";
import { kubeadmObjects } from "./kubeadm.ts";
import { clusterBound, clusterRole } from "./roles.ts";

const READ = ["list", "watch"];

/** kubeadm's, and what kind's pod network needs. kubernetes-sigs/kind pkg/build/nodeimage const_cni.go */
export const objects: readonly KubeObject[] = [
  ...kubeadmObjects,
  clusterRole("kindnet", [
    { apiGroups: ["policy"], resourceNames: ["kindnet"], resources: ["podsecuritypolicies"], verbs: ["use"] },
    { apiGroups: [""], resources: ["nodes", "pods", "namespaces"], verbs: READ },
    { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: READ },
  ]),
  clusterBound("kindnet", "kindnet", [{ kind: "ServiceAccount", name: "kindnet", namespace: "kube-system" }]),
];
