import type { EndpointSliceObject, IngressBackend, ServiceObject, ServicePort } from "../api/generated/types.ts";
import type { TraceObject } from "../base/trace.ts";
import type { Upstream, UpstreamEndpoint } from "../routing/index.ts";
import type { IngressSnapshot } from "./options.ts";

/** A Service and port as an Ingress names them. */
export interface BackendRef {
  readonly namespace: string;
  readonly name: string;
  /** A port's number or name. */
  readonly port: string;
}

export function backendRef(namespace: string, { service }: IngressBackend): BackendRef | undefined {
  if (!service) return undefined;
  return { namespace, name: service.name, port: service.port?.name || String(service.port?.number ?? 0) };
}

/** "default-shop-80", as access logs name an upstream. */
export const upstreamName = ({ namespace, name, port }: BackendRef): string => `${namespace}-${name}-${port}`;

export const backendObject = ({ namespace, name, port }: BackendRef): TraceObject => ({
  kind: "Service",
  namespace,
  name,
  field: `port ${port}`,
});

/** What went wrong while an upstream was put together, as the controller's log words it. */
export type Complaint = (words: string) => void;

/**
 * Where a backend's requests go: the ready endpoints of its Service's slices, the cluster IP with `service-upstream`, a DNS name for
 * ExternalName.
 *
 * @see kubernetes/ingress-nginx internal/ingress/controller serviceEndpoints
 */
export function upstreamOf(
  ref: BackendRef,
  snapshot: Pick<IngressSnapshot, "service" | "slices">,
  { byClusterIp, complain }: { readonly byClusterIp: boolean; readonly complain: Complaint },
): Upstream {
  const { namespace, name, port } = ref;
  const key = `${namespace}/${name}`;
  const service = snapshot.service(namespace, name);
  if (!service) {
    complain(`Error obtaining Endpoints for Service "${key}": no object matching key "${key}" in local store`);
    return { object: { kind: "Service", namespace, name }, endpoints: [], empty: `there is no Service ${key}` };
  }
  if (service.spec.type === "ExternalName") {
    return {
      object: { kind: "Service", namespace, name, field: "spec.externalName" },
      endpoints: [],
      dns: { name: service.spec.externalName ?? "", port: externalPort(service, port) },
    };
  }
  const servicePort = portOf(service, port);
  if (!servicePort) {
    const ports = (service.spec.ports ?? []).map((one) => (one.name ? `${one.name} (${one.port})` : one.port));
    complain(`Service "${key}" does not have any active Endpoint.`);
    return {
      object: { kind: "Service", namespace, name, field: "spec.ports" },
      endpoints: [],
      empty: `Service ${key} has no port ${port}; it has ${ports.join(", ")}`,
    };
  }
  const index = service.spec.ports!.indexOf(servicePort);
  const at = (field: string): TraceObject => ({ kind: "Service", namespace, name, field });
  if (byClusterIp && service.spec.clusterIP && service.spec.clusterIP !== "None") {
    const endpoints = [{ ip: service.spec.clusterIP, port: servicePort.port, object: at(`spec.ports[${index}]`) }];
    return { object: at(`spec.ports[${index}]`), endpoints };
  }
  const slices = snapshot.slices(namespace, name);
  const endpoints = readyEndpoints(slices, servicePort);
  if (endpoints.length === 0) complain(`Service "${key}" does not have any active Endpoint.`);
  return {
    object: at("spec.selector"),
    portObject: at(`spec.ports[${index}].targetPort`),
    endpoints,
    ...(endpoints.length === 0 && { empty: whyEmpty(service, slices, key) }),
  };
}

/** The ready endpoints of a Service, whoever asks for them. */
export const serviceUpstream = (ref: BackendRef, snapshot: Pick<IngressSnapshot, "service" | "slices">): Upstream =>
  upstreamOf(ref, snapshot, { byClusterIp: false, complain: () => {} });

/** The number, the targetPort or the name may be given. */
function portOf({ spec }: ServiceObject, port: string): ServicePort | undefined {
  return spec.ports?.find(
    (one) => String(one.port) === port || String(one.targetPort ?? one.port) === port || one.name === port,
  );
}

function externalPort(service: ServiceObject, port: string): number {
  const found = portOf(service, port);
  return Number(found?.targetPort ?? found?.port ?? port) || Number(port) || 80;
}

/** Ready endpoints for a port of the Service, each once, in the order of the slices. */
export function readyEndpoints(slices: readonly EndpointSliceObject[], port: ServicePort): readonly UpstreamEndpoint[] {
  const found = new Map<string, UpstreamEndpoint>();
  for (const slice of slices) {
    const number = slice.ports?.find(
      (one) => (one.name ?? "") === (port.name ?? "") && (one.protocol ?? "TCP") === (port.protocol ?? "TCP"),
    )?.port;
    if (number === undefined) continue;
    for (const { addresses, conditions, targetRef } of slice.endpoints ?? []) {
      const ip = addresses[0];
      if (conditions?.ready === false || ip === undefined) continue;
      const object: TraceObject | undefined = targetRef?.name
        ? {
            kind: targetRef.kind ?? "Pod",
            ...(targetRef.namespace && { namespace: targetRef.namespace }),
            name: targetRef.name,
          }
        : undefined;
      found.set(`${ip}:${number}`, { ip, port: number, ...(object && { object }) });
    }
  }
  return [...found.values()];
}

function whyEmpty(service: ServiceObject, slices: readonly EndpointSliceObject[], key: string): string {
  const all = slices.flatMap(({ endpoints }) => endpoints ?? []);
  if (all.length > 0) return `none of the ${all.length} endpoints of Service ${key} is ready`;
  const selector = Object.entries(service.spec.selector ?? {}).map(([name, value]) => `${name}=${value}`);
  if (selector.length === 0) return `Service ${key} has no selector and nobody gave it endpoints`;
  return `the selector ${selector.join(",")} of Service ${key} selects no pod that is running`;
}
