import type { FieldSpec } from "./fields.ts";
import type { Gvk } from "./resource.ts";

/** Fields of other objects that name an object of a kind. */
export interface NameReference {
  readonly target: Partial<Gvk>;
  readonly fields: readonly FieldSpec[];
}

const TEMPLATE = "spec/template/spec";
const CRON_TEMPLATE = "spec/jobTemplate/spec/template/spec";

/** Where kinds keep the spec of their pods. */
const CONTENT_USERS: readonly (readonly [kind: string, podSpec: string])[] = [
  ["Pod", "spec"],
  ["PodTemplate", "template/spec"],
  ...["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job"].map((kind) => [kind, TEMPLATE] as const),
  ["CronJob", CRON_TEMPLATE],
];

const POD_OWNERS: readonly (readonly [kind: string, podSpec: string])[] = [
  ["Pod", "spec"],
  ...["StatefulSet", "Deployment", "ReplicationController"].map((kind) => [kind, TEMPLATE] as const),
  ["CronJob", CRON_TEMPLATE],
  ...["Job", "DaemonSet"].map((kind) => [kind, TEMPLATE] as const),
];

const inPods = (owners: typeof POD_OWNERS, paths: readonly string[]): FieldSpec[] =>
  owners.flatMap(([kind, podSpec]) => paths.map((path) => ({ kind, path: `${podSpec}/${path}` })));

const inContainers = (paths: readonly string[]): string[] =>
  ["containers", "initContainers"].flatMap((list) => paths.map((path) => `${list}/${path}`));

const RBAC = "rbac.authorization.k8s.io";
const RULES: readonly FieldSpec[] = ["Role", "ClusterRole"].map((kind) => ({ kind, path: "rules/resourceNames" }));
const annotation = (name: string): string => `metadata/annotations/${name.replace(/\//g, "\\/")}`;

/**
 * Who names whom: a name that changes is changed there too.
 * @see sigs.k8s.io/kustomize/api/internal/konfig/builtinpluginconsts/namereference.go
 */
export const NAME_REFERENCES: readonly NameReference[] = [
  ...["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map((kind) => ({
    target: { kind },
    fields: [{ kind: "HorizontalPodAutoscaler", path: "spec/scaleTargetRef/name" }],
  })),
  {
    target: { kind: "ConfigMap", version: "v1" },
    fields: [
      ...inPods(CONTENT_USERS, [
        "volumes/configMap/name",
        ...inContainers(["env/valueFrom/configMapKeyRef/name", "envFrom/configMapRef/name"]),
        "volumes/projected/sources/configMap/name",
      ]),
      { kind: "Node", path: "spec/configSource/configMap" },
      ...RULES,
      { kind: "Ingress", path: annotation("nginx.ingress.kubernetes.io/fastcgi-params-configmap") },
    ],
  },
  {
    target: { kind: "Secret", version: "v1" },
    fields: [
      ...inPods(CONTENT_USERS, [
        "volumes/secret/secretName",
        ...inContainers(["env/valueFrom/secretKeyRef/name", "envFrom/secretRef/name"]),
        "imagePullSecrets/name",
        "volumes/projected/sources/secret/name",
      ]),
      ...[
        "spec/tls/secretName",
        annotation("ingress.kubernetes.io/auth-secret"),
        annotation("nginx.ingress.kubernetes.io/auth-secret"),
        annotation("nginx.ingress.kubernetes.io/auth-tls-secret"),
      ].map((path) => ({ kind: "Ingress", path })),
      { kind: "ServiceAccount", path: "imagePullSecrets/name" },
      ...["secretName", "adminSecretName", "userSecretName", "secretRef"].map((field) => ({
        kind: "StorageClass",
        path: `parameters/${field}`,
      })),
      ...RULES,
      {
        group: "serving.knative.dev",
        version: "v1",
        kind: "Service",
        path: `${TEMPLATE}/containers/env/valueFrom/secretKeyRef/name`,
      },
      { kind: "PersistentVolume", path: "spec/azureFile/secretName" },
    ],
  },
  {
    target: { kind: "Service", version: "v1" },
    fields: [
      { group: "apps", kind: "StatefulSet", path: "spec/serviceName" },
      ...[
        "spec/rules/http/paths/backend/serviceName",
        "spec/backend/serviceName",
        "spec/rules/http/paths/backend/service/name",
        "spec/defaultBackend/service/name",
      ].map((path) => ({ kind: "Ingress", path })),
      { group: "apiregistration.k8s.io", kind: "APIService", path: "spec/service/name" },
      ...["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"].map((kind) => ({
        group: "admissionregistration.k8s.io",
        kind,
        path: "webhooks/clientConfig/service",
      })),
    ],
  },
  { target: { kind: "Role", group: RBAC }, fields: [{ group: RBAC, kind: "RoleBinding", path: "roleRef/name" }] },
  {
    target: { kind: "ClusterRole", group: RBAC },
    fields: ["RoleBinding", "ClusterRoleBinding"].map((kind) => ({ group: RBAC, kind, path: "roleRef/name" })),
  },
  {
    target: { kind: "ServiceAccount", version: "v1" },
    fields: [
      ...["RoleBinding", "ClusterRoleBinding"].map((kind) => ({ group: RBAC, kind, path: "subjects" })),
      ...inPods(POD_OWNERS, ["serviceAccountName"]),
    ],
  },
  {
    target: { kind: "PersistentVolumeClaim", version: "v1" },
    fields: inPods(POD_OWNERS, ["volumes/persistentVolumeClaim/claimName"]),
  },
  {
    target: { kind: "PersistentVolume", version: "v1" },
    fields: [
      { kind: "PersistentVolumeClaim", path: "spec/volumeName" },
      { kind: "ClusterRole", path: "rules/resourceNames" },
    ],
  },
  {
    target: { kind: "StorageClass", version: "v1", group: "storage.k8s.io" },
    fields: [
      { kind: "PersistentVolume", path: "spec/storageClassName" },
      { kind: "PersistentVolumeClaim", path: "spec/storageClassName" },
      { kind: "StatefulSet", path: "spec/volumeClaimTemplates/spec/storageClassName" },
    ],
  },
  {
    target: { kind: "PriorityClass", version: "v1", group: "scheduling.k8s.io" },
    fields: inPods(POD_OWNERS, ["priorityClassName"]),
  },
  {
    target: { kind: "ValidatingAdmissionPolicy", group: "admissionregistration.k8s.io" },
    fields: [
      { group: "admissionregistration.k8s.io", kind: "ValidatingAdmissionPolicyBinding", path: "spec/policyName" },
    ],
  },
];
