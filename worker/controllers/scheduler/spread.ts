import type { LabelSelector, PodObject, TopologySpreadConstraint } from "../../api/generated/types.ts";
import { matchesNodeSelection, untolerated } from "../workload/node-selection.ts";
import { NOTHING, selectorOf } from "../workload/selection.ts";
import type { ClusterState } from "./cluster-state.ts";
import { type NodeFilter, refusal } from "./filter.ts";
import type { NodeInfo } from "./node-info.ts";
import type { CountByNode } from "./pod-census.ts";

const TOO_SKEWED = refusal("node(s) didn't match pod topology spread constraints", { final: false });
const LABEL_MISSING = refusal("node(s) didn't match pod topology spread constraints (missing required label)", {
  final: true,
});

/** The cluster's default constraints, for pods that have none and belong to something. */
const DEFAULTS = [
  { topologyKey: "kubernetes.io/hostname", maxSkew: 3, whenUnsatisfiable: "ScheduleAnyway" },
  { topologyKey: "topology.kubernetes.io/zone", maxSkew: 5, whenUnsatisfiable: "ScheduleAnyway" },
] as const;

const HOSTNAME = "kubernetes.io/hostname";

interface Counted {
  readonly constraint: TopologySpreadConstraint;
  readonly selector: LabelSelector;
  readonly counts: CountByNode;
}

function counted(constraint: TopologySpreadConstraint, pod: PodObject, state: ClusterState): Counted {
  const labels = pod.metadata.labels ?? {};
  const extra = (constraint.matchLabelKeys ?? []).flatMap((key) =>
    labels[key] === undefined ? [] : [{ key, operator: "In", values: [labels[key]!] }],
  );
  const base = constraint.labelSelector ?? NOTHING;
  const selector: LabelSelector =
    extra.length > 0 ? { ...base, matchExpressions: [...(base.matchExpressions ?? []), ...extra] } : base;
  const selection = { namespaces: [pod.metadata.namespace!], selectors: [selector], withoutTerminating: true };
  return { constraint, selector, counts: state.census.count(selection) };
}

/** Whether a node's pods take part in the count, by nodeAffinityPolicy (Honor unless told) and nodeTaintsPolicy (Ignore). */
function takesPart({ constraint }: Counted, pod: PodObject, { node }: NodeInfo): boolean {
  if ((constraint.nodeAffinityPolicy ?? "Honor") === "Honor" && !matchesNodeSelection(pod, node)) return false;
  if (constraint.nodeTaintsPolicy !== "Honor") return true;
  return untolerated(node.spec.taints, pod.spec.tolerations, ["NoSchedule", "NoExecute"]) === undefined;
}

/** Constraints that must hold: on each, the node's domain may exceed the emptiest by maxSkew at most. */
export function spreadFilter(pod: PodObject, state: ClusterState): NodeFilter | undefined {
  const hard = (pod.spec.topologySpreadConstraints ?? []).filter(
    ({ whenUnsatisfiable }) => whenUnsatisfiable === "DoNotSchedule",
  );
  if (hard.length === 0) return undefined;
  const keys = hard.map(({ topologyKey }) => topologyKey);
  const constraints = hard.map((constraint) => {
    const one = counted(constraint, pod, state);
    const domains = new Map<string, number>();
    for (const info of state.nodes()) {
      const labels = info.node.metadata.labels ?? {};
      if (!keys.every((key) => labels[key] !== undefined) || !takesPart(one, pod, info)) continue;
      const domain = labels[constraint.topologyKey]!;
      domains.set(domain, (domains.get(domain) ?? 0) + (one.counts.get(info.node.metadata.name) ?? 0));
    }
    const tooFew = domains.size < (constraint.minDomains ?? 1);
    const least = tooFew || domains.size === 0 ? 0 : Math.min(...domains.values());
    const self = selectorOf(one.selector)(pod.metadata.labels) ? 1 : 0;
    return { constraint, domains, least, self };
  });
  return ({ node }) => {
    for (const { constraint, domains, least, self } of constraints) {
      const domain = node.metadata.labels?.[constraint.topologyKey];
      if (domain === undefined) return LABEL_MISSING;
      if ((domains.get(domain) ?? 0) + self - least > constraint.maxSkew) return TOO_SKEWED;
    }
    return undefined;
  };
}

