/**
 * CoreDNS: cluster names answered from Services and EndpointSlices, other names forwarded.
 *
 * In:   a Corefile, the cluster as an informer's cache shows it, queries as records.
 * Out:  answers that carry the object that decided.
 * `answerFromCluster` (kubernetes.ts) is the kubernetes plugin as a pure function; `runCoreDns` is the process in the pod.
 *
 * @module
 */

export { parseCorefile } from "./corefile.ts";
export { runCoreDns } from "./server.ts";
export { type ClusterView, clusterView } from "./view.ts";
