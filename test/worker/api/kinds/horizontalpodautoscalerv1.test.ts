import { describe, expect, test } from "vitest";
import type {
  HorizontalPodAutoscalerObject,
  MetricSpec,
  MetricStatus,
} from "../../../../worker/api/generated/types.ts";
import {
  HorizontalPodAutoscalerV1,
  type HorizontalPodAutoscalerV1Object,
} from "../../../../worker/api/kinds/horizontalpodautoscalerv1.ts";

const PREFIX = "autoscaling.alpha.kubernetes.io/";
const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
const newer = (
  spec: Partial<HorizontalPodAutoscalerObject["spec"]>,
  status?: HorizontalPodAutoscalerObject["status"],
): HorizontalPodAutoscalerObject => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "web", namespace: "default", annotations: { a: "b" } },
  spec: { maxReplicas: 4, minReplicas: 1, scaleTargetRef, ...spec },
  status: status ?? { desiredReplicas: 0 },
});
const view = (object: HorizontalPodAutoscalerObject): HorizontalPodAutoscalerV1Object =>
  HorizontalPodAutoscalerV1.view!(object as unknown as HorizontalPodAutoscalerV1Object);
const stored = (object: HorizontalPodAutoscalerV1Object) =>
  HorizontalPodAutoscalerV1.toStored!(object) as HorizontalPodAutoscalerObject;

const cpu = (averageUtilization: number): MetricSpec => ({
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization } },
});
const amount = (name: string, averageValue: string): MetricSpec => ({
  type: "Resource",
  resource: { name, target: { type: "AverageValue", averageValue } },
});
const selector = { matchLabels: { verb: "GET" } };
const describedObject = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", name: "main" };

/** k8s.io/kubernetes pkg/apis/autoscaling/v1/conversion.go */
describe("version 1 says the same in its own way", () => {
  test.each<{
    says: string;
    spec: Partial<HorizontalPodAutoscalerObject["spec"]>;
    annotations: object;
    percent?: number;
  }>([
    { says: "a share of CPU has a field", spec: { metrics: [cpu(60)] }, annotations: {}, percent: 60 },
    {
      says: "other metrics stand in an annotation, before it",
      spec: { metrics: [amount("memory", "100Mi"), cpu(60)] },
      annotations: { metrics: '[{"type":"Resource","resource":{"name":"memory","targetAverageValue":"100Mi"}}]' },
      percent: 60,
    },
    {
      says: "an amount of CPU is another metric",
      spec: { metrics: [amount("cpu", "500m")] },
      annotations: { metrics: '[{"type":"Resource","resource":{"name":"cpu","targetAverageValue":"500m"}}]' },
    },
    {
      says: "a container's share too",
      spec: {
        metrics: [
          {
            type: "ContainerResource",
            containerResource: {
              name: "cpu",
              container: "app",
              target: { type: "Utilization", averageUtilization: 60 },
            },
          },
        ],
      },
      annotations: {
        metrics:
          '[{"type":"ContainerResource","containerResource":{"name":"cpu","targetAverageUtilization":60,"container":"app"}}]',
      },
    },
    {
      says: "metrics of pods, of an object, and from outside",
      spec: {
        metrics: [
          {
            type: "Pods",
            pods: { metric: { name: "rps", selector }, target: { type: "AverageValue", averageValue: "1k" } },
          },
          {
            type: "Object",
            object: { describedObject, metric: { name: "hits" }, target: { type: "Value", value: "10" } },
          },
          {
            type: "External",
            external: { metric: { name: "queue", selector }, target: { type: "AverageValue", averageValue: "30" } },
          },
        ],
      },
      annotations: {
        metrics:
          '[{"type":"Pods","pods":{"metricName":"rps","targetAverageValue":"1k","selector":{"matchLabels":{"verb":"GET"}}}},' +
          '{"type":"Object","object":{"target":{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","name":"main"},"metricName":"hits","targetValue":"10"}},' +
          '{"type":"External","external":{"metricName":"queue","metricSelector":{"matchLabels":{"verb":"GET"}},"targetAverageValue":"30"}}]',
      },
    },
    {
      says: "behavior, by Go's names",
      spec: { metrics: [cpu(50)], behavior: { scaleDown: { stabilizationWindowSeconds: 30 } } },
      annotations: {
        behavior:
          '{"ScaleUp":null,"ScaleDown":{"StabilizationWindowSeconds":30,"SelectPolicy":null,"Policies":null,"Tolerance":null}}',
      },
      percent: 50,
    },
  ])("$says", ({ spec, annotations, percent }) => {
    const object = newer(spec);
    const older = view(object);
    const more = Object.fromEntries(Object.entries(annotations).map(([name, text]) => [PREFIX + name, text]));
    expect(older.metadata.annotations).toEqual({ a: "b", ...more });
    expect(older.spec).toEqual({
      maxReplicas: 4,
      minReplicas: 1,
      scaleTargetRef,
      ...(percent !== undefined && { targetCPUUtilizationPercentage: percent }),
    });
    expect(stored(older)).toEqual(object);
  });

  test("its status too", () => {
    const currentMetrics: MetricStatus[] = [
      { type: "Resource", resource: { name: "cpu", current: { averageUtilization: 61, averageValue: "122m" } } },
      { type: "" },
    ];
    const at = "2026-01-01T00:00:00Z";
    const conditions = [{ type: "AbleToScale", status: "True", lastTransitionTime: at, reason: "R", message: "m" }];
    const object = newer(
      { metrics: [cpu(60)] },
      { currentReplicas: 2, desiredReplicas: 3, lastScaleTime: at, currentMetrics, conditions },
    );
    const older = view(object);
    expect(older.status).toEqual({
      currentReplicas: 2,
      desiredReplicas: 3,
      lastScaleTime: at,
      currentCPUUtilizationPercentage: 61,
    });
    expect(older.metadata.annotations).toEqual({
      a: "b",
      [`${PREFIX}current-metrics`]:
        '[{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":61,"currentAverageValue":"122m"}},{"type":""}]',
      [`${PREFIX}conditions`]: `[{"type":"AbleToScale","status":"True","lastTransitionTime":"${at}","reason":"R","message":"m"}]`,
    });
    expect(stored(older)).toEqual(object);
  });

  test("who says nothing means 80% of CPU", () => {
    const { metadata, kind } = newer({});
    const older = { apiVersion: "autoscaling/v1", kind, metadata, spec: { maxReplicas: 3, scaleTargetRef } };
    expect(stored(older).spec.metrics).toEqual([cpu(80)]);
  });

  test("what an annotation says that is no JSON is dropped", () => {
    const { metadata, kind } = newer({});
    const annotations = { [`${PREFIX}metrics`]: "{", [`${PREFIX}behavior`]: "null" };
    const older = {
      apiVersion: "autoscaling/v1",
      kind,
      metadata: { ...metadata, annotations },
      spec: { maxReplicas: 3, scaleTargetRef },
    };
    expect(stored(older)).toMatchObject({ spec: { metrics: [cpu(80)] } });
    expect(stored(older).metadata).not.toHaveProperty("annotations");
  });
});
