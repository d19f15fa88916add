import { describe, expect, test } from "vitest";
import type {
  DaemonSetObject,
  EndpointSliceObject,
  JobObject,
  PodObject,
  Taint,
  Toleration,
} from "../../../worker/api/generated/types.ts";
import { placementOn, specForNode } from "../../../worker/controllers/daemonset/nodes.ts";
import { planDaemons, podsByNode, podsToReplace } from "../../../worker/controllers/daemonset/plan.ts";
import { keyOfPorts } from "../../../worker/controllers/endpoints/members.ts";
import { planSlices } from "../../../worker/controllers/endpointslice/slices.ts";
import { judge, type OwnerState } from "../../../worker/controllers/garbagecollector/graph.ts";
import { formatIndexes, parseIndexes, pendingIndexes } from "../../../worker/controllers/job/indexes.ts";
import { planJob } from "../../../worker/controllers/job/plan.ts";
import { backoffRestMs } from "../../../worker/controllers/job/tally.ts";
import { freeCidr } from "../../../worker/controllers/nodeipam/index.ts";
import { conditionTaints } from "../../../worker/controllers/nodelifecycle/health.ts";
import { evictionMs } from "../../../worker/controllers/tainteviction/eviction.ts";
import { decideClaim } from "../../../worker/controllers/workload/ownership.ts";
import { slowStart } from "../../../worker/controllers/workload/pod-control.ts";
import { controlPlane, worker } from "./world.ts";

const NOW = Date.UTC(2026, 0, 1, 12);
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
const pod = (name: string, more: Partial<PodObject> = {}): PodObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, uid: name },
  spec: { containers: [] },
  ...more,
});

describe("which slices change", () => {
  const endpoint = (name: string) => ({ addresses: [name], targetRef: { kind: "Pod", name, uid: name } });
  const many = (from: number, count: number) => Array.from({ length: count }, (_, i) => endpoint(`p${from + i}`));
  const ports = [{ name: "", port: 80, protocol: "TCP" }];
  const slice = (name: string, endpoints: ReturnType<typeof many>): EndpointSliceObject => ({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    addressType: "IPv4",
    metadata: { name },
    endpoints,
    ports,
  });
  const plan = (existing: readonly EndpointSliceObject[], endpoints: ReturnType<typeof many>) => {
    const { create, update, remove } = planSlices(existing, new Map([[keyOfPorts(ports), { ports, endpoints }]]));
    return {
      create: create.map((one) => one.endpoints.length),
      update: Object.fromEntries(update.map((one) => [one.slice.metadata.name, one.endpoints.length])),
      remove: remove.map(({ metadata }) => metadata.name),
    };
  };
  test.each([
    {
      says: "none when nothing changed",
      existing: [slice("a", many(0, 3))],
      wanted: many(0, 3),
      create: [],
      update: {},
      remove: [],
    },
    {
      says: "a slice with room takes a new endpoint",
      existing: [slice("a", many(0, 3))],
      wanted: many(0, 4),
      create: [],
      update: { a: 4 },
      remove: [],
    },
    {
      says: "a full one leaves it to a new slice",
      existing: [slice("a", many(0, 100))],
      wanted: many(0, 101),
      create: [1],
      update: {},
      remove: [],
    },
    {
      says: "only the slice that lost an endpoint is written",
      existing: [slice("a", many(0, 100)), slice("b", many(100, 5))],
      wanted: many(0, 104),
      create: [],
      update: { b: 4 },
      remove: [],
    },
    {
      says: "an emptied slice goes",
      existing: [slice("a", many(0, 100)), slice("b", many(100, 1))],
      wanted: many(0, 100),
      create: [],
      update: {},
      remove: ["b"],
    },
  ])("$says", ({ existing, wanted, create, update, remove }) => {
    expect(plan(existing, wanted)).toEqual({ create, update, remove });
  });

  test("a slice for other ports is given the new ones and keeps its name", () => {
    const other = { ...slice("a", many(0, 2)), ports: [{ name: "", port: 8080, protocol: "TCP" }] };
    expect(plan([other], many(0, 2))).toEqual({ create: [], update: { a: 2 }, remove: [] });
  });
});

