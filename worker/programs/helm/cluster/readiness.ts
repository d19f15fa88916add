import { type JsonObject, listAt, numberAt, textAt } from "../../kubectl/json.ts";

/** What kstatus says of an object. https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus */
export interface Readiness {
  readonly status: "Current" | "InProgress" | "Failed" | "Terminating";
  readonly message: string;
  /** Of a failed Job: its condition's. */
  readonly reason?: string;
}

const current = (message: string): Readiness => ({ status: "Current", message });
const inProgress = (message: string): Readiness => ({ status: "InProgress", message });
const failed = (message: string): Readiness => ({ status: "Failed", message });

const condition = (object: JsonObject, type: string): JsonObject | undefined =>
  listAt(object, "status", "conditions").find((one) => textAt(one, "type") === type) as JsonObject | undefined;
const isTrue = (object: JsonObject, type: string): boolean => textAt(condition(object, type), "status") === "True";

/** How long a pod may be without a node before that is a failure. */
export const SCHEDULE_WINDOW_MS = 15_000;

/** Whether an object has become what it says it wants to be, at a time in milliseconds since the epoch. */
export function readinessOf(object: JsonObject, nowMs: number): Readiness {
  if (textAt(object, "metadata", "deletionTimestamp")) {
    return { status: "Terminating", message: "Resource scheduled for deletion" };
  }
  const observed = numberAt(object, "status", "observedGeneration");
  const generation = numberAt(object, "metadata", "generation");
  if (observed !== undefined && generation !== undefined && observed !== generation) {
    return inProgress(
      `${textAt(object, "kind")} generation is ${generation}, but latest observed generation is ${observed}`,
    );
  }
  const judge = JUDGES[textAt(object, "kind")];
  return judge ? judge(object, nowMs) : byConditions(object);
}

/** Kinds without a rule of their own are ready unless they say otherwise. */
function byConditions(object: JsonObject): Readiness {
  const reconciling = condition(object, "Reconciling");
  if (reconciling && textAt(reconciling, "status") === "True") return inProgress(textAt(reconciling, "message"));
  const stalled = condition(object, "Stalled");
  if (stalled && textAt(stalled, "status") === "True") return failed(textAt(stalled, "message"));
  const ready = condition(object, "Ready");
  if (ready && textAt(ready, "status") === "False") return inProgress(textAt(ready, "message"));
  return current("Resource is current");
}

