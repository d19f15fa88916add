import type { ServiceObject } from "../../generated/types.ts";

/** What the server accepts of a Service with a raised eyebrow. k8s.io/kubernetes pkg/api/service/warnings.go */
export function serviceWarnings({ spec, metadata }: ServiceObject): string[] {
  const headless = spec.type === "ClusterIP" && spec.clusterIP === "None";
  const named = spec.type === "ExternalName";
  const external = (spec.externalIPs?.length ?? 0) > 0;
  return [
    metadata.annotations?.["service.kubernetes.io/topology-aware-hints"] !== undefined &&
      "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead",
    headless && spec.loadBalancerIP && "spec.loadBalancerIP is ignored for headless services",
    headless && external && "spec.externalIPs is ignored for headless services",
    headless && spec.sessionAffinity !== "None" && "spec.SessionAffinity is ignored for headless services",
    external &&
      !headless &&
      !named &&
      "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
    named && external && 'spec.externalIPs is ignored when spec.type is "ExternalName"',
    !named && spec.externalName && 'spec.externalName is ignored when spec.type is not "ExternalName"',
    spec.trafficDistribution === "PreferClose" &&
      'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"',
  ].filter((warning) => typeof warning === "string" && warning !== "") as string[];
}