describe("who controls a pod", () => {
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", metadata: { name: "web", uid: "1" } };
  const by = (uid: string) => [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "x", uid, controller: true }];
  test.each([
    { says: "its own", object: { uid: "p", labels: { app: "web" }, ownerReferences: by("1") }, claim: "keep" },
    { says: "its own that no longer matches", object: { uid: "p", ownerReferences: by("1") }, claim: "release" },
    { says: "another's", object: { uid: "p", labels: { app: "web" }, ownerReferences: by("2") }, claim: "ignore" },
    { says: "nobody's that matches", object: { uid: "p", labels: { app: "web" } }, claim: "adopt" },
    { says: "nobody's that does not", object: { uid: "p" }, claim: "ignore" },
    {
      says: "nobody's that is leaving",
      object: { uid: "p", labels: { app: "web" }, deletionTimestamp: ago(1) },
      claim: "ignore",
    },
  ])("$says: $claim", ({ object, claim }) => {
    const it = { apiVersion: "v1", kind: "Pod", metadata: { name: "p", ...object } };
    expect(decideClaim(owner, { matchLabels: { app: "web" } }, it)).toBe(claim);
  });
});

describe("what becomes of a dependent", () => {
  const dependent = (owners: readonly string[], finalizers: readonly string[] = []) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "p",
      uid: "p",
      finalizers,
      ownerReferences: owners.map((uid) => ({ apiVersion: "v1", kind: "ConfigMap", name: uid, uid })),
    },
  });
  const verdict = (object: ReturnType<typeof dependent>, states: Record<string, OwnerState>, dependents = false) =>
    judge(
      object,
      ({ uid }) => states[uid]!,
      () => dependents,
    );
  test.each([
    { says: "it stays while an owner lives", owners: ["a"], states: { a: "present" }, is: { action: "keep" } },
    {
      says: "a gone owner is struck off while another lives",
      owners: ["a", "b"],
      states: { a: "present", b: "absent" },
      is: { action: "drop owners", uids: ["b"] },
    },
    {
      says: "without owners left it goes",
      owners: ["a", "b"],
      states: { a: "absent", b: "absent" },
      is: { action: "delete", propagation: "Background" },
    },
    {
      says: "under a waiting owner its own dependents go first",
      owners: ["a"],
      states: { a: "waiting" },
      dependents: true,
      is: { action: "delete", propagation: "Foreground" },
    },
    {
      says: "its own wish to orphan is heeded",
      owners: ["a"],
      finalizers: ["orphan"],
      states: { a: "absent" },
      is: { action: "delete", propagation: "Orphan" },
    },
  ])("$says", ({ owners, finalizers, states, dependents, is }) => {
    expect(verdict(dependent(owners, finalizers), states as Record<string, OwnerState>, dependents)).toEqual(is);
  });
});

