import type { ContainerStatus, PodObject } from "../../generated/types.ts";
import type { Column } from "../../machinery/kind.ts";
import { ageColumn, nameColumn, since } from "../columns.ts";
import { NODE_LOST_REASON } from "../wellknown.ts";

/** The row of a pod, but for its name and age. */
export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  /** "Running", "Init:0/1", "CrashLoopBackOff", "Terminating", ... */
  readonly status: string;
  readonly restarts: number;
  /** When a container that counts last ended before its restart. */
  readonly lastRestart?: string;
}

const isTrue = (pod: PodObject, condition: string) =>
  pod.status?.conditions?.find(({ type }) => type === condition)?.status === "True";

/** "Completed", "Signal:9", "ExitCode:3": why a container is not running any more. */
function endOf({ reason, signal, exitCode }: { reason?: string; signal?: number; exitCode: number }): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

/** Adds up the restarts of some containers. */
class Restarts {
  count = 0;
  last: string | undefined;
  add({ restartCount, lastState }: ContainerStatus): void {
    this.count += restartCount;
    const finished = lastState?.terminated?.finishedAt;
    if (finished && (!this.last || Date.parse(finished) > Date.parse(this.last))) this.last = finished;
  }
}

/**
 * What `kubectl get pods` says of a pod, in the printer's order of importance: deletion, init containers, containers,
 * the phase.
 *
 * @see k8s.io/kubernetes pkg/printers/internalversion/printers.go printPod
 */
export function podSummary(pod: PodObject): PodSummary {
  const { spec, status, metadata } = pod;
  const sidecars = new Set(
    (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always").map(({ name }) => name),
  );
  let word = status?.reason || status?.phase || "";
  if (status?.conditions?.some(({ type, reason }) => type === "PodScheduled" && reason === "SchedulingGated")) {
    word = "SchedulingGated";
  }
  let ready = 0;
  let restarts = new Restarts();
  const sidecarRestarts = new Restarts();
  let initializing = false;

  for (const [at, container] of (status?.initContainerStatuses ?? []).entries()) {
    const { state, started } = container;
    const sidecar = sidecars.has(container.name);
    restarts.add(container);
    if (sidecar) sidecarRestarts.add(container);
    if (state?.terminated?.exitCode === 0) continue;
    if (sidecar && started) {
      if (container.ready) ready++;
      continue;
    }
    initializing = true;
    if (state?.terminated) word = `Init:${endOf(state.terminated)}`;
    else if (state?.waiting?.reason && state.waiting.reason !== "PodInitializing")
      word = `Init:${state.waiting.reason}`;
    else word = `Init:${at}/${spec.initContainers?.length ?? 0}`;
    break;
  }

  if (!initializing || isTrue(pod, "Initialized")) {
    restarts = sidecarRestarts;
    let running = false;
    let failure = "";
    for (const container of [...(status?.containerStatuses ?? [])].reverse()) {
      const { state } = container;
      restarts.add(container);
      if (state?.waiting?.reason) word = state.waiting.reason;
      else if (state?.terminated) {
        word = endOf(state.terminated);
        if (state.terminated.exitCode !== 0) failure = word;
      } else if (container.ready && state?.running) {
        running = true;
        ready++;
      }
    }
    // A pod with one finished and one running container is running.
    if (word === "Completed") {
      if (running && status?.conditions?.some((one) => one.type === "Ready" && one.status === "True")) word = "Running";
      else if (failure) word = failure;
      else if (running) word = "NotReady";
    }
  }

  if (metadata.deletionTimestamp) {
    if (status?.reason === NODE_LOST_REASON) word = "Unknown";
    else if (status?.phase !== "Failed" && status?.phase !== "Succeeded") word = "Terminating";
  }
  const summary = { ready, total: spec.containers.length + sidecars.size, status: word, restarts: restarts.count };
  return restarts.last ? { ...summary, lastRestart: restarts.last } : summary;
}

function restartsCell(pod: PodObject, nowMs: number): string {
  const { restarts, lastRestart } = podSummary(pod);
  return restarts !== 0 && lastRestart ? `${restarts} (${since(lastRestart, nowMs)} ago)` : String(restarts);
}

function readinessGates(pod: PodObject): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return "<none>";
  return `${gates.filter(({ conditionType }) => isTrue(pod, conditionType)).length}/${gates.length}`;
}

export const podColumns: readonly Column<PodObject>[] = [
  nameColumn,
  {
    name: "Ready",
    cell: (pod) => {
      const { ready, total } = podSummary(pod);
      return `${ready}/${total}`;
    },
  },
  { name: "Status", cell: (pod) => podSummary(pod).status },
  { name: "Restarts", cell: restartsCell },
  ageColumn,
  { name: "IP", wide: true, cell: ({ status }) => status?.podIPs?.[0]?.ip || status?.podIP || "<none>" },
  { name: "Node", wide: true, cell: ({ spec }) => spec.nodeName || "<none>" },
  { name: "Nominated Node", wide: true, cell: ({ status }) => status?.nominatedNodeName || "<none>" },
  { name: "Readiness Gates", wide: true, cell: readinessGates },
];
