import type { JobObject, PodObject } from "../../api/generated/types.ts";
import { indexOf, isIndexed, pendingIndexes } from "./indexes.ts";

/** At most this many pods are made in one round. */
const BURST = 500;

export interface JobPlan {
  /** One entry a pod; its index, for Indexed Jobs. */
  readonly create: readonly (number | undefined)[];
  readonly remove: readonly PodObject[];
}

export interface Standing {
  readonly succeeded: number;
  readonly active: readonly PodObject[];
  readonly terminating: number;
  readonly completedIndexes: ReadonlySet<number>;
}

/**
 * Brings the active pods to parallelism, but never beyond the completions that are missing. A Job without completions starts
 * no pod any more once one has succeeded. k8s.io/kubernetes pkg/controller/job manageJob
 */
export function planJob(job: JobObject, { succeeded, active, terminating, completedIndexes }: Standing): JobPlan {
  const { parallelism = 1, completions, suspend, podReplacementPolicy } = job.spec;
  if (suspend) return { create: [], remove: active };
  const wanted =
    completions === undefined
      ? succeeded > 0
        ? Math.min(active.length, parallelism)
        : parallelism
      : Math.min(Math.max(0, completions - succeeded), parallelism);
  if (active.length > wanted) return { create: [], remove: leastUseful(active).slice(0, active.length - wanted) };
  const occupied = podReplacementPolicy === "Failed" ? active.length + terminating : active.length;
  const missing = Math.min(Math.max(0, wanted - occupied), BURST);
  if (!isIndexed(job)) return { create: new Array<undefined>(missing).fill(undefined), remove: [] };
  const working = new Set(active.map(indexOf));
  const taken = (index: number) => working.has(index) || completedIndexes.has(index);
  return { create: pendingIndexes(missing, completions ?? 0, taken), remove: [] };
}

/** Pods without a node first, then those that do not run, then the youngest. */
function leastUseful(pods: readonly PodObject[]): readonly PodObject[] {
  const rank = ({ spec, status }: PodObject) => (spec.nodeName ? 2 : 0) + (status?.phase === "Running" ? 1 : 0);
  return [...pods].sort(
    (a, b) =>
      rank(a) - rank(b) || (b.metadata.creationTimestamp ?? "").localeCompare(a.metadata.creationTimestamp ?? ""),
  );
}
