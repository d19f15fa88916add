/**
 * CronJobs start Jobs by the clock.
 *
 * In:   CronJobs and the Jobs that they own.
 * Out:  Jobs created when they are due and deleted when there are more finished ones than wanted; status; events.
 * Never: looks at pods; that is the Job's loop.
 *
 * @module
 */
import {
  type Controller,
  defineController,
  on,
  ownerKeys,
  type ReconcileContext,
} from "../../api/client/controller.ts";
import type { CronJobObject, CronJobStatus, JobObject, ObjectReference } from "../../api/generated/types.ts";
import { CronJob, Job } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { refOf } from "../../api/machinery/object.ts";
import { StatusError } from "../../api/machinery/status.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { CronError, timeZone } from "../../base/cron.ts";
import { MONTHS, rfc3339 } from "../../base/time.ts";
import { controllerReference } from "../workload/ownership.ts";
import { namespaceTerminating } from "../workload/pod-control.ts";
import { dueStart, scheduleOf, waitMs } from "./schedule.ts";

const SCHEDULED_ANNOTATION = "batch.kubernetes.io/cronjob-scheduled-timestamp";

export function cronJobController(): Controller<CronJobObject> {
  return defineController<CronJobObject>({
    name: "cronjob-controller",
    for: CronJob,
    watches: [on(Job, ownerKeys(CronJob as unknown as Kind))],
    async reconcile(_ref, cronJob, context) {
      return cronJob && sync(cronJob, context);
    },
  });
}

/** What is being worked on: the CronJob as it was read, and the status it is about to have. */
interface Round {
  readonly cronJob: CronJobObject;
  readonly context: ReconcileContext;
  status: CronJobStatus;
}

const tell = ({ cronJob, context }: Round, type: "Normal" | "Warning", reason: string, message: string) =>
  context.events.event(cronJob, { type, reason, message });

async function sync(cronJob: CronJobObject, context: ReconcileContext) {
  const { cache, client } = context;
  const jobs = cache.ownedBy(Job, cronJob.metadata.uid!);
  const round: Round = { cronJob, context, status: cronJob.status ?? {} };
  await cleanUp(round, jobs);
  const left = jobs.filter((job) => cache.get(Job, refOf(job))?.metadata.uid === job.metadata.uid);
  await lookAtJobs(round, left);
  let failure: { readonly error: unknown } | undefined;
  let again: number | undefined;
  try {
    again = await start(round);
  } catch (error) {
    failure = { error };
  }
  if (!deepEqual(cronJob.status ?? {}, round.status)) {
    await client.replaceStatus(CronJob, { ...cronJob, status: round.status });
  }
  if (failure) throw failure.error;
  return again === undefined ? undefined : { requeueAfterMs: again };
}

const finishedAs = ({ status }: JobObject) =>
  status?.conditions?.find(({ type, status: is }) => (type === "Complete" || type === "Failed") && is === "True")?.type;

/** Jobs that are over leave the list of the active; the last success is noted. */
async function lookAtJobs(round: Round, jobs: readonly JobObject[]): Promise<void> {
  const isActive = (uid: string | undefined) => (round.status.active ?? []).some((job) => job.uid === uid);
  for (const job of jobs) {
    const { uid, name } = job.metadata;
    const outcome = finishedAs(job);
    if (!outcome && !isActive(uid)) {
      await tell(round, "Warning", "UnexpectedJob", `Saw a job that the controller did not create or forgot: ${name}`);
    }
    if (outcome && isActive(uid)) {
      round.status = withoutActive(round.status, uid);
      await tell(round, "Normal", "SawCompletedJob", `Saw completed job: ${name}, condition: ${outcome}`);
    }
    const done = outcome === "Complete" ? job.status?.completionTime : undefined;
    const last = round.status.lastSuccessfulTime;
    if (done && (!last || Date.parse(done) > Date.parse(last))) {
      round.status = { ...round.status, lastSuccessfulTime: done };
    }
  }
  for (const { uid, name } of round.status.active ?? []) {
    if (jobs.some(({ metadata }) => metadata.uid === uid)) continue;
    round.status = withoutActive(round.status, uid);
    await tell(round, "Normal", "MissingJob", `Active job went missing: ${name}`);
  }
}

function withoutActive({ active, ...rest }: CronJobStatus, uid: string | undefined): CronJobStatus {
  const left = (active ?? []).filter((job) => job.uid !== uid);
  return left.length > 0 ? { ...rest, active: left } : rest;
}

