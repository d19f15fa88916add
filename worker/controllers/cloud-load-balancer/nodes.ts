import type { NodeObject } from "../../api/generated/types.ts";

const EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";
const GOING = "ToBeDeletedByClusterAutoscaler";

/**
 * Nodes that a load balancer sends to. Readiness is not asked: since the node set is kept stable, health probes decide that.
 *
 * @see k8s.io/cloud-provider controllers/service, stableNodeSetPredicates
 */
export function backendNodes(nodes: readonly NodeObject[]): readonly NodeObject[] {
  return nodes
    .filter(({ metadata }) => !(EXCLUDED in (metadata.labels ?? {})) && metadata.deletionTimestamp === undefined)
    .filter(({ spec }) => !!spec.providerID && !(spec.taints ?? []).some(({ key }) => key === GOING))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}
