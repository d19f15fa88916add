/**
 * The service controller of a cloud: LoadBalancer Services get an address outside the cluster, as Azure gives it.
 *
 * In:   Services and Nodes; the cloud's addresses and subnets; the wires.
 * Out:  finalizers, events, `status.loadBalancer`; a host on the wires for each load balancer, which hands on to nodes.
 * State is in the Services: when it starts, load balancers that they name are put back without a word.
 * Clusters without a cloud do not run it: their Services stay pending.
 *
 * @module
 */
export { type CloudNetwork, planFrontend } from "./azure.ts";
export { changes, FINALIZER } from "./changes.ts";
export { type CloudOptions, runCloudLoadBalancer } from "./controller.ts";
export { probeFor } from "./probes.ts";
