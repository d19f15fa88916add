import type { LabelSelector, PodObject } from "../../api/generated/types.ts";
import type { RandomStream } from "../../base/random.ts";
import { namedNodes } from "../workload/node-selection.ts";
import { affinityFilter } from "./affinity.ts";
import type { NamespaceLabels } from "./affinity-terms.ts";
import type { ClusterState } from "./cluster-state.ts";
import { histogram, type NodeFilter, type Refusal, refusal } from "./filter.ts";
import { nodeFilters } from "./node-filters.ts";
import type { NodeInfo } from "./node-info.ts";
import { findPreemption, type RefusedNode } from "./preempt.ts";
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
  /** The node on which room was made for the pod before. */
  readonly nominatedTo?: string | undefined;
  /** What the pod's claims ask for; undefined when it has none. */
  readonly claims?: ClaimDemands | undefined;
}

/** What claims ask of a pod's node. */
export interface ClaimDemands {
  /** Why no node at all will do, in the scheduler's words. */
  readonly problem?: string;
  readonly filter?: NodeFilter;
}

export type Placement =
  | { readonly nodeName: string }
  /** No node fits; with victims, one would once they are gone. */
  | { readonly unschedulable: string; readonly preemption?: Victims };

export interface Victims {
  readonly nodeName: string;
  readonly victims: readonly PodObject[];
}

/** A pod pinned to nodes by name never meets the others. */
const NOT_NAMED = refusal("node(s) didn't satisfy plugin(s) [NodeAffinity]", { final: true });

/** Chooses a node for a pod, or says in the scheduler's words why there is none. */
export function place(input: PlaceInput): Placement {
  const { pod, state } = input;
  if (state.nodeCount === 0) return { unschedulable: "no nodes available to schedule pods" };
  const { fitting, refused } = filterNodes(input);
  if (fitting.length === 0) return makeRoom(input, refused);
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

function filterNodes(input: PlaceInput) {
  const refusalOn = refusals(input);
  const fitting: NodeInfo[] = [];
  const refused: RefusedNode[] = [];
  for (const info of input.state.nodes()) {
    const no = refusalOn(info);
    if (no) refused.push({ info, refused: no });
    else fitting.push(info);
  }
  return { fitting, refused };
}

/** Reads the pod's demands and counts the cluster once; then the first rule that says no about a node has the only word. */
function refusals({ pod, state, namespaces, claims }: PlaceInput): (info: NodeInfo) => Refusal | undefined {
  if (claims?.problem !== undefined) {
    const problem = refusal(claims.problem, { final: true });
    return () => problem;
  }
  const named = namedNodes(pod);
  const filters: NodeFilter[] = [
    ...nodeFilters.map((rule) => rule(pod)),
    claims?.filter,
    spreadFilter(pod, state),
    affinityFilter(pod, state, namespaces),
  ].filter((filter) => filter !== undefined);
  return (info) => {
    if (named && !named.has(info.node.metadata.name)) return NOT_NAMED;
    for (const filter of filters) {
      const refused = filter(info);
      if (refused) return refused;
    }
    return undefined;
  };
}

/**
 * What to say of a pod that fits nowhere, and who would have to go: "0/3 nodes are available: 1 node(s) had untolerated
 * taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: …".
 * k8s.io/kubernetes scheduler framework FitError
 */
function makeRoom(input: PlaceInput, refused: readonly RefusedNode[]): Placement {
  const { pod, state } = input;
  const why = input.claims?.problem ?? histogram(refused.flatMap((one) => one.refused.reasons));
  const unschedulable = `0/${state.nodeCount} nodes are available: ${why}.`;
  // With other pods there other counts hold, so the filters are prepared anew each time.
  const found = isBeingCleared(input)
    ? { why: "not eligible due to a terminating pod on the nominated node." }
    : findPreemption(pod, state, refused, (info) => refusals(input)(info));
  if ("victims" in found) return { unschedulable, preemption: found };
  return { unschedulable: `${unschedulable} no new claims to deallocate, preemption: ${found.why}` };
}

/** Whether pods that the pod had sent away are still on their way out. */
function isBeingCleared({ pod, state, nominatedTo }: PlaceInput): boolean {
  const node = nominatedTo === undefined ? undefined : state.node(nominatedTo);
  if (!node) return false;
  for (const { metadata, spec } of node.pods()) {
    if (metadata.deletionTimestamp !== undefined && (spec.priority ?? 0) < (pod.spec.priority ?? 0)) return true;
  }
  return false;
}
