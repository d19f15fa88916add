import type {
  ContainerState,
  ContainerStateTerminated,
  ContainerStatus,
  PodCondition,
  PodObject,
  PodStatus,
} from "../api/generated/types.ts";
import { rfc3339 } from "../base/time.ts";
import { containersOf, hasStartedMain, type PlacedContainer, restartsAfter } from "./containers.ts";
import type { ContainerRecord, ExitRecord, PodRecord } from "./records.ts";

/** What a pod's status needs to know of its node. */
export interface NodeAddresses {
  readonly ip: string;
}

/**
 * The status that the kubelet reports: a pure function of the pod as the API has it and of what its containers do.
 * @see k8s.io/kubernetes pkg/kubelet kubelet_pods.go generateAPIPodStatus, status/generate.go
 */
export function podStatus(
  pod: PodObject,
  record: PodRecord,
  { node, nowMs }: { node: NodeAddresses; nowMs: number },
): PodStatus {
  const all = containersOf(pod);
  const hasInit = (pod.spec.initContainers ?? []).length > 0;
  const statusOf = (one: PlacedContainer) => containerStatus(one, record.containers[one.spec.name], hasInit);
  const inits = all.filter(({ role }) => role === "init" || role === "sidecar").map(statusOf);
  const mains = all.filter(({ role }) => role === "main").map(statusOf);
  const ephemeral = all.filter(({ role }) => role === "ephemeral").map(statusOf);
  mains.sort((a, b) => (a.name < b.name ? -1 : 1));

  const old = pod.status;
  const phase = record.verdict || old?.phase === "Failed" ? "Failed" : phaseOf(pod, record, old?.phase);
  const ip = pod.spec.hostNetwork ? node.ip : (record.sandbox?.ip ?? "");
  const reason = record.verdict?.reason ?? (phase === old?.phase ? old?.reason : undefined);
  const message = record.verdict?.message ?? (phase === old?.phase ? old?.message : undefined);
  const status: { -readonly [Key in keyof PodStatus]: PodStatus[Key] } = {};
  if (pod.metadata.generation !== undefined) status.observedGeneration = pod.metadata.generation;
  status.phase = phase;
  status.conditions = conditionsOf(pod, record, { phase, statuses: [...inits, ...mains], nowMs });
  if (message) status.message = message;
  if (reason) status.reason = reason;
  status.hostIP = node.ip;
  status.hostIPs = [{ ip: node.ip }];
  if (ip) {
    status.podIP = ip;
    status.podIPs = [{ ip }];
  }
  status.startTime = old?.startTime ?? rfc3339(record.seenMs);
  if (inits.length > 0) status.initContainerStatuses = inits;
  status.containerStatuses = mains;
  if (old?.qosClass) status.qosClass = old.qosClass;
  if (ephemeral.length > 0) status.ephemeralContainerStatuses = ephemeral;
  return status;
}

function terminatedState(exit: ExitRecord): ContainerStateTerminated {
  return {
    containerID: `containerd://${exit.id}`,
    exitCode: exit.code,
    finishedAt: rfc3339(exit.finishedMs),
    ...(exit.message && { message: exit.message }),
    reason: exit.reason,
    ...(exit.signal !== undefined && { signal: exit.signal }),
    startedAt: rfc3339(exit.startedMs),
  };
}

function stateOf(own: ContainerRecord | undefined, hasInit: boolean, role: PlacedContainer["role"]): ContainerState {
  if (own?.stage === "running") return { running: { startedAt: rfc3339(own.startedMs ?? 0) } };
  if (own?.stage === "exited" && own.exit) return { terminated: terminatedState(own.exit) };
  if (own?.waiting) return { waiting: own.waiting };
  const reason = hasInit && role === "main" ? "PodInitializing" : hasInit ? "PodInitializing" : "ContainerCreating";
  return { waiting: { reason } };
}

function containerStatus(
  { spec, role }: PlacedContainer,
  own: ContainerRecord | undefined,
  hasInit: boolean,
): ContainerStatus {
  const state = stateOf(own, hasInit, role);
  const last = own?.stage === "exited" ? own.lastExit : (own?.exit ?? own?.lastExit);
  const running = own?.stage === "running";
  const ready = role === "init" ? own?.stage === "exited" && own.exit?.code === 0 : running && own.ready;
  const created = own?.id !== undefined;
  const requests = spec.resources?.requests;
  return {
    ...(created && requests && { allocatedResources: requests }),
    ...(created && { containerID: `containerd://${own.id}` }),
    image: own?.image ?? spec.image ?? "",
    imageID: own?.imageId ?? "",
    lastState: last ? { terminated: terminatedState(last) } : {},
    name: spec.name,
    ready: role === "ephemeral" ? false : ready === true,
    ...(created && { resources: spec.resources ?? {} }),
    restartCount: own?.restarts ?? 0,
    ...(role !== "ephemeral" && { started: running && own.started }),
    state,
    ...(created && running && own.user && { user: userOf(own.user) }),
    ...(spec.volumeMounts &&
      spec.volumeMounts.length > 0 && {
        volumeMounts: spec.volumeMounts.map((mount) => ({
          mountPath: mount.mountPath,
          name: mount.name,
          ...(mount.readOnly && { readOnly: true, recursiveReadOnly: "Disabled" }),
        })),
      }),
  };
}

const userOf = ({ gid, groups, uid }: NonNullable<ContainerRecord["user"]>) => ({
  linux: { gid, supplementalGroups: groups as number[], uid },
});

