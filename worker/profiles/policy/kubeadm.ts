/**
 * The roles and bindings that kubeadm makes.
 *
 * @see kubernetes cmd/kubeadm/app/phases: kubeconfig, bootstraptoken, uploadconfig, kubelet, addons
 */
import type { KubeObject } from "../../api/index.ts";
import { bound, clusterBound, clusterRole, coreDnsRole, group, readOne, role, user } from "./roles.ts";

const JOINING = group("system:bootstrappers:kubeadm:default-node-token");
const NODES = group("system:nodes");
const CSR = "system:certificates.k8s.io:certificatesigningrequests";

/** The group of admin.conf. */
export const ADMINISTRATORS = "kubeadm:cluster-admins";

export const kubeadmObjects: readonly KubeObject[] = [
  clusterRole("kubeadm:get-nodes", [{ verbs: ["get"], apiGroups: [""], resources: ["nodes"] }]),
  clusterBound(ADMINISTRATORS, "cluster-admin", [group(ADMINISTRATORS)]),
  clusterBound("kubeadm:get-nodes", "kubeadm:get-nodes", [JOINING]),
  clusterBound("kubeadm:kubelet-bootstrap", "system:node-bootstrapper", [JOINING]),
  clusterBound("kubeadm:node-autoapprove-bootstrap", `${CSR}:nodeclient`, [JOINING]),
  clusterBound("kubeadm:node-autoapprove-certificate-rotation", `${CSR}:selfnodeclient`, [NODES]),
  clusterBound("kubeadm:node-proxier", "system:node-proxier", [
    { kind: "ServiceAccount", name: "kube-proxy", namespace: "kube-system" },
  ]),
  ...coreDnsRole,
  role("kube-public", "kubeadm:bootstrap-signer-clusterinfo", [readOne("configmaps", "cluster-info")]),
  bound("kube-public", "kubeadm:bootstrap-signer-clusterinfo", [user("system:anonymous")]),
  role("kube-system", "kubeadm:nodes-kubeadm-config", [readOne("configmaps", "kubeadm-config")]),
  bound("kube-system", "kubeadm:nodes-kubeadm-config", [JOINING, NODES]),
  role("kube-system", "kubeadm:kubelet-config", [readOne("configmaps", "kubelet-config")]),
  bound("kube-system", "kubeadm:kubelet-config", [NODES, JOINING]),
  role("kube-system", "kube-proxy", [readOne("configmaps", "kube-proxy")]),
  bound("kube-system", "kube-proxy", [JOINING]),
];
