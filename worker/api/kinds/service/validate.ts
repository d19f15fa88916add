import type { ServiceObject, ServicePort, ServiceSpec } from "../../generated/types.ts";
import {
  duplicate,
  type FieldError,
  type FieldPath,
  fieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from "../../machinery/field.ts";
import { validateLabels } from "../../machinery/names.ts";
import {
  cidr,
  dnsLabel,
  dnsSubdomain,
  endpointAddress,
  IMMUTABLE,
  invalidFor,
  ipAddress,
  isIPv6,
  oneOf,
  oneOfIfSet,
  portNumberOrName,
  portNumberProblems,
  qualifiedName,
} from "../rules.ts";

/** Rules for Services. k8s.io/kubernetes pkg/apis/core/validation validateService */

const SPEC = fieldPath("spec");
const TYPES = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const DAY_SECONDS = 86_400;
const SOURCE_RANGES_ANNOTATION = "service.beta.kubernetes.io/load-balancer-source-ranges";

/** Whether traffic from outside can reach it. k8s.io/kubernetes pkg/api/v1/service ExternallyAccessible */
export function externallyAccessible({
  type,
  externalIPs,
}: {
  type?: string;
  externalIPs?: readonly string[];
}): boolean {
  return type === "LoadBalancer" || type === "NodePort" || (type === "ClusterIP" && (externalIPs?.length ?? 0) > 0);
}

const isHeadless = ({ clusterIPs }: ServiceSpec) => clusterIPs?.length === 1 && clusterIPs[0] === "None";
const needsHealthCheck = ({ type, externalTrafficPolicy }: ServiceSpec) =>
  type === "LoadBalancer" && externalTrafficPolicy === "Local";

function validatePort(port: ServicePort, at: FieldPath, { named }: { readonly named: boolean }): FieldError[] {
  return [
    ...(named && !port.name ? [required(at.child("name"))] : []),
    ...(port.name ? dnsLabel(at.child("name"), port.name) : []),
    ...invalidFor(at.child("port"), port.port ?? 0, portNumberProblems(port.port ?? 0)),
    ...oneOf(at.child("protocol"), port.protocol, ["SCTP", "TCP", "UDP"]),
    ...portNumberOrName(at.child("targetPort"), port.targetPort),
    ...(port.appProtocol === undefined ? [] : qualifiedName(at.child("appProtocol"), port.appProtocol)),
  ];
}

function validatePorts({ ports = [] }: ServiceSpec): FieldError[] {
  const at = SPEC.child("ports");
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const problems = validatePort(port, at.index(i), { named: ports.length > 1 });
    if (port.name && names.has(port.name)) {
      const here = at.index(i).child("name");
      const after = problems.findIndex(({ field }) => field !== here.text);
      problems.splice(after < 0 ? problems.length : after, 0, duplicate(here, port.name));
    }
    names.add(port.name ?? "");
    return problems;
  });
}

