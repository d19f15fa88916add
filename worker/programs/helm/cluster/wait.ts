import { type JsonObject, textAt } from "../../kubectl/json.ts";
import { followObject } from "../../kubectl/resource/follow.ts";
import { HelmError } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { waitLegacy, waitUntilDeletedLegacy } from "./legacyWait.ts";
import { kindOf, type Target } from "./objects.ts";
import {
  isUnschedulable,
  jobCompletion,
  podCompletion,
  type Readiness,
  readinessOf,
  SCHEDULE_WINDOW_MS,
} from "./readiness.ts";

type Judge = (object: JsonObject, nowMs: number) => Readiness;

/** What is waited for: everything ready, or hooks run to their end. */
export type Goal = "ready" | "readyWithJobs" | "hooks";

function judgeOf(target: Target, goal: Goal): Judge | undefined {
  const kind = kindOf(target);
  if (kind === "Job" && goal !== "ready") return jobCompletion;
  if (goal !== "hooks") return readinessOf;
  return kind === "Pod" ? podCompletion : undefined;
}

/**
 * Waits until objects have become what they should be.
 *
 * @throws HelmError with a line for each that has not, and "context deadline exceeded" at the deadline
 */
export async function waitForObjects(
  helm: Helm,
  targets: readonly Target[],
  options: { readonly goal: Goal; readonly timeoutMs: number; readonly legacy?: boolean },
): Promise<void> {
  if (options.legacy && options.goal !== "hooks") {
    return waitLegacy(helm, targets, { jobs: options.goal === "readyWithJobs", timeoutMs: options.timeoutMs });
  }
  const deadline = helm.now + (options.timeoutMs || 30_000);
  const problems: string[] = [];
  let late = false;
  for (const target of targets) {
    const judge = judgeOf(target, options.goal);
    if (!judge) continue;
    const found = await follow(helm, target, judge, deadline);
    if (found.status === "Current") continue;
    if (options.legacy) throw new HelmError(await legacyWords(helm, target, found));
    late ||= found.status !== "Failed";
    const { namespace = "", name } = target.place;
    problems.push(
      `resource ${kindOf(target)}/${namespace}/${name} not ready. status: ${found.status}, message: ${found.message}`,
    );
  }
  if (problems.length > 0)
    throw new HelmError([...problems, ...(late ? ["context deadline exceeded"] : [])].join("\n"));
}

/** How the old way of waiting tells of a hook that does not come to a good end. */
async function legacyWords(helm: Helm, target: Target, found: Readiness | Missing): Promise<string> {
  if (found.status !== "Failed") return "context deadline exceeded";
  const { name } = target.place;
  if (kindOf(target) === "Pod") {
    await helm.log("ERROR", "pod failed", { pod: name });
    return `pod ${name} failed`;
  }
  const reason = found.reason ?? "";
  await helm.log("ERROR", "job failed", { job: name, reason });
  return `job ${name} failed: ${reason}`;
}

async function follow(helm: Helm, target: Target, judge: Judge, deadline: number): Promise<Readiness | Missing> {
  const missing: Missing = { status: "NotFound", message: "Resource not found" };
  let seen: JsonObject | undefined;
  for (let until = deadline; ; until = deadline) {
    // A pod without a node is looked at again when its time is over.
    if (seen && kindOf(target) === "Pod" && isUnschedulable(seen)) {
      until = Math.min(deadline, Date.parse(textAt(seen, "metadata", "creationTimestamp")) + SCHEDULE_WINDOW_MS);
    }
    for await (const event of followObject(helm.kube, target.place, until)) {
      const before = seen;
      seen = event.type === "DELETED" ? undefined : event.object;
      const found = seen ? judge(seen, helm.now) : missing;
      if (found.status === "Current" || found.status === "Failed") return found;
      if (seen && !(before && isUnschedulable(before)) && isUnschedulable(seen)) break;
    }
    if (helm.now >= deadline) return seen ? judge(seen, helm.now) : missing;
  }
}

interface Missing {
  readonly status: "NotFound";
  readonly message: string;
}

/** Waits until objects are gone. @throws HelmError for those that are still there at the deadline */
export async function waitUntilDeleted(
  helm: Helm,
  targets: readonly Target[],
  { timeoutMs, legacy }: { readonly timeoutMs: number; readonly legacy?: boolean },
): Promise<void> {
  if (legacy) return waitUntilDeletedLegacy(helm, targets, timeoutMs);
  const deadline = helm.now + (timeoutMs || 30_000);
  const problems: string[] = [];
  for (const target of targets) {
    let gone = false;
    for await (const event of followObject(helm.kube, target.place, deadline)) {
      gone = event.type === "DELETED";
      if (gone) break;
    }
    const { namespace = "", name } = target.place;
    if (!gone) {
      problems.push(
        `resource ${kindOf(target)}/${namespace}/${name} still exists. status: Terminating, message: Resource scheduled for deletion`,
      );
    }
  }
  if (problems.length > 0) throw new HelmError([...problems, "context deadline exceeded"].join("\n"));
}
