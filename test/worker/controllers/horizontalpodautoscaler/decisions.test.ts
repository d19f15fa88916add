import { describe, expect, test } from "vitest";
import type { HorizontalPodAutoscalerObject, PodObject } from "../../../../worker/api/generated/types.ts";
import {
  type Asked,
  averageReplicas,
  type PodMetric,
  utilizationReplicas,
  valuePerPodReplicas,
  valueReplicas,
} from "../../../../worker/controllers/horizontalpodautoscaler/calculator.ts";
import {
  type History,
  newHistory,
  noteScaling,
} from "../../../../worker/controllers/horizontalpodautoscaler/history.ts";
import { normalize } from "../../../../worker/controllers/horizontalpodautoscaler/limits.ts";

const NOW = Date.UTC(2026, 0, 1, 12);
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

interface Shape {
  readonly request?: string;
  readonly ready?: boolean;
  readonly phase?: string;
  readonly startedAgo?: number;
  readonly readyAgo?: number;
  readonly leaving?: boolean;
}

function pod(name: string, shape: Shape = {}): PodObject {
  const { request = "1", ready = true, phase = "Running", startedAgo = 3600, readyAgo = 3000, leaving } = shape;
  const resources = request === "" ? {} : { requests: { cpu: request } };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, ...(leaving && { deletionTimestamp: ago(1) }) },
    spec: { containers: [{ name: "main", image: "x", resources }] },
    status: {
      phase,
      startTime: ago(startedAgo),
      conditions: [{ type: "Ready", status: ready ? "True" : "False", lastTransitionTime: ago(readyAgo) }],
    },
  };
}

const metric = (value: number): PodMetric => ({ timestampMs: NOW - 5000, windowMs: 15_000, value });
const asked = (current: number, pods: readonly PodObject[]): Asked => ({
  namespace: "default",
  current,
  pods,
  tolerances: { up: 0.1, down: 0.1 },
  nowMs: NOW,
});
const starting = { ready: false, startedAgo: 20, readyAgo: 20 };

interface Utilization {
  readonly says: string;
  readonly shapes: readonly Shape[];
  readonly uses: readonly (number | undefined)[];
  readonly replicas: number;
}

/** https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details */
describe("a share of what is asked for, half of a core", () => {
  test.each<Utilization>([
    { says: "twice the target doubles", shapes: [{}, {}], uses: [1000, 1000], replicas: 4 },
    { says: "rounds up", shapes: [{}, {}, {}], uses: [300, 700, 800], replicas: 4 },
    { says: "half of the target halves", shapes: [{}, {}, {}, {}], uses: [250, 250, 250, 250], replicas: 2 },
    { says: "a tenth more is tolerated", shapes: [{}, {}], uses: [550, 550], replicas: 2 },
    { says: "a tenth less is tolerated", shapes: [{}, {}], uses: [450, 450], replicas: 2 },
    { says: "who starts is idle on the way up", shapes: [{}, {}, starting], uses: [1000, 1000, 1000], replicas: 4 },
    {
      says: "who starts is left out on the way down",
      shapes: [{}, {}, { phase: "Pending" }],
      uses: [100, 100, undefined],
      replicas: 1,
    },
    {
      says: "who is silent is busy on the way down",
      shapes: [{}, {}, {}, {}],
      uses: [100, 100, 100, undefined],
      replicas: 3,
    },
    { says: "who is silent is idle on the way up", shapes: [{}, {}, {}], uses: [1000, 1000, undefined], replicas: 4 },
    {
      says: "a guess that would turn the direction changes nothing",
      shapes: [{}, {}, {}],
      uses: [600, undefined, undefined],
      replicas: 3,
    },
    {
      says: "who leaves or has failed does not count",
      shapes: [{}, { leaving: true }, { phase: "Failed" }],
      uses: [1000, 1000, 1000],
      replicas: 2,
    },
    {
      says: "a figure from before the pod was ready does not count",
      shapes: [{}, { startedAgo: 60, readyAgo: 10 }],
      uses: [250, 4000],
      replicas: 1,
    },
    {
      says: "a pod that was ready once and is not now counts",
      shapes: [{}, { ready: false, startedAgo: 3600, readyAgo: 10 }],
      uses: [1000, 1000],
      replicas: 4,
    },
  ])("$says", ({ shapes, uses, replicas }) => {
    const pods = shapes.map((shape, i) => pod(`p${i}`, shape));
    const metrics = new Map(uses.flatMap((use, i) => (use === undefined ? [] : [[`p${i}`, metric(use)] as const])));
    const options = { resource: "cpu", container: "", target: 50 };
    expect(utilizationReplicas(metrics, asked(pods.length, pods), options).replicas).toBe(replicas);
  });

  test.each([
    { says: "nobody is there", pods: [], words: "no pods returned by selector while calculating replica count" },
    {
      says: "nobody is ready",
      pods: [pod("p0", { phase: "Pending" })],
      words: "did not receive metrics for targeted pods (pods might be unready)",
    },
    {
      says: "nothing is asked for",
      pods: [pod("p0", { request: "" })],
      words: "missing request for cpu in container main of Pod p0",
    },
  ])("cannot be told where $says", ({ pods, words }) => {
    const metrics = new Map([["p0", metric(100)]]);
    const options = { resource: "cpu", container: "", target: 50 };
    expect(() => utilizationReplicas(metrics, asked(1, pods), options)).toThrow(words);
  });
});

