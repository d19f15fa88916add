import { describe, expect, test } from "vitest";
import type { Affinity, NodeObject, PodObject, PodSpec } from "../../../../worker/api/generated/types.ts";
import { SeededRandom } from "../../../../worker/base/random.ts";
import { ClusterState } from "../../../../worker/controllers/scheduler/cluster-state.ts";
import { place } from "../../../../worker/controllers/scheduler/place.ts";
import { controlPlane, worker } from "../world.ts";

let uids = 0;
function pod(spec: Partial<PodSpec> = {}, labels: Readonly<Record<string, string>> = { app: "web" }): PodObject {
  const uid = `uid-${++uids}`;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: uid, namespace: "default", uid, labels },
    spec: { containers: [{ name: "main" }], ...spec },
  };
}
const asking = (requests: Readonly<Record<string, string>>, more: Partial<PodSpec> = {}) =>
  pod({ containers: [{ name: "main", resources: { requests } }], ...more });

const zoned = (name: string, zone: string): NodeObject => {
  const node = worker(name);
  return {
    ...node,
    metadata: { ...node.metadata, labels: { ...node.metadata.labels, "topology.kubernetes.io/zone": zone } },
  };
};

function cluster(nodes: readonly NodeObject[], placed: readonly (readonly [PodObject, string])[] = []) {
  const state = new ClusterState(() => [
    ["default", { team: "a" }],
    ["other", { team: "b" }],
  ]);
  for (const node of nodes) state.setNode(node);
  for (const [one, nodeName] of placed) state.setPod({ ...one, spec: { ...one.spec, nodeName } });
  return state;
}

function where(one: PodObject, state: ClusterState): string {
  const chance = new SeededRandom(1).stream("scheduler");
  const memberOf = () => [{ matchLabels: one.metadata.labels! }];
  const placement = place({ pod: one, state, namespaces: () => [["default", {}]], memberOf, chance });
  return "nodeName" in placement ? placement.nodeName : placement.unschedulable;
}

