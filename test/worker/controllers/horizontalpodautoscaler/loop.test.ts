import { expect, test } from "vitest";
import type { HorizontalPodAutoscalerObject } from "../../../../worker/api/generated/types.ts";
import { Deployment, HorizontalPodAutoscaler } from "../../../../worker/api/kinds/index.ts";
import { container, labelled, startWorld, type World } from "../world.ts";

const autoscaler = (spec: Partial<HorizontalPodAutoscalerObject["spec"]> = {}): HorizontalPodAutoscalerObject => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "web", namespace: "default" },
  spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, maxReplicas: 5, ...spec },
});

const deployment = (replicas: number) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: labelled("web"),
  spec: {
    replicas,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: container() },
  },
});

async function started(spec: Partial<HorizontalPodAutoscalerObject["spec"]>, replicas?: number): Promise<World> {
  const world = await startWorld();
  if (replicas !== undefined) await world.client.create(Deployment, deployment(replicas));
  await world.clock.drive(world.client.create(HorizontalPodAutoscaler, autoscaler(spec)));
  await world.pass(16_000);
  return world;
}
const statusOf = (world: World) =>
  world.cache.get(HorizontalPodAutoscaler, { namespace: "default", name: "web" })!.status!;
const conditions = (world: World) =>
  (statusOf(world).conditions ?? []).map(
    ({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`,
  );

const NO_METRICS =
  "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)";

/** https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ */
test.each([
  {
    says: "without a metrics API the replica count cannot be computed",
    spec: {},
    replicas: 2,
    conditions: [
      "AbleToScale=True SucceededGetScale: the HPA controller was able to get the target's current scale",
      `ScalingActive=False FailedGetResourceMetric: the HPA was unable to compute the replica count: ${NO_METRICS}`,
    ],
    events: [
      `FailedGetResourceMetric: ${NO_METRICS}`,
      `FailedComputeMetricsReplicas: invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${NO_METRICS}`,
    ],
    status: { currentReplicas: 2, desiredReplicas: 0, currentMetrics: [{ type: "" }] },
    size: 2,
  },
  {
    says: "fewer replicas than the minimum are made up for without looking at metrics",
    spec: { minReplicas: 3 },
    replicas: 1,
    conditions: ["AbleToScale=True SucceededRescale: the HPA controller was able to update the target scale to 3"],
    events: ["SuccessfulRescale: New size: 3; reason: Current number of replicas below Spec.MinReplicas"],
    status: { currentReplicas: 1, desiredReplicas: 3 },
    size: 3,
  },
  {
    says: "more replicas than the maximum go",
    spec: { maxReplicas: 2 },
    replicas: 4,
    conditions: ["AbleToScale=True SucceededRescale: the HPA controller was able to update the target scale to 2"],
    events: ["SuccessfulRescale: New size: 2; reason: Current number of replicas above Spec.MaxReplicas"],
    status: { currentReplicas: 4, desiredReplicas: 2 },
    size: 2,
  },
  {
    says: "a target without replicas is left alone",
    spec: {},
    replicas: 0,
    conditions: [
      "AbleToScale=True SucceededGetScale: the HPA controller was able to get the target's current scale",
      "ScalingActive=False ScalingDisabled: scaling is disabled since the replica count of the target is zero",
    ],
    events: [],
    status: { currentReplicas: 0, desiredReplicas: 0 },
    size: 0,
  },
  {
    says: "a target that is not there cannot be scaled",
    spec: {},
    conditions: [
      `AbleToScale=False FailedGetScale: the HPA controller was unable to get the target's current scale: deployments.apps "web" not found`,
    ],
    events: [`FailedGetScale: deployments.apps "web" not found`],
    status: { desiredReplicas: 0 },
  },
  {
    says: "a kind that nobody serves cannot be scaled",
    spec: { scaleTargetRef: { apiVersion: "example.com/v1", kind: "Widget", name: "web" } },
    conditions: [
      `AbleToScale=False FailedGetScale: the HPA controller was unable to get the target's current scale: no matches for kind "Widget" in group "example.com"`,
    ],
    events: [`FailedGetScale: no matches for kind "Widget" in group "example.com"`],
    status: { desiredReplicas: 0 },
  },
  {
    says: "a kind without a scale cannot be scaled",
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "DaemonSet", name: "web" } },
    conditions: [
      "AbleToScale=False FailedGetScale: the HPA controller was unable to get the target's current scale: the server could not find the requested resource",
    ],
    events: ["FailedGetScale: the server could not find the requested resource"],
    status: { desiredReplicas: 0 },
  },
])("$says", async ({ spec, replicas, size, ...expected }) => {
  const world = await started(spec, replicas);
  expect(conditions(world)).toEqual(expected.conditions);
  expect(world.events("web").filter((line) => !line.startsWith("Scaling"))).toEqual(expected.events);
  expect(statusOf(world)).toMatchObject(expected.status);
  const target = world.cache.get(Deployment, { namespace: "default", name: "web" });
  expect(target?.spec.replicas).toBe(size);
  await world.end();
});

test("nothing happens before the first period is over, then something every period", async () => {
  const world = await startWorld();
  await world.client.create(Deployment, deployment(1));
  await world.clock.drive(world.client.create(HorizontalPodAutoscaler, autoscaler({ minReplicas: 3 })));
  await world.pass(14_000);
  expect(statusOf(world)).toEqual({ desiredReplicas: 0 });
  await world.pass(2_000);
  expect(statusOf(world)).toMatchObject({ currentReplicas: 1, desiredReplicas: 3 });
  await world.pass(13_000);
  expect(statusOf(world).currentReplicas).toBe(1);
  await world.pass(2_000);
  expect(statusOf(world).currentReplicas).toBe(3);
  await world.end();
});
