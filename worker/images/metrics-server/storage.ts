import { type Point, type Scraped, type Use, useBetween } from "./points.ts";

type Points = Readonly<Record<string, Point>>;

/** What is remembered: the last two points of everything. Plain data. */
export interface Remembered {
  readonly nodes: { readonly last: Points; readonly prev: Points };
  readonly pods: { readonly last: Readonly<Record<string, Points>>; readonly prev: Readonly<Record<string, Points>> };
}

export const NOTHING: Remembered = { nodes: { last: {}, prev: {} }, pods: { last: {}, prev: {} } };

/** A container that has run for less says little. */
const FRESH_MS = 10_000;

/**
 * Takes in a round of scrapes.
 *
 * @see kubernetes-sigs/metrics-server pkg/storage node.go, pod.go
 */
export function remember(before: Remembered, batch: readonly Scraped[], resolutionMs: number): Remembered {
  const nodes: Record<"last" | "prev", Record<string, Point>> = { last: {}, prev: {} };
  const pods: Record<"last" | "prev", Record<string, Record<string, Point>>> = { last: {}, prev: {} };
  for (const scraped of batch) {
    for (const [name, point] of scraped.nodes) {
      nodes.last[name] = point;
      const prev = preceding(point, before.nodes.last[name], before.nodes.prev[name]);
      if (prev) nodes.prev[name] = prev;
    }
    for (const [pod, containers] of scraped.pods) {
      const last: Record<string, Point> = {};
      const prev: Record<string, Point> = {};
      for (const [name, point] of containers) {
        last[name] = point;
        const age = point.startMs === undefined ? 0 : point.ms - point.startMs;
        const fresh = age >= FRESH_MS && age < resolutionMs;
        const known = fresh
          ? { ...point, ms: point.startMs!, cpuSeconds: 0 }
          : preceding(point, before.pods.last[pod]?.[name], before.pods.prev[pod]?.[name]);
        if (known) prev[name] = known;
      }
      pods.last[pod] = last;
      if (Object.keys(prev).length > 0) pods.prev[pod] = prev;
    }
  }
  return { nodes, pods };
}

/** The point to compare with: the last one, unless the container was started anew since. */
function preceding(point: Point, last: Point | undefined, prev: Point | undefined): Point | undefined {
  if (!last || (point.startMs !== undefined && point.startMs >= last.ms)) return undefined;
  if (point.ms > last.ms) return last;
  return prev && prev.ms < point.ms ? prev : undefined;
}

export const isReady = ({ nodes, pods }: Remembered): boolean =>
  Object.keys(nodes.prev).length > 0 || Object.keys(pods.prev).length > 0;

export function nodeUse({ nodes }: Remembered, name: string): Use | undefined {
  const [prev, last] = [nodes.prev[name], nodes.last[name]];
  return prev && last && useBetween(prev, last);
}

/** By container; undefined while one of them has no figure. @param key "namespace/pod" */
export function podUse({ pods }: Remembered, key: string): ReadonlyMap<string, Use> | undefined {
  const last = pods.last[key];
  const prev = pods.prev[key];
  if (!last || !prev) return undefined;
  const uses = new Map<string, Use>();
  for (const [name, point] of Object.entries(last)) {
    const before = prev[name];
    if (!before) return undefined;
    uses.set(name, useBetween(before, point));
  }
  return uses;
}