describe("why a pod fits nowhere, in the scheduler's words", () => {
  const three = [controlPlane(), worker("a"), worker("b")];
  const nodeAffinity = (values: readonly string[]): Affinity => ({
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values }] }],
      },
    },
  });
  const taken = ["a", "b"].map((name) => [asking({ cpu: "3" }), name] as const);

  test.each<{ says: string; pod: PodObject; nodes?: readonly NodeObject[]; placed?: typeof taken; answer: string }>([
    { says: "no nodes at all", pod: pod(), nodes: [], answer: "no nodes available to schedule pods" },
    {
      says: "nodes are full",
      pod: asking({ cpu: "2" }),
      placed: taken,
      answer:
        "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.",
    },
    {
      says: "no node is large enough even when empty",
      pod: asking({ cpu: "64", memory: "1Ti" }),
      answer:
        "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu, 2 Insufficient memory. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    },
    {
      says: "a node selector matches nothing",
      pod: pod({ nodeSelector: { disk: "ssd" } }),
      answer:
        "0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    },
    {
      says: "every node is cordoned",
      pod: pod(),
      nodes: [{ ...worker("a"), spec: { unschedulable: true } }],
      answer:
        "0/1 nodes are available: 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    },
    {
      says: "the node has as many pods as it may",
      pod: pod(),
      nodes: [worker("a", { pods: "1" })],
      placed: [[pod(), "a"]],
      answer:
        "0/1 nodes are available: 1 Too many pods. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    },
    {
      says: "a pod pinned by name does not meet the other nodes",
      pod: asking({ cpu: "2" }, { affinity: nodeAffinity(["a"]) }),
      placed: taken,
      answer:
        "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
    },
    {
      says: "the host port is taken on the only node",
      pod: pod({ containers: [{ name: "main", ports: [{ containerPort: 80, hostPort: 80 }] }] }),
      nodes: [worker("a")],
      placed: [[pod({ containers: [{ name: "main", ports: [{ containerPort: 8080, hostPort: 80 }] }] }), "a"]],
      answer:
        "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    },
  ])("$says", ({ pod: one, nodes = three, placed = [], answer }) => {
    expect(where(one, cluster(nodes, placed))).toBe(answer);
  });
});

describe("where a pod goes", () => {
  const two = [worker("a"), worker("b")];
  const only = { labelSelector: { matchLabels: { app: "web" } }, topologyKey: "kubernetes.io/hostname" };
  const apart: Affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [only] } };
  const together: Affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [only] } };
  const prefer = (weight: number): Affinity => ({
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight,
          preference: { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: ["b"] }] },
        },
      ],
    },
  });
  const spread = (maxSkew: number): Partial<PodSpec> => ({
    topologySpreadConstraints: [
      {
        maxSkew,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: { matchLabels: { app: "web" } },
      },
    ],
  });

  test.each<{
    says: string;
    pod: PodObject;
    nodes?: readonly NodeObject[];
    placed?: readonly (readonly [PodObject, string])[];
    node: string;
  }>([
    { says: "to the emptier node", pod: asking({ cpu: "1" }), placed: [[asking({ cpu: "2" }), "a"]], node: "b" },
    { says: "away from its like", pod: pod(), placed: [[pod(), "b"]], node: "a" },
    {
      says: "to a tainted node that it tolerates and asks for",
      pod: pod({
        nodeSelector: { "node-role.kubernetes.io/control-plane": "" },
        tolerations: [{ key: "node-role.kubernetes.io/control-plane", operator: "Exists" }],
      }),
      nodes: [...two, controlPlane("c")],
      node: "c",
    },
    { says: "apart from pods it must not be with", pod: pod({ affinity: apart }), placed: [[pod(), "a"]], node: "b" },
    {
      says: "apart from pods that must not be with it",
      pod: pod(),
      placed: [[pod({ affinity: apart }), "b"]],
      node: "a",
    },
    { says: "beside pods it must be with", pod: pod({ affinity: together }), placed: [[pod(), "b"]], node: "b" },
    { says: "where its preference is, if nothing weighs more", pod: pod({ affinity: prefer(100) }), node: "b" },
    {
      says: "into the zone with fewer of its like",
      pod: pod(spread(1)),
      nodes: [zoned("a", "z1"), zoned("b", "z1"), zoned("c", "z2")],
      placed: [[pod(), "a"]],
      node: "c",
    },
    {
      says: "past a node whose taint only asks to stay away",
      pod: pod(),
      nodes: [{ ...worker("a"), spec: { taints: [{ key: "old", effect: "PreferNoSchedule" }] } }, worker("b")],
      node: "b",
    },
  ])("$says", ({ pod: one, nodes = two, placed = [], node }) => {
    expect(where(one, cluster(nodes, placed))).toBe(node);
  });

  test("the first of a group that wants its own kind may go anywhere, others must find company", () => {
    expect(where(pod({ affinity: together }), cluster(two))).toMatch(/^[ab]$/);
    expect(where(pod({ affinity: together }, { app: "lonely" }), cluster(two))).toContain(
      "2 node(s) didn't match pod affinity rules",
    );
  });

  test("a hard spread counts what is placed, change by change", () => {
    const state = cluster([zoned("a", "z1"), zoned("b", "z2")]);
    const first = pod(spread(1));
    state.assume(first, where(first, state));
    const second = pod(spread(1));
    state.assume(second, where(second, state));
    expect([state.node("a")!.podCount, state.node("b")!.podCount]).toEqual([1, 1]);
    state.removeNode("b");
    state.setNode({ ...zoned("b", "z2"), spec: { unschedulable: true } });
    const third = pod(spread(1));
    expect(where(third, state)).toBe("a");
    state.assume(third, "a");
    expect(where(pod(spread(1)), state)).toContain("1 node(s) didn't match pod topology spread constraints");
  });

  test("equal nodes share pods by chance, and a seed repeats it", () => {
    const state = cluster([worker("a"), worker("b"), worker("c"), worker("d")]);
    const chance = new SeededRandom(3).stream("scheduler");
    const one = pod({}, {});
    const names = Array.from({ length: 40 }, () => {
      const placement = place({ pod: one, state, namespaces: () => [], memberOf: () => [], chance });
      return "nodeName" in placement ? placement.nodeName : "";
    });
    expect(new Set(names)).toEqual(new Set(["a", "b", "c", "d"]));
  });
});
