import type { ServiceObject } from "../../generated/types.ts";
import { isIP } from "../../kinds/rules.ts";
import { validateClusterIPs } from "../../kinds/service/validate.ts";
import { invalidObject } from "../../machinery/failures.ts";
import { type FieldError, fieldPath, invalid } from "../../machinery/field.ts";
import { type Draft, keyOf } from "../../machinery/object.ts";
import type { Admission, AdmissionContext } from "../request.ts";
import type { Refusal, ServiceAddresses } from "./serviceAddresses.ts";
import { DUAL, isForAnything, SINGLE, settleFamilies } from "./serviceFamilies.ts";

type ServiceDraft = Draft<ServiceObject>;
type Spec = ServiceObject["spec"] | ServiceDraft["spec"];

const SPEC = fieldPath("spec");
const HEADLESS = "None";

const needsClusterIp = ({ type }: Spec) => type === "ClusterIP" || type === "NodePort" || type === "LoadBalancer";
const isHeadless = (spec: Spec) => spec.clusterIP === HEADLESS || spec.clusterIPs?.[0] === HEADLESS;
const needsNodePorts = ({ type, allocateLoadBalancerNodePorts }: Spec) =>
  type === "NodePort" || (type === "LoadBalancer" && allocateLoadBalancerNodePorts !== false);
const needsHealthCheckPort = ({ type, externalTrafficPolicy }: Spec) =>
  type === "LoadBalancer" && externalTrafficPolicy === "Local";
const isExternal = ({ type, externalIPs }: Spec) =>
  type === "NodePort" || type === "LoadBalancer" || (type === "ClusterIP" && (externalIPs?.length ?? 0) > 0);

/**
 * What the server itself gives a Service: cluster IP, node ports, health check port, IP families.
 *
 * @see k8s.io/kubernetes pkg/registry/core/service/storage
 */
export function serviceAllocation(addresses: ServiceAddresses): Admission {
  return {
    name: "ServiceAllocation",
    resources: ["services"],
    assignOnCreate(draft, context) {
      const service = draft as unknown as ServiceDraft;
      if (service.spec.clusterIP && !service.spec.clusterIPs?.length)
        service.spec.clusterIPs = [service.spec.clusterIP];
      allocate(service, undefined, addresses, context);
    },
    assignOnUpdate(draft, before, context) {
      const service = draft as unknown as ServiceDraft;
      const old = before as unknown as ServiceObject;
      dropWhatTheTypeNoLongerNeeds(service, old);
      keepWhatWasAllocated(service, old);
      allocate(service, old, addresses, context);
    },
  };
}

function allocate(
  service: ServiceDraft,
  old: ServiceObject | undefined,
  addresses: ServiceAddresses,
  context: AdmissionContext,
): void {
  const errors: FieldError[] = [];
  const { spec } = service;
  const own = old ? keyOf(old) : undefined;
  const refuse = (found: readonly FieldError[]) => {
    if (found.length > 0) throw invalidObject(context.kind, service.metadata.name, found);
  };
  if (needsClusterIp(spec)) {
    spec.ipFamilyPolicy ??= old?.spec.ipFamilyPolicy ?? (isForAnything(spec) ? DUAL : SINGLE);
    refuse(validateClusterIPs(spec));
    refuse(settleFamilies(spec, old?.spec));
    errors.push(...allocateClusterIp(spec, old, addresses, own));
  }
  if (needsNodePorts(spec)) errors.push(...allocateNodePorts(spec, addresses, own));
  if (needsHealthCheckPort(spec)) errors.push(...allocateHealthCheckPort(spec, addresses, own));
  refuse(errors);
}

function allocateClusterIp(
  spec: ServiceDraft["spec"],
  old: ServiceObject | undefined,
  addresses: ServiceAddresses,
  own: string | undefined,
): FieldError[] {
  const at = SPEC.child("clusterIPs");
  const before = old && needsClusterIp(old.spec) ? old.spec.clusterIPs?.[0] : undefined;
  const asked = spec.clusterIPs?.[0] ?? "";
  if (before && asked && asked !== before) return [invalid(at.index(0), spec.clusterIPs, "may not change once set")];
  if (isHeadless(spec)) {
    spec.clusterIP = HEADLESS;
    spec.clusterIPs = [HEADLESS];
    return [];
  }
  if (asked && asked === before) return [];
  // What is no address is for the rules of the kind to say.
  if (asked && !isIP(asked)) return [];
  if (asked) {
    const refusal = addresses.refuseIp(asked, own);
    return refusal ? [invalid(at, spec.clusterIPs, `failed to allocate IP ${asked}: ${IP_WORDS[refusal]}`)] : [];
  }
  const chosen = addresses.chooseIp();
  if (!chosen) {
    const words = "failed to allocate a serviceIP: range is full";
    return [{ type: "InternalError", field: at.text, message: `Internal error: ${words}` }];
  }
  spec.clusterIP = chosen;
  spec.clusterIPs = [chosen];
  return [];
}

const IP_WORDS: Readonly<Record<Refusal, string>> = {
  "already allocated": "provided IP is already allocated",
  "out of range": "the provided network does not match the current range",
};

function portWords(refusal: Refusal, addresses: ServiceAddresses): string {
  if (refusal === "already allocated") return "provided port is already allocated";
  return `provided port is not in the valid range. The range of valid ports is ${addresses.nodePortRange}`;
}

