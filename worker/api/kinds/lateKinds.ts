/** Kinds that a fresh cluster has no objects of, whole: late.ts fetches them with the first request for one. */
export { ClusterRole } from "./clusterrole.ts";
export { ClusterRoleBinding } from "./clusterrolebinding.ts";
export { HorizontalPodAutoscaler } from "./horizontalpodautoscaler.ts";
export { Ingress } from "./ingress.ts";
export { IngressClass } from "./ingressclass.ts";
export { Job } from "./job.ts";
export { MutatingWebhookConfiguration } from "./mutatingwebhookconfiguration.ts";
export { NetworkPolicy } from "./networkpolicy.ts";
export { PodDisruptionBudget } from "./poddisruptionbudget.ts";
export { PriorityClass } from "./priorityclass.ts";
export { Role } from "./role.ts";
export { RoleBinding } from "./rolebinding.ts";
export { StorageClass } from "./storageclass.ts";
export { ValidatingAdmissionPolicy } from "./validatingadmissionpolicy.ts";
export { ValidatingAdmissionPolicyBinding } from "./validatingadmissionpolicybinding.ts";
export { ValidatingWebhookConfiguration } from "./validatingwebhookconfiguration.ts";