describe("jobs", () => {
  test.each([
    { indexes: [0, 1, 2, 5], text: "0-2,5" },
    { indexes: [0, 1, 4], text: "0,1,4" },
    { indexes: [], text: "" },
    { indexes: [7], text: "7" },
  ])("indexes $text", ({ indexes, text }) => {
    expect(formatIndexes(new Set(indexes))).toBe(text);
    expect([...parseIndexes(text)]).toEqual(indexes);
  });

  test("the lowest free indexes come first", () => {
    expect(pendingIndexes(2, 6, (index) => [0, 2].includes(index))).toEqual([1, 3]);
  });

  const job = (spec: Partial<JobObject["spec"]>): JobObject => ({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "sum", uid: "j" },
    spec: { template: {}, ...spec },
  });
  test.each([
    {
      says: "up to parallelism",
      spec: { completions: 5, parallelism: 2 },
      active: 0,
      succeeded: 0,
      create: 2,
      remove: 0,
    },
    {
      says: "never more than are missing",
      spec: { completions: 5, parallelism: 3 },
      active: 0,
      succeeded: 4,
      create: 1,
      remove: 0,
    },
    { says: "surplus goes", spec: { completions: 5, parallelism: 1 }, active: 3, succeeded: 0, create: 0, remove: 2 },
    {
      says: "without completions, none after a success",
      spec: { parallelism: 3 },
      active: 1,
      succeeded: 1,
      create: 0,
      remove: 0,
    },
    {
      says: "none while suspended",
      spec: { completions: 2, suspend: true },
      active: 1,
      succeeded: 0,
      create: 0,
      remove: 1,
    },
  ])("pods to start: $says", ({ spec, active, succeeded, create, remove }) => {
    const pods = Array.from({ length: active }, (_, i) => pod(`p${i}`));
    const plan = planJob(job(spec), { succeeded, active: pods, terminating: 0, completedIndexes: new Set() });
    expect([plan.create.length, plan.remove.length]).toEqual([create, remove]);
  });

  test.each([
    { says: "10 s after the first failure", ends: [["Failed", 4]], restMs: 6_000 },
    {
      says: "20 s after the second in a row",
      ends: [
        ["Failed", 30],
        ["Failed", 4],
      ],
      restMs: 16_000,
    },
    {
      says: "from the start again after a success",
      ends: [
        ["Failed", 90],
        ["Succeeded", 50],
        ["Failed", 4],
      ],
      restMs: 6_000,
    },
    { says: "not at all when the time is over", ends: [["Failed", 11]], restMs: 0 },
  ])("the next pod waits $says", ({ ends, restMs }) => {
    const pods = ends.map(([phase, seconds], i) =>
      pod(`p${i}`, {
        status: {
          phase: phase as string,
          containerStatuses: [
            {
              name: "main",
              image: "",
              imageID: "",
              ready: false,
              restartCount: 0,
              state: { terminated: { exitCode: 1, finishedAt: ago(seconds as number) } },
            },
          ],
        },
      }),
    );
    expect(backoffRestMs(pods, NOW)).toBe(restMs);
  });
});

describe("daemon sets", () => {
  const set = (
    template: DaemonSetObject["spec"]["template"]["spec"] = { containers: [] },
    maxUnavailable: number | string = 1,
  ): DaemonSetObject => ({
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "agent", uid: "d" },
    spec: {
      selector: {},
      template: { spec: template },
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable } },
    },
  });
  const tainted = (...taints: Taint[]) => ({ ...worker("a"), spec: { taints } });
  test.each([
    { says: "an ordinary node", node: worker("a"), is: { run: true, stay: true } },
    {
      says: "a cordoned node",
      node: tainted({ key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" }),
      is: { run: true, stay: true },
    },
    {
      says: "an unreachable node",
      node: tainted({ key: "node.kubernetes.io/unreachable", effect: "NoExecute" }),
      is: { run: true, stay: true },
    },
    {
      says: "a node tainted since",
      node: tainted({ key: "team", effect: "NoSchedule" }),
      is: { run: false, stay: true },
    },
    {
      says: "a node that sends pods away",
      node: tainted({ key: "team", effect: "NoExecute" }),
      is: { run: false, stay: false },
    },
    { says: "the control plane", node: controlPlane(), is: { run: false, stay: true } },
    {
      says: "a node that the selector leaves out",
      node: worker("a"),
      template: { containers: [], nodeSelector: { gpu: "yes" } },
      is: { run: false, stay: false },
    },
  ])("$says", ({ node, template, is }) => {
    expect(placementOn(set(template), node)).toEqual(is);
  });

  const on = (name: string, node: string, hash: string, ready = true): PodObject =>
    pod(name, {
      metadata: { name, uid: name, creationTimestamp: ago(60), labels: { "controller-revision-hash": hash } },
      spec: specForNode({ containers: [] }, node),
      status: {
        phase: "Running",
        conditions: [{ type: "Ready", status: ready ? "True" : "False", lastTransitionTime: ago(50) }],
      },
    });
  const nodes = ["a", "b", "c", "d"].map((name) => worker(name));

  test("a node without a pod gets one, one of two goes, and ended ones are replaced", () => {
    const ended = { ...on("x", "b", "1"), status: { phase: "Failed" } };
    const plan = planDaemons(set(), nodes.slice(0, 3), podsByNode([on("p1", "a", "1"), on("p2", "a", "1"), ended]));
    expect(plan.create).toEqual(["c"]);
    expect(plan.remove.map(({ metadata }) => metadata.name)).toEqual(["p2"]);
    expect(plan.ended).toEqual([ended]);
  });

  test.each([
    { says: "one at a time", pods: ["a", "b", "c", "d"].map((node) => on(node, node, "1")), most: 1, replaced: ["a"] },
    {
      says: "a percentage rounds up",
      pods: ["a", "b", "c", "d"].map((node) => on(node, node, "1")),
      most: "30%",
      replaced: ["a", "b"],
    },
    {
      says: "none while a new one is not ready",
      pods: [on("a", "a", "2", false), on("b", "b", "1"), on("c", "c", "1"), on("d", "d", "2")],
      most: 1,
      replaced: [],
    },
    {
      says: "useless old ones at once",
      pods: [on("a", "a", "1"), on("b", "b", "1", false), on("c", "c", "1", false), on("d", "d", "2")],
      most: 1,
      replaced: ["b", "c"],
    },
  ])("a rolling update replaces $says", ({ pods, most, replaced }) => {
    const doomed = podsToReplace(set(undefined, most), nodes, podsByNode(pods), { hash: "2", nowMs: NOW });
    expect(doomed.map(({ metadata }) => metadata.name)).toEqual(replaced);
  });
});

