import type { JobObject, PodObject } from "../../api/generated/types.ts";
import { isFinished, isReady } from "../workload/pods.ts";

/** Held by every pod of a Job until its end is counted. */
export const TRACKING = "batch.kubernetes.io/job-tracking";

/** The pods of a Job, by how far they are. */
export interface Tally {
  readonly active: readonly PodObject[];
  readonly terminating: number;
  readonly ready: number;
  /** Ended and not yet counted in the status, with their uids. */
  readonly newlySucceeded: readonly PodObject[];
  readonly newlyFailed: readonly PodObject[];
  /** In status.uncountedTerminatedPods already; to be counted now. */
  readonly noted: { readonly succeeded: readonly string[]; readonly failed: readonly string[] };
}

/**
 * Sorts pods. A pod on its way out counts as failed, unless only failed pods are to be replaced.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-replacement-policy
 */
export function tallyOf(job: JobObject, pods: readonly PodObject[]): Tally {
  const noted = {
    succeeded: job.status?.uncountedTerminatedPods?.succeeded ?? [],
    failed: job.status?.uncountedTerminatedPods?.failed ?? [],
  };
  const isNoted = ({ metadata }: PodObject) =>
    noted.succeeded.includes(metadata.uid!) || noted.failed.includes(metadata.uid!);
  const held = ({ metadata }: PodObject) => (metadata.finalizers ?? []).includes(TRACKING);
  const leaving = ({ metadata }: PodObject) => metadata.deletionTimestamp !== undefined;
  const leavingFails = job.spec.podReplacementPolicy !== "Failed";
  const uncounted = pods.filter((pod) => held(pod) && !isNoted(pod));
  const active = pods.filter((pod) => !isFinished(pod) && !leaving(pod));
  return {
    active,
    terminating: pods.filter((pod) => !isFinished(pod) && leaving(pod)).length,
    ready: active.filter(isReady).length,
    newlySucceeded: uncounted.filter(({ status }) => status?.phase === "Succeeded"),
    newlyFailed: uncounted.filter(
      (pod) => pod.status?.phase === "Failed" || (leavingFails && leaving(pod) && pod.status?.phase !== "Succeeded"),
    ),
    noted,
  };
}

const FIRST_BACKOFF_MS = 10_000;
const LAST_BACKOFF_MS = 10 * 60_000;

/** When the last container of a pod ended; without containers to ask, when the pod was last heard of. */
function endedMs({ status, metadata }: PodObject): number {
  const ends = (status?.containerStatuses ?? []).flatMap(({ state }) => state?.terminated?.finishedAt ?? []);
  const transitions = (status?.conditions ?? []).flatMap(({ lastTransitionTime }) => lastTransitionTime ?? []);
  const [latest] = [...(ends.length > 0 ? ends : transitions)].sort().reverse();
  return Date.parse(latest ?? metadata.creationTimestamp ?? "") || 0;
}

/**
 * How long the next pod must wait after failures in a row: 10 s, doubling up to 10 min, from the end of the last one.
 * https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy
 */
export function backoffRestMs(pods: readonly PodObject[], nowMs: number): number {
  const ended = pods
    .filter(isFinished)
    .map((pod) => ({ failed: pod.status?.phase === "Failed", atMs: endedMs(pod) }))
    .sort((a, b) => a.atMs - b.atMs);
  const afterSuccess = ended.slice(ended.findLastIndex(({ failed }) => !failed) + 1);
  const last = afterSuccess.at(-1);
  if (!last) return 0;
  const delayMs = Math.min(FIRST_BACKOFF_MS * 2 ** (afterSuccess.length - 1), LAST_BACKOFF_MS);
  return Math.max(0, last.atMs + delayMs - nowMs);
}
