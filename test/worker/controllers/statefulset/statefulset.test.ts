import { describe, expect, test } from "vitest";
import type { StatefulSetObject } from "../../../../worker/api/generated/types.ts";
import { ControllerRevision, PersistentVolumeClaim, Pod, StatefulSet } from "../../../../worker/api/kinds/index.ts";
import { container, startWorld, type World } from "../world.ts";

const at = (name: string) => ({ namespace: "default", name });

const set = (spec: Partial<StatefulSetObject["spec"]> = {}): StatefulSetObject => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "db", namespace: "default" },
  spec: {
    serviceName: "db",
    replicas: 3,
    selector: { matchLabels: { app: "db" } },
    template: { metadata: { labels: { app: "db" } }, spec: container() },
    ...spec,
  },
});
const withClaims = (policy?: StatefulSetObject["spec"]["persistentVolumeClaimRetentionPolicy"]) =>
  set({
    volumeClaimTemplates: [
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ],
    // Pods whose claims nobody binds would wait for ever.
    template: { metadata: { labels: { app: "db" } }, spec: container("nginx", { nodeName: "worker" }) },
    ...(policy && { persistentVolumeClaimRetentionPolicy: policy }),
  });
const sorted = (world: World) => [...world.all(Pod)].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
const pods = (world: World) => sorted(world).map(({ metadata }) => metadata.name);
const images = (world: World) => sorted(world).map(({ spec }) => spec.containers[0]!.image);
const change = (world: World, spec: object) =>
  world.client.patch(StatefulSet, at("db"), { type: "strategic", body: { spec } });
const newImage = { template: { spec: { containers: [{ name: "main", image: "nginx:2" }] } } };
const status = (world: World) => world.cache.get(StatefulSet, at("db"))!.status!;

describe("a stateful set", () => {
  test("starts its pods one after the other, each when the one before is ready", async () => {
    const world = await startWorld();
    await world.client.create(StatefulSet, set());
    await world.pass(100);
    expect(pods(world)).toEqual(["db-0"]);
    expect(status(world)).toMatchObject({ replicas: 1, updatedReplicas: 1, availableReplicas: 0 });
    await world.pass(500);
    expect(pods(world)).toEqual(["db-0", "db-1"]);
    await world.pass(2_000);
    expect(pods(world)).toEqual(["db-0", "db-1", "db-2"]);
    const [revision] = world.all(ControllerRevision);
    expect(status(world)).toEqual({
      observedGeneration: 1,
      replicas: 3,
      readyReplicas: 3,
      currentReplicas: 3,
      updatedReplicas: 3,
      availableReplicas: 3,
      collisionCount: 0,
      currentRevision: revision!.metadata.name,
      updateRevision: revision!.metadata.name,
    });
    expect(world.events("db")).toEqual([
      "SuccessfulCreate: Create Pod db-0 in StatefulSet db successful",
      "SuccessfulCreate: Create Pod db-1 in StatefulSet db successful",
      "SuccessfulCreate: Create Pod db-2 in StatefulSet db successful",
    ]);
    await world.end();
  });

  test("names its pods by host, service, index and revision", async () => {
    const world = await startWorld();
    await world.client.create(StatefulSet, set({ replicas: 1, ordinals: { start: 5 } }));
    await world.pass(1_000);
    const [pod] = world.all(Pod);
    expect(pod!.metadata.name).toBe("db-5");
    expect(pod!.spec).toMatchObject({ hostname: "db-5", subdomain: "db" });
    expect(pod!.metadata.labels).toEqual({
      app: "db",
      "apps.kubernetes.io/pod-index": "5",
      "statefulset.kubernetes.io/pod-name": "db-5",
      "controller-revision-hash": world.all(ControllerRevision)[0]!.metadata.name,
    });
    await world.end();
  });

  test("starts all pods at once when it is parallel", async () => {
    const world = await startWorld({ readyMs: () => undefined });
    await world.client.create(StatefulSet, set({ podManagementPolicy: "Parallel" }));
    await world.pass(100);
    expect(pods(world)).toEqual(["db-0", "db-1", "db-2"]);
    await change(world, { replicas: 1 });
    await world.pass(1_000);
    expect(pods(world)).toEqual(["db-0"]);
    await world.end();
  });

  test("waits for a pod that is not ready", async () => {
    const world = await startWorld({ readyMs: ({ metadata }) => (metadata.name === "db-1" ? undefined : 500) });
    await world.client.create(StatefulSet, set());
    await world.pass(60_000);
    expect(pods(world)).toEqual(["db-0", "db-1"]);
    await world.end();
  });

  test("goes down one by one, the last first", async () => {
    const world = await startWorld();
    await world.client.create(StatefulSet, set());
    await world.pass(5_000);
    await change(world, { replicas: 1 });
    await world.pass(50);
    expect(
      world
        .all(Pod)
        .filter(({ metadata }) => metadata.deletionTimestamp)
        .map((pod) => pod.metadata.name),
    ).toEqual(["db-2"]);
    await world.pass(2_000);
    expect(pods(world)).toEqual(["db-0"]);
    await world.end();
  });

  test("brings a new template to its pods from the last to the first", async () => {
    const world = await startWorld();
    await world.client.create(StatefulSet, set());
    await world.pass(5_000);
    const before = status(world).currentRevision;
    await change(world, newImage);
    await world.pass(300);
    expect(images(world)).toEqual(["nginx", "nginx", "nginx:2"]);
    expect(status(world)).toMatchObject({ currentRevision: before, currentReplicas: 2, updatedReplicas: 1 });
    await world.pass(5_000);
    expect(images(world)).toEqual(["nginx:2", "nginx:2", "nginx:2"]);
    expect(status(world).currentRevision).toBe(status(world).updateRevision);
    expect(
      world
        .all(ControllerRevision)
        .map(({ revision }) => revision)
        .sort(),
    ).toEqual([1, 2]);
    await world.end();
  });

  test("leaves pods below the partition as they are, even when they come back", async () => {
    const world = await startWorld();
    await world.client.create(StatefulSet, set());
    await world.pass(5_000);
    await change(world, { updateStrategy: { rollingUpdate: { partition: 2 } }, ...newImage });
    await world.pass(5_000);
    expect(images(world)).toEqual(["nginx", "nginx", "nginx:2"]);
    await world.client.delete(Pod, at("db-0"));
    await world.pass(5_000);
    expect(images(world)).toEqual(["nginx", "nginx", "nginx:2"]);
    await world.end();
  });

  test("replaces no pod by itself when they are replaced by hand", async () => {
    const world = await startWorld();
    await world.client.create(StatefulSet, set({ updateStrategy: { type: "OnDelete" } }));
    await world.pass(5_000);
    await change(world, newImage);
    await world.pass(5_000);
    expect(images(world)).toEqual(["nginx", "nginx", "nginx"]);
    await world.client.delete(Pod, at("db-1"));
    await world.pass(5_000);
    expect(images(world)).toEqual(["nginx", "nginx:2", "nginx"]);
    await world.end();
  });

  test("goes back to a revision that it has", async () => {
    const world = await startWorld();
    await world.client.create(StatefulSet, set({ replicas: 1 }));
    await world.pass(2_000);
    const first = status(world).updateRevision;
    await change(world, newImage);
    await world.pass(2_000);
    await change(world, { template: { spec: { containers: [{ name: "main", image: "nginx" }] } } });
    await world.pass(2_000);
    expect(status(world).updateRevision).toBe(first);
    expect(
      world
        .all(ControllerRevision)
        .map(({ revision }) => revision)
        .sort(),
    ).toEqual([2, 3]);
    await world.end();
  });

  test("keeps as many old revisions as it is told", async () => {
    const world = await startWorld();
    await world.client.create(StatefulSet, set({ replicas: 1, revisionHistoryLimit: 1 }));
    for (const image of ["a", "b", "c"]) {
      await world.pass(2_000);
      await change(world, { template: { spec: { containers: [{ name: "main", image }] } } });
    }
    await world.pass(3_000);
    expect(
      world
        .all(ControllerRevision)
        .map(({ revision }) => revision)
        .sort(),
    ).toEqual([3, 4]);
    await world.end();
  });

  test("starts a failed pod anew", async () => {
    const world = await startWorld();
    await world.client.create(StatefulSet, set({ replicas: 1 }));
    await world.pass(2_000);
    const pod = world.all(Pod)[0]!;
    await world.client.replaceStatus(Pod, { ...pod, status: { ...pod.status, phase: "Failed" } });
    await world.pass(2_000);
    expect(world.all(Pod)[0]!.metadata.uid).not.toBe(pod.metadata.uid);
    await world.end();
  });
});

