import type { Container, PodObject } from "../api/generated/types.ts";
import type { ContainerRecord, ContainerRole, PodRecord } from "./records.ts";

/** A container of a pod's spec with the part it plays. */
export interface PlacedContainer {
  readonly spec: Container;
  readonly role: ContainerRole;
  /** "spec.containers{web}": what events about it name. */
  readonly fieldPath: string;
}

const placed = new WeakMap<object, readonly PlacedContainer[]>();

/** Every container of a pod: init containers in order, then the others, then ephemeral ones. */
export function containersOf(pod: PodObject): readonly PlacedContainer[] {
  const known = placed.get(pod.spec);
  if (known) return known;
  const all: PlacedContainer[] = [];
  for (const spec of pod.spec.initContainers ?? []) {
    const role = spec.restartPolicy === "Always" ? "sidecar" : "init";
    all.push({ spec, role, fieldPath: `spec.initContainers{${spec.name}}` });
  }
  for (const spec of pod.spec.containers) all.push({ spec, role: "main", fieldPath: `spec.containers{${spec.name}}` });
  for (const spec of pod.spec.ephemeralContainers ?? []) {
    all.push({ spec, role: "ephemeral", fieldPath: `spec.ephemeralContainers{${spec.name}}` });
  }
  placed.set(pod.spec, all);
  return all;
}

/**
 * Whether a container that ended with this code is started again.
 * @see k8s.io/kubernetes pkg/api/v1/pod ContainerShouldRestart
 */
export function restartsAfter(pod: PodObject, { spec, role }: PlacedContainer, exitCode: number): boolean {
  if (role === "ephemeral") return false;
  if (role === "sidecar") return true;
  for (const rule of spec.restartPolicyRules ?? []) {
    if (!rule.exitCodes) continue;
    const listed = (rule.exitCodes.values ?? []).includes(exitCode);
    if (rule.exitCodes.operator === "In" ? listed : !listed) return rule.action === "Restart";
  }
  const policy = spec.restartPolicy ?? pod.spec.restartPolicy ?? "Always";
  if (policy === "Always") return role !== "init" || exitCode !== 0;
  return policy === "OnFailure" && exitCode !== 0;
}

/**
 * The containers that may be started now: init containers one after the other, each when the one before has completed
 * (or, restartable, has started); the others when all have.
 * https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
 */
export function startable(pod: PodObject, record: PodRecord): readonly PlacedContainer[] {
  const all = containersOf(pod);
  const running: PlacedContainer[] = [];
  for (const one of all) {
    if (one.role !== "init" && one.role !== "sidecar") continue;
    const own = record.containers[one.spec.name];
    if (one.role === "sidecar") running.push(one);
    else if (!(own?.stage === "exited" && own.exit?.code === 0)) return [...running, one];
    if (one.role === "sidecar" && !own?.started && !hasStartedMain(pod, record)) return running;
  }
  return [...running, ...all.filter(({ role }) => role === "main" || role === "ephemeral")];
}

export function hasStartedMain(pod: PodObject, record: PodRecord): boolean {
  return pod.spec.containers.some(({ name }) => {
    const own = record.containers[name];
    return own !== undefined && (own.stage === "running" || own.exit !== undefined || own.lastExit !== undefined);
  });
}

/** A container that will not run any more, unless the pod itself is started again. */
export function isOver(pod: PodObject, one: PlacedContainer, own: ContainerRecord | undefined): boolean {
  return own?.stage === "exited" && own.exit !== undefined && !restartsAfter(pod, one, own.exit.code);
}

/** All main containers have ended for good: the pod has succeeded or failed. */
export function isFinished(pod: PodObject, record: PodRecord): boolean {
  if (record.verdict) return true;
  const all = containersOf(pod);
  for (const one of all) {
    if (one.role !== "init") continue;
    const own = record.containers[one.spec.name];
    if (own?.exit && own.exit.code !== 0 && isOver(pod, one, own)) return true;
  }
  return all.every((one) => one.role !== "main" || isOver(pod, one, record.containers[one.spec.name]));
}