/** No two ports of a service may be the same port, nor the same node port, of one protocol. */
function validateDistinctPorts({ ports = [], type }: ServiceSpec): FieldError[] {
  const at = SPEC.child("ports");
  const errors: FieldError[] = [];
  if (type === "ClusterIP") {
    ports.forEach(({ nodePort }, i) => {
      if (nodePort) errors.push(forbidden(at.index(i).child("nodePort"), "may not be used when `type` is 'ClusterIP'"));
    });
  }
  const nodePorts = new Set<string>();
  ports.forEach(({ nodePort, protocol }, i) => {
    if (!nodePort) return;
    if (nodePorts.has(`${protocol}/${nodePort}`)) errors.push(duplicate(at.index(i).child("nodePort"), nodePort));
    nodePorts.add(`${protocol}/${nodePort}`);
  });
  const seen = new Set<string>();
  ports.forEach(({ port, protocol }, i) => {
    if (seen.has(`${protocol}/${port}`)) {
      const shown = { Name: "", Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
      errors.push(duplicate(at.index(i), shown));
    }
    seen.add(`${protocol}/${port}`);
  });
  return errors;
}

function validateType(spec: ServiceSpec): FieldError[] {
  const { type, clusterIPs = [], ipFamilies = [], ipFamilyPolicy, externalName = "" } = spec;
  const headless = isHeadless(spec);
  const errors: FieldError[] = [];
  if (!spec.ports?.length && !headless && type !== "ExternalName") errors.push(required(SPEC.child("ports")));
  if (headless && (type === "LoadBalancer" || type === "NodePort")) {
    const at = SPEC.child("clusterIPs").index(0);
    errors.push(invalid(at, "None", `may not be set to 'None' for ${type} services`));
  }
  if (type === "ExternalName") {
    const words = "may not be set for ExternalName services";
    if (clusterIPs.length > 0) errors.push(forbidden(SPEC.child("clusterIPs"), words));
    if (ipFamilies.length > 0) errors.push(forbidden(SPEC.child("ipFamilies"), words));
    if (ipFamilyPolicy !== undefined) errors.push(forbidden(SPEC.child("ipFamilyPolicy"), words));
    const name = externalName.replace(/\.$/, "");
    const at = SPEC.child("externalName");
    errors.push(...(name ? dnsSubdomain(at, name) : [required(at)]));
  }
  return errors;
}

function validateAffinity({ sessionAffinity, sessionAffinityConfig }: ServiceSpec): FieldError[] {
  const at = SPEC.child("sessionAffinityConfig");
  const errors = oneOf(SPEC.child("sessionAffinity"), sessionAffinity, ["ClientIP", "None"]);
  if (sessionAffinity === "ClientIP") {
    const words = "when session affinity type is ClientIP";
    const clientIP = sessionAffinityConfig?.clientIP;
    const seconds = clientIP?.timeoutSeconds;
    const here = at.child("clientIP").child("timeoutSeconds");
    if (!sessionAffinityConfig) errors.push(required(at, words));
    else if (!clientIP) errors.push(required(at.child("clientIP"), words));
    else if (seconds === undefined) errors.push(required(here, words));
    else if (seconds <= 0 || seconds > DAY_SECONDS) {
      errors.push(invalid(here, seconds, `must be greater than 0 and less than ${DAY_SECONDS}`));
    }
  } else if (sessionAffinity === "None" && sessionAffinityConfig) {
    errors.push(forbidden(at, "must not be set when session affinity is None"));
  }
  return errors;
}

/** clusterIP, clusterIPs and the IP families must tell one story. */
export function validateClusterIPs(spec: ServiceSpec): FieldError[] {
  const { type, clusterIP, clusterIPs = [], ipFamilies = [], ipFamilyPolicy } = spec;
  if (type === "ExternalName") return [];
  const at = SPEC.child("clusterIPs");
  const errors: FieldError[] = [];
  if (clusterIP) {
    if (clusterIPs.length === 0) errors.push(required(at));
    else if (clusterIPs[0] !== clusterIP) errors.push(invalid(at, clusterIPs, "first value must match `clusterIP`"));
  } else if (clusterIPs.length > 0) {
    errors.push(invalid(at, clusterIPs, "must be empty when `clusterIP` is not specified"));
  }
  ipFamilies.forEach((family, i) => {
    const here = SPEC.child("ipFamilies").index(i);
    errors.push(...oneOfIfSet(here, family, ["IPv4", "IPv6"]));
    if (ipFamilies.indexOf(family) < i) errors.push(duplicate(here, family));
  });
  const policies = ["PreferDualStack", "RequireDualStack", "SingleStack"];
  errors.push(...oneOfIfSet(SPEC.child("ipFamilyPolicy"), ipFamilyPolicy, policies));
  const problems = clusterIPs.flatMap((ip, i) => {
    if (i > 0 || ip !== "None") return ipAddress(at.index(i), ip);
    return clusterIPs.length > 1 ? [invalid(at, clusterIPs, "'None' must be the first and only value")] : [];
  });
  errors.push(...problems);
  if (clusterIPs.length > 2) errors.push(invalid(at, clusterIPs, "may only hold up to 2 values"));
  if (problems.length > 0) return errors;
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(isIPv6)).size < 2) {
    errors.push(invalid(at, clusterIPs, "may specify no more than one IP for each IP family"));
  }
  if (isHeadless(spec)) return errors;
  clusterIPs.forEach((ip, i) => {
    const family = ipFamilies[i];
    if ((family === "IPv4" && isIPv6(ip)) || (family === "IPv6" && !isIPv6(ip))) {
      errors.push(invalid(at.index(i), ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``));
    }
  });
  return errors;
}

function validateLoadBalancer({ spec, metadata }: ServiceObject): FieldError[] {
  const balanced = spec.type === "LoadBalancer";
  const only = "may only be used when `type` is 'LoadBalancer'";
  const errors: FieldError[] = [];
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const annotated = metadata.annotations?.[SOURCE_RANGES_ANNOTATION];
  if (ranges.length > 0) {
    const at = SPEC.child("LoadBalancerSourceRanges");
    if (!balanced) errors.push(forbidden(at, only));
    ranges.forEach((range, i) => {
      errors.push(...cidr(at.index(i), range.trim()));
    });
  } else if (annotated !== undefined) {
    const at = fieldPath("metadata").child("annotations").key(SOURCE_RANGES_ANNOTATION);
    if (!balanced) errors.push(forbidden(at, only));
    if (annotated.trim()) for (const range of annotated.split(",")) errors.push(...cidr(at, range.trim()));
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined && !balanced) {
    errors.push(forbidden(SPEC.child("allocateLoadBalancerNodePorts"), only));
  }
  if (spec.loadBalancerClass !== undefined) {
    const at = SPEC.child("loadBalancerClass");
    errors.push(...(balanced ? qualifiedName(at, spec.loadBalancerClass) : [forbidden(at, only)]));
  }
  return errors;
}

