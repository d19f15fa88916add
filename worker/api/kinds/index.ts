/**
 * The built-in kinds of the API: one file a kind, each with its names, defaults, rules and columns.
 *
 * In:   drafts of objects as an author wrote them.
 * Out:  the same with what the server fills in, the server's complaints, the cells of tables.
 * Never: stores, clocks, clients; a kind is a description.
 *
 * @module
 */
import type { Kind } from "../machinery/kind.ts";
import { ConfigMap } from "./configmap.ts";
import { ControllerRevision } from "./controllerrevision.ts";
import { CustomResourceDefinition } from "./customresourcedefinition.ts";
import { DaemonSet } from "./daemonset.ts";
import { Deployment } from "./deployment.ts";
import { Endpoints } from "./endpoints.ts";
import { EndpointSlice } from "./endpointslice.ts";
import { Event } from "./event.ts";
import {
  ClusterRole,
  ClusterRoleBinding,
  CronJob,
  HorizontalPodAutoscaler,
  Ingress,
  IngressClass,
  Job,
  LimitRange,
  MutatingWebhookConfiguration,
  NetworkPolicy,
  PersistentVolume,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  PodTemplate,
  PriorityClass,
  ReplicationController,
  ResourceQuota,
  Role,
  RoleBinding,
  StatefulSet,
  StorageClass,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from "./late.ts";
import { Lease } from "./lease.ts";
import { Namespace } from "./namespace.ts";
import { Node } from "./node.ts";
import { Pod } from "./pod.ts";
import { ReplicaSet } from "./replicaset.ts";
import { Secret } from "./secret.ts";
import { Service } from "./service.ts";
import { ServiceAccount } from "./serviceaccount.ts";

/** In the order of discovery: groups by the server's priority, resources of a group by name. */
export const builtInKinds: readonly Kind[] = [
  ConfigMap,
  Endpoints,
  Event,
  LimitRange,
  Namespace,
  Node,
  PersistentVolumeClaim,
  PersistentVolume,
  Pod,
  PodTemplate,
  ReplicationController,
  ResourceQuota,
  Secret,
  ServiceAccount,
  Service,
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  StatefulSet,
  HorizontalPodAutoscaler,
  CronJob,
  Job,
  IngressClass,
  Ingress,
  NetworkPolicy,
  PodDisruptionBudget,
  ClusterRoleBinding,
  ClusterRole,
  RoleBinding,
  Role,
  StorageClass,
  CustomResourceDefinition,
  MutatingWebhookConfiguration,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
  PriorityClass,
  Lease,
  EndpointSlice,
] as readonly Kind[];

export { since } from "./columns.ts";
export { nodeRoles } from "./node.ts";
export { type PodSummary, podSummary } from "./pod/columns.ts";
export { defaultPodTemplate, pullPolicyOf } from "./pod/defaults.ts";
export { type QosClass, qosClassOf } from "./pod/qos.ts";
export { formatLabels, formatSelector, selectorText } from "./selector.ts";
export * from "./wellknown.ts";
export {
  ClusterRole,
  ClusterRoleBinding,
  ConfigMap,
  ControllerRevision,
  CronJob,
  CustomResourceDefinition,
  DaemonSet,
  Deployment,
  EndpointSlice,
  Endpoints,
  Event,
  HorizontalPodAutoscaler,
  Ingress,
  IngressClass,
  Job,
  Lease,
  LimitRange,
  MutatingWebhookConfiguration,
  Namespace,
  NetworkPolicy,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  PodTemplate,
  PriorityClass,
  ReplicaSet,
  ReplicationController,
  ResourceQuota,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
  StorageClass,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
};
