/**
 * The simulated network: addresses, wires, listeners, forwarding rules, connections.
 *
 * In:   segments and hosts from whoever builds a world; rules from whoever programs a host; listeners and requests from
 *       programs, through the NetAccess of the host they run on.
 * Out:  connections, answers, or why there is none, each with the hops that a packet took and who decided them.
 * State: hosts, listeners and rules of live objects are made again by their owners when a sandbox is restored. Rule sets
 *       (`setRuleSet`) are a host's kernel state: they are saved as the plain data they were given as, and a host that is
 *       added again finds its own. Open connections end with their hosts and are not saved.
 * It knows nothing of Kubernetes: every object and word about one comes in with a host's `about`, a rule or a verdict.
 *
 * @module
 */
import { Network, type NetworkOptions } from "./network.ts";
import type { Topology } from "./topology.ts";

export function createNetwork(options: NetworkOptions): Topology {
  return new Network(options);
}

export { formatIp, parseIp, parseRange, type Range, rangeHas } from "./addresses.ts";
export type { Vouched } from "./examiner.ts";
export { createNameServer } from "./nameserver.ts";
export type { NetworkOptions } from "./network.ts";
