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

function add(upstreams: Record<string, Upstream>, { key, service, port, object }: BackendTarget, snapshot: Snapshot) {
  if (!service || !port || upstreams[key]) return;
  const { namespace, name } = service.metadata;
  const { ready, all } = endpointsOf(service, port, snapshot.endpointSlices({ namespace: namespace ?? "", name }));
  upstreams[key] = {
    object,
    endpoints: ready,
    ...(port.appProtocol === "kubernetes.io/h2c" && { protocol: "H2C" }),
    ...(ready.length === 0 && { empty: emptyWords(service.spec.selector, all) }),
  };
}

function emptyWords(selector: Readonly<Record<string, string>> | undefined, all: number): string {
  if (all > 0) return `it has ${all} ${all === 1 ? "endpoint" : "endpoints"}, none of them ready`;
  if (!selector) return "it has no selector, and nobody wrote EndpointSlices for it";
  const labels = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  return `no pod has the labels ${labels.join(",")}`;
}
