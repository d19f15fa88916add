import type { JobCondition, JobObject, PodObject } from "../../api/generated/types.ts";

/** How a Job ends. */
export interface Outcome {
  readonly type: "Complete" | "Failed";
  readonly reason: string;
  readonly message: string;
}

const COMPLETED: Outcome = {
  type: "Complete",
  reason: "CompletionsReached",
  message: "Reached expected number of succeeded pods",
};
const TOO_MANY_FAILURES: Outcome = {
  type: "Failed",
  reason: "BackoffLimitExceeded",
  message: "Job has reached the specified backoff limit",
};
const TOO_LATE: Outcome = {
  type: "Failed",
  reason: "DeadlineExceeded",
  message: "Job was active longer than specified deadline",
};

export const holds = ({ status }: JobObject, type: string): boolean =>
  status?.conditions?.some((condition) => condition.type === type && condition.status === "True") === true;

export const isOver = (job: JobObject): boolean => holds(job, "Complete") || holds(job, "Failed");

/** The interim condition, which stands while pods are still stopping. */
export const interimOf = ({ type }: Outcome): string => (type === "Complete" ? "SuccessCriteriaMet" : "FailureTarget");

/** An end that was decided before and only waits for the last pods. */
export function decidedOutcome(job: JobObject): Outcome | undefined {
  for (const type of ["Complete", "Failed"] as const) {
    const decided = job.status?.conditions?.find(
      (condition) => condition.type === interimOf({ type, reason: "", message: "" }) && condition.status === "True",
    );
    if (decided) return { type, reason: decided.reason ?? "", message: decided.message ?? "" };
  }
  return undefined;
}

export interface Progress {
  readonly succeeded: number;
  readonly failed: number;
  readonly active: readonly PodObject[];
  readonly nowMs: number;
}

/**
 * Whether a Job is over: too many failures first, then too long, then enough successes. Without completions it is over
 * when one pod succeeded and all others have ended. https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
export function outcomeOf(job: JobObject, { succeeded, failed, active, nowMs }: Progress): Outcome | undefined {
  const { backoffLimit = 6, completions } = job.spec;
  if (failed > backoffLimit || restartsExceed(job, active, backoffLimit)) return TOO_MANY_FAILURES;
  const deadline = deadlineMs(job);
  if (deadline !== undefined && nowMs >= deadline) return TOO_LATE;
  const done = completions === undefined ? succeeded > 0 && active.length === 0 : succeeded >= completions;
  return done ? COMPLETED : undefined;
}

/** When activeDeadlineSeconds run out; undefined without a limit, and while the Job is suspended. */
export function deadlineMs({ spec, status }: JobObject): number | undefined {
  if (spec.activeDeadlineSeconds === undefined || spec.suspend || status?.startTime === undefined) return undefined;
  return Date.parse(status.startTime) + spec.activeDeadlineSeconds * 1000;
}

/** With restartPolicy OnFailure the containers' restarts are the failures. */
function restartsExceed({ spec }: JobObject, active: readonly PodObject[], limit: number): boolean {
  if (spec.template.spec?.restartPolicy !== "OnFailure") return false;
  let restarts = 0;
  for (const { status } of active) {
    for (const container of [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]) {
      restarts += container.restartCount;
    }
  }
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** Sets a condition of a Job: changed only when status or reason do. */
export function withJobCondition(
  conditions: readonly JobCondition[],
  draft: { readonly type: string; readonly status: string; readonly reason: string; readonly message: string },
  now: string,
): readonly JobCondition[] {
  const old = conditions.find(({ type }) => type === draft.type);
  if (old?.status === draft.status && old.reason === draft.reason) return conditions;
  const fresh: JobCondition = { ...draft, lastProbeTime: now, lastTransitionTime: now };
  return old ? conditions.map((one) => (one === old ? fresh : one)) : [...conditions, fresh];
}
