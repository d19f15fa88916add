import type {
  HorizontalPodAutoscalerObject,
  HPAScalingRules,
  MetricSpec,
  MetricTarget,
  MetricValueStatus,
} from "../generated/types.ts";
import { defineKind } from "../machinery/kind.ts";
import type { Draft } from "../machinery/object.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { sourceOf, validateAutoscaler } from "./horizontalpodautoscaler/validate.ts";

const UP: Draft<HPAScalingRules> = {
  stabilizationWindowSeconds: 0,
  selectPolicy: "Max",
  policies: [
    { type: "Pods", value: 4, periodSeconds: 15 },
    { type: "Percent", value: 100, periodSeconds: 15 },
  ],
};
const DOWN: Draft<HPAScalingRules> = {
  selectPolicy: "Max",
  policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
};

/** "cpu: 40%/80%", "<unknown>/500m (avg)": what is, and what is wanted. */
function metricText(spec: MetricSpec, current: MetricValueStatus | undefined): string {
  const source = sourceOf(spec);
  if (!source) return "<unknown type>";
  const { target, name } = source as { readonly target: MetricTarget; readonly name?: string };
  const unknown = "<unknown>";
  if (spec.type === "Resource" || spec.type === "ContainerResource") {
    if (target.averageValue !== undefined) return `${name}: ${current?.averageValue ?? unknown}/${target.averageValue}`;
    const percent = (value: number | undefined, none: string) => (value === undefined ? none : `${value}%`);
    return `${name}: ${percent(current?.averageUtilization, unknown)}/${percent(target.averageUtilization, "<auto>")}`;
  }
  if (spec.type === "Pods") return `${current?.averageValue ?? unknown}/${target.averageValue}`;
  return target.averageValue === undefined
    ? `${current?.value ?? unknown}/${target.value}`
    : `${current?.averageValue ?? unknown}/${target.averageValue} (avg)`;
}

function targetsText({ spec, status }: HorizontalPodAutoscalerObject): string {
  const metrics = spec.metrics ?? [];
  if (metrics.length === 0) return "<none>";
  const shown = metrics.slice(0, 2).map((metric, i) => {
    const reported = status?.currentMetrics?.[i];
    return metricText(metric, reported && sourceOf(reported)?.current);
  });
  return shown.join(", ") + (metrics.length > 2 ? ` + ${metrics.length - 2} more...` : "");
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/ */
export const HorizontalPodAutoscaler = defineKind<HorizontalPodAutoscalerObject>({
  group: "autoscaling",
  version: "v2",
  kind: "HorizontalPodAutoscaler",
  plural: "horizontalpodautoscalers",
  shortNames: ["hpa"],
  categories: ["all"],
  namespaced: true,
  subresources: ["status"],
  schema: "HorizontalPodAutoscaler",
  withoutGeneration: true,
  setDefaults(draft) {
    draft.spec ??= { maxReplicas: 0, scaleTargetRef: { kind: "", name: "" } };
    const { spec } = draft;
    spec.minReplicas ??= 1;
    if (!spec.metrics?.length) {
      const target = { type: "Utilization", averageUtilization: 80 };
      spec.metrics = [{ type: "Resource", resource: { name: "cpu", target } }];
    }
    if (!spec.behavior) return;
    spec.behavior.scaleUp = { ...structuredClone(UP), ...spec.behavior.scaleUp };
    spec.behavior.scaleDown = { ...structuredClone(DOWN), ...spec.behavior.scaleDown };
  },
  prepareCreate(draft) {
    draft.status = { desiredReplicas: 0 };
  },
  validate: ({ spec }) => validateAutoscaler(spec),
  columns: [
    nameColumn,
    { name: "Reference", cell: ({ spec: { scaleTargetRef: to } }) => `${to.kind}/${to.name}` },
    { name: "Targets", cell: targetsText },
    { name: "MinPods", cell: ({ spec }) => String(spec.minReplicas ?? "<unset>") },
    { name: "MaxPods", cell: ({ spec }) => spec.maxReplicas },
    { name: "Replicas", cell: ({ status }) => status?.currentReplicas ?? 0 },
    ageColumn,
  ],
});
