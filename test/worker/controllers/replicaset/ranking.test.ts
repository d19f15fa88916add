import { describe, expect, test } from "vitest";
import type { PodObject } from "../../../../worker/api/generated/types.ts";
import { podsToDelete } from "../../../../worker/controllers/replicaset/ranking.ts";
import { replicaSetStatus } from "../../../../worker/controllers/replicaset/status.ts";

const NOW = Date.UTC(2026, 0, 1, 12);
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

interface Traits {
  readonly node?: string | undefined;
  readonly phase?: string;
  readonly readyFor?: number;
  readonly cost?: string;
  readonly restarts?: number;
  readonly age?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly leaving?: boolean;
}

function pod(name: string, traits: Traits = {}): PodObject {
  const { phase = "Running", readyFor, cost, restarts = 0, age = 600, leaving } = traits;
  const node = "node" in traits ? traits.node : "a";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      uid: name,
      creationTimestamp: ago(age),
      labels: traits.labels ?? { app: "web" },
      ...(leaving && { deletionTimestamp: ago(0) }),
      ...(cost !== undefined && { annotations: { "controller.kubernetes.io/pod-deletion-cost": cost } }),
    },
    spec: { containers: [], ...(node !== undefined && { nodeName: node }) },
    status: {
      phase,
      conditions: readyFor === undefined ? [] : [{ type: "Ready", status: "True", lastTransitionTime: ago(readyFor) }],
      containerStatuses: [{ name: "main", image: "", imageID: "", ready: true, restartCount: restarts }],
    },
  };
}

describe("which pod of a shrinking set goes first", () => {
  test.each<{ says: string; first: Traits; second: Traits; related?: readonly PodObject[] }>([
    { says: "one without a node", first: { node: undefined, readyFor: 60 }, second: { phase: "Pending" } },
    { says: "a pending one", first: { phase: "Pending", readyFor: 60 }, second: { phase: "Running" } },
    { says: "one of unknown phase", first: { phase: "Unknown", readyFor: 60 }, second: { phase: "Running" } },
    { says: "one that is not ready", first: { cost: "100" }, second: { readyFor: 1, cost: "-100" } },
    { says: "the one with the lower deletion cost", first: { readyFor: 300, cost: "-1" }, second: { readyFor: 1 } },
    {
      says: "one on a node with more of its siblings",
      first: { readyFor: 300 },
      second: { node: "b", readyFor: 1 },
      related: [pod("sibling", { readyFor: 5 })],
    },
    {
      says: "the one ready for a shorter time",
      first: { readyFor: 10, restarts: 0 },
      second: { readyFor: 300, restarts: 9 },
    },
    { says: "the one with more restarts", first: { readyFor: 60, restarts: 3 }, second: { readyFor: 60, age: 10 } },
    { says: "the younger one", first: { readyFor: 5, age: 10 }, second: { readyFor: 5, age: 600 } },
    {
      says: "a cost that is no whole number counts as none",
      first: { readyFor: 10, cost: "cheap" },
      second: { readyFor: 300, cost: "0" },
    },
  ])("$says", ({ first, second, related = [] }) => {
    // The names sort the other way, so that it is not the uid that decides.
    const pods = [pod("a-second", second), pod("z-first", first)];
    expect(podsToDelete(pods, 1, [...pods, ...related], NOW).map(({ metadata }) => metadata.name)).toEqual(["z-first"]);
  });

  test("ages that are the same power of two fall to the uid", () => {
    const pods = [pod("b", { readyFor: 90 }), pod("a", { readyFor: 80 })];
    expect(podsToDelete(pods, 1, pods, NOW)[0]!.metadata.name).toBe("a");
  });
});

test("the status counts active pods, and leaves out counts of zero", () => {
  const set = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { name: "web", generation: 3 },
    spec: {
      replicas: 3,
      minReadySeconds: 10,
      selector: { matchLabels: { app: "web" } },
      template: { metadata: { labels: { app: "web", tier: "front" } } },
    },
  };
  const pods = [
    pod("old", { readyFor: 60, labels: { app: "web", tier: "front" } }),
    pod("fresh", { readyFor: 5 }),
    pod("ended", { phase: "Failed" }),
    pod("leaving", { leaving: true, readyFor: 60 }),
  ];
  expect(replicaSetStatus(set, pods, { nowMs: NOW })).toEqual({
    availableReplicas: 1,
    fullyLabeledReplicas: 1,
    observedGeneration: 3,
    readyReplicas: 2,
    replicas: 2,
    terminatingReplicas: 1,
  });
  expect(replicaSetStatus(set, [], { nowMs: NOW })).toEqual({
    observedGeneration: 3,
    replicas: 0,
    terminatingReplicas: 0,
  });
});
