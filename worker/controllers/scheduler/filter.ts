import type { PodObject } from "../../api/generated/types.ts";
import type { NodeInfo } from "./node-info.ts";

/** Why a node cannot take a pod. */
export interface Refusal {
  /** In the scheduler's words; each is counted over the nodes. */
  readonly reasons: readonly string[];
  /** Removing other pods from the node would not help. */
  readonly final: boolean;
}

/** A pod's demands, read once; then one question a node. Undefined: the node will do. */
export type NodeFilter = (node: NodeInfo) => Refusal | undefined;

/** Prepares one rule for one pod; undefined when the rule has nothing to say about it. */
export type FilterRule = (pod: PodObject) => NodeFilter | undefined;

export const refusal = (reason: string, { final }: { readonly final: boolean }): Refusal => ({
  reasons: [reason],
  final,
});

/** "1 reason, 2 another", sorted as text: how messages count reasons over nodes. */
export function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(", ");
}