const JUDGES: Readonly<Record<string, (object: JsonObject, nowMs: number) => Readiness>> = {
  Deployment(object) {
    const count = (...path: string[]): number => numberAt(object, ...path) ?? 0;
    const wanted = numberAt(object, "spec", "replicas") ?? 1;
    const progressing = condition(object, "Progressing");
    if (progressing && textAt(progressing, "reason") === "ProgressDeadlineExceeded")
      return failed("Progress deadline exceeded");
    if (count("status", "replicas") < wanted) return inProgress(`Replicas: ${count("status", "replicas")}/${wanted}`);
    if (count("status", "updatedReplicas") < wanted)
      return inProgress(`Updated: ${count("status", "updatedReplicas")}/${wanted}`);
    const extra = count("status", "replicas") - wanted;
    if (extra > 0) return inProgress(`Pending termination: ${extra}`);
    if (count("status", "availableReplicas") < wanted) {
      return inProgress(`Available: ${count("status", "availableReplicas")}/${wanted}`);
    }
    if (count("status", "readyReplicas") < wanted)
      return inProgress(`Ready: ${count("status", "readyReplicas")}/${wanted}`);
    if (!isTrue(object, "Available")) return inProgress("Deployment not Available");
    return current(`Deployment is available. Replicas: ${wanted}`);
  },
  ReplicaSet(object) {
    const wanted = numberAt(object, "spec", "replicas") ?? 1;
    const ready = numberAt(object, "status", "readyReplicas") ?? 0;
    return ready < wanted
      ? inProgress(`Ready: ${ready}/${wanted}`)
      : current(`ReplicaSet is available. Replicas: ${wanted}`);
  },
  StatefulSet(object) {
    const wanted = numberAt(object, "spec", "replicas") ?? 1;
    const ready = numberAt(object, "status", "readyReplicas") ?? 0;
    return ready < wanted
      ? inProgress(`Ready: ${ready}/${wanted}`)
      : current(`All replicas scheduled as expected. Replicas: ${wanted}`);
  },
  DaemonSet(object) {
    const wanted = numberAt(object, "status", "desiredNumberScheduled");
    if (wanted === undefined) return inProgress("Missing .status.desiredNumberScheduled");
    const updated = numberAt(object, "status", "updatedNumberScheduled") ?? 0;
    const available = numberAt(object, "status", "numberAvailable") ?? 0;
    if (updated < wanted) return inProgress(`Updated: ${updated}/${wanted}`);
    if (available < wanted) return inProgress(`Available: ${available}/${wanted}`);
    return current(`All replicas scheduled as expected. Replicas: ${wanted}`);
  },
  Pod(object, nowMs) {
    const phase = textAt(object, "status", "phase");
    if (phase === "Succeeded") return current("Pod has completed successfully");
    if (phase === "Failed") return failed("Pod has completed, but not successfully");
    if (phase === "Running") {
      if (isTrue(object, "Ready")) return current("Pod is Ready");
      const crashing = listAt(object, "status", "containerStatuses")
        .filter((one) => textAt(one, "state", "waiting", "reason") === "CrashLoopBackOff")
        .map((one) => textAt(one, "name"));
      return crashing.length > 0
        ? failed(`Containers in CrashLoop state: ${crashing.join(",")}`)
        : inProgress("Pod is running but is not Ready");
    }
    if (phase !== "Pending") return inProgress("Pod phase not available");
    if (!isUnschedulable(object)) return inProgress("Pod is in the Pending phase");
    return nowMs - SCHEDULE_WINDOW_MS < Date.parse(textAt(object, "metadata", "creationTimestamp"))
      ? inProgress("Pod has not been scheduled")
      : failed("Pod could not be scheduled");
  },
  Service(object) {
    if (textAt(object, "spec", "type") === "LoadBalancer" && !textAt(object, "spec", "clusterIP")) {
      return inProgress("ClusterIP not set. Service type: LoadBalancer");
    }
    if (
      textAt(object, "spec", "type") === "LoadBalancer" &&
      listAt(object, "status", "loadBalancer", "ingress").length === 0
    ) {
      return inProgress("");
    }
    return current("Service is ready");
  },
  Job: (object) => (isTrue(object, "Failed") ? failed(jobFailure(object)) : current("Job in progress")),
  PersistentVolumeClaim(object) {
    const phase = textAt(object, "status", "phase");
    return phase === "Bound" ? current("PVC is Bound") : inProgress(`PVC is not Bound. phase: ${phase || "unknown"}`);
  },
  CustomResourceDefinition(object) {
    const names = condition(object, "NamesAccepted");
    if (names && textAt(names, "status") === "False") return failed(textAt(names, "message"));
    return isTrue(object, "Established") ? current("CRD is established") : inProgress("Install in progress");
  },
};

/** Whether the scheduler has found no node for a pod. */
export function isUnschedulable(object: JsonObject): boolean {
  const scheduled = condition(object, "PodScheduled");
  return textAt(scheduled, "status") === "False" && textAt(scheduled, "reason") === "Unschedulable";
}

const jobFailure = (object: JsonObject): string => {
  const wanted = numberAt(object, "spec", "completions") ?? numberAt(object, "spec", "parallelism") ?? 1;
  return `Job Failed. failed: ${numberAt(object, "status", "failed") ?? 0}/${wanted}`;
};

/** A Job that must come to its end, as hooks and --wait-for-jobs want it. */
export function jobCompletion(object: JsonObject): Readiness {
  if (isTrue(object, "Complete")) return current("Job Completed");
  if (isTrue(object, "Failed")) {
    return { ...failed(jobFailure(object)), reason: textAt(condition(object, "Failed"), "reason") };
  }
  return inProgress("Job in progress");
}

/** A Pod that must come to its end, as hooks want it. */
export function podCompletion(object: JsonObject): Readiness {
  const phase = textAt(object, "status", "phase");
  if (phase === "Succeeded") return current("Pod Succeeded");
  if (phase === "Failed") return failed(`Pod ${textAt(object, "metadata", "name")} failed`);
  return inProgress("Pod is not completed");
}