function validateTraffic(spec: ServiceSpec): FieldError[] {
  const { externalTrafficPolicy, healthCheckNodePort, internalTrafficPolicy, trafficDistribution, type } = spec;
  const policies = ["Cluster", "Local"];
  const errors: FieldError[] = [];
  const external = SPEC.child("externalTrafficPolicy");
  if (externallyAccessible(spec)) errors.push(...oneOf(external, externalTrafficPolicy, policies));
  else if (externalTrafficPolicy) {
    errors.push(invalid(external, externalTrafficPolicy, "may only be set for externally-accessible services"));
  }
  const health = SPEC.child("healthCheckNodePort");
  if (needsHealthCheck(spec)) {
    if (!healthCheckNodePort) errors.push(required(health));
    else errors.push(...invalidFor(health, healthCheckNodePort, portNumberProblems(healthCheckNodePort)));
  } else if (healthCheckNodePort) {
    const words = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
    errors.push(invalid(health, healthCheckNodePort, words));
  }
  const internal = SPEC.child("internalTrafficPolicy");
  if (internalTrafficPolicy === undefined && type !== "ExternalName" && TYPES.includes(type ?? "")) {
    errors.push(required(internal));
  }
  errors.push(...oneOfIfSet(internal, internalTrafficPolicy, policies));
  const spread = ["PreferClose", "PreferSameZone", "PreferSameNode"];
  if (trafficDistribution !== undefined && !spread.includes(trafficDistribution)) {
    errors.push(notSupported(SPEC.child("trafficDistribution"), trafficDistribution, spread));
  }
  return errors;
}

export function validateService(service: ServiceObject): FieldError[] {
  const { spec } = service;
  const ips = SPEC.child("externalIPs");
  return [
    ...validateType(spec),
    ...validatePorts(spec),
    ...validateLabels(spec.selector, SPEC.child("selector")),
    ...validateAffinity(spec),
    ...validateClusterIPs(spec),
    ...(spec.externalIPs ?? []).flatMap((ip, i) => {
      const problems = ipAddress(ips.index(i), ip);
      return problems.length > 0 ? problems : endpointAddress(ips.index(i), ip);
    }),
    ...oneOf(SPEC.child("type"), spec.type, TYPES),
    ...validateDistinctPorts(spec),
    ...validateLoadBalancer(service),
    ...validateTraffic(spec),
  ];
}

/** The first of a list of addresses or families stays; the second may come and, by asking for one stack, go. */
function validateListChange(
  { field, one }: { readonly field: "clusterIPs" | "ipFamilies"; readonly one: string },
  spec: ServiceSpec,
  old: ServiceSpec,
): FieldError[] {
  const now = spec[field] ?? [];
  const before = old[field] ?? [];
  const at = SPEC.child(field);
  const errors: FieldError[] = [];
  if (now.length === before.length) {
    before.forEach((value, i) => {
      const here = field === "clusterIPs" ? at.index(i) : at.index(0);
      if (value !== now[i]) errors.push(invalid(here, now, "may not change once set"));
    });
    return errors;
  }
  if (now.length < before.length && !spec.clusterIPs?.length) {
    errors.push(invalid(at.index(0), spec[field] ?? null, `primary ${one} can not be unset`));
  }
  if (now.length > 0 && before.length > 0 && now[0] !== before[0]) {
    const shown = field === "clusterIPs" ? now : (spec.clusterIPs ?? null);
    errors.push(invalid(at.index(0), shown, "may not change once set"));
  }
  if (now.length < before.length && now.length === 1 && spec.ipFamilyPolicy !== "SingleStack") {
    const words = `must be set to 'SingleStack' when releasing the secondary ${one}`;
    errors.push(invalid(SPEC.child("ipFamilyPolicy"), spec.ipFamilyPolicy ?? null, words));
  }
  return errors;
}

export function validateServiceUpdate({ spec }: ServiceObject, { spec: old }: ServiceObject): FieldError[] {
  const errors: FieldError[] = [];
  const named = spec.type === "ExternalName" || old.type === "ExternalName";
  if (!named && !(isHeadless(spec) && isHeadless(old))) {
    errors.push(...validateListChange({ field: "clusterIPs", one: "clusterIP" }, spec, old));
  }
  if (!named && !isHeadless(spec) && !isHeadless(old)) {
    errors.push(...validateListChange({ field: "ipFamilies", one: "ipFamily" }, spec, old));
  }
  const balanced = spec.type === "LoadBalancer" && old.type === "LoadBalancer";
  if (balanced && spec.loadBalancerClass !== old.loadBalancerClass) {
    errors.push(invalid(SPEC.child("loadBalancerClass"), spec.loadBalancerClass ?? null, "may not change once set"));
  }
  const checked = needsHealthCheck(spec) && needsHealthCheck(old);
  if (checked && spec.healthCheckNodePort !== old.healthCheckNodePort) {
    errors.push(forbidden(SPEC.child("healthCheckNodePort"), IMMUTABLE));
  }
  return errors;
}
