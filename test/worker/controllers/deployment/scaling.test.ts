import { describe, expect, test } from "vitest";
import type {
  DeploymentObject,
  ReplicaSetObject,
  RollingUpdateDeployment,
} from "../../../../worker/api/generated/types.ts";
import { currentSetAnnotations } from "../../../../worker/controllers/deployment/annotations.ts";
import { outdatedSets } from "../../../../worker/controllers/deployment/history.ts";
import { maxSurgeOf, maxUnavailableOf } from "../../../../worker/controllers/deployment/limits.ts";
import {
  growCurrent,
  type ScaleStep,
  scaleInProportion,
  shrinkOld,
  wasScaled,
} from "../../../../worker/controllers/deployment/scaling.ts";

function deployment(
  replicas: number,
  rollingUpdate: RollingUpdateDeployment = { maxSurge: "25%", maxUnavailable: "25%" },
): DeploymentObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "default" },
    spec: {
      replicas,
      selector: { matchLabels: { app: "web" } },
      template: {},
      strategy: { type: "RollingUpdate", rollingUpdate },
    },
  };
}

interface Size {
  readonly size: number;
  readonly available?: number;
  readonly desired?: number;
  readonly max?: number;
}

function set(name: string, { size, available = size, desired, max }: Size, minute = 0): ReplicaSetObject {
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name,
      namespace: "default",
      creationTimestamp: `2026-01-01T00:0${minute}:00Z`,
      annotations: {
        ...(desired !== undefined && { "deployment.kubernetes.io/desired-replicas": String(desired) }),
        ...(max !== undefined && { "deployment.kubernetes.io/max-replicas": String(max) }),
      },
    },
    spec: { replicas: size, selector: {} },
    status: { replicas: size, availableReplicas: available },
  };
}

const sizes = (steps: readonly (ScaleStep | undefined)[]) =>
  Object.fromEntries(steps.flatMap((step) => (step ? [[step.set.metadata.name, step.replicas]] : [])));

describe("how far a rolling update may go", () => {
  test.each([
    {
      says: "a percentage of surge rounds up",
      replicas: 3,
      rolling: { maxSurge: "25%", maxUnavailable: 0 },
      surge: 1,
      unavailable: 0,
    },
    {
      says: "a percentage of unavailable pods rounds down",
      replicas: 3,
      rolling: { maxSurge: 0, maxUnavailable: "50%" },
      surge: 0,
      unavailable: 1,
    },
    {
      says: "when both come to zero, one may be unavailable",
      replicas: 3,
      rolling: { maxSurge: 0, maxUnavailable: "10%" },
      surge: 0,
      unavailable: 1,
    },
    {
      says: "no more can be unavailable than there are",
      replicas: 2,
      rolling: { maxSurge: 1, maxUnavailable: 5 },
      surge: 1,
      unavailable: 2,
    },
    {
      says: "with nothing wanted nothing is unavailable",
      replicas: 0,
      rolling: { maxSurge: 1, maxUnavailable: 1 },
      surge: 1,
      unavailable: 0,
    },
  ])("$says", ({ replicas, rolling, surge, unavailable }) => {
    expect([maxSurgeOf(deployment(replicas, rolling)), maxUnavailableOf(deployment(replicas, rolling))]).toEqual([
      surge,
      unavailable,
    ]);
  });

  test("a Recreate has neither", () => {
    const recreate = { ...deployment(4), spec: { ...deployment(4).spec, strategy: { type: "Recreate" } } };
    expect([maxSurgeOf(recreate), maxUnavailableOf(recreate)]).toEqual([0, 0]);
  });
});