/**
 * Scores nodes by how little the constraints that may be broken are, 0 to 100; the cluster's defaults apply to pods that
 * have no constraint and are selected by something.
 *
 * @param memberOf selectors of the services and sets that the pod belongs to
 * @see k8s.io/kubernetes scheduler podtopologyspread scoring
 */
export function spreadScores(
  pod: PodObject,
  nodes: readonly NodeInfo[],
  state: ClusterState,
  memberOf: readonly LabelSelector[],
): readonly number[] | undefined {
  const own = pod.spec.topologySpreadConstraints ?? [];
  const soft = own
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === "ScheduleAnyway")
    .map((one) => counted(one, pod, state));
  const constraints = own.length > 0 || memberOf.length === 0 ? soft : defaultConstraints(pod, state, memberOf);
  if (constraints.length === 0) return undefined;

  // With constraints of its own a node must have every label to be scored; the defaults pass over what is missing.
  const strict = own.length > 0;
  const ignored = nodes.map(
    ({ node }) =>
      strict && constraints.some(({ constraint }) => node.metadata.labels?.[constraint.topologyKey] === undefined),
  );
  const penalties = nodes.map(() => 0);
  for (const one of constraints) addPenalties(penalties, one, { pod, nodes, state, ignored });
  const counting = penalties.filter((_, i) => !ignored[i]).map(Math.round);
  const least = Math.min(...counting);
  const most = Math.max(...counting);
  return penalties.map((penalty, i) => {
    if (ignored[i]) return 0;
    return most === 0 ? 100 : Math.trunc((100 * (most + least - Math.round(penalty))) / most);
  });
}

function defaultConstraints(pod: PodObject, state: ClusterState, memberOf: readonly LabelSelector[]): Counted[] {
  const selection = { namespaces: [pod.metadata.namespace!], selectors: memberOf, withoutTerminating: true };
  const counts = state.census.count(selection);
  return DEFAULTS.map((constraint) => ({ constraint, selector: {}, counts }));
}

interface Scoring {
  readonly pod: PodObject;
  readonly nodes: readonly NodeInfo[];
  readonly state: ClusterState;
  readonly ignored: readonly boolean[];
}

/** What one constraint has against each node: how many of the selection are in its domain already. */
function addPenalties(penalties: number[], one: Counted, scoring: Scoring): void {
  const { nodes, ignored } = scoring;
  const { topologyKey, maxSkew } = one.constraint;
  const perDomain = topologyKey === HOSTNAME ? undefined : countedDomains(one, scoring);
  const weight = Math.log((perDomain?.size ?? nodes.length) + 2);
  nodes.forEach((info, i) => {
    const domain = domainOf(info, topologyKey);
    if (ignored[i] || domain === undefined) return;
    const count = perDomain ? perDomain.get(domain)! : (one.counts.get(info.node.metadata.name) ?? 0);
    penalties[i]! += count * weight + maxSkew - 1;
  });
}

/** How many pods each domain of the nodes that are scored has, wherever in it they run. */
function countedDomains(one: Counted, { pod, nodes, state, ignored }: Scoring): ReadonlyMap<string, number> {
  const { topologyKey } = one.constraint;
  const perDomain = new Map<string, number>();
  nodes.forEach((info, i) => {
    const domain = domainOf(info, topologyKey);
    if (!ignored[i] && domain !== undefined) perDomain.set(domain, 0);
  });
  for (const info of state.nodes()) {
    const domain = domainOf(info, topologyKey);
    const before = domain === undefined ? undefined : perDomain.get(domain);
    if (before === undefined || !takesPart(one, pod, info)) continue;
    perDomain.set(domain!, before + (one.counts.get(info.node.metadata.name) ?? 0));
  }
  return perDomain;
}

const domainOf = ({ node }: NodeInfo, topologyKey: string): string | undefined => node.metadata.labels?.[topologyKey];
