import type { EndpointSliceObject, ServiceObject, ServicePort } from "../../api/generated/types.ts";
import type { Upstream, Upstreams } from "../../routing/index.ts";
import { type BackendTarget, endpointsOf, type HTTPRouteNode, type Snapshot } from "../graph/index.ts";

/** Where the backends of these routes are: the endpoints of every Service port that they name. */
export function compileUpstreams(routes: readonly HTTPRouteNode[], snapshot: Snapshot): Upstreams {
  const upstreams: Record<string, Upstream> = {};
  for (const { rules } of routes) {
    for (const { backends, mirrors } of rules) {
      for (const backend of backends) add(upstreams, backend, snapshot);
      for (const mirror of mirrors.values()) add(upstreams, mirror, snapshot);
    }
  }
  return upstreams;
}

function add(upstreams: Record<string, Upstream>, target: BackendTarget, snapshot: Snapshot) {
  const { key, service, port } = target;
  if (!service || !port || upstreams[key]) return;
  const { namespace = "", name } = service.metadata;
  const slices = snapshot.endpointSlices({ namespace, name });
  const before = known.get(port);
  if (before && before.service === service && same(before.slices, slices)) {
    upstreams[key] = before.upstream;
    return;
  }
  const { ready, all } = endpointsOf(service, port, slices);
  const upstream: Upstream = {
    object: target.object,
    endpoints: ready,
    ...(port.appProtocol === "kubernetes.io/h2c" && { protocol: "H2C" }),
    ...(ready.length === 0 && { empty: emptyWords(service.spec.selector, all) }),
  };
  known.set(port, { service, slices, upstream });
  upstreams[key] = upstream;
}

/** What was made of a Service's port, and from what. */
const known = new WeakMap<
  ServicePort,
  {
    readonly service: ServiceObject;
    readonly slices: readonly EndpointSliceObject[];
    readonly upstream: Upstream;
  }
>();

const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, at) => one === b[at]);

function emptyWords(selector: Readonly<Record<string, string>> | undefined, all: number): string {
  if (all > 0) return `it has ${all} ${all === 1 ? "endpoint" : "endpoints"}, none of them ready`;
  if (!selector) return "it has no selector, and nobody wrote EndpointSlices for it";
  const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  return `no pod has the labels ${labels.join(",")}`;
}