describe("the next step of a rolling update", () => {
  test.each<{
    says: string;
    replicas: number;
    rolling?: RollingUpdateDeployment;
    current: Size;
    old: readonly Size[];
    up?: number;
    down?: Record<string, number>;
  }>([
    {
      says: "grows by the surge first",
      replicas: 10,
      current: { size: 0 },
      old: [{ size: 10 }],
      up: 3,
      down: { old0: 8 },
    },
    {
      says: "never beyond the wanted size",
      replicas: 4,
      current: { size: 3 },
      old: [{ size: 1 }],
      up: 4,
      down: { old0: 0 },
    },
    { says: "cuts a current set that is too large", replicas: 2, current: { size: 5 }, old: [], up: 2, down: {} },
    {
      says: "shrinks old sets only as far as available pods allow",
      replicas: 10,
      current: { size: 3, available: 1 },
      old: [{ size: 10 }],
      down: { old0: 7 },
    },
    {
      says: "takes old pods that do not serve first, whatever else",
      replicas: 10,
      current: { size: 3, available: 0 },
      old: [{ size: 8, available: 6 }],
      up: 5,
      down: {},
    },
    {
      says: "takes useless pods of the older set before those of the newer",
      replicas: 4,
      rolling: { maxSurge: 2, maxUnavailable: 0 },
      current: { size: 2 },
      old: [
        { size: 2, available: 0 },
        { size: 2, available: 2 },
      ],
      down: { old0: 0 },
    },
    {
      says: "does nothing while the newcomers are not ready",
      replicas: 3,
      rolling: { maxSurge: 1, maxUnavailable: 0 },
      current: { size: 1, available: 0 },
      old: [{ size: 3 }],
      down: {},
    },
  ])("$says", ({ replicas, rolling, current, old, up, down }) => {
    const one = deployment(replicas, rolling);
    const revisions = { current: set("new", current, 9), old: old.map((size, i) => set(`old${i}`, size, i)) };
    expect(sizes([growCurrent(one, revisions)])).toEqual(up === undefined ? {} : { new: up });
    expect(sizes(shrinkOld(one, revisions))).toEqual(down);
  });
});

describe("scaling in the middle of a rollout", () => {
  test("adds in proportion to the sets, the rest to the largest", () => {
    const one = deployment(15, { maxSurge: 3, maxUnavailable: 2 });
    const revisions = {
      current: set("new", { size: 5, desired: 10, max: 13 }, 1),
      old: [set("old", { size: 8, desired: 10, max: 13 })],
    };
    expect(wasScaled(one, revisions)).toBe(true);
    expect(sizes(scaleInProportion(one, revisions))).toEqual({ new: 7, old: 11 });
  });

  test("a single set simply takes the new size, and nothing is left of it at zero", () => {
    const revisions = { current: set("new", { size: 3, desired: 3 }), old: [set("old", { size: 0 })] };
    expect(sizes(scaleInProportion(deployment(7), revisions))).toEqual({ new: 7 });
    expect(sizes(scaleInProportion(deployment(0), revisions))).toEqual({ new: 0 });
    expect(wasScaled(deployment(3), revisions)).toBe(false);
  });

  test("to zero, every set is emptied", () => {
    const revisions = { current: set("new", { size: 2, desired: 3 }), old: [set("old", { size: 2, desired: 3 })] };
    expect(sizes(scaleInProportion(deployment(0), revisions))).toEqual({ new: 0, old: 0 });
  });

  test("what is left of old sets goes once the current one is full", () => {
    const revisions = { current: set("new", { size: 3, desired: 3 }), old: [set("old", { size: 1, desired: 2 })] };
    expect(sizes(scaleInProportion(deployment(3), revisions))).toEqual({ old: 0 });
  });
});

describe("annotations and history", () => {
  test("the deployment's own annotations pass on, those that are its alone do not", () => {
    const one = {
      ...deployment(1),
      metadata: {
        name: "web",
        annotations: {
          "kubernetes.io/change-cause": "v2",
          "kubectl.kubernetes.io/last-applied-configuration": "{}",
          "deployment.kubernetes.io/revision": "9",
        },
      },
    };
    expect(currentSetAnnotations(one, undefined, 4)).toEqual({
      "kubernetes.io/change-cause": "v2",
      "deployment.kubernetes.io/revision": "4",
    });
  });

  test("a set taken up again remembers the revisions that it was", () => {
    const old = { "deployment.kubernetes.io/revision": "3", "deployment.kubernetes.io/revision-history": "1" };
    expect(currentSetAnnotations(deployment(1), old, 5)).toEqual({
      "deployment.kubernetes.io/revision": "5",
      "deployment.kubernetes.io/revision-history": "1,3",
    });
    expect(currentSetAnnotations(deployment(1), old, 2)).toEqual(old);
  });

  test("the lowest revisions go first, and never a set with pods", () => {
    const old = ["7", "2", "5"].map((revision) => {
      const empty = set(`web-${revision}`, { size: revision === "2" ? 1 : 0 });
      return {
        ...empty,
        metadata: { ...empty.metadata, annotations: { "deployment.kubernetes.io/revision": revision } },
      };
    });
    const one = { ...deployment(1), spec: { ...deployment(1).spec, revisionHistoryLimit: 1 } };
    expect(outdatedSets(one, old).map(({ metadata }) => metadata.name)).toEqual(["web-5"]);
  });
});
