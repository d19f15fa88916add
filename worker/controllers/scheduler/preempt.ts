import type { PodObject } from "../../api/generated/types.ts";
import type { ClusterState } from "./cluster-state.ts";
import { histogram, type Refusal } from "./filter.ts";
import type { NodeInfo } from "./node-info.ts";

/** A node that refused the pod. */
export interface RefusedNode {
  readonly info: NodeInfo;
  readonly refused: Refusal;
}

export type Preemption =
  | { readonly nodeName: string; readonly victims: readonly PodObject[] }
  /** Why removing pods would not help, in the scheduler's words. */
  | { readonly why: string };

interface Candidate {
  readonly nodeName: string;
  readonly victims: readonly PodObject[];
}

const priorityOf = ({ spec }: PodObject): number => spec.priority ?? 0;

/** Higher priority first, then those that began earlier: who is spared first. */
const sparedFirst = (a: PodObject, b: PodObject): number =>
  priorityOf(b) - priorityOf(a) || startOf(a).localeCompare(startOf(b));

const startOf = ({ status, metadata }: PodObject): string => status?.startTime ?? metadata.creationTimestamp ?? "";

/**
 * Looks for a node where a pod would fit if pods of lower priority left, and for the fewest that must.
 *
 * Of several nodes: the one whose most important victim is least important, then the lowest sum of priorities, then the
 * fewest victims, then those that began last.
 *
 * @param refusalOn asks the filters about one node as the state is at that moment
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
 */
export function findPreemption(
  pod: PodObject,
  state: ClusterState,
  nodes: readonly RefusedNode[],
  refusalOn: (info: NodeInfo) => Refusal | undefined,
): Preemption {
  if (pod.spec.preemptionPolicy === "Never") return { why: "not eligible due to preemptionPolicy=Never." };
  const candidates: Candidate[] = [];
  const reasons: string[] = [];
  for (const { info, refused } of nodes) {
    if (refused.final) {
      reasons.push("Preemption is not helpful for scheduling");
      continue;
    }
    const found = victimsOn(info, pod, state, refusalOn);
    if ("victims" in found) candidates.push({ nodeName: info.node.metadata.name, victims: found.victims });
    else reasons.push(...found.reasons);
  }
  const [best] = candidates.sort(byHarm);
  return best ?? { why: `0/${state.nodeCount} nodes are available: ${histogram(reasons)}.` };
}

/** Removes every pod of lower priority, then spares as many as can stay. The state is left as it was. */
function victimsOn(
  info: NodeInfo,
  pod: PodObject,
  state: ClusterState,
  refusalOn: (info: NodeInfo) => Refusal | undefined,
): { readonly victims: readonly PodObject[] } | { readonly reasons: readonly string[] } {
  const lower = [...info.pods()].filter((other) => priorityOf(other) < priorityOf(pod));
  if (lower.length === 0) return { reasons: ["No preemption victims found for incoming pod"] };
  const nodeName = info.node.metadata.name;
  const victims: PodObject[] = [];
  for (const other of lower) state.removePod(other);
  const still = refusalOn(info);
  for (const other of lower.sort(sparedFirst)) {
    state.assume(other, nodeName);
    if (still || !refusalOn(info)) continue;
    state.removePod(other);
    victims.push(other);
  }
  for (const victim of victims) state.assume(victim, nodeName);
  return still ? { reasons: still.reasons } : { victims };
}

function byHarm(a: Candidate, b: Candidate): number {
  const worst = ({ victims }: Candidate) => Math.max(...victims.map(priorityOf), Number.NEGATIVE_INFINITY);
  const sum = ({ victims }: Candidate) => victims.reduce((total, victim) => total + priorityOf(victim) + 2 ** 31, 0);
  const began = ({ victims }: Candidate) =>
    victims
      .filter((victim) => priorityOf(victim) === worst({ nodeName: "", victims }))
      .map(startOf)
      .sort()[0] ?? "";
  return (
    worst(a) - worst(b) || sum(a) - sum(b) || a.victims.length - b.victims.length || began(b).localeCompare(began(a))
  );
}