const two = new Map([
  ["a", metric(300)],
  ["b", metric(500)],
]);
test.each([
  {
    says: "an amount a pod",
    got: () => averageReplicas(two, asked(2, [pod("a"), pod("b")]), { resource: "cpu", target: 200 }),
    want: { replicas: 4, average: 400 },
  },
  {
    says: "one value for all, by pods that are ready",
    got: () => valueReplicas(3000, 1000, asked(2, [pod("a"), pod("b", { ready: false })])),
    want: 3,
  },
  { says: "one value, from zero", got: () => valueReplicas(2500, 1000, asked(0, [])), want: 3 },
  {
    says: "one value, a pod's share of it",
    got: () => valuePerPodReplicas(9000, 2000, { replicas: 3, tolerances: { up: 0.1, down: 0.1 } }),
    want: { replicas: 5, average: 3000 },
  },
])("$says", ({ got, want }) => {
  expect(got()).toEqual(want);
});

type Spec = HorizontalPodAutoscalerObject["spec"];
const scaler = (spec: Partial<Spec>) =>
  ({
    spec: { maxReplicas: 10, scaleTargetRef: { kind: "Deployment", name: "web" }, ...spec },
  }) as HorizontalPodAutoscalerObject;
const POLICIES = [
  { type: "Pods", value: 4, periodSeconds: 60 },
  { type: "Percent", value: 100, periodSeconds: 60 },
];
const rules = (selectPolicy: string, policies = POLICIES, stabilizationWindowSeconds = 0) => ({
  selectPolicy,
  policies,
  stabilizationWindowSeconds,
});
const TENTH = [{ type: "Percent", value: 10, periodSeconds: 60 }];

interface Row {
  readonly says: string;
  readonly behavior?: NonNullable<Spec["behavior"]>;
  readonly change: readonly [current: number, desired: number];
  readonly min?: number;
  readonly past?: readonly (readonly [secondsAgo: number, replicas: number])[];
  readonly scaled?: readonly (readonly [secondsAgo: number, from: number, to: number])[];
  readonly want: readonly [replicas: number, able: string, limited: string];
}

const READY = "ReadyForNewScale";
/** https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#configurable-scaling-behavior */
test.each<Row>([
  { says: "what is wanted is done", change: [2, 3], want: [3, READY, "False DesiredWithinRange"] },
  { says: "at most twice as many", change: [3, 9], want: [6, READY, "True ScaleUpLimit"] },
  { says: "or four", change: [1, 9], want: [4, READY, "True ScaleUpLimit"] },
  { says: "at most the maximum", change: [6, 20], want: [10, READY, "True TooManyReplicas"] },
  { says: "at least the minimum", change: [3, 0], min: 2, want: [2, READY, "True TooFewReplicas"] },
  {
    says: "the highest of five minutes holds",
    change: [5, 1],
    past: [[299, 4]],
    want: [4, "ScaleDownStabilized", "False DesiredWithinRange"],
  },
  {
    says: "what was longer ago does not",
    change: [5, 1],
    past: [[301, 4]],
    want: [1, READY, "False DesiredWithinRange"],
  },
  {
    says: "the nearest policy counts where the least is asked for",
    behavior: { scaleUp: rules("Min") },
    change: [2, 9],
    want: [4, READY, "True ScaleUpLimit"],
  },
  {
    says: "the furthest policy counts otherwise",
    behavior: { scaleUp: rules("Max") },
    change: [2, 9],
    want: [6, READY, "True ScaleUpLimit"],
  },
  {
    says: "what was added within the period counts",
    behavior: { scaleUp: rules("Min") },
    change: [4, 9],
    scaled: [[30, 2, 4]],
    want: [4, READY, "True ScaleUpLimit"],
  },
  {
    says: "what was added before it does not",
    behavior: { scaleUp: rules("Min") },
    change: [4, 9],
    scaled: [[61, 2, 4]],
    want: [8, READY, "True ScaleUpLimit"],
  },
  {
    says: "a direction may be forbidden",
    behavior: { scaleDown: rules("Disabled") },
    change: [4, 1],
    want: [4, READY, "True ScaleDownLimit"],
  },
  {
    says: "a percentage of what is left is rounded down",
    behavior: { scaleDown: rules("Max", TENTH) },
    change: [9, 1],
    want: [8, READY, "True ScaleDownLimit"],
  },
  {
    says: "a window holds on the way up too",
    behavior: { scaleUp: rules("Max", POLICIES, 60) },
    change: [2, 4],
    past: [[30, 3]],
    want: [3, "ScaleUpStabilized", "False DesiredWithinRange"],
  },
  {
    says: "the window on the way down is five minutes unless told",
    behavior: { scaleDown: { selectPolicy: "Max", policies: POLICIES } },
    change: [4, 1],
    past: [[200, 3]],
    want: [3, "ScaleDownStabilized", "False DesiredWithinRange"],
  },
])("$says", ({ behavior, change: [current, desired], min = 1, past = [], scaled = [], want }) => {
  const history: History = newHistory(0, NOW - 3_600_000);
  history.recommendations = past.map(([seconds, replicas]) => ({ replicas, ms: NOW - seconds * 1000 }));
  for (const [seconds, from, to] of scaled) noteScaling(history, behavior, { from, to, nowMs: NOW - seconds * 1000 });
  const recommendation = { current, desired, min, max: 10, history, nowMs: NOW };
  const { replicas, able, limited } = normalize(scaler(behavior ? { behavior } : {}), recommendation);
  expect([replicas, able.reason, `${limited.is ? "True" : "False"} ${limited.reason}`]).toEqual(want);
});
