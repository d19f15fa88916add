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
import { ClusterRole } from "./clusterrole.ts";
import { ClusterRoleBinding } from "./clusterrolebinding.ts";
import { ConfigMap } from "./configmap.ts";
import { ControllerRevision } from "./controllerrevision.ts";
import { CustomResourceDefinition } from "./customresourcedefinition.ts";
import { DaemonSet } from "./daemonset.ts";
import { Deployment } from "./deployment.ts";
import { Endpoints } from "./endpoints.ts";
import { EndpointSlice } from "./endpointslice.ts";
import { Event } from "./event.ts";
import { HorizontalPodAutoscaler } from "./horizontalpodautoscaler.ts";
import { Ingress } from "./ingress.ts";
import { IngressClass } from "./ingressclass.ts";
import { Job } from "./job.ts";
import { Lease } from "./lease.ts";
import { MutatingWebhookConfiguration } from "./mutatingwebhookconfiguration.ts";
import { Namespace } from "./namespace.ts";
import { NetworkPolicy } from "./networkpolicy.ts";
import { Node } from "./node.ts";
import { Pod } from "./pod.ts";
import { PodDisruptionBudget } from "./poddisruptionbudget.ts";
import { PriorityClass } from "./priorityclass.ts";
import { ReplicaSet } from "./replicaset.ts";
import { Role } from "./role.ts";
import { RoleBinding } from "./rolebinding.ts";
import { Secret } from "./secret.ts";
import { Service } from "./service.ts";
import { ServiceAccount } from "./serviceaccount.ts";
import { StorageClass } from "./storageclass.ts";
import { ValidatingAdmissionPolicy } from "./validatingadmissionpolicy.ts";
import { ValidatingAdmissionPolicyBinding } from "./validatingadmissionpolicybinding.ts";
import { ValidatingWebhookConfiguration } from "./validatingwebhookconfiguration.ts";

/** In the order of discovery: groups by the server's priority, resources of a group by name. */
export const builtInKinds: readonly Kind[] = [
  ConfigMap,
  Endpoints,
  Event,
  Namespace,
  Node,
  Pod,
  Secret,
  ServiceAccount,
  Service,
  ControllerRevision,
  DaemonSet,
  Deployment,
  ReplicaSet,
  HorizontalPodAutoscaler,
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
  MutatingWebhookConfiguration,
  Namespace,
  NetworkPolicy,
  Node,
  Pod,
  PodDisruptionBudget,
  PriorityClass,
  ReplicaSet,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  StorageClass,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
};
