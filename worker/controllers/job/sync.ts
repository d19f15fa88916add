import type { ReconcileContext } from "../../api/client/controller.ts";
import type { JobObject, JobStatus, PodObject } from "../../api/generated/types.ts";
import { Job, Pod } from "../../api/kinds/index.ts";
import type { ObjectRef } from "../../api/machinery/object.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { rfc3339 } from "../../base/time.ts";
import { counts } from "../workload/counts.ts";
import { Expectations } from "../workload/expectations.ts";
import { claimed, unlessGone } from "../workload/ownership.ts";
import { createPod, deletePod, namespaceTerminating, slowStart } from "../workload/pod-control.ts";
import { formatIndexes, indexOf, isIndexed, parseIndexes } from "./indexes.ts";
import {
  deadlineMs,
  decidedOutcome,
  holds,
  interimOf,
  isOver,
  type Outcome,
  outcomeOf,
  withJobCondition,
} from "./outcome.ts";
import { planJob } from "./plan.ts";
import { jobPod } from "./pod.ts";
import { backoffRestMs, type Tally, TRACKING, tallyOf } from "./tally.ts";

const JOB_NAME_LABEL = "batch.kubernetes.io/job-name";

/** What the loop does with one Job. */
export function jobReconciler() {
  const expectations = new Expectations();
  return async (ref: ObjectRef, job: JobObject | undefined, context: ReconcileContext) =>
    job ? sync(job, { context, expectations }) : letGoOfOrphans(ref, context);
}

interface Round {
  readonly context: ReconcileContext;
  readonly expectations: Expectations;
}

async function sync(start: JobObject, round: Round) {
  const { context, expectations } = round;
  const { cache, client, clock } = context;
  const selector = start.spec.selector ?? {};
  const pods = await claimed({ ownerKind: Job, owner: start, selector, kind: Pod, cache, client });
  if (isOver(start)) {
    for (const pod of pods) await letGo(pod, context);
    return undefined;
  }
  const present = () =>
    new Map(pods.map((pod) => [pod.metadata.uid!, { leaving: pod.metadata.deletionTimestamp !== undefined }]));
  if (!expectations.satisfied(start.metadata.uid!, present, clock.now())) return undefined;

  const begun = await begin(start, context);
  const { job, tally } = await count(begun, pods, context);
  const failed = job.status?.failed ?? 0;
  const succeeded = job.status?.succeeded ?? 0;
  const progress = { succeeded, failed, active: tally.active, nowMs: clock.now() };
  const outcome = decidedOutcome(job) ?? outcomeOf(job, progress);
  if (outcome) return end(job, outcome, { ...round, tally });

  const backoffMs = failed > 0 ? backoffRestMs(pods, clock.now()) : 0;
  const failure =
    job.metadata.deletionTimestamp === undefined ? await manage(job, tally, { ...round, backoffMs }) : undefined;
  await writeCounts(job, context);
  if (failure) throw failure.error;
  const deadline = deadlineMs(job);
  const dueMs = Math.min(
    deadline === undefined ? Number.POSITIVE_INFINITY : deadline - clock.now(),
    backoffMs > 0 ? backoffMs : Number.POSITIVE_INFINITY,
  );
  return dueMs === Number.POSITIVE_INFINITY ? undefined : { requeueAfterMs: Math.max(0, dueMs) };
}

/** The start time, and the condition that says whether the Job is suspended. */
async function begin(job: JobObject, { client, clock, events }: ReconcileContext): Promise<JobObject> {
  const now = rfc3339(clock.now());
  const conditions = job.status?.conditions ?? [];
  const wasSuspended = holds(job, "Suspended");
  let status: JobStatus = job.status ?? {};
  let told: { readonly reason: string; readonly message: string } | undefined;
  if (job.spec.suspend && !wasSuspended) {
    told = { reason: "Suspended", message: "Job suspended" };
    const draft = { type: "Suspended", status: "True", reason: "JobSuspended", message: told.message };
    const { startTime: _gone, ...rest } = status;
    status = { ...rest, conditions: withJobCondition(conditions, draft, now) };
  } else if (!job.spec.suspend && wasSuspended) {
    told = { reason: "Resumed", message: "Job resumed" };
    const draft = { type: "Suspended", status: "False", reason: "JobResumed", message: told.message };
    status = { ...status, startTime: now, conditions: withJobCondition(conditions, draft, now) };
  } else if (!job.spec.suspend && status.startTime === undefined) {
    status = { ...status, startTime: now };
  }
  if (status === (job.status ?? status)) return job;
  const begun = await client.replaceStatus(Job, { ...job, status });
  if (told) await events.event(job, { type: "Normal", ...told });
  return begun;
}

/**
 * Counts pods that have ended: first their uids go into the status, then their finalizers, then the counts go up. Whatever
 * happens in between, each is counted once. k8s.io/kubernetes pkg/controller/job trackJobStatusAndRemoveFinalizers
 */
