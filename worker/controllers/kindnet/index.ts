/**
 * kindnet, the pod network of kind: tells a node the way to every other node's pods.
 *
 * In:   Nodes: their pod ranges and internal addresses.
 * Out:  the node's routes, as a rule set of its kernel: they outlive this process and are saved.
 *
 * @module
 */
import type { NodeObject } from "../../api/generated/types.ts";
import type { Cache } from "../../api/index.ts";
import { Node } from "../../api/kinds/index.ts";
import type { HostSpec, NetHost, RuleInterpreter } from "../../network/topology.ts";

type Routes = NonNullable<HostSpec["routes"]>;

/** The name of kindnet's rule sets; `routesFor` belongs among the network's interpreters under it. */
export const KINDNET = "kindnet";
const TABLE = "routes";

/** Sets the node's routes; no packet is decided by kindnet itself. */
export const routesFor: RuleInterpreter = (data, kernel) => {
  kernel.host.update({ routes: data as Routes });
  return [];
};

/** The ways to other nodes' pods. */
export function podRoutes(nodes: readonly NodeObject[], self: string): Routes {
  return nodes
    .filter(({ metadata }) => metadata.name !== self)
    .flatMap(({ spec, status }) => {
      const via = status?.addresses?.find(({ type }) => type === "InternalIP")?.address;
      return spec.podCIDR && via ? [{ cidr: spec.podCIDR, via }] : [];
    })
    .sort((a, b) => (a.cidr < b.cidr ? -1 : 1));
}

/** Follows Nodes and keeps this one's routes until the signal aborts. */
export async function runKindnet(
  { cache, node, log }: { readonly cache: Cache; readonly node: NetHost; log(line: string): void },
  signal: AbortSignal,
): Promise<void> {
  let written = "";
  const nodes = new Map<string, NodeObject>();
  cache.follow(
    Node,
    ({ type, object }) => {
      const { name } = object.metadata;
      if (type === "DELETED") nodes.delete(name);
      else nodes.set(name, object);
      const routes = podRoutes([...nodes.values()], node.spec.name);
      const text = JSON.stringify(routes);
      if (text === written) return;
      written = text;
      node.setRuleSet(KINDNET, TABLE, routes);
      if (name !== node.spec.name && type !== "DELETED") log(`Handling node with IPs: map[${internalIp(object)}:{}]`);
    },
    signal,
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

const internalIp = ({ status }: NodeObject): string =>
  status?.addresses?.find(({ type }) => type === "InternalIP")?.address ?? "";