describe("claims of a stateful set", () => {
  const claims = (world: World) => world.all(PersistentVolumeClaim).map(({ metadata }) => metadata.name);
  const owners = (world: World) =>
    world
      .all(PersistentVolumeClaim)
      .map(({ metadata }) => (metadata.ownerReferences ?? []).map(({ kind }) => kind).join());

  test.each([
    { says: "stay when pods go", policy: undefined, scaled: ["data-db-0", "data-db-1", "data-db-2"], deleted: 3 },
    {
      says: "go with the set",
      policy: { whenDeleted: "Delete" },
      scaled: ["data-db-0", "data-db-1", "data-db-2"],
      deleted: 0,
    },
    { says: "go with their pod", policy: { whenScaled: "Delete" }, scaled: ["data-db-0"], deleted: 1 },
  ])("$says", async ({ policy, scaled, deleted }) => {
    const world = await startWorld();
    await world.client.create(StatefulSet, withClaims(policy));
    await world.pass(5_000);
    expect(claims(world)).toEqual(["data-db-0", "data-db-1", "data-db-2"]);
    expect(owners(world)).toEqual(Array(3).fill(policy?.whenDeleted ? "StatefulSet" : ""));
    expect(sorted(world)[1]!.spec.volumes![0]).toEqual({
      name: "data",
      persistentVolumeClaim: { claimName: "data-db-1" },
    });
    await change(world, { replicas: 1 });
    await world.pass(10_000);
    expect(pods(world)).toEqual(["db-0"]);
    expect(claims(world)).toEqual(scaled);
    await world.client.delete(StatefulSet, at("db"));
    await world.pass(10_000);
    expect(pods(world)).toEqual([]);
    expect(claims(world)).toHaveLength(deleted);
    await world.end();
  });
});
