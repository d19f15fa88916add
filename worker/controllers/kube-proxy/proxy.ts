import type { EndpointSliceObject, ServiceObject } from "../../api/generated/types.ts";
import type { Cache, Kind } from "../../api/index.ts";
import { keyOf } from "../../api/index.ts";
import { EndpointSlice, Service } from "../../api/kinds/index.ts";
import type { Clock } from "../../base/clock.ts";
import { textResponse } from "../../base/http.ts";
import type { NetAccess } from "../../base/net.ts";
import type { NetHost } from "../../network/topology.ts";
import { HealthPorts } from "./health.ts";
import { isProxied, KUBE_PROXY } from "./rules.ts";

export interface KubeProxyOptions {
  readonly cache: Cache;
  /** The node whose rules it writes. */
  readonly node: NetHost;
  /** The network of its own process, for its health ports. */
  readonly net: NetAccess;
  readonly clock: Clock;
  log(line: string): void;
}

const SERVICE_NAME = "kubernetes.io/service-name";
const HEALTHZ_PORT = 10_256;
const METRICS_PORT = 10_249;

/**
 * kube-proxy's loop: writes what it sees of Services and EndpointSlices into the node's rule sets until the signal aborts.
 * The rules stay when it ends; what changes meanwhile, the node does not learn until it runs again.
 */
export async function runKubeProxy(options: KubeProxyOptions, signal: AbortSignal): Promise<void> {
  const { cache, node, net, log } = options;
  const slices = new Map<string, Map<string, EndpointSliceObject>>();
  const services = new Map<string, ServiceObject>();
  const health = new HealthPorts(net, node.spec.name, log);
  const dirty = new Set<string>();
  let flushing = false;
  /** Services and EndpointSlices have both been seen: what is missing is not there. */
  let synced = false;

  const flush = () => {
    flushing = false;
    if (signal.aborted || !synced) return;
    for (const key of dirty) {
      const service = services.get(key);
      const proxied =
        service && isProxied(service) ? { service, slices: sorted(slices.get(key)?.values() ?? []) } : undefined;
      node.setRuleSet(KUBE_PROXY, key, proxied);
      health.set(key, proxied);
    }
    dirty.clear();
  };
  const touch = (key: string) => {
    dirty.add(key);
    if (flushing) return;
    flushing = true;
    queueMicrotask(flush);
  };

  const ports = listenHealthz(options);
  cache.follow(
    Service,
    ({ type, object }) => {
      const key = keyOf(object);
      if (type === "DELETED") services.delete(key);
      else services.set(key, object);
      touch(key);
    },
    signal,
  );
  cache.follow(
    EndpointSlice,
    ({ type, object }) => {
      const name = object.metadata.labels?.[SERVICE_NAME];
      if (!name) return;
      const key = `${object.metadata.namespace}/${name}`;
      const own = slices.get(key) ?? new Map<string, EndpointSliceObject>();
      slices.set(key, own);
      if (type === "DELETED") own.delete(object.metadata.name);
      else own.set(object.metadata.name, object);
      if (own.size === 0) slices.delete(key);
      touch(key);
    },
    signal,
  );
  const unseen = cache.synced?.([Service, EndpointSlice] as unknown as readonly Kind[]);
  if (unseen) await unseen;
  synced = true;
  for (const key of [...dirty]) touch(key);
  for (const key of node.ruleSets(KUBE_PROXY).keys()) if (!services.has(key)) touch(key);
  log('"Using iptables Proxier"');
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  health.close();
  for (const port of ports) port.close();
}

const sorted = (slices: Iterable<EndpointSliceObject>): readonly EndpointSliceObject[] =>
  [...slices].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));

/** :10256/healthz for load balancers, and the metrics port that says the mode. */
function listenHealthz({ net, clock }: KubeProxyOptions) {
  const time = () => new Date(clock.now()).toISOString().replace("T", " ").replace("Z", " +0000 UTC");
  return [
    net.listen(
      { port: HEALTHZ_PORT, process: "kube-proxy" },
      {
        http: ({ path }) =>
          path.startsWith("/healthz") || path.startsWith("/livez")
            ? textResponse(
                200,
                `{"lastUpdated": "${time()}","currentTime": "${time()}", "nodeEligible": true}`,
                "application/json",
                [["X-Content-Type-Options", "nosniff"]],
              )
            : textResponse(404, "404 page not found\n", "text/plain; charset=utf-8"),
      },
    ),
    net.listen(
      { ip: "127.0.0.1", port: METRICS_PORT, process: "kube-proxy" },
      {
        http: ({ path }) =>
          path === "/proxyMode"
            ? textResponse(200, "iptables", "text/plain; charset=utf-8")
            : textResponse(404, "404 page not found\n", "text/plain; charset=utf-8"),
      },
    ),
  ];
}
