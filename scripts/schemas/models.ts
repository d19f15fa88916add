/** Reads the models of @kubernetes/client-node. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const models = join(resolve(import.meta.dirname, "../.."), "node_modules/@kubernetes/client-node/dist/gen/models");

/** Top-level kinds and their model. Everything they refer to comes along. */
export const ROOTS: Readonly<Record<string, string>> = {
  Namespace: "V1Namespace",
  Node: "V1Node",
  Pod: "V1Pod",
  ReplicaSet: "V1ReplicaSet",
  Deployment: "V1Deployment",
  Service: "V1Service",
  Endpoints: "V1Endpoints",
  EndpointSlice: "V1EndpointSlice",
  ConfigMap: "V1ConfigMap",
  Secret: "V1Secret",
  ServiceAccount: "V1ServiceAccount",
  Event: "CoreV1Event",
  EventsEvent: "EventsV1Event",
  Lease: "V1Lease",
  Job: "V1Job",
  DaemonSet: "V1DaemonSet",
  ControllerRevision: "V1ControllerRevision",
  Scale: "V1Scale",
  Ingress: "V1Ingress",
  IngressClass: "V1IngressClass",
  Binding: "V1Binding",
  Eviction: "V1Eviction",
  NetworkPolicy: "V1NetworkPolicy",
  Role: "V1Role",
  RoleBinding: "V1RoleBinding",
  ClusterRole: "V1ClusterRole",
  ClusterRoleBinding: "V1ClusterRoleBinding",
  ValidatingWebhookConfiguration: "V1ValidatingWebhookConfiguration",
  MutatingWebhookConfiguration: "V1MutatingWebhookConfiguration",
  ValidatingAdmissionPolicy: "V1ValidatingAdmissionPolicy",
  ValidatingAdmissionPolicyBinding: "V1ValidatingAdmissionPolicyBinding",
  PodDisruptionBudget: "V1PodDisruptionBudget",
  HorizontalPodAutoscaler: "V2HorizontalPodAutoscaler",
  PriorityClass: "V1PriorityClass",
  StorageClass: "V1StorageClass",
  SelfSubjectAccessReview: "V1SelfSubjectAccessReview",
  SelfSubjectRulesReview: "V1SelfSubjectRulesReview",
  SubjectAccessReview: "V1SubjectAccessReview",
  LocalSubjectAccessReview: "V1LocalSubjectAccessReview",
  TokenReview: "V1TokenReview",
  SelfSubjectReview: "V1SelfSubjectReview",
  CustomResourceDefinition: "V1CustomResourceDefinition",
  PersistentVolume: "V1PersistentVolume",
  PersistentVolumeClaim: "V1PersistentVolumeClaim",
  ResourceQuota: "V1ResourceQuota",
  LimitRange: "V1LimitRange",
  PodTemplate: "V1PodTemplate",
  ReplicationController: "V1ReplicationController",
  ComponentStatus: "V1ComponentStatus",
  StatefulSet: "V1StatefulSet",
  CronJob: "V1CronJob",
  CSIDriver: "V1CSIDriver",
  CSINode: "V1CSINode",
  CSIStorageCapacity: "V1CSIStorageCapacity",
  VolumeAttachment: "V1VolumeAttachment",
  VolumeAttributesClass: "V1VolumeAttributesClass",
  RuntimeClass: "V1RuntimeClass",
  FlowSchema: "V1FlowSchema",
  PriorityLevelConfiguration: "V1PriorityLevelConfiguration",
  CertificateSigningRequest: "V1CertificateSigningRequest",
  ServiceCIDR: "V1ServiceCIDR",
  IPAddress: "V1IPAddress",
  DeviceClass: "V1DeviceClass",
  ResourceClaim: "ResourceV1ResourceClaim",
  ResourceClaimTemplate: "V1ResourceClaimTemplate",
  ResourceSlice: "V1ResourceSlice",
  MutatingAdmissionPolicy: "V1MutatingAdmissionPolicy",
  MutatingAdmissionPolicyBinding: "V1MutatingAdmissionPolicyBinding",
  APIService: "V1APIService",
};

export interface ModelField {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly required: boolean;
}

export function fieldsOf(model: string): ModelField[] {
  const js = readFileSync(join(models, `${model}.js`), "utf8");
  const dts = readFileSync(join(models, `${model}.d.ts`), "utf8");
  const map = new RegExp(`${model}\\.attributeTypeMap = (\\[[\\s\\S]*?\\n\\]);`).exec(js);
  if (!map) throw new Error(`${model} has no attributeTypeMap`);
  const attributes = JSON.parse(map[1]!) as { name: string; baseName: string; type: string; format: string }[];
  return attributes.map(({ name, baseName, type, format }) => {
    const declared = new RegExp(`'${name.replace("$", "\\$")}'(\\?)?:`).exec(dts);
    return { name: baseName, type, format, required: declared?.[1] !== "?" };
  });
}

/** The model of a Go type: "EndpointPort" is CoreV1EndpointPort, "PodSpec" is V1PodSpec. */
export function modelOf(type: string): string | undefined {
  const [name, group] = type.split(".").reverse() as [string, string?];
  const prefixes = group
    ? [`${group[0]!.toUpperCase()}${group.slice(1)}V1`]
    : ["V2", "V1", "CoreV1", "AuthenticationV1", "ResourceV1"];
  return prefixes.map((prefix) => prefix + name).find((model) => existsSync(join(models, `${model}.d.ts`)));
}
