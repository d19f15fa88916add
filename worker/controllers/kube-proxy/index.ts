/**
 * kube-proxy in iptables mode: Services made into forwarding rules of a node.
 *
 * In:   Services and EndpointSlices as the API has them; the node's wires.
 * Out:  one rule set a Service on the node, as plain data; `rulesFor` makes rules of it and belongs among the network's
 *       interpreters: `createNetwork({ …, interpreters: { [KUBE_PROXY]: rulesFor } })`.
 * Never: no request passes through this process; it may die and the rules stay.
 *
 * @module
 */

export { runKubeProxy } from "./proxy.ts";
export { KUBE_PROXY, rulesFor } from "./rules.ts";
