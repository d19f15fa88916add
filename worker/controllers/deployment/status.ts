import type {
  DeploymentCondition,
  DeploymentObject,
  DeploymentStatus,
  ReplicaSetObject,
} from "../../api/generated/types.ts";
import { rfc3339 } from "../../base/time.ts";
import { conditionOf, withCondition, withoutCondition } from "../workload/conditions.ts";
import { counts } from "../workload/counts.ts";
import { maxUnavailableOf } from "./limits.ts";
import { allOf, type Revisions, totalAvailable, totalSize } from "./sets.ts";

type Conditions = readonly DeploymentCondition[];

/** The largest int32: a deadline that never comes. */
const NEVER = 2_147_483_647;

export function hasDeadline({ spec }: DeploymentObject): boolean {
  return spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== NEVER;
}

const condition = (type: string, status: string, reason: string, message: string, nowMs: number) => ({
  type,
  status,
  reason,
  message,
  lastUpdateTime: rfc3339(nowMs),
  lastTransitionTime: rfc3339(nowMs),
});

/** Progressing, with the reasons of https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status */
const progressing = {
  created: (set: string, nowMs: number) =>
    condition("Progressing", "True", "NewReplicaSetCreated", `Created new replica set "${set}"`, nowMs),
  found: (set: string, nowMs: number) =>
    condition("Progressing", "True", "FoundNewReplicaSet", `Found new replica set "${set}"`, nowMs),
  refused: (message: string, nowMs: number) =>
    condition("Progressing", "False", "ReplicaSetCreateError", message, nowMs),
  moving: (subject: string, nowMs: number) =>
    condition("Progressing", "True", "ReplicaSetUpdated", `${subject} is progressing.`, nowMs),
  complete: (subject: string, nowMs: number) =>
    condition("Progressing", "True", "NewReplicaSetAvailable", `${subject} has successfully progressed.`, nowMs),
  late: (subject: string, nowMs: number) =>
    condition("Progressing", "False", "ProgressDeadlineExceeded", `${subject} has timed out progressing.`, nowMs),
  paused: (nowMs: number) => condition("Progressing", "Unknown", "DeploymentPaused", "Deployment is paused", nowMs),
  resumed: (nowMs: number) => condition("Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed", nowMs),
};

/** The Progressing condition after the current set was made, taken up or refused; only with a deadline to watch. */
export function afterCreation(
  deployment: DeploymentObject,
  outcome: { readonly created: string } | { readonly found: string } | { readonly refused: string },
  nowMs: number,
): Conditions {
  const conditions = deployment.status?.conditions ?? [];
  if (!hasDeadline(deployment)) return conditions;
  if ("created" in outcome) return withCondition(conditions, progressing.created(outcome.created, nowMs));
  if ("refused" in outcome) return withCondition(conditions, progressing.refused(outcome.refused, nowMs));
  return conditionOf(conditions, "Progressing")
    ? conditions
    : withCondition(conditions, progressing.found(outcome.found, nowMs));
}

/** Says that the Deployment was paused or resumed; paused time does not count towards the deadline. */
export function afterPause(deployment: DeploymentObject, nowMs: number): Conditions {
  const conditions = deployment.status?.conditions ?? [];
  if (!hasDeadline(deployment)) return conditions;
  const current = conditionOf(conditions, "Progressing");
  if (current?.reason === "ProgressDeadlineExceeded") return conditions;
  const saysPaused = current?.reason === "DeploymentPaused";
  if (deployment.spec.paused && !saysPaused) return withCondition(conditions, progressing.paused(nowMs));
  if (!deployment.spec.paused && saysPaused) return withCondition(conditions, progressing.resumed(nowMs));
  return conditions;
}

/** Counts and Available, from what the ReplicaSets report. k8s.io/kubernetes pkg/controller/deployment calculateStatus */
export function deploymentStatus(deployment: DeploymentObject, revisions: Revisions, nowMs: number): DeploymentStatus {
  const sets = allOf(revisions);
  const wanted = deployment.spec.replicas ?? 1;
  const available = totalAvailable(sets);
  const enough = available >= wanted - maxUnavailableOf(deployment);
  const conditions = withCondition(
    deployment.status?.conditions ?? [],
    enough
      ? condition("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", nowMs)
      : condition(
          "Available",
          "False",
          "MinimumReplicasUnavailable",
          "Deployment does not have minimum availability.",
          nowMs,
        ),
  );
  return {
    ...counts({
      availableReplicas: available,
      collisionCount: deployment.status?.collisionCount,
      observedGeneration: deployment.metadata.generation,
      readyReplicas: sum(sets, (set) => set.status?.readyReplicas),
      replicas: sum(sets, (set) => set.status?.replicas),
      unavailableReplicas: Math.max(0, totalSize(sets) - available),
      updatedReplicas: revisions.current?.status?.replicas ?? 0,
    }),
    conditions,
    ...(sets.every((set) => set.status?.terminatingReplicas !== undefined) && {
      terminatingReplicas: sum(sets, (set) => set.status?.terminatingReplicas),
    }),
  };
}

