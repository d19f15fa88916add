import type { LabelSelector, PodObject } from "../../api/generated/types.ts";
import { selectorOf } from "../workload/selection.ts";

/** Which pods are counted. */
export interface Selection {
  /** "all" or the namespaces' names. */
  readonly namespaces: "all" | readonly string[];
  readonly selectors: readonly LabelSelector[];
  /** Spread constraints leave out pods that are on their way out; affinity does not. */
  readonly withoutTerminating: boolean;
}

/** Counts by node name; nodes without such pods may be absent. */
export type CountByNode = ReadonlyMap<string, number>;

interface Tracked {
  readonly selection: Selection;
  readonly counts: Map<string, number>;
}

/** More selections than this are not kept up at once; the one longest unused is counted anew when asked. */
const KEPT = 64;

/**
 * Counts of placed pods by selection and node, kept up as pods come and go, so that placing one more of a thousand equal
 * pods does not look at the thousand.
 */
export class PodCensus {
  readonly #tracked = new Map<string, Tracked>();
  readonly #placed: () => Iterable<{ readonly pod: PodObject; readonly nodeName: string }>;

  /** @param placed every pod that has a node now */
  constructor(placed: () => Iterable<{ readonly pod: PodObject; readonly nodeName: string }>) {
    this.#placed = placed;
  }

  count(selection: Selection): CountByNode {
    const key = JSON.stringify(selection);
    let tracked = this.#tracked.get(key);
    if (tracked) {
      this.#tracked.delete(key);
    } else {
      tracked = { selection, counts: new Map() };
      for (const { pod, nodeName } of this.#placed()) if (selects(selection, pod)) change(tracked.counts, nodeName, 1);
      if (this.#tracked.size >= KEPT) this.#tracked.delete(this.#tracked.keys().next().value!);
    }
    this.#tracked.set(key, tracked);
    return tracked.counts;
  }

  add(pod: PodObject, nodeName: string): void {
    this.#change(pod, nodeName, 1);
  }

  remove(pod: PodObject, nodeName: string): void {
    this.#change(pod, nodeName, -1);
  }

  #change(pod: PodObject, nodeName: string, by: 1 | -1): void {
    for (const { selection, counts } of this.#tracked.values()) {
      if (selects(selection, pod)) change(counts, nodeName, by);
    }
  }
}

export function selects({ namespaces, selectors, withoutTerminating }: Selection, pod: PodObject): boolean {
  if (withoutTerminating && pod.metadata.deletionTimestamp !== undefined) return false;
  if (namespaces !== "all" && !namespaces.includes(pod.metadata.namespace!)) return false;
  return selectors.every((selector) => selectorOf(selector)(pod.metadata.labels));
}

export function change(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}