/** Ports of one number (TCP and UDP) share their node port, unless they ask for others. */
function allocateNodePorts(
  spec: ServiceDraft["spec"],
  addresses: ServiceAddresses,
  own: string | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  const ports = spec.ports ?? [];
  const given = new Set(ports.map(({ nodePort }) => nodePort ?? 0).filter((port) => port > 0));
  ports.forEach((port, i) => {
    const at = SPEC.child("ports").index(i).child("nodePort");
    if (port.nodePort) {
      const refusal = addresses.refusePort(port.nodePort, own);
      if (refusal) errors.push(invalid(at, port.nodePort, portWords(refusal, addresses)));
      return;
    }
    const shared = ports.find(
      (one) => one !== port && one.port === port.port && one.protocol !== port.protocol && one.nodePort,
    );
    const chosen = shared?.nodePort ?? addresses.choosePort(given);
    if (chosen === undefined) {
      const words = "failed to allocate a nodePort: range is full";
      errors.push({ type: "InternalError", field: at.text, message: `Internal error: ${words}` });
      return;
    }
    port.nodePort = chosen;
    given.add(chosen);
  });
  return errors;
}

function allocateHealthCheckPort(
  spec: ServiceDraft["spec"],
  addresses: ServiceAddresses,
  own: string | undefined,
): FieldError[] {
  const at = SPEC.child("healthCheckNodePort");
  if (spec.healthCheckNodePort) {
    const refusal = addresses.refusePort(spec.healthCheckNodePort, own);
    return refusal ? [invalid(at, spec.healthCheckNodePort, portWords(refusal, addresses))] : [];
  }
  const others = new Set((spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0));
  const chosen = addresses.choosePort(others);
  if (chosen !== undefined) spec.healthCheckNodePort = chosen;
  return [];
}

const nodePorts = (spec: Spec) => (spec.ports ?? []).map(({ nodePort }) => nodePort ?? 0);
const same = (a: readonly unknown[] | undefined, b: readonly unknown[] | undefined) =>
  String(a ?? []) === String(b ?? []);

/** When the type changes, what only the former type had goes, unless the author changed it in the same breath. */
function dropWhatTheTypeNoLongerNeeds(service: ServiceDraft, { spec: old }: ServiceObject): void {
  const { spec } = service;
  if (needsClusterIp(old) && !needsClusterIp(spec)) {
    if ((spec.clusterIP ?? "") === (old.clusterIP ?? "") && same(spec.clusterIPs, old.clusterIPs)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (same(spec.ipFamilies, old.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === old.ipFamilyPolicy) delete spec.ipFamilyPolicy;
    if (spec.internalTrafficPolicy === old.internalTrafficPolicy) delete spec.internalTrafficPolicy;
  }
  if (needsNodePorts(old) && !needsNodePorts(spec) && same(nodePorts(spec), nodePorts(old))) {
    for (const port of spec.ports ?? []) delete port.nodePort;
  }
  if (
    needsHealthCheckPort(old) &&
    !needsHealthCheckPort(spec) &&
    spec.healthCheckNodePort === old.healthCheckNodePort
  ) {
    delete spec.healthCheckNodePort;
  }
  if (old.type === "LoadBalancer" && spec.type !== "LoadBalancer") {
    service.status = { ...service.status, loadBalancer: {} };
    if (spec.allocateLoadBalancerNodePorts === old.allocateLoadBalancerNodePorts)
      delete spec.allocateLoadBalancerNodePorts;
    if (spec.loadBalancerClass === old.loadBalancerClass) delete spec.loadBalancerClass;
  }
  if (isExternal(old) && !isExternal(spec) && spec.externalTrafficPolicy === old.externalTrafficPolicy) {
    delete spec.externalTrafficPolicy;
  }
}

/** An update that leaves allocated values out keeps them: ports by their name. */
function keepWhatWasAllocated({ spec }: ServiceDraft, { spec: old }: ServiceObject): void {
  if (needsClusterIp(old) && needsClusterIp(spec)) {
    const cleared = !spec.clusterIP;
    spec.clusterIP ||= old.clusterIP ?? "";
    if (!spec.clusterIP) delete spec.clusterIP;
    const follows = !spec.clusterIPs?.length || (!cleared && same(spec.clusterIPs, old.clusterIPs));
    if (follows && spec.clusterIP) {
      spec.clusterIPs = spec.clusterIP === old.clusterIP ? [...(old.clusterIPs ?? [])] : [spec.clusterIP];
    }
  } else if (needsClusterIp(spec) && spec.clusterIP && !spec.clusterIPs?.length) {
    spec.clusterIPs = [spec.clusterIP];
  }
  if (needsNodePorts(old) && needsNodePorts(spec)) {
    const kept = new Set(nodePorts(spec).filter((port) => nodePorts(old).includes(port)));
    const byName = new Map((old.ports ?? []).map(({ name, nodePort }) => [name ?? "", nodePort ?? 0]));
    for (const port of spec.ports ?? []) {
      const before = byName.get(port.name ?? "");
      if (port.nodePort || !before || kept.has(before)) continue;
      port.nodePort = before;
      kept.add(before);
    }
  }
  if (needsHealthCheckPort(old) && needsHealthCheckPort(spec) && !spec.healthCheckNodePort && old.healthCheckNodePort) {
    spec.healthCheckNodePort = old.healthCheckNodePort;
  }
}