/**
 * The status of a Deployment that rolls out: counts, and Progressing as far as the rollout has come.
 * k8s.io/kubernetes pkg/controller/deployment syncRolloutStatus
 */
export function rolloutStatus(deployment: DeploymentObject, revisions: Revisions, nowMs: number): DeploymentStatus {
  const status = deploymentStatus(deployment, revisions, nowMs);
  let conditions = status.conditions ?? [];
  const before = conditionOf(deployment.status?.conditions, "Progressing");
  if (!hasDeadline(deployment)) {
    conditions = withoutCondition(conditions, "Progressing");
  } else if (!(status.replicas === status.updatedReplicas && before?.reason === "NewReplicaSetAvailable")) {
    const { current } = revisions;
    const subject = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
    if (isComplete(deployment, status)) {
      conditions = withCondition(conditions, progressing.complete(subject, nowMs));
    } else if (hasProgressed(deployment.status, status)) {
      const moved = progressing.moving(subject, nowMs);
      const since = before?.status === "True" ? before.lastTransitionTime : undefined;
      // Replaced even when nothing but the update time differs: the deadline counts from the last progress.
      conditions = [
        ...withoutCondition(conditions, "Progressing"),
        since === undefined ? moved : { ...moved, lastTransitionTime: since },
      ];
    } else if (deadlineMs(deployment, conditions) < nowMs) {
      conditions = withCondition(conditions, progressing.late(subject, nowMs));
    }
  }
  return { ...status, conditions: withReplicaFailure(conditions, revisions) };
}

/** All wanted pods are of the current template and available, and no other pods are left. */
export function isComplete({ spec, metadata }: DeploymentObject, status: DeploymentStatus | undefined): boolean {
  const wanted = spec.replicas ?? 1;
  return (
    (status?.updatedReplicas ?? 0) === wanted &&
    (status?.replicas ?? 0) === wanted &&
    (status?.availableReplicas ?? 0) === wanted &&
    (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  );
}

/** Milliseconds until the deadline should be looked at again; undefined when there is nothing to wait for. */
export function deadlineCheckMs(
  deployment: DeploymentObject,
  status: DeploymentStatus,
  nowMs: number,
): number | undefined {
  if (!hasDeadline(deployment) || isComplete(deployment, status)) return undefined;
  const at = deadlineMs(deployment, status.conditions ?? []);
  if (at === Number.POSITIVE_INFINITY || at < nowMs) return undefined;
  return at - nowMs + 1000;
}

/** When a rollout without progress counts as failed. Paused and finished ones never do. */
function deadlineMs({ spec }: DeploymentObject, conditions: Conditions): number {
  const current = conditionOf(conditions, "Progressing");
  if (!current || current.reason === "NewReplicaSetAvailable" || current.reason === "ProgressDeadlineExceeded") {
    return Number.POSITIVE_INFINITY;
  }
  return Date.parse(current.lastUpdateTime ?? "") + spec.progressDeadlineSeconds! * 1000;
}

function hasProgressed(old: DeploymentStatus | undefined, status: DeploymentStatus): boolean {
  const outdated = (of: DeploymentStatus | undefined) => (of?.replicas ?? 0) - (of?.updatedReplicas ?? 0);
  const grew = (field: "updatedReplicas" | "readyReplicas" | "availableReplicas") =>
    (status[field] ?? 0) > (old?.[field] ?? 0);
  return (
    grew("updatedReplicas") || outdated(status) < outdated(old) || grew("readyReplicas") || grew("availableReplicas")
  );
}

/** A ReplicaSet that cannot make its pods is the Deployment's trouble too; the current set's first. */
function withReplicaFailure(conditions: Conditions, { current, old }: Revisions): Conditions {
  const failed = [current, ...old]
    .map((set) => conditionOf(set?.status?.conditions, "ReplicaFailure"))
    .find((found) => found?.status === "True");
  if (!failed) return withoutCondition(conditions, "ReplicaFailure");
  const { type, status, reason, message, lastTransitionTime } = failed;
  return withCondition(conditions, {
    type,
    status,
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
    ...(lastTransitionTime !== undefined && { lastTransitionTime, lastUpdateTime: lastTransitionTime }),
  });
}

const sum = (sets: readonly ReplicaSetObject[], count: (set: ReplicaSetObject) => number | undefined): number =>
  sets.reduce((total, set) => total + (count(set) ?? 0), 0);
