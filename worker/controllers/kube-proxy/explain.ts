import type { ServiceObject, ServicePort } from "../../api/generated/types.ts";
import { nameObject, type TraceFailure, type TraceObject } from "../../base/trace.ts";
import type { Backend } from "./backends.ts";

const FEW = 5;

export function serviceObject(service: ServiceObject, field?: string): TraceObject {
  const { namespace, name } = service.metadata;
  return { kind: "Service", ...(namespace ? { namespace } : {}), name, ...(field ? { field } : {}) };
}

const selectorWords = (service: ServiceObject): string =>
  Object.entries(service.spec.selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");

/** What is not chosen, and why. */
export function nearMisses(backends: readonly Backend[], port: ServicePort): TraceFailure["nearMisses"] {
  return backends.slice(0, FEW).map(({ object, port: own, draining }) => ({
    object,
    because:
      own === undefined
        ? `has no container port named ${String(port.targetPort)}`
        : draining
          ? "is being deleted"
          : "is not ready",
  }));
}

/** Nobody can take the traffic: which part of the chain from Service to pod is missing. */
export function withoutEndpoints(
  service: ServiceObject,
  port: ServicePort,
  index: number,
  backends: readonly Backend[],
): TraceFailure {
  const name = nameObject(serviceObject(service));
  const { namespace } = service.metadata;
  const refused = { kind: "refused" as const };
  if (backends.length === 0) {
    const selector = selectorWords(service);
    return {
      ...refused,
      says: selector
        ? `${name} has no endpoints: no pod in namespace ${namespace} matches its selector ${selector}`
        : `${name} has no endpoints: it has no selector, and no EndpointSlice names it`,
      look: serviceObject(service, "spec.selector"),
    };
  }
  const misses = nearMisses(backends, port) ?? [];
  if (backends.every((backend) => backend.port === undefined)) {
    return {
      ...refused,
      says: `${name} has no endpoints on port ${port.port}: its pods have no container port named ${String(port.targetPort)}`,
      look: serviceObject(service, `spec.ports[${index}].targetPort`),
      nearMisses: misses,
    };
  }
  const first = backends.find((backend) => backend.port !== undefined)!;
  return {
    ...refused,
    says: `${name} has no ready endpoints: ${count(backends.length, "pod")} would match, none of them ready`,
    look: { ...first.object, ...(first.object.kind === "Pod" ? { field: "status.conditions" } : {}) },
    nearMisses: misses,
  };
}

/** A traffic policy Local, and nobody on this node. */
export function withoutLocalEndpoints(
  service: ServiceObject,
  node: string,
  policy: "externalTrafficPolicy" | "internalTrafficPolicy",
  others: readonly Backend[],
): TraceFailure {
  const nodes = [...new Set(others.flatMap(({ nodeName }) => nodeName ?? []))].sort();
  return {
    kind: "timedOut",
    says:
      `${nameObject(serviceObject(service))} has spec.${policy} Local and no endpoint on ${node}: the packet is dropped` +
      (nodes.length > 0 ? `; there are endpoints on ${nodes.slice(0, FEW).join(", ")}` : ""),
    look: serviceObject(service, `spec.${policy}`),
    nearMisses: others.slice(0, FEW).map(({ object, nodeName }) => ({ object, because: `runs on ${nodeName}` })),
  };
}

export function outsideSourceRanges(service: ServiceObject, source: string): TraceFailure {
  const ranges = service.spec.loadBalancerSourceRanges ?? [];
  return {
    kind: "timedOut",
    says: `${nameObject(serviceObject(service))} lets in ${ranges.join(", ")} only: the packet from ${source} is dropped`,
    look: serviceObject(service, "spec.loadBalancerSourceRanges"),
  };
}

/** The chosen pod refuses: the Service sends to a port that nobody there listens on. */
export function wrongTargetPort(
  refused: TraceFailure,
  service: ServiceObject,
  port: ServicePort,
  index: number,
  backend: Backend,
): TraceFailure {
  const target = serviceObject(service, `spec.ports[${index}].targetPort`);
  return {
    ...refused,
    says: `${nameObject(target)} is ${String(port.targetPort ?? port.port)}, but ${refused.says}`,
    look: target,
    nearMisses: [
      ...(refused.nearMisses ?? []),
      {
        object: { ...backend.object, field: "spec.containers[*].ports" },
        because: `got the connection on port ${backend.port}`,
      },
    ],
  };
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