/** @see k8s.io/kubernetes pkg/kubelet kubelet_pods.go getPhase */
export function phaseOf(pod: PodObject, record: PodRecord, before: string | undefined): string {
  if (before === "Succeeded" || before === "Failed") return before;
  const counts = { pendingInit: 0, running: 0, waiting: 0, stopped: 0, stoppedForGood: 0, succeeded: 0 };
  let initFailed = false;
  for (const one of containersOf(pod)) {
    const own = record.containers[one.spec.name];
    const ended = own?.stage === "running" ? undefined : own?.exit;
    if (one.role === "init") {
      if (!ended) counts.pendingInit += 1;
      else if (ended.code !== 0 && !restartsAfter(pod, one, ended.code)) initFailed = true;
      else if (ended.code !== 0) counts.pendingInit += 1;
    } else if (one.role === "sidecar") {
      if (own?.stage === "running") {
        counts.running += 1;
        if (!own.started && !hasStartedMain(pod, record)) counts.pendingInit += 1;
      } else if (!ended) {
        counts.waiting += 1;
      }
    } else if (one.role === "main") {
      if (own?.stage === "running") counts.running += 1;
      else if (!ended) counts.waiting += 1;
      else {
        counts.stopped += 1;
        if (!restartsAfter(pod, one, ended.code)) counts.stoppedForGood += 1;
        if (ended.code === 0) counts.succeeded += 1;
      }
    }
  }
  if (initFailed) return "Failed";
  if (counts.pendingInit > 0 || counts.waiting > 0) return "Pending";
  if (counts.running > 0) return "Running";
  if (counts.stopped === 0) return "Pending";
  const ending = pod.metadata.deletionTimestamp !== undefined;
  if (!ending && counts.stopped !== counts.stoppedForGood) return "Running";
  return counts.stopped === counts.succeeded ? "Succeeded" : "Failed";
}

/** Condition types that the kubelet writes; all others belong to somebody else and stay. */
const OWN_CONDITIONS = new Set([
  "PodReadyToStartContainers",
  "Initialized",
  "Ready",
  "ContainersReady",
  "PodScheduled",
  "AllContainersRestarting",
]);

interface ConditionDraft {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason?: string;
  readonly message?: string;
}

/** The wire carries `lastProbeTime: null`: a Go time that was never set is not left out. */
const NEVER = null as unknown as string;

function conditionsOf(
  pod: PodObject,
  record: PodRecord,
  { phase, statuses, nowMs }: { phase: string; statuses: readonly ContainerStatus[]; nowMs: number },
): readonly PodCondition[] {
  const old = pod.status?.conditions ?? [];
  const kept = old.filter(({ type }) => !OWN_CONDITIONS.has(type));
  const containersReady = containersReadyCondition(pod, statuses, phase);
  const over = phase === "Failed" || phase === "Succeeded";
  const drafts: ConditionDraft[] = [
    { type: "PodReadyToStartContainers", status: record.sandbox && !over ? "True" : "False" },
    initializedCondition(pod, record, statuses, phase),
    readyCondition(pod, kept, containersReady),
    containersReady,
    { type: "PodScheduled", status: "True" },
  ];
  const own = drafts.map((draft): PodCondition => {
    const before = old.find(({ type }) => type === draft.type);
    const same = before?.status === draft.status && before.lastTransitionTime !== undefined;
    return {
      lastProbeTime: NEVER,
      lastTransitionTime: same ? before.lastTransitionTime! : rfc3339(nowMs),
      ...(draft.message && { message: draft.message }),
      ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
      ...(draft.reason && { reason: draft.reason }),
      status: draft.status,
      type: draft.type,
    };
  });
  return [...kept, ...own];
}

/** Go prints a list of names as "[a b]". */
const goList = (names: readonly string[]): string => `[${names.join(" ")}]`;

function containersReadyCondition(
  pod: PodObject,
  statuses: readonly ContainerStatus[],
  phase: string,
): ConditionDraft & { readonly type: "ContainersReady" } {
  const type = "ContainersReady";
  if (phase === "Succeeded") return { type, status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { type, status: "False", reason: "PodFailed" };
  const unready = containersOf(pod)
    .filter(({ role, spec }) => {
      if (role !== "main" && role !== "sidecar") return false;
      return !statuses.find(({ name }) => name === spec.name)?.ready;
    })
    .map(({ spec }) => spec.name);
  if (unready.length === 0) return { type, status: "True" };
  return {
    type,
    status: "False",
    reason: "ContainersNotReady",
    message: `containers with unready status: ${goList(unready)}`,
  };
}

function readyCondition(
  pod: PodObject,
  others: readonly PodCondition[],
  containersReady: ConditionDraft,
): ConditionDraft {
  if (containersReady.status !== "True") return { ...containersReady, type: "Ready" };
  const missing = (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = others.find(({ type }) => type === conditionType);
    if (!condition) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    if (condition.status === "True") return [];
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`];
  });
  if (missing.length === 0) return { type: "Ready", status: "True" };
  return { type: "Ready", status: "False", reason: "ReadinessGatesNotReady", message: missing.join(", ") };
}

function initializedCondition(
  pod: PodObject,
  record: PodRecord,
  statuses: readonly ContainerStatus[],
  phase: string,
): ConditionDraft {
  const type = "Initialized";
  if (phase === "Succeeded") return { type, status: "True", reason: "PodCompleted" };
  if (hasStartedMain(pod, record)) return { type, status: "True" };
  const incomplete = containersOf(pod)
    .filter(({ role, spec }) => {
      if (role !== "init" && role !== "sidecar") return false;
      const status = statuses.find(({ name }) => name === spec.name);
      return role === "sidecar" ? !status?.started : !status?.ready;
    })
    .map(({ spec }) => spec.name);
  if (incomplete.length === 0) return { type, status: "True" };
  return {
    type,
    status: "False",
    reason: "ContainersNotInitialized",
    message: `containers with incomplete status: ${goList(incomplete)}`,
  };
}