async function count(job: JobObject, pods: readonly PodObject[], context: ReconcileContext) {
  const { client, cache } = context;
  const tally = tallyOf(job, pods);
  const { newlySucceeded, newlyFailed, noted } = tally;
  const uids = (list: readonly PodObject[]) => list.map(({ metadata }) => metadata.uid!);
  const succeeded = [...noted.succeeded, ...uids(newlySucceeded)];
  const failed = [...noted.failed, ...uids(newlyFailed)];
  if (succeeded.length + failed.length === 0) return { job, tally };

  let counted = job;
  if (newlySucceeded.length + newlyFailed.length > 0) {
    const uncountedTerminatedPods = {
      ...(succeeded.length > 0 && { succeeded }),
      ...(failed.length > 0 && { failed }),
    };
    counted = await client.replaceStatus(Job, { ...job, status: { ...job.status, uncountedTerminatedPods } });
  }
  const done = new Set([...succeeded, ...failed]);
  const indexes = new Set(parseIndexes(job.status?.completedIndexes));
  let fresh = 0;
  for (const pod of pods) {
    if (!done.has(pod.metadata.uid!)) continue;
    const index = indexOf(pod);
    if (succeeded.includes(pod.metadata.uid!) && index !== undefined && !indexes.has(index)) {
      indexes.add(index);
      fresh += 1;
    }
    await letGo(pod, context);
  }
  const left = tallyOf(job, cache.ownedBy(Pod, job.metadata.uid!));
  const total = isIndexed(job) ? fresh : succeeded.length;
  const status: JobStatus = {
    ...counted.status,
    ...counts({
      succeeded: (job.status?.succeeded ?? 0) + total,
      failed: (job.status?.failed ?? 0) + failed.length,
    }),
    ...(isIndexed(job) && indexes.size > 0 && { completedIndexes: formatIndexes(indexes) }),
    uncountedTerminatedPods: {},
    ready: left.ready,
    terminating: left.terminating,
  };
  return { job: await client.replaceStatus(Job, { ...counted, status }), tally };
}

/** Removes the finalizer that holds a pod until it is counted. */
async function letGo({ metadata }: PodObject, { cache, client }: ReconcileContext): Promise<void> {
  const ref = { namespace: metadata.namespace!, name: metadata.name };
  const live = cache.get(Pod, ref);
  const finalizers = live?.metadata.finalizers ?? [];
  if (live?.metadata.uid !== metadata.uid || !finalizers.includes(TRACKING)) return;
  const rest = finalizers.filter((finalizer) => finalizer !== TRACKING);
  const body = { metadata: { finalizers: rest.length > 0 ? rest : null } };
  await unlessGone(client.patch(Pod, ref, { type: "merge", body }));
}

/** The Job is gone: nobody will count its pods any more. */
async function letGoOfOrphans({ namespace, name }: ObjectRef, context: ReconcileContext): Promise<undefined> {
  const pods = context.cache.list(Pod, { namespace: namespace!, labels: { [JOB_NAME_LABEL]: name } });
  for (const pod of pods) await letGo(pod, context);
  return undefined;
}

/** Starts or stops pods. A failure comes back as a value, so that the status is written first. */
async function manage(
  job: JobObject,
  tally: Tally,
  { context, expectations, backoffMs }: Round & { readonly backoffMs: number },
): Promise<{ readonly error: unknown } | undefined> {
  const plan = planJob(job, {
    succeeded: job.status?.succeeded ?? 0,
    active: tally.active,
    terminating: tally.terminating,
    completedIndexes: parseIndexes(job.status?.completedIndexes),
  });
  const control = { owner: job, context, expectations };
  try {
    for (const pod of plan.remove) await deletePod(control, pod);
    if (backoffMs > 0) return undefined;
    const waiting = [...plan.create];
    await slowStart(waiting.length, () => createPod(control, jobPod(job, waiting.shift())));
    return undefined;
  } catch (error) {
    return namespaceTerminating(error) ? undefined : { error };
  }
}

/** Stops what still runs; when nothing does any more, says how it ended. */
async function end(
  job: JobObject,
  outcome: Outcome,
  { context, expectations, tally }: Round & { readonly tally: Tally },
) {
  const { cache, client, clock, events } = context;
  const now = rfc3339(clock.now());
  for (const pod of tally.active) await deletePod({ owner: job, context, expectations }, pod);
  const left = tallyOf(job, cache.ownedBy(Pod, job.metadata.uid!));
  const running = left.active.length + left.terminating > 0 || left.newlyFailed.length + left.newlySucceeded.length > 0;
  const { type, reason, message } = outcome;
  let conditions = withJobCondition(
    job.status?.conditions ?? [],
    { type: interimOf(outcome), status: "True", reason, message },
    now,
  );
  if (!running) conditions = withJobCondition(conditions, { type, status: "True", reason, message }, now);
  const { active: _active, ...rest } = job.status ?? {};
  const status: JobStatus = {
    ...rest,
    ...counts({ active: left.active.length }),
    conditions,
    ready: left.ready,
    terminating: left.terminating,
    uncountedTerminatedPods: job.status?.uncountedTerminatedPods ?? {},
    ...(!running && type === "Complete" && { completionTime: now }),
  };
  if (!deepEqual(job.status, status)) await client.replaceStatus(Job, { ...job, status });
  if (running) return undefined;
  const told =
    type === "Complete"
      ? { type: "Normal", reason: "Completed", message: "Job completed" }
      : { type: "Warning", reason, message };
  await events.event(job, told as Parameters<typeof events.event>[1]);
  return undefined;
}

async function writeCounts(job: JobObject, { cache, client }: ReconcileContext): Promise<void> {
  const left = tallyOf(job, cache.ownedBy(Pod, job.metadata.uid!));
  const { active: _active, ...rest } = job.status ?? {};
  const status: JobStatus = {
    ...rest,
    ...counts({ active: left.active.length }),
    ready: left.ready,
    terminating: left.terminating,
    uncountedTerminatedPods: job.status?.uncountedTerminatedPods ?? {},
  };
  if (!deepEqual(job.status, status)) await client.replaceStatus(Job, { ...job, status });
}
