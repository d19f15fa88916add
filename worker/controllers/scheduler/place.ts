import type { LabelSelector, PodObject } from "../../api/generated/types.ts";
import type { RandomStream } from "../../base/random.ts";
import { namedNodes } from "../workload/node-selection.ts";
import { affinityFilter } from "./affinity.ts";
import type { NamespaceLabels } from "./affinity-terms.ts";
import type { ClusterState } from "./cluster-state.ts";
import { type NodeFilter, type Refusal, refusal } from "./filter.ts";
import { nodeFilters } from "./node-filters.ts";
import type { NodeInfo } from "./node-info.ts";
import { totalScores } from "./scores.ts";
import { spreadFilter } from "./spread.ts";

export interface PlaceInput {
  readonly pod: PodObject;
  readonly state: ClusterState;
  readonly namespaces: NamespaceLabels;
  /** Selectors of the services and sets that the pod belongs to, for spreading. */
  readonly memberOf: () => readonly LabelSelector[];
  /** Breaks ties. */
  readonly chance: RandomStream;
}

export type Placement = { readonly nodeName: string } | { readonly unschedulable: string };

/** A pod pinned to nodes by name never meets the others. */
const NOT_NAMED = refusal("node(s) didn't satisfy plugin(s) [NodeAffinity]", { final: true });

/** Chooses a node for a pod, or says in the scheduler's words why there is none. */
export function place(input: PlaceInput): Placement {
  const { pod, state } = input;
  if (state.nodeCount === 0) return { unschedulable: "no nodes available to schedule pods" };
  const { fitting, refusals } = filterNodes(input);
  if (fitting.length === 0) return { unschedulable: explain(state.nodeCount, refusals) };
  if (fitting.length === 1) return { nodeName: fitting[0]!.node.metadata.name };
  const scores = totalScores({
    pod,
    nodes: fitting,
    state,
    namespaces: input.namespaces,
    memberOf: input.memberOf(),
  });
  const most = Math.max(...scores);
  const best = fitting.filter((_, i) => scores[i] === most);
  const chosen = best.length === 1 ? best[0]! : best[input.chance.below(best.length)]!;
  return { nodeName: chosen.node.metadata.name };
}

function filterNodes({ pod, state, namespaces }: PlaceInput) {
  const named = namedNodes(pod);
  const filters: NodeFilter[] = [
    ...nodeFilters.map((rule) => rule(pod)),
    spreadFilter(pod, state),
    affinityFilter(pod, state, namespaces),
  ].filter((filter) => filter !== undefined);
  const fitting: NodeInfo[] = [];
  const refusals: Refusal[] = [];
  for (const info of state.nodes()) {
    const refused = named && !named.has(info.node.metadata.name) ? NOT_NAMED : firstRefusal(filters, info);
    if (refused) refusals.push(refused);
    else fitting.push(info);
  }
  return { fitting, refusals };
}

/** The first rule that says no has the only word. */
function firstRefusal(filters: readonly NodeFilter[], info: NodeInfo): Refusal | undefined {
  for (const filter of filters) {
    const refused = filter(info);
    if (refused) return refused;
  }
  return undefined;
}

/**
 * "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate,
 * preemption: 0/3 nodes are available: …". k8s.io/kubernetes scheduler framework FitError
 */
export function explain(nodeCount: number, refusals: readonly Refusal[]): string {
  const none = `0/${nodeCount} nodes are available`;
  const preemption = refusals.map(({ final }) =>
    final ? "Preemption is not helpful for scheduling" : "No preemption victims found for incoming pod",
  );
  const why = histogram(refusals.flatMap(({ reasons }) => reasons));
  return `${none}: ${why}. no new claims to deallocate, preemption: ${none}: ${histogram(preemption)}.`;
}

/** "1 reason, 2 another", sorted as text. */
function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(", ");
}
