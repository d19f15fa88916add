import type { PodObject } from "../../api/generated/types.ts";
import { parseQuantity, quantityMilli } from "../../base/quantity.ts";
import { isReady, podCondition } from "../workload/pods.ts";

/**
 * How many replicas a metric asks for. All amounts are thousandths: millicores, thousandths of a byte.
 *
 * @see k8s.io/kubernetes pkg/controller/podautoscaler replica_calculator.go, metrics/utilization.go
 */

export interface PodMetric {
  readonly timestampMs: number;
  readonly windowMs: number;
  readonly value: number;
}

/** By the pod's name. */
export type PodMetrics = ReadonlyMap<string, PodMetric>;

/** How far a ratio may be from one before anything is done. */
export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

export interface Asked {
  readonly namespace: string;
  readonly current: number;
  /** The pods that the scale's selector selects. */
  readonly pods: readonly PodObject[];
  readonly tolerances: Tolerances;
  readonly nowMs: number;
}

/** Why no count could be worked out, in the controller's words. */
export class MetricError extends Error {}

const CPU_INITIALIZATION_MS = 5 * 60_000;
const INITIAL_READINESS_DELAY_MS = 30_000;

const within = ({ up, down }: Tolerances, ratio: number): boolean => 1 - down <= ratio && ratio <= 1 + up;

interface Groups {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
}

/** Which pods count, and which have no figure that means anything yet. */
function groupPods(metrics: PodMetrics, resource: string, { pods, nowMs }: Asked): Groups {
  let ready = 0;
  const unready: string[] = [];
  const missing: string[] = [];
  const ignored: string[] = [];
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const metric = metrics.get(name);
    if (deletionTimestamp !== undefined || pod.status?.phase === "Failed") ignored.push(name);
    else if (pod.status?.phase === "Pending") unready.push(name);
    else if (!metric) missing.push(name);
    else if (resource === "cpu" && isUnready(pod, metric, nowMs)) unready.push(name);
    else ready += 1;
  }
  return { ready, unready, missing, ignored };
}

/** While a pod starts, its figures are of its start. */
function isUnready(pod: PodObject, metric: PodMetric, nowMs: number): boolean {
  const condition = podCondition(pod, "Ready");
  const { startTime } = pod.status ?? {};
  if (!condition || startTime === undefined) return true;
  const startMs = Date.parse(startTime);
  const changedMs = Date.parse(condition.lastTransitionTime ?? "");
  if (startMs + CPU_INITIALIZATION_MS > nowMs) {
    return condition.status === "False" || metric.timestampMs < changedMs + metric.windowMs;
  }
  return condition.status === "False" && startMs + INITIAL_READINESS_DELAY_MS > changedMs;
}

/** What the pods ask for, by name. @throws MetricError when one asks for nothing */
function requestsOf(pods: readonly PodObject[], container: string, resource: string): Map<string, number> {
  return new Map(pods.map((pod) => [pod.metadata.name, requestOf(pod, container, resource)]));
}

function requestOf({ metadata, spec }: PodObject, container: string, resource: string): number {
  const whole = spec.resources?.requests ?? {};
  if (Object.keys(whole).length > 0 && container === "") {
    const own = whole[resource] ?? sumOf(spec.containers.map(({ resources }) => resources?.requests?.[resource]));
    if (own === undefined) {
      throw new MetricError(`missing pod-level request for ${resource} in Pod ${metadata.name}`);
    }
    return milli(own) + milli(spec.overhead?.[resource] ?? 0);
  }
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
  let sum = 0;
  for (const { name, resources } of [...spec.containers, ...sidecars]) {
    if (container !== "" && container !== name) continue;
    const request = resources?.requests?.[resource];
    if (request === undefined) {
      throw new MetricError(`missing request for ${resource} in container ${name} of Pod ${metadata.name}`);
    }
    sum += milli(request);
    if (container === name) return sum;
  }
  if (container !== "") throw new MetricError(`container ${container} not found in Pod ${metadata.name}`);
  return sum;
}

/** Undefined when none of them is there. */
function sumOf(amounts: readonly (string | undefined)[]): string | undefined {
  const there = amounts.filter((one) => one !== undefined);
  return there.length > 0 ? `${there.reduce((sum, one) => sum + milli(one), 0)}m` : undefined;
}

const milli = (quantity: string | number): number => quantityMilli(parseQuantity(String(quantity)));

interface Proposal {
  readonly replicas: number;
  /** What the pods use on average. */
  readonly average: number;
}

interface UtilizationProposal extends Proposal {
  /** Percent of what the pods ask for. */
  readonly utilization: number;
}

