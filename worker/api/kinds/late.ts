import { loadLateSchemas } from "../generated/index.ts";
import { defineKind, type Kind, type Subresource } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";

/**
 * Kinds that a fresh cluster has no objects of. What one asks of a list of kinds stands here; the kind itself, with its rules and
 * columns, is fetched with its schema before the first request for it.
 */
interface Names {
  /** Where the kind's own name is not the one that lateKinds.ts exports. */
  readonly kind?: string;
  /** The type among the generated schemas, where another has the kind's name. */
  readonly schema?: string;
  /** What the plural is, where it is not the kind in small letters and "s". */
  readonly plural?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly Subresource[];
  readonly verbs?: readonly string[];
  readonly storedAs?: Kind["storedAs"] & object;
}

interface Place {
  readonly group: string;
  readonly version: string;
  readonly namespaced: boolean;
}

type LateKinds = typeof import("./lateKinds.ts");
type ObjectOf<K> = K extends Kind<infer T> ? T : never;

function later<N extends keyof LateKinds>(name: N, place: Place, names: Names = {}): Kind<ObjectOf<LateKinds[N]>> {
  type T = ObjectOf<LateKinds[N]>;
  const fetch = async () => {
    const [late] = await Promise.all([import("./lateKinds.ts"), loadLateSchemas()]);
    Object.assign(kind, { setDefaults: undefined, validate: undefined }, late[name]);
  };
  /** Whoever has waited once goes on at once: by clock, for a second sandbox must take the same turns as the first. */
  const there = new WeakSet<object>();
  let fetched: Promise<void> | undefined;
  const missing = (): never => {
    throw new Error(`the rules of ${name} are not there yet`);
  };
  const own = names.kind ?? name;
  const kind: Kind<T> = {
    ...defineKind<T & KubeObject>({
      plural: `${own.toLowerCase()}s`,
      ...place,
      ...names,
      kind: own,
      schema: names.schema ?? own,
      columns: [],
      setDefaults: missing,
      validate: missing,
    }),
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

const within = (group: string, version = "v1"): Place => ({ group, version, namespaced: true });
const above = (group: string, version = "v1"): Place => ({ group, version, namespaced: false });
const RBAC = "rbac.authorization.k8s.io";
const NETWORKING = "networking.k8s.io";
const STORAGE = "storage.k8s.io";
const ADMISSION = above("admissionregistration.k8s.io");
const EXTENSIONS = { categories: ["api-extensions"] };
const ALL = { categories: ["all"] };
const WITH_STATUS: { subresources: readonly Subresource[] } = { subresources: ["status"] };
const SCALED: { subresources: readonly Subresource[] } = { subresources: ["scale", "status"] };

export const Role = later("Role", within(RBAC));
export const RoleBinding = later("RoleBinding", within(RBAC));
export const ClusterRole = later("ClusterRole", above(RBAC));
export const ClusterRoleBinding = later("ClusterRoleBinding", above(RBAC));
export const Job = later("Job", within("batch"), { ...ALL, ...WITH_STATUS });
export const CronJob = later("CronJob", within("batch"), { shortNames: ["cj"], ...ALL, ...WITH_STATUS });
export const StatefulSet = later("StatefulSet", within("apps"), { shortNames: ["sts"], ...ALL, ...SCALED });
export const LimitRange = later("LimitRange", within(""), { shortNames: ["limits"] });
export const PersistentVolume = later("PersistentVolume", above(""), { shortNames: ["pv"], ...WITH_STATUS });
export const PersistentVolumeClaim = later("PersistentVolumeClaim", within(""), {
  shortNames: ["pvc"],
  ...WITH_STATUS,
});
export const PodTemplate = later("PodTemplate", within(""));
export const ReplicationController = later("ReplicationController", within(""), {
  shortNames: ["rc"],
  ...ALL,
  ...SCALED,
});
export const ResourceQuota = later("ResourceQuota", within(""), { shortNames: ["quota"], ...WITH_STATUS });
export const Ingress = later("Ingress", within(NETWORKING), {
  plural: "ingresses",
  shortNames: ["ing"],
  ...WITH_STATUS,
});
export const IngressClass = later("IngressClass", above(NETWORKING), { plural: "ingressclasses" });
export const NetworkPolicy = later("NetworkPolicy", within(NETWORKING), {
  plural: "networkpolicies",
  shortNames: ["netpol"],
});
export const PodDisruptionBudget = later("PodDisruptionBudget", within("policy"), {
  shortNames: ["pdb"],
  ...WITH_STATUS,
});
export const HorizontalPodAutoscaler = later("HorizontalPodAutoscaler", within("autoscaling", "v2"), {
  shortNames: ["hpa"],
  ...ALL,
  ...WITH_STATUS,
});
export const HorizontalPodAutoscalerV1 = later("HorizontalPodAutoscalerV1", within("autoscaling"), {
  kind: "HorizontalPodAutoscaler",
  schema: "autoscaling.HorizontalPodAutoscaler",
  shortNames: ["hpa"],
  ...ALL,
  ...WITH_STATUS,
  storedAs: {
    group: "autoscaling",
    version: "v2",
    kind: "HorizontalPodAutoscaler",
    plural: "horizontalpodautoscalers",
  },
});
export const StorageClass = later("StorageClass", above(STORAGE), { plural: "storageclasses", shortNames: ["sc"] });
export const PriorityClass = later("PriorityClass", above("scheduling.k8s.io"), {
  plural: "priorityclasses",
  shortNames: ["pc"],
});
export const MutatingWebhookConfiguration = later("MutatingWebhookConfiguration", ADMISSION, EXTENSIONS);
export const ValidatingWebhookConfiguration = later("ValidatingWebhookConfiguration", ADMISSION, EXTENSIONS);
export const ValidatingAdmissionPolicy = later("ValidatingAdmissionPolicy", ADMISSION, {
  plural: "validatingadmissionpolicies",
  ...EXTENSIONS,
  ...WITH_STATUS,
});
export const ValidatingAdmissionPolicyBinding = later("ValidatingAdmissionPolicyBinding", ADMISSION, EXTENSIONS);

const RESOURCE = "resource.k8s.io";
const FLOW = above("flowcontrol.apiserver.k8s.io");
export const APIService = later("APIService", above("apiregistration.k8s.io"), { ...EXTENSIONS, ...WITH_STATUS });
export const CertificateSigningRequest = later("CertificateSigningRequest", above("certificates.k8s.io"), {
  shortNames: ["csr"],
  subresources: ["approval", "status"],
});
export const CSIDriver = later("CSIDriver", above(STORAGE));
export const CSINode = later("CSINode", above(STORAGE));
export const CSIStorageCapacity = later("CSIStorageCapacity", within(STORAGE), { plural: "csistoragecapacities" });
export const VolumeAttachment = later("VolumeAttachment", above(STORAGE), WITH_STATUS);
export const VolumeAttributesClass = later("VolumeAttributesClass", above(STORAGE), {
  plural: "volumeattributesclasses",
  shortNames: ["vac"],
});
export const FlowSchema = later("FlowSchema", FLOW, WITH_STATUS);
export const PriorityLevelConfiguration = later("PriorityLevelConfiguration", FLOW, WITH_STATUS);
export const IPAddress = later("IPAddress", above(NETWORKING), { plural: "ipaddresses", shortNames: ["ip"] });
export const ServiceCIDR = later("ServiceCIDR", above(NETWORKING), WITH_STATUS);
export const RuntimeClass = later("RuntimeClass", above("node.k8s.io"), { plural: "runtimeclasses" });
export const DeviceClass = later("DeviceClass", above(RESOURCE), { plural: "deviceclasses" });
export const ResourceClaim = later("ResourceClaim", within(RESOURCE), {
  schema: "resource.ResourceClaim",
  ...WITH_STATUS,
});
export const ResourceClaimTemplate = later("ResourceClaimTemplate", within(RESOURCE));
export const ResourceSlice = later("ResourceSlice", above(RESOURCE));
export const MutatingAdmissionPolicy = later("MutatingAdmissionPolicy", ADMISSION, {
  plural: "mutatingadmissionpolicies",
  ...EXTENSIONS,
});
export const MutatingAdmissionPolicyBinding = later("MutatingAdmissionPolicyBinding", ADMISSION, EXTENSIONS);
export const EventsEvent = later("EventsEvent", within("events.k8s.io"), {
  kind: "Event",
  schema: "events.Event",
  shortNames: ["ev"],
  storedAs: { group: "", version: "v1", kind: "Event", plural: "events" },
});
export const ComponentStatus = later("ComponentStatus", above(""), {
  plural: "componentstatuses",
  shortNames: ["cs"],
  verbs: ["get", "list"],
});
