import type { KubeVersion } from "../render/capabilities.ts";

/**
 * Kinds that a version of Kubernetes no longer likes, as the Go types of 1.36 tell it: API version, kinds, since which 1.x they are
 * deprecated and since which they are gone, and what to use instead ("" for nothing, without a kind where that stays the same).
 *
 * @see https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
const DEPRECATED: readonly (readonly [version: string, kinds: string, since: number, gone: number, use: string])[] = [
  ["admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding", 35, 38, ""],
  ["admissionregistration.k8s.io/v1alpha1", "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding", 29, 32, ""],
  [
    "admissionregistration.k8s.io/v1beta1",
    "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
    16,
    22,
    "admissionregistration.k8s.io/v1",
  ],
  ["admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding", 31, 34, ""],
  ["apidiscovery.k8s.io/v2beta1", "APIGroupDiscovery", 32, 35, ""],
  ["apps/v1beta1", "ControllerRevision Deployment DeploymentRollback StatefulSet", 8, 16, "apps/v1"],
  ["apps/v1beta1", "Scale", 8, 16, "autoscaling/v1"],
  ["apps/v1beta2", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet", 9, 16, "apps/v1"],
  ["apps/v1beta2", "Scale", 9, 16, "autoscaling/v1"],
  ["authentication.k8s.io/v1alpha1", "SelfSubjectReview", 29, 32, ""],
  ["authentication.k8s.io/v1beta1", "SelfSubjectReview", 30, 33, ""],
  ["authentication.k8s.io/v1beta1", "TokenReview", 19, 22, "authentication.k8s.io/v1"],
  [
    "authorization.k8s.io/v1beta1",
    "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
    19,
    22,
    "authorization.k8s.io/v1",
  ],
  ["batch/v1beta1", "CronJob", 21, 25, "batch/v1"],
  ["certificates.k8s.io/v1alpha1", "ClusterTrustBundle", 34, 37, ""],
  ["certificates.k8s.io/v1beta1", "CertificateSigningRequest", 19, 22, "certificates.k8s.io/v1"],
  ["coordination.k8s.io/v1alpha2", "LeaseCandidate", 35, 38, ""],
  ["coordination.k8s.io/v1beta1", "Lease", 19, 22, "coordination.k8s.io/v1"],
  ["coordination.k8s.io/v1beta1", "LeaseCandidate", 36, 39, ""],
  ["discovery.k8s.io/v1beta1", "EndpointSlice", 21, 25, "discovery.k8s.io/v1"],
  ["events.k8s.io/v1beta1", "Event", 22, 25, ""],
  ["extensions/v1beta1", "DaemonSet Deployment ReplicaSet", 8, 16, "apps/v1"],
  ["extensions/v1beta1", "DeploymentRollback", 8, 16, ""],
  ["extensions/v1beta1", "Ingress", 14, 22, "networking.k8s.io/v1"],
  ["extensions/v1beta1", "NetworkPolicy", 9, 16, "networking.k8s.io/v1"],
  ["extensions/v1beta1", "Scale", 2, 16, ""],
  [
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "FlowSchema PriorityLevelConfiguration",
    23,
    26,
    "flowcontrol.apiserver.k8s.io/v1beta3",
  ],
  [
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "FlowSchema PriorityLevelConfiguration",
    26,
    29,
    "flowcontrol.apiserver.k8s.io/v1beta3",
  ],
  [
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "FlowSchema PriorityLevelConfiguration",
    29,
    32,
    "flowcontrol.apiserver.k8s.io/v1",
  ],
  ["networking.k8s.io/v1beta1", "IPAddress ServiceCIDR", 34, 37, ""],
  ["networking.k8s.io/v1beta1", "Ingress", 19, 22, "networking.k8s.io/v1"],
  ["networking.k8s.io/v1beta1", "IngressClass", 19, 22, "networking.k8s.io/v1 IngressClassList"],
  ["node.k8s.io/v1beta1", "RuntimeClass", 22, 25, ""],
  ["policy/v1beta1", "Eviction", 22, 25, ""],
  ["policy/v1beta1", "PodDisruptionBudget", 21, 25, "policy/v1"],
  [
    "rbac.authorization.k8s.io/v1beta1",
    "ClusterRole ClusterRoleBinding Role RoleBinding",
    17,
    22,
    "rbac.authorization.k8s.io/v1",
  ],
  ["resource.k8s.io/v1alpha3", "DeviceTaintRule", 36, 39, ""],
  ["resource.k8s.io/v1beta1", "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice", 35, 38, ""],
  ["resource.k8s.io/v1beta2", "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice", 36, 39, ""],
  ["scheduling.k8s.io/v1beta1", "PriorityClass", 14, 22, "scheduling.k8s.io/v1"],
  ["storage.k8s.io/v1alpha1", "CSIStorageCapacity", 21, 24, "storage.k8s.io/v1beta1"],
  ["storage.k8s.io/v1alpha1", "VolumeAttachment", 21, 24, "storage.k8s.io/v1"],
  ["storage.k8s.io/v1alpha1", "VolumeAttributesClass", 32, 35, "storage.k8s.io/v1"],
  ["storage.k8s.io/v1beta1", "CSIDriver StorageClass VolumeAttachment", 19, 22, "storage.k8s.io/v1"],
  ["storage.k8s.io/v1beta1", "CSINode", 17, 22, "storage.k8s.io/v1"],
  ["storage.k8s.io/v1beta1", "CSIStorageCapacity", 24, 27, "storage.k8s.io/v1"],
  ["storage.k8s.io/v1beta1", "VolumeAttributesClass", 34, 37, "storage.k8s.io/v1"],
];

/** What there is to say against a kind in a version of Kubernetes; undefined for nothing. */
export function deprecationOf(apiVersion: string, kind: string, { major, minor }: KubeVersion): string | undefined {
  const found = DEPRECATED.find(([version, kinds]) => version === apiVersion && kinds.split(" ").includes(kind));
  if (!found) return undefined;
  const [, , since, gone, use] = found;
  if (Number(major) < 1 || (Number(major) === 1 && Number(minor) < since)) return undefined;
  const instead = use === "" ? "" : `; use ${use.includes(" ") ? use : `${use} ${kind}`}`;
  return `${apiVersion} ${kind} is deprecated in v1.${since}+, unavailable in v1.${gone}+${instead}`;
}
