import type { Endpoint, EndpointSliceObject, ServiceObject } from "../../api/generated/types.ts";
import type { Cache, Kind } from "../../api/index.ts";
import { EndpointSlice, Namespace, Pod, Service } from "../../api/kinds/index.ts";

/** What the kubernetes plugin knows of its cluster. */
export interface ClusterView {
  /** Whether its informers have seen the cluster; they have when absent. */
  synced?(): boolean;
  hasNamespace(name: string): boolean;
  service(namespace: string, name: string): ServiceObject | undefined;
  /** Services of this name in any namespace, for explaining. */
  servicesNamed(name: string): readonly ServiceObject[];
  servicesAt(clusterIp: string): readonly ServiceObject[];
  slices(namespace: string, service: string): readonly EndpointSliceObject[];
  /** Slices with an endpoint at this address. */
  slicesAt(ip: string): readonly EndpointSliceObject[];
  hasPod(namespace: string, ip: string): boolean;
}

export const SERVICE_NAME = "kubernetes.io/service-name";

/** What it watches. */
const INFORMERS = [Service, EndpointSlice, Namespace] as unknown as readonly Kind[];

export function clusterView(cache: Cache): ClusterView {
  return {
    synced: () => cache.synced?.(INFORMERS) === undefined,
    hasNamespace: (name) => cache.get(Namespace, { name }) !== undefined,
    service: (namespace, name) => cache.get(Service, { namespace, name }),
    servicesNamed: (name) => cache.list(Service).filter(({ metadata }) => metadata.name === name),
    servicesAt: (ip) => cache.byField(Service, "spec.clusterIP", ip),
    slices: (namespace, service) => cache.list(EndpointSlice, { namespace, labels: { [SERVICE_NAME]: service } }),
    slicesAt: (ip) =>
      cache.list(EndpointSlice).filter(({ endpoints }) => endpoints?.some(({ addresses }) => addresses.includes(ip))),
    hasPod: (namespace, ip) => cache.list(Pod, { namespace }).some(({ status }) => status?.podIP === ip),
  };
}

/** Endpoints that may be named: ready ones. Slices of Services that publish others mark those ready. */
export function namedEndpoints(slice: EndpointSliceObject): readonly Endpoint[] {
  return (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
}

/** "web-0" where the pod has a hostname, else "10-244-1-5". */
export function endpointLabel({ hostname, addresses }: Endpoint): string {
  return hostname || (addresses[0] ?? "").replaceAll(".", "-").replaceAll(":", "-");
}