/** Starts a job if one is due. Answers when to look again, milliseconds. */
async function start(round: Round): Promise<number | undefined> {
  const { cronJob, context } = round;
  const { metadata, spec } = cronJob;
  const nowMs = context.clock.now();
  if (metadata.deletionTimestamp !== undefined) return undefined;
  if (spec.timeZone !== undefined && !timeZone(spec.timeZone)) {
    const message = `invalid timeZone: ${JSON.stringify(spec.timeZone)}: unknown time zone ${spec.timeZone}`;
    await tell(round, "Warning", "UnknownTimeZone", message);
    return undefined;
  }
  if (spec.suspend) return undefined;
  let next: ReturnType<typeof scheduleOf>;
  try {
    next = scheduleOf(cronJob);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    const message = `unparseable schedule: ${JSON.stringify(spec.schedule)} : ${error.message}`;
    await tell(round, "Warning", "UnparseableSchedule", message);
    return undefined;
  }
  const { atMs, many } = dueStart(cronJob, next, nowMs);
  const again = (status = round.status) => waitMs({ ...cronJob, status }, next, nowMs);
  if (atMs === undefined) return again();
  if (many) {
    const message = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew";
    await tell(round, "Warning", "TooManyMissedTimes", message);
  }
  if (spec.startingDeadlineSeconds !== undefined && atMs + spec.startingDeadlineSeconds * 1000 < nowMs) {
    await tell(round, "Warning", "MissSchedule", `Missed scheduled time to start a job: ${rfc1123(atMs)}`);
    return again();
  }
  const name = `${metadata.name}-${Math.floor(atMs / 60_000)}`;
  const active = round.status.active ?? [];
  const last = round.status.lastScheduleTime;
  if (active.some((job) => job.name === name) || (last !== undefined && Date.parse(last) === atMs)) return again();
  if (spec.concurrencyPolicy === "Forbid" && active.length > 0) {
    const message = "Not starting job because prior execution is running and concurrency policy is Forbid";
    await tell(round, "Normal", "JobAlreadyActive", message);
    return again();
  }
  if (spec.concurrencyPolicy === "Replace") {
    for (const job of active) await remove(round, { namespace: job.namespace!, name: job.name!, uid: job.uid! });
  }
  await create(round, { name, atMs });
  return again();
}

async function create(round: Round, { name, atMs }: { readonly name: string; readonly atMs: number }): Promise<void> {
  const { cronJob, context } = round;
  const { spec, metadata } = cronJob;
  const { labels, annotations } = spec.jobTemplate.metadata ?? {};
  let job: JobObject;
  try {
    job = await context.client.create(Job, {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        name,
        namespace: metadata.namespace!,
        ...(labels && { labels }),
        annotations: { ...annotations, [SCHEDULED_ANNOTATION]: localTime(atMs, spec.timeZone) },
        ownerReferences: [controllerReference(CronJob as unknown as Kind, cronJob)],
      },
      spec: spec.jobTemplate.spec!,
    });
    await tell(round, "Normal", "SuccessfulCreate", `Created job ${name}`);
  } catch (error) {
    if (!(error instanceof StatusError) || namespaceTerminating(error)) throw error;
    if (!error.is("AlreadyExists")) {
      await tell(round, "Warning", "FailedCreate", `Error creating job: ${error.message}`);
      throw error;
    }
    job = await context.client.get(Job, { namespace: metadata.namespace!, name });
    if (!job.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === metadata.uid)) return;
  }
  const reference: ObjectReference = {
    kind: "Job",
    namespace: metadata.namespace!,
    name,
    uid: job.metadata.uid!,
    apiVersion: "batch/v1",
    resourceVersion: job.metadata.resourceVersion!,
  };
  round.status = {
    ...round.status,
    active: [...(round.status.active ?? []), reference],
    lastScheduleTime: rfc3339(atMs),
  };
}

/** As many finished jobs stay as are wanted, the youngest. */
async function cleanUp(round: Round, jobs: readonly JobObject[]): Promise<void> {
  const { failedJobsHistoryLimit, successfulJobsHistoryLimit } = round.cronJob.spec;
  for (const [outcome, limit] of [
    ["Complete", successfulJobsHistoryLimit],
    ["Failed", failedJobsHistoryLimit],
  ] as const) {
    if (limit === undefined) continue;
    const finished = jobs.filter((job) => finishedAs(job) === outcome).sort(byStart);
    for (const { metadata } of finished.slice(0, Math.max(0, finished.length - limit))) {
      await remove(round, { namespace: metadata.namespace!, name: metadata.name, uid: metadata.uid! });
    }
  }
}

const startOf = ({ status }: JobObject) =>
  status?.startTime === undefined ? Number.POSITIVE_INFINITY : Date.parse(status.startTime);
const byStart = (a: JobObject, b: JobObject) => startOf(a) - startOf(b) || (a.metadata.name < b.metadata.name ? -1 : 1);

async function remove(
  round: Round,
  { uid, ...ref }: { readonly namespace: string; readonly name: string; readonly uid: string },
): Promise<void> {
  try {
    await round.context.client.delete(Job, ref, { propagation: "Background", uid });
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    await tell(round, "Warning", "FailedDelete", `Deleted job: ${error.message}`);
    throw error;
  }
  round.status = withoutActive(round.status, uid);
  await tell(round, "Normal", "SuccessfulDelete", `Deleted job ${ref.name}`);
}

const two = (number: number) => String(number).padStart(2, "0");

/** RFC 3339 with the zone's own offset: "2026-07-01T09:00:00+02:00". */
function localTime(ms: number, name: string | undefined): string {
  const offset = (timeZone(name ?? "UTC") ?? (() => 0))(ms);
  if (offset === 0) return rfc3339(ms);
  const minutes = Math.abs(offset) / 60_000;
  const sign = offset < 0 ? "-" : "+";
  return `${rfc3339(ms + offset).replace("Z", "")}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** "Wed, 01 Jul 2026 09:00:00 +0000" */
function rfc1123(ms: number): string {
  const time = new Date(ms);
  const day = `${DAYS[time.getUTCDay()]}, ${two(time.getUTCDate())} ${MONTHS[time.getUTCMonth()]}`;
  return `${day} ${time.getUTCFullYear()} ${rfc3339(ms).slice(11, 19)} +0000`;
}
