import type { JsonObject } from "../../kubectl/json.ts";
import { followObject } from "../../kubectl/resource/follow.ts";
import { HelmError } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { kindOf, type Target } from "./objects.ts";
import { jobCompletion, podCompletion, type Readiness, readinessOf } from "./readiness.ts";

type Judge = (object: JsonObject) => Readiness;

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
  options: { readonly goal: Goal; readonly timeoutMs: number },
): Promise<void> {
  const deadline = helm.now + (options.timeoutMs || 30_000);
  const problems: string[] = [];
  let late = false;
  for (const target of targets) {
    const judge = judgeOf(target, options.goal);
    if (!judge) continue;
    const found = await follow(helm, target, judge, deadline);
    if (found.status === "Current") continue;
    late ||= found.status !== "Failed";
    const { namespace = "", name } = target.place;
    problems.push(
      `resource ${kindOf(target)}/${namespace}/${name} not ready. status: ${found.status}, message: ${found.message}`,
    );
  }
  if (problems.length > 0)
    throw new HelmError([...problems, ...(late ? ["context deadline exceeded"] : [])].join("\n"));
}

async function follow(helm: Helm, target: Target, judge: Judge, deadline: number): Promise<Readiness | Missing> {
  let last: Readiness | Missing = { status: "NotFound", message: "Resource not found" };
  for await (const event of followObject(helm.kube, target.place, deadline)) {
    last = event.type === "DELETED" ? { status: "NotFound", message: "Resource not found" } : judge(event.object);
    if (last.status === "Current" || last.status === "Failed") return last;
  }
  return last;
}

interface Missing {
  readonly status: "NotFound";
  readonly message: string;
}

/** Waits until objects are gone. @throws HelmError for those that are still there at the deadline */
export async function waitUntilDeleted(helm: Helm, targets: readonly Target[], timeoutMs: number): Promise<void> {
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
