import type { PodAffinityTerm, PodObject } from "../../api/generated/types.ts";
import { type NamespaceLabels, selectionOf } from "./affinity-terms.ts";
import type { ClusterState } from "./cluster-state.ts";
import { type NodeFilter, refusal } from "./filter.ts";
import type { NodeInfo } from "./node-info.ts";
import { type CountByNode, type Selection, selects } from "./pod-census.ts";

const NO_COMPANY = refusal("node(s) didn't match pod affinity rules", { final: true });
const BAD_COMPANY = refusal("node(s) didn't match pod anti-affinity rules", { final: false });
const UNWELCOME = refusal("node(s) didn't satisfy existing pods anti-affinity rules", { final: false });

/** How many counted pods each domain of a topology has. */
function byDomain(counts: CountByNode, topologyKey: string, state: ClusterState): ReadonlyMap<string, number> {
  const domains = new Map<string, number>();
  for (const [nodeName, count] of counts) {
    const domain = state.node(nodeName)?.node.metadata.labels?.[topologyKey];
    if (domain !== undefined) domains.set(domain, (domains.get(domain) ?? 0) + count);
  }
  return domains;
}

/** https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity */
export function affinityFilter(
  pod: PodObject,
  state: ClusterState,
  namespaces: NamespaceLabels,
): NodeFilter | undefined {
  const unwelcome = [...state.carried.required()]
    .filter(({ selection }) => selects(selection, pod))
    .map(({ topologyKey, counts }) => ({ topologyKey, domains: byDomain(counts, topologyKey, state) }));
  const against = (pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(
    (term) => domainsOf(term, state.census.count(selectionOf(term, pod, namespaces)), state),
  );
  const company = wantedCompany(pod, state, namespaces);
  if (unwelcome.length === 0 && against.length === 0 && !company) return undefined;

  const crowded = ({ topologyKey, domains }: Domains, { node }: NodeInfo) => {
    const domain = node.metadata.labels?.[topologyKey];
    return domain !== undefined && (domains.get(domain) ?? 0) > 0;
  };
  return (info) => {
    if (company && !company(info)) return NO_COMPANY;
    if (against.some((domains) => crowded(domains, info))) return BAD_COMPANY;
    if (unwelcome.some((domains) => crowded(domains, info))) return UNWELCOME;
    return undefined;
  };
}

interface Domains {
  readonly topologyKey: string;
  readonly domains: ReadonlyMap<string, number>;
}

const domainsOf = ({ topologyKey }: PodAffinityTerm, counts: CountByNode, state: ClusterState): Domains => ({
  topologyKey,
  domains: byDomain(counts, topologyKey, state),
});

/**
 * Required affinity: a node must be in a domain with pods that match every term. The first pod of a group that wants its
 * own kind may go anywhere the topology is known.
 */
function wantedCompany(pod: PodObject, state: ClusterState, namespaces: NamespaceLabels) {
  const terms = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  if (terms.length === 0) return undefined;
  const selections = terms.map((term) => selectionOf(term, pod, namespaces));
  // A pod counts only if it matches all terms at once.
  const joint: Selection = {
    namespaces: intersection(selections.map((selection) => selection.namespaces)),
    selectors: selections.flatMap(({ selectors }) => selectors),
    withoutTerminating: false,
  };
  const wanted = terms.map((term) => domainsOf(term, state.census.count(joint), state));
  const nobody = wanted.every(({ domains }) => domains.size === 0);
  const first = nobody && selections.every((selection) => selects(selection, pod));
  return ({ node }: NodeInfo): boolean =>
    wanted.every(({ topologyKey, domains }) => {
      const domain = node.metadata.labels?.[topologyKey];
      return domain !== undefined && (first || (domains.get(domain) ?? 0) > 0);
    });
}

function intersection(lists: readonly Selection["namespaces"][]): Selection["namespaces"] {
  return lists.reduce((a, b) => (a === "all" ? b : b === "all" ? a : a.filter((name) => b.includes(name))), "all");
}

/** Scores by preferred affinity of the pod itself and of the pods already placed, 0 to 100. */
export function affinityScores(
  pod: PodObject,
  nodes: readonly NodeInfo[],
  state: ClusterState,
  namespaces: NamespaceLabels,
): readonly number[] | undefined {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  const weighted: { readonly weight: number; readonly of: Domains }[] = [];
  const own = (term: PodAffinityTerm, weight: number) =>
    weighted.push({ weight, of: domainsOf(term, state.census.count(selectionOf(term, pod, namespaces)), state) });
  for (const { weight, podAffinityTerm } of podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
    own(podAffinityTerm, weight);
  }
  for (const { weight, podAffinityTerm } of podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
    own(podAffinityTerm, -weight);
  }
  for (const { selection, topologyKey, weight, counts } of state.carried.preferred()) {
    if (selects(selection, pod))
      weighted.push({ weight, of: { topologyKey, domains: byDomain(counts, topologyKey, state) } });
  }
  if (weighted.length === 0) return undefined;
  const sums = nodes.map(({ node }) =>
    weighted.reduce((sum, { weight, of: { topologyKey, domains } }) => {
      const domain = node.metadata.labels?.[topologyKey];
      return domain === undefined ? sum : sum + weight * (domains.get(domain) ?? 0);
    }, 0),
  );
  const least = Math.min(...sums);
  const most = Math.max(...sums);
  return sums.map((sum) => (most > least ? Math.trunc((100 * (sum - least)) / (most - least)) : 0));
}
