import { parseQuantity, type Quantity } from "../../../base/quantity.ts";
import type {
  PersistentVolumeClaimObject,
  PodObject,
  ResourceQuotaObject,
  ScopedResourceSelectorRequirement,
  ServiceObject,
} from "../../generated/types.ts";
import { qosClassOf } from "../../kinds/pod/qos.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { podAmounts, readAmounts } from "./limitRanges.ts";

/** What objects count for in quotas. k8s.io/kubernetes pkg/quota/v1/evaluator/core */

export type Usage = Readonly<Record<string, Quantity>>;

const ONE = parseQuantity("1");
const count = (number: number): Quantity => parseQuantity(String(number));

/** Kinds that are counted under a name of their own, beside "count/…". */
const COUNTED = new Set(["configmaps", "secrets", "resourcequotas", "replicationcontrollers"]);

/** @param resource "pods", "deployments.apps" */
export function usageOf(resource: string, object: KubeObject, nowMs: number): Usage {
  const counted = { [`count/${resource}`]: ONE };
  switch (resource) {
    case "pods":
      return { ...counted, ...ofPod(object as unknown as PodObject, nowMs) };
    case "services":
      return { ...counted, ...ofService(object as unknown as ServiceObject) };
    case "persistentvolumeclaims":
      return { ...counted, ...ofClaim(object as unknown as PersistentVolumeClaimObject) };
    default:
      return COUNTED.has(resource) ? { ...counted, [resource]: ONE } : counted;
  }
}

/** Pods that have ended, or should have been gone for long, use nothing. */
function ofPod(pod: PodObject, nowMs: number): Usage {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  const phase = pod.status?.phase;
  if (phase === "Failed" || phase === "Succeeded") return {};
  if (deletionTimestamp && nowMs > Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000) return {};
  return { pods: ONE, ...computeUsage(podAmounts(pod, "requests"), podAmounts(pod, "limits")) };
}

const COMPUTE = ["cpu", "memory", "ephemeral-storage"];

function computeUsage(requests: Usage, limits: Usage): Usage {
  const usage: Record<string, Quantity> = {};
  for (const name of COMPUTE) {
    const asked = requests[name];
    if (asked) usage[name] = usage[`requests.${name}`] = asked;
    if (limits[name]) usage[`limits.${name}`] = limits[name];
  }
  for (const [name, amount] of Object.entries(requests)) {
    if (name.startsWith("hugepages-")) usage[name] = usage[`requests.${name}`] = amount;
    else if (name.includes("/") && !name.includes("kubernetes.io/")) usage[`requests.${name}`] = amount;
  }
  return usage;
}

function ofService({ spec }: ServiceObject): Usage {
  const ports = spec.ports ?? [];
  const balanced = spec.type === "LoadBalancer";
  const all = spec.type === "NodePort" || (balanced && spec.allocateLoadBalancerNodePorts !== false);
  const named = balanced ? ports.filter(({ nodePort }) => nodePort).length : 0;
  return {
    services: ONE,
    "services.loadbalancers": count(balanced ? 1 : 0),
    "services.nodeports": count(all ? ports.length : named),
  };
}

function ofClaim({ metadata, spec }: PersistentVolumeClaimObject): Usage {
  const storage = readAmounts(spec.resources?.requests).storage;
  const name = metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ?? spec.storageClassName ?? "";
  const ofClass = `${name}.storageclass.storage.k8s.io/`;
  return {
    persistentvolumeclaims: ONE,
    ...(name ? { [`${ofClass}persistentvolumeclaims`]: ONE } : {}),
    ...(storage ? { "requests.storage": storage } : {}),
    ...(storage && name ? { [`${ofClass}requests.storage`]: storage } : {}),
  };
}

/** Where a quota counts cpu or memory, every container must say how much it wants: "limits.cpu for: main,log". */
export function containersLacking({ spec }: PodObject, hard: readonly string[]): readonly string[] {
  if (spec.resources) return [];
  const asked = ["cpu", "memory"].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]);
  const required = asked.filter((name) => hard.includes(name)).sort();
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  return required.flatMap((name) => {
    const lacking = containers.filter(({ resources }) => {
      const usage = computeUsage(readAmounts(resources?.requests), readAmounts(resources?.limits));
      return usage[name] === undefined;
    });
    const names = [...new Set(lacking.map((container) => container.name))].sort();
    return names.length > 0 ? [`${name} for: ${names.join(",")}`] : [];
  });
}

/** Whether a quota is about an object: quotas with scopes are only about pods that meet all of them. */
export function isInScope({ spec }: ResourceQuotaObject, resource: string, object: KubeObject): boolean {
  const terms: ScopedResourceSelectorRequirement[] = [
    ...(spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: "Exists" })),
    ...(spec?.scopeSelector?.matchExpressions ?? []),
  ];
  if (terms.length === 0) return true;
  if (resource !== "pods") return false;
  return terms.every((term) => meetsScope(object as unknown as PodObject, term));
}

function meetsScope(
  { spec }: PodObject,
  { scopeName, operator, values = [] }: ScopedResourceSelectorRequirement,
): boolean {
  switch (scopeName) {
    case "Terminating":
      return spec.activeDeadlineSeconds !== undefined;
    case "NotTerminating":
      return spec.activeDeadlineSeconds === undefined;
    case "BestEffort":
      return qosClassOf(spec) === "BestEffort";
    case "NotBestEffort":
      return qosClassOf(spec) !== "BestEffort";
    case "PriorityClass": {
      const name = spec.priorityClassName ?? "";
      if (operator === "Exists") return name !== "";
      if (operator === "DoesNotExist") return name === "";
      return values.includes(name) === (operator === "In");
    }
    case "CrossNamespacePodAffinity":
      return [spec.affinity?.podAffinity, spec.affinity?.podAntiAffinity].some((rules) =>
        [
          ...(rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
          ...(rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((one) => one.podAffinityTerm),
        ].some(({ namespaces, namespaceSelector }) => (namespaces ?? []).length > 0 || namespaceSelector !== undefined),
      );
    default:
      return false;
  }
}