describe("nodes", () => {
  const taint = (key: string, added = 10): Taint => ({ key, effect: "NoExecute", timeAdded: ago(added) });
  const tolerate = (key: string, tolerationSeconds?: number): Toleration => ({
    key,
    operator: "Exists",
    effect: "NoExecute",
    ...(tolerationSeconds !== undefined && { tolerationSeconds }),
  });
  test.each<{ says: string; taints: Taint[]; tolerations: Toleration[]; due: number | undefined }>([
    { says: "at once when it does not tolerate the taint", taints: [taint("x")], tolerations: [], due: NOW },
    { says: "never when it tolerates it for good", taints: [taint("x")], tolerations: [tolerate("x")], due: undefined },
    { says: "when its time is over", taints: [taint("x")], tolerations: [tolerate("x", 300)], due: NOW + 290_000 },
    {
      says: "after the shortest of several times",
      taints: [taint("x"), taint("y")],
      tolerations: [tolerate("x", 300), tolerate("y", 60)],
      due: NOW + 50_000,
    },
    {
      says: "not for a taint that only keeps newcomers away",
      taints: [{ key: "x", effect: "NoSchedule" }],
      tolerations: [],
      due: undefined,
    },
  ])("a pod leaves $says", ({ taints, tolerations, due }) => {
    expect(evictionMs(pod("p", { spec: { containers: [], tolerations } }), taints, NOW)).toBe(due);
  });

  test("a node that is ready again loses the taints of its trouble and keeps the author's", () => {
    const node = worker("a");
    const taints = [
      { key: "team", effect: "NoSchedule" },
      { key: "node.kubernetes.io/not-ready", effect: "NoExecute" },
    ];
    expect(conditionTaints({ ...node, spec: { taints } }, ago(0))).toEqual([{ key: "team", effect: "NoSchedule" }]);
    expect(conditionTaints({ ...node, spec: { taints: taints.slice(0, 1) } }, ago(0))).toBeUndefined();
  });

  test("the first free part of the cluster's range is given out, until all are taken", () => {
    const range = { clusterCidr: "10.244.0.0/22", nodeMaskSize: 24 };
    expect(freeCidr(range, new Set(["10.244.0.0/24", "10.244.2.0/24"]))).toBe("10.244.1.0/24");
    expect(freeCidr(range, new Set([0, 1, 2, 3].map((i) => `10.244.${i}.0/24`)))).toBeUndefined();
  });
});

test("a template that is always refused costs one request, not hundreds", async () => {
  let calls = 0;
  await expect(
    slowStart(500, async () => {
      calls += 1;
      throw new Error("refused");
    }),
  ).rejects.toThrow("refused");
  expect(calls).toBe(1);
});
