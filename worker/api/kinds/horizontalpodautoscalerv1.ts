import type {
  CrossVersionObjectReference,
  HorizontalPodAutoscalerObject,
  HorizontalPodAutoscalerStatus,
  MetricSpec,
  NamedMeta,
} from "../generated/types.ts";
import { defineKind, otherForm } from "../machinery/kind.ts";
import {
  goBehavior,
  newerMetric,
  newerStatus,
  olderMetric,
  olderStatus,
  parsed,
  readGoBehavior,
} from "./horizontalpodautoscaler/older.ts";
import { HorizontalPodAutoscaler } from "./horizontalpodautoscaler.ts";

/** autoscaling/v1: a share of CPU; everything else stands in annotations. */
export interface HorizontalPodAutoscalerV1Object {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: NamedMeta;
  readonly spec: {
    readonly maxReplicas: number;
    readonly minReplicas?: number;
    readonly scaleTargetRef: CrossVersionObjectReference;
    readonly targetCPUUtilizationPercentage?: number;
  };
  readonly status?: {
    readonly currentCPUUtilizationPercentage?: number;
    readonly currentReplicas: number;
    readonly desiredReplicas: number;
    readonly lastScaleTime?: string;
    readonly observedGeneration?: number;
  };
}

const PREFIX = "autoscaling.alpha.kubernetes.io/";
const METRICS = `${PREFIX}metrics`;
const BEHAVIOR = `${PREFIX}behavior`;
const CURRENT_METRICS = `${PREFIX}current-metrics`;
const CONDITIONS = `${PREFIX}conditions`;
const ROUND_TRIP = [
  METRICS,
  BEHAVIOR,
  `${PREFIX}scale-down-tolerance`,
  `${PREFIX}scale-up-tolerance`,
  CURRENT_METRICS,
  CONDITIONS,
];
const DEFAULT_CPU = 80;

const cpu = (averageUtilization: number): MetricSpec => ({
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization } },
});
const isShareOfCpu = ({ resource }: MetricSpec): boolean =>
  resource?.name === "cpu" && resource.target.averageUtilization !== undefined;

/** Metadata with these annotations in place of those that only carry what version 1 cannot say. */
function withAnnotations(metadata: NamedMeta, more: Readonly<Record<string, string>>): NamedMeta {
  const { annotations, ...rest } = metadata;
  const own = Object.entries(annotations ?? {}).filter(([key]) => !ROUND_TRIP.includes(key));
  const all = Object.fromEntries([...own, ...Object.entries(more)]);
  return Object.keys(all).length > 0 ? { ...rest, annotations: all } : rest;
}

type Stored = Pick<HorizontalPodAutoscalerObject, "metadata" | "spec" | "status">;

function toStored({ metadata, spec, status }: HorizontalPodAutoscalerV1Object): Stored {
  const { annotations = {} } = metadata;
  const { targetCPUUtilizationPercentage: percent, ...rest } = spec;
  const others = (parsed(annotations[METRICS]) as readonly Parameters<typeof newerMetric>[0][] | undefined) ?? [];
  const metrics = [...others.map(newerMetric), ...(percent === undefined ? [] : [cpu(percent)])];
  const behavior = annotations[BEHAVIOR] === undefined ? undefined : readGoBehavior(annotations[BEHAVIOR]);
  return {
    metadata: withAnnotations(metadata, {}),
    spec: { ...rest, metrics: metrics.length > 0 ? metrics : [cpu(DEFAULT_CPU)], ...(behavior && { behavior }) },
    ...(status && { status: storedStatus(status, annotations) }),
  };
}

function storedStatus(
  {
    currentCPUUtilizationPercentage: percent,
    currentReplicas,
    ...rest
  }: NonNullable<HorizontalPodAutoscalerV1Object["status"]>,
  annotations: Readonly<Record<string, string>>,
): HorizontalPodAutoscalerStatus {
  const known = parsed(annotations[CURRENT_METRICS]) as readonly Parameters<typeof newerStatus>[0][] | undefined;
  const conditions = parsed(annotations[CONDITIONS]) as HorizontalPodAutoscalerStatus["conditions"];
  const currentMetrics =
    known?.map(newerStatus) ??
    (percent === undefined
      ? undefined
      : [{ type: "Resource", resource: { name: "cpu", current: { averageUtilization: percent } } }]);
  return {
    ...rest,
    ...(currentReplicas !== 0 && { currentReplicas }),
    ...(currentMetrics && { currentMetrics }),
    ...(conditions && { conditions }),
  };
}

function view({ metadata, spec, status }: Stored): Omit<HorizontalPodAutoscalerV1Object, "apiVersion" | "kind"> {
  const { metrics = [], behavior, ...rest } = spec;
  const { currentMetrics = [], conditions = [], currentReplicas = 0, ...state } = status ?? { desiredReplicas: 0 };
  const others = metrics.filter((metric) => !isShareOfCpu(metric));
  const percent = metrics.find(isShareOfCpu)?.resource?.target.averageUtilization;
  const used = currentMetrics.findLast(
    ({ resource }) => resource?.name === "cpu" && resource.current.averageUtilization !== undefined,
  )?.resource?.current.averageUtilization;
  const told = conditions.map(({ type, status: is, lastTransitionTime = null, reason, message }) => ({
    type,
    status: is,
    lastTransitionTime,
    reason,
    message,
  }));
  return {
    metadata: withAnnotations(metadata, {
      ...(others.length > 0 && { [METRICS]: JSON.stringify(others.map(olderMetric)) }),
      ...(currentMetrics.length > 0 && { [CURRENT_METRICS]: JSON.stringify(currentMetrics.map(olderStatus)) }),
      ...(behavior && { [BEHAVIOR]: goBehavior(behavior) }),
      ...(told.length > 0 && { [CONDITIONS]: JSON.stringify(told) }),
    }),
    spec: { ...rest, ...(percent !== undefined && { targetCPUUtilizationPercentage: percent }) },
    status: { ...state, currentReplicas, ...(used !== undefined && { currentCPUUtilizationPercentage: used }) },
  };
}

const asStored = (object: HorizontalPodAutoscalerV1Object): HorizontalPodAutoscalerObject => ({
  ...toStored(object),
  apiVersion: "autoscaling/v2",
  kind: object.kind,
});

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v1/ */
export const HorizontalPodAutoscalerV1 = otherForm(
  defineKind<HorizontalPodAutoscalerV1Object>({
    group: "autoscaling",
    version: "v1",
    kind: "HorizontalPodAutoscaler",
    plural: "horizontalpodautoscalers",
    shortNames: ["hpa"],
    categories: ["all"],
    namespaced: true,
    subresources: ["status"],
    schema: "autoscaling.HorizontalPodAutoscaler",
    withoutGeneration: true,
    setDefaults(draft) {
      draft.spec ??= { maxReplicas: 0, scaleTargetRef: { kind: "", name: "" } };
      draft.spec.minReplicas ??= 1;
    },
    prepareCreate(draft) {
      draft.status = { currentReplicas: 0, desiredReplicas: 0 };
    },
    validate: (object) => HorizontalPodAutoscaler.validate?.(asStored(object)) ?? [],
    columns: HorizontalPodAutoscaler.columns.map((column) => ({
      ...column,
      cell: (object: HorizontalPodAutoscalerV1Object, nowMs: number) => column.cell(asStored(object), nowMs),
    })),
  }),
  HorizontalPodAutoscaler,
  { toStored, view },
);
