/**
 * kindnet, the pod network of kind: tells a node the way to every other node's pods, and which packets network policies let pass.
 *
 * In:   Nodes: their pod ranges and internal addresses. NetworkPolicies, and the pods and namespaces that they speak of.
 * Out:  the node's routes and filters, as rule sets of its kernel: they outlive this process and are saved.
 *
 * @module
 */
import type { NodeObject } from "../../api/generated/types.ts";
import type { Cache, Kind } from "../../api/index.ts";
import { Namespace, NetworkPolicy, Node, Pod } from "../../api/kinds/index.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import type { Clock } from "../../base/clock.ts";
import type { HostSpec, NetHost, RuleInterpreter } from "../../network/topology.ts";
import { NETWORK_POLICIES } from "./filter.ts";

export { filtersFor, NETWORK_POLICIES } from "./filter.ts";

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

export interface KindnetParts {
  readonly cache: Cache;
  readonly node: NetHost;
  readonly clock: Clock;
  log(line: string): void;
}

/** Follows Nodes and keeps this one's routes until the signal aborts; with the first NetworkPolicy it begins to filter. */
export async function runKindnet(parts: KindnetParts, signal: AbortSignal): Promise<void> {
  const { cache, node, log } = parts;
  followPolicies(parts, signal);
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

const TABLE_OF_PODS = "pods";

/** What policies come to is worked out anew after changes, all that come together at once. */
function followPolicies({ cache, node, clock }: KindnetParts, signal: AbortSignal): void {
  let known = node.ruleSets(NETWORK_POLICIES).has(TABLE_OF_PODS);
  let [waiting, following] = [false, false];
  let late: typeof import("./policies.ts") | undefined;
  const write = async () => {
    late ??= await clock.hold(import("./policies.ts"));
    const unseen = cache.synced?.([NetworkPolicy, Pod, Namespace] as unknown as readonly Kind[]);
    if (unseen) await unseen;
    waiting = false;
    if (signal.aborted) return;
    const snapshot = { policies: cache.list(NetworkPolicy), pods: cache.list(Pod), namespaces: cache.list(Namespace) };
    const pods = late.filteredPods(snapshot, node.spec.name);
    if (deepEqual(pods, node.ruleSets(NETWORK_POLICIES).get(TABLE_OF_PODS) ?? [])) return;
    node.setRuleSet(NETWORK_POLICIES, TABLE_OF_PODS, pods);
  };
  const changed = () => {
    if (!known || waiting) return;
    waiting = true;
    void Promise.resolve().then(write);
  };
  cache.follow(
    NetworkPolicy,
    () => {
      known = true;
      if (!following) {
        following = true;
        cache.follow(Pod, changed, signal);
        cache.follow(Namespace, changed, signal);
      }
      changed();
    },
    signal,
  );
  changed();
}
