import { loadLateSchemas } from "../generated/index.ts";
import type {
  ClusterRoleBindingObject,
  ClusterRoleObject,
  HorizontalPodAutoscalerObject,
  IngressClassObject,
  IngressObject,
  JobObject,
  MutatingWebhookConfigurationObject,
  NetworkPolicyObject,
  PodDisruptionBudgetObject,
  PriorityClassObject,
  RoleBindingObject,
  RoleObject,
  StorageClassObject,
  ValidatingAdmissionPolicyBindingObject,
  ValidatingAdmissionPolicyObject,
  ValidatingWebhookConfigurationObject,
} from "../generated/types.ts";
import { defineKind, type Kind } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";

/**
 * Kinds that a fresh cluster has no objects of. What one asks of a list of kinds stands here; the kind itself, with its rules and
 * columns, is fetched with its schema before the first request for it.
 */
type Names<T extends KubeObject> = Pick<Kind<T>, "group" | "version" | "kind" | "plural" | "namespaced"> &
  Partial<Pick<Kind<T>, "shortNames" | "categories" | "subresources">>;

type LateKinds = typeof import("./lateKinds.ts");

function later<T extends KubeObject>(names: Names<T>, among: (late: LateKinds) => Kind<T>): Kind<T> {
  const fetch = async () => {
    const [late] = await Promise.all([import("./lateKinds.ts"), loadLateSchemas()]);
    Object.assign(kind, { setDefaults: undefined, validate: undefined }, among(late));
  };
  /** Whoever has waited once goes on at once: by clock, for a second sandbox must take the same turns as the first. */
  const there = new WeakSet<object>();
  let fetched: Promise<void> | undefined;
  const missing = (): never => {
    throw new Error(`the rules of ${names.kind} are not there yet`);
  };
  const kind: Kind<T> = {
    ...defineKind<T>({ ...names, schema: names.kind, columns: [], setDefaults: missing, validate: missing }),
    ready(clock) {
      if (there.has(clock)) return undefined;
      fetched ??= fetch();
      return clock.hold(fetched).then(() => {
        there.add(clock);
      });
    },
  };
  return kind;
}

const RBAC = { group: "rbac.authorization.k8s.io", version: "v1" } as const;
const ADMISSION = {
  group: "admissionregistration.k8s.io",
  version: "v1",
  categories: ["api-extensions"],
  namespaced: false,
} as const;

export const Role = later<RoleObject>(
  { ...RBAC, kind: "Role", plural: "roles", namespaced: true },
  ({ Role: whole }) => whole,
);
export const RoleBinding = later<RoleBindingObject>(
  { ...RBAC, kind: "RoleBinding", plural: "rolebindings", namespaced: true },
  ({ RoleBinding: whole }) => whole,
);
export const ClusterRole = later<ClusterRoleObject>(
  { ...RBAC, kind: "ClusterRole", plural: "clusterroles", namespaced: false },
  ({ ClusterRole: whole }) => whole,
);
export const ClusterRoleBinding = later<ClusterRoleBindingObject>(
  { ...RBAC, kind: "ClusterRoleBinding", plural: "clusterrolebindings", namespaced: false },
  ({ ClusterRoleBinding: whole }) => whole,
);
export const Job = later<JobObject>(
  {
    group: "batch",
    version: "v1",
    kind: "Job",
    plural: "jobs",
    categories: ["all"],
    namespaced: true,
    subresources: ["status"],
  },
  ({ Job: whole }) => whole,
);
export const Ingress = later<IngressObject>(
  {
    group: "networking.k8s.io",
    version: "v1",
    kind: "Ingress",
    plural: "ingresses",
    shortNames: ["ing"],
    namespaced: true,
    subresources: ["status"],
  },
  ({ Ingress: whole }) => whole,
);
export const IngressClass = later<IngressClassObject>(
  {
    group: "networking.k8s.io",
    version: "v1",
    kind: "IngressClass",
    plural: "ingressclasses",
    namespaced: false,
  },
  ({ IngressClass: whole }) => whole,
);
export const NetworkPolicy = later<NetworkPolicyObject>(
  {
    group: "networking.k8s.io",
    version: "v1",
    kind: "NetworkPolicy",
    plural: "networkpolicies",
    shortNames: ["netpol"],
    namespaced: true,
  },
  ({ NetworkPolicy: whole }) => whole,
);
export const PodDisruptionBudget = later<PodDisruptionBudgetObject>(
  {
    group: "policy",
    version: "v1",
    kind: "PodDisruptionBudget",
    plural: "poddisruptionbudgets",
    shortNames: ["pdb"],
    namespaced: true,
    subresources: ["status"],
  },
  ({ PodDisruptionBudget: whole }) => whole,
);
export const HorizontalPodAutoscaler = later<HorizontalPodAutoscalerObject>(
  {
    group: "autoscaling",
    version: "v2",
    kind: "HorizontalPodAutoscaler",
    plural: "horizontalpodautoscalers",
    shortNames: ["hpa"],
    categories: ["all"],
    namespaced: true,
    subresources: ["status"],
  },
  ({ HorizontalPodAutoscaler: whole }) => whole,
);
export const StorageClass = later<StorageClassObject>(
  {
    group: "storage.k8s.io",
    version: "v1",
    kind: "StorageClass",
    plural: "storageclasses",
    shortNames: ["sc"],
    namespaced: false,
  },
  ({ StorageClass: whole }) => whole,
);
export const PriorityClass = later<PriorityClassObject>(
  {
    group: "scheduling.k8s.io",
    version: "v1",
    kind: "PriorityClass",
    plural: "priorityclasses",
    shortNames: ["pc"],
    namespaced: false,
  },
  ({ PriorityClass: whole }) => whole,
);
export const MutatingWebhookConfiguration = later<MutatingWebhookConfigurationObject>(
  { ...ADMISSION, kind: "MutatingWebhookConfiguration", plural: "mutatingwebhookconfigurations" },
  ({ MutatingWebhookConfiguration: whole }) => whole,
);
export const ValidatingWebhookConfiguration = later<ValidatingWebhookConfigurationObject>(
  { ...ADMISSION, kind: "ValidatingWebhookConfiguration", plural: "validatingwebhookconfigurations" },
  ({ ValidatingWebhookConfiguration: whole }) => whole,
);
export const ValidatingAdmissionPolicy = later<ValidatingAdmissionPolicyObject>(
  {
    ...ADMISSION,
    kind: "ValidatingAdmissionPolicy",
    plural: "validatingadmissionpolicies",
    subresources: ["status"],
  },
  ({ ValidatingAdmissionPolicy: whole }) => whole,
);
export const ValidatingAdmissionPolicyBinding = later<ValidatingAdmissionPolicyBindingObject>(
  { ...ADMISSION, kind: "ValidatingAdmissionPolicyBinding", plural: "validatingadmissionpolicybindings" },
  ({ ValidatingAdmissionPolicyBinding: whole }) => whole,
);
