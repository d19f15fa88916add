import type { ServiceObject } from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import { labelProblems } from "../machinery/names.ts";
import type { Draft } from "../machinery/object.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { formatLabels } from "./selector.ts";
import { validateServiceStatus } from "./service/status.ts";
import { externallyAccessible, validateService, validateServiceUpdate } from "./service/validate.ts";
import { serviceWarnings } from "./service/warnings.ts";

/** Three hours: how long ClientIP affinity lasts when nothing else is said. */
const AFFINITY_SECONDS = 10_800;

/** EXTERNAL-IP: external IPs, load balancer addresses, "<pending>", the external name, or "<none>". */
function externalIP({ spec, status }: ServiceObject): string {
  const own = spec.externalIPs ?? [];
  switch (spec.type) {
    case "ClusterIP":
    case "NodePort":
      return own.length > 0 ? own.join(",") : "<none>";
    case "LoadBalancer": {
      const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || "");
      const balancers = [...new Set(addresses.filter(Boolean))].sort();
      return [...balancers, ...own].join(",") || "<pending>";
    }
    case "ExternalName":
      return spec.externalName ?? "";
    default:
      return "<unknown>";
  }
}

/** PORT(S): "80/TCP", "80:30080/TCP,443:30443/TCP". */
function portList({ spec }: ServiceObject): string {
  const ports = (spec.ports ?? []).map(({ port, nodePort, protocol }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return ports.join(",") || "<none>";
}

/** A balancer's addresses are its own unless it says otherwise. */
function defaultModes({ spec, status }: Draft<ServiceObject>): void {
  if (spec.type !== "LoadBalancer") return;
  for (const ingress of status?.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= "VIP";
}

/** https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/ */
export const Service = defineKind<ServiceObject>({
  group: "",
  version: "v1",
  kind: "Service",
  plural: "services",
  shortNames: ["svc"],
  categories: ["all"],
  namespaced: true,
  subresources: ["proxy", "status"],
  schema: "Service",
  withoutGeneration: true,
  nameProblems: labelProblems,
  selectableFields: {
    "spec.clusterIP": ({ spec }) => spec.clusterIP ?? "",
    "spec.type": ({ spec }) => spec.type ?? "",
  },
  setDefaults(service) {
    const { spec } = service;
    spec.sessionAffinity ||= "None";
    if (spec.sessionAffinity === "None") delete spec.sessionAffinityConfig;
    if (spec.sessionAffinity === "ClientIP" && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
      spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: AFFINITY_SECONDS } };
    }
    spec.type ||= "ClusterIP";
    for (const port of spec.ports ?? []) {
      port.protocol ||= "TCP";
      port.targetPort ||= port.port;
    }
    if (externallyAccessible(spec)) spec.externalTrafficPolicy ||= "Cluster";
    if (spec.type === "NodePort" || spec.type === "LoadBalancer" || spec.type === "ClusterIP") {
      spec.internalTrafficPolicy ??= "Cluster";
    }
    if (spec.type === "LoadBalancer") {
      spec.allocateLoadBalancerNodePorts ??= true;
    }
    defaultModes(service);
  },
  setStatusDefaults: defaultModes,
  validateStatus: validateServiceStatus,
  prepareCreate(service) {
    service.status = { loadBalancer: {} };
  },
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  warn: serviceWarnings,
  columns: [
    nameColumn,
    { name: "Type", cell: ({ spec }) => spec.type ?? "" },
    { name: "Cluster-IP", cell: ({ spec }) => spec.clusterIPs?.[0] ?? spec.clusterIP ?? "<none>" },
    { name: "External-IP", cell: externalIP },
    { name: "Port(s)", cell: portList },
    ageColumn,
    { name: "Selector", wide: true, cell: ({ spec }) => formatLabels(spec.selector) },
  ],
});