/** Usage against a percentage of what the pods ask for. @throws MetricError */
export function utilizationReplicas(
  given: PodMetrics,
  asked: Asked,
  { resource, container, target }: { readonly resource: string; readonly container: string; readonly target: number },
): UtilizationProposal {
  const { metrics, groups } = counted(given, resource, asked);
  const requests = requestsOf(asked.pods, container, resource);
  const first = utilizationOf(metrics, requests, target);
  const replicas = settle(first.ratio, asked, groups, () => {
    // On the way down who is silent counts as busy, on the way up as idle.
    const busy = Math.max(100, target);
    const silent =
      first.ratio < 1
        ? (name: string) => Math.trunc(((requests.get(name) ?? 0) * busy) / 100)
        : first.ratio > 1
          ? () => 0
          : undefined;
    const all = withOthers(metrics, groups, first.ratio, silent);
    return { ratio: utilizationOf(all, requests, target).ratio, count: all.size };
  });
  return { replicas, utilization: first.utilization, average: first.average };
}

/** Usage against an amount a pod. @throws MetricError */
export function averageReplicas(
  given: PodMetrics,
  asked: Asked,
  { resource, target }: { readonly resource: string; readonly target: number },
): Proposal {
  const { metrics, groups } = counted(given, resource, asked);
  const first = usageOf(metrics, target);
  const replicas = settle(first.ratio, asked, groups, () => {
    const silent = first.ratio < 1 ? () => target : first.ratio > 1 ? () => 0 : undefined;
    const all = withOthers(metrics, groups, first.ratio, silent);
    return { ratio: usageOf(all, target).ratio, count: all.size };
  });
  return { replicas, average: first.average };
}

/** One value for all, against a target value. @throws MetricError */
export function valueReplicas(usage: number, target: number, { current, pods, tolerances }: Asked): number {
  const ratio = usage / target;
  if (current === 0) return Math.ceil(ratio);
  if (within(tolerances, ratio)) return current;
  if (pods.length === 0) throw new MetricError(`unable to calculate ready pods: ${NO_PODS}`);
  const ready = pods.filter((pod) => pod.status?.phase === "Running" && isReady(pod)).length;
  return int32(Math.ceil(ratio * ready));
}

/** One value for all, against a target a pod. @param replicas how many there are */
export function valuePerPodReplicas(
  usage: number,
  target: number,
  { replicas, tolerances }: { readonly replicas: number; readonly tolerances: Tolerances },
): Proposal {
  const ratio = usage / (target * replicas);
  return {
    replicas: within(tolerances, ratio) ? replicas : int32(Math.ceil(usage / target)),
    average: Math.ceil(usage / replicas),
  };
}

const int32 = (count: number): number => Math.min(count, 2 ** 31 - 1);

const NO_PODS = "no pods returned by selector while calculating replica count";

/** The figures of pods that count. */
function counted(given: PodMetrics, resource: string, asked: Asked) {
  if (asked.pods.length === 0) throw new MetricError(NO_PODS);
  const groups = groupPods(given, resource, asked);
  const metrics = new Map(given);
  for (const name of [...groups.ignored, ...groups.unready]) metrics.delete(name);
  if (metrics.size === 0) {
    throw new MetricError("did not receive metrics for targeted pods (pods might be unready)");
  }
  return { metrics, groups };
}

function utilizationOf(metrics: PodMetrics, requests: ReadonlyMap<string, number>, target: number) {
  let used = 0;
  let requested = 0;
  let count = 0;
  for (const [name, { value }] of metrics) {
    const request = requests.get(name);
    if (request === undefined) continue;
    used += value;
    requested += request;
    count += 1;
  }
  if (requested === 0) throw new MetricError("no metrics returned matched known pods");
  const utilization = Math.trunc((used * 100) / requested);
  return { ratio: utilization / target, utilization, average: Math.trunc(used / count) };
}

function usageOf(metrics: PodMetrics, target: number) {
  let used = 0;
  for (const { value } of metrics.values()) used += value;
  const average = Math.trunc(used / metrics.size);
  return { ratio: average / target, average };
}

/** The figures with a guess for those that have none. */
function withOthers(
  metrics: PodMetrics,
  { missing, unready }: Groups,
  ratio: number,
  silent: ((name: string) => number) | undefined,
): PodMetrics {
  const all = new Map(metrics);
  const guess = (value: number): PodMetric => ({ timestampMs: 0, windowMs: 0, value });
  if (silent) for (const name of missing) all.set(name, guess(silent(name)));
  if (ratio > 1) for (const name of unready) all.set(name, guess(0));
  return all;
}

/**
 * The count for a ratio. Where pods start or are silent it is looked at again with a guess for these, and nothing is done
 * when that turns the direction.
 */
function settle(
  ratio: number,
  { current, tolerances }: Asked,
  { ready, unready, missing }: Groups,
  again: () => { readonly ratio: number; readonly count: number },
): number {
  const upWithUnready = unready.length > 0 && ratio > 1;
  if (!upWithUnready && missing.length === 0) return within(tolerances, ratio) ? current : Math.ceil(ratio * ready);
  const { ratio: next, count } = again();
  if (within(tolerances, next) || (ratio < 1 && next > 1) || (ratio > 1 && next < 1)) return current;
  const replicas = Math.ceil(next * count);
  return (next < 1 && replicas > current) || (next > 1 && replicas < current) ? current : replicas;
}
