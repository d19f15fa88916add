import type { CronJobObject } from "../../api/generated/types.ts";
import { type CronSchedule, parseCron, type TimeZone, timeZone } from "../../base/cron.ts";

/** When the jobs of a CronJob are due. k8s.io/kubernetes pkg/controller/cronjob utils.go */

/** Added to every wait, for clocks that differ. */
const SKEW_MS = 100;
const MANY = 100;

export interface Due {
  /** The start that should have happened last and has not; undefined when there is none. */
  readonly atMs: number | undefined;
  /** More than a hundred were missed. */
  readonly many: boolean;
}

/** A CronJob's schedule in its time zone. @throws CronError when it cannot be read */
export function scheduleOf({ spec }: CronJobObject): (afterMs: number) => number | undefined {
  const schedule: CronSchedule = parseCron(spec.schedule);
  const zone = zoneOf(spec.timeZone, spec.schedule);
  return (afterMs) => schedule.next(afterMs, zone);
}

/** The time zone of the field, or of schedules from before there was one. */
function zoneOf(name: string | undefined, schedule: string): TimeZone | undefined {
  const inSchedule = /^(?:CRON_)?TZ=(\S*) /.exec(schedule)?.[1];
  return timeZone(name ?? inSchedule ?? "UTC");
}

interface Recent {
  readonly earliestMs: number;
  readonly recentMs: number | undefined;
  readonly missed: number;
}

function mostRecent(
  { metadata, spec, status }: CronJobObject,
  next: (afterMs: number) => number | undefined,
  nowMs: number,
  withDeadline: boolean,
): Recent {
  let earliestMs = Date.parse(status?.lastScheduleTime ?? metadata.creationTimestamp!);
  if (withDeadline && spec.startingDeadlineSeconds !== undefined) {
    earliestMs = Math.max(earliestMs, nowMs - spec.startingDeadlineSeconds * 1000);
  }
  const first = next(earliestMs);
  if (first === undefined || nowMs < first) return { earliestMs, recentMs: undefined, missed: 0 };
  const second = next(first);
  if (second === undefined || nowMs < second) return { earliestMs, recentMs: first, missed: 0 };
  const betweenMs = second - first;
  const missed = Math.floor((nowMs - first) / betweenMs) + 1;
  let recentMs: number | undefined;
  // One step back from the estimate, because the steps of a schedule need not be equal.
  let time = next(first + (missed - 2) * betweenMs);
  while (time !== undefined && time <= nowMs) {
    recentMs = time;
    time = next(time);
  }
  return { earliestMs, recentMs, missed };
}

export function dueStart(cronJob: CronJobObject, next: (afterMs: number) => number | undefined, nowMs: number): Due {
  const { recentMs, missed } = mostRecent(cronJob, next, nowMs, true);
  return { atMs: recentMs, many: recentMs !== undefined && missed > MANY };
}

/** How long until it is time to look again; undefined when the schedule is never due. */
export function waitMs(
  cronJob: CronJobObject,
  next: (afterMs: number) => number | undefined,
  nowMs: number,
): number | undefined {
  const { earliestMs, recentMs, missed } = mostRecent(cronJob, next, nowMs, false);
  const after = recentMs ?? (missed === 0 ? earliestMs : nowMs);
  const at = next(after);
  return at === undefined ? undefined : Math.max(0, at + SKEW_MS - nowMs);
}
