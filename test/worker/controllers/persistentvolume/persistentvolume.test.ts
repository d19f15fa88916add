import { describe, expect, test } from "vitest";
import type {
  PersistentVolumeClaimObject,
  PersistentVolumeObject,
  StorageClassObject,
} from "../../../../worker/api/generated/types.ts";
import { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from "../../../../worker/api/kinds/index.ts";
import { container, startWorld, type World } from "../world.ts";

const at = (name: string) => ({ namespace: "default", name });

const storageClass = (more: Partial<StorageClassObject> = {}): StorageClassObject => ({
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "standard", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: "rancher.io/local-path",
  volumeBindingMode: "WaitForFirstConsumer",
  ...more,
});
const claim = (spec: Partial<PersistentVolumeClaimObject["spec"]> = {}): PersistentVolumeClaimObject => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data", namespace: "default" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
});
const volume = (
  name: string,
  size: string,
  more: Partial<PersistentVolumeObject["spec"]> = {},
): PersistentVolumeObject => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name },
  spec: {
    capacity: { storage: size },
    accessModes: ["ReadWriteOnce"],
    hostPath: { path: `/data/${name}` },
    storageClassName: "",
    ...more,
  },
});
const user = (name = "web", claimName = "data") => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default" },
  spec: container("nginx", { volumes: [{ name: "data", persistentVolumeClaim: { claimName } }] }),
});
const claimOf = (world: World) => world.cache.get(PersistentVolumeClaim, at("data"))!;
const volumeOf = (world: World, name: string) => world.cache.get(PersistentVolume, { name })!;
const reasons = (world: World, name: string) => [...new Set(world.events(name).map((event) => event.split(":")[0]))];
const condition = (world: World, name: string) =>
  world.cache.get(Pod, at(name))!.status?.conditions?.find(({ type }) => type === "PodScheduled")?.message;

describe("a claim of a class that waits", () => {
  test("waits for a pod, then for its volume, and the pod waits for both", async () => {
    const world = await startWorld();
    await world.client.create(StorageClass, storageClass());
    await world.client.create(PersistentVolumeClaim, claim());
    await world.pass(1_000);
    expect(claimOf(world).spec.storageClassName).toBe("standard");
    expect(world.events("data")).toEqual([
      "WaitForFirstConsumer: waiting for first consumer to be created before binding",
    ]);
    await world.client.create(Pod, user());
    await world.pass(1_000);
    expect(world.cache.get(Pod, at("web"))!.spec.nodeName).toBeUndefined();
    expect(claimOf(world).metadata.annotations).toMatchObject({
      "volume.kubernetes.io/selected-node": "worker",
      "volume.kubernetes.io/storage-provisioner": "rancher.io/local-path",
    });
    await world.pass(4_000);
    const name = `pvc-${claimOf(world).metadata.uid}`;
    expect(claimOf(world)).toMatchObject({
      spec: { volumeName: name },
      status: { phase: "Bound", accessModes: ["ReadWriteOnce"], capacity: { storage: "1Gi" } },
    });
    expect(volumeOf(world, name)).toMatchObject({
      spec: {
        persistentVolumeReclaimPolicy: "Delete",
        hostPath: { path: `/var/local-path-provisioner/${name}_default_data`, type: "DirectoryOrCreate" },
        claimRef: { name: "data", namespace: "default" },
      },
      status: { phase: "Bound" },
    });
    expect(world.cache.get(Pod, at("web"))!.spec.nodeName).toBe("worker");
    expect(reasons(world, "data").sort()).toEqual([
      "ExternalProvisioning",
      "Provisioning",
      "ProvisioningSucceeded",
      "WaitForFirstConsumer",
    ]);
    await world.end();
  });

  test("stays while a pod uses it, and takes its volume along when it goes", async () => {
    const world = await startWorld();
    await world.client.create(StorageClass, storageClass());
    await world.client.create(PersistentVolumeClaim, claim());
    await world.client.create(Pod, user());
    await world.pass(6_000);
    await world.client.delete(PersistentVolumeClaim, at("data"));
    await world.pass(1_000);
    expect(claimOf(world).metadata.deletionTimestamp).toBeDefined();
    await world.client.delete(Pod, at("web"));
    await world.pass(2_000);
    expect(world.all(PersistentVolumeClaim)).toEqual([]);
    expect(world.all(PersistentVolume)).toEqual([]);
    await world.end();
  });

  test("keeps later pods on the node that has its volume", async () => {
    const world = await startWorld({ nodes: 3 });
    await world.client.create(StorageClass, storageClass());
    await world.client.create(PersistentVolumeClaim, claim());
    await world.client.create(Pod, user());
    await world.pass(6_000);
    const { nodeName } = world.cache.get(Pod, at("web"))!.spec;
    for (const name of ["a", "b", "c"]) await world.client.create(Pod, user(name));
    await world.pass(2_000);
    expect(new Set(world.all(Pod).map(({ spec }) => spec.nodeName))).toEqual(new Set([nodeName]));
    await world.end();
  });
});

describe("a claim without a class", () => {
  test("takes the smallest volume that will do", async () => {
    const world = await startWorld();
    for (const [name, size] of [
      ["large", "10Gi"],
      ["small", "512Mi"],
      ["medium", "2Gi"],
    ] as const) {
      await world.client.create(PersistentVolume, volume(name, size));
    }
    await world.client.create(PersistentVolumeClaim, claim());
    await world.pass(1_000);
    expect(claimOf(world).spec.volumeName).toBe("medium");
    expect(
      world
        .all(PersistentVolume)
        .map(({ metadata, status }) => [metadata.name, status?.phase])
        .sort(),
    ).toEqual([
      ["large", "Available"],
      ["medium", "Bound"],
      ["small", "Available"],
    ]);
    await world.end();
  });

  test("leaves a volume that is retained behind", async () => {
    const world = await startWorld();
    await world.client.create(PersistentVolume, volume("disk", "1Gi"));
    await world.client.create(PersistentVolumeClaim, claim());
    await world.pass(1_000);
    await world.client.delete(PersistentVolumeClaim, at("data"));
    await world.pass(1_000);
    expect(volumeOf(world, "disk").status?.phase).toBe("Released");
    await world.client.create(PersistentVolumeClaim, claim());
    await world.pass(1_000);
    expect(claimOf(world).status?.phase).toBe("Pending");
    await world.end();
  });

  test.each([
    {
      says: "there is none",
      spec: {},
      told: "FailedBinding: no persistent volumes available for this claim and no storage class is set",
    },
    {
      says: "its class is not there",
      spec: { storageClassName: "gone" },
      told: 'ProvisioningFailed: storageclass.storage.k8s.io "gone" not found',
    },
    {
      says: "the volume it names is too small",
      spec: { volumeName: "tiny", storageClassName: "" },
      told: 'VolumeMismatch: Cannot bind to requested volume "tiny": requested PV is too small',
    },
  ])("says that $says", async ({ spec, told }) => {
    const world = await startWorld();
    await world.client.create(PersistentVolume, volume("tiny", "1Mi"));
    await world.client.create(PersistentVolumeClaim, claim(spec));
    await world.pass(1_000);
    expect(world.events("data")).toContain(told);
    await world.end();
  });

  test("is lost with its volume", async () => {
    const world = await startWorld();
    await world.client.create(PersistentVolume, volume("disk", "1Gi"));
    await world.client.create(PersistentVolumeClaim, claim());
    await world.pass(1_000);
    await world.client.patch(
      PersistentVolume,
      { name: "disk" },
      { type: "merge", body: { metadata: { finalizers: null } } },
    );
    await world.client.delete(PersistentVolume, { name: "disk" });
    await world.pass(1_000);
    expect(claimOf(world).status?.phase).toBe("Lost");
    await world.end();
  });
});

const HELP =
  "no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";

test.each([
  {
    says: "its claim is not there",
    objects: [],
    message: `0/1 nodes are available: persistentvolumeclaim "data" not found. ${HELP}`,
  },
  {
    says: "its claim is not bound",
    objects: [claim({ storageClassName: "" })],
    message: `0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. ${HELP}`,
  },
])("a pod says that $says", async ({ objects, message }) => {
  const world = await startWorld();
  for (const object of objects) await world.client.create(PersistentVolumeClaim, object);
  await world.client.create(Pod, user());
  await world.pass(1_000);
  expect(condition(world, "web")).toBe(message);
  await world.client.create(PersistentVolume, volume("disk", "1Gi"));
  if (objects.length === 0) await world.client.create(PersistentVolumeClaim, claim());
  await world.pass(15_000);
  expect(world.cache.get(Pod, at("web"))!.spec.nodeName).toBe("worker");
  await world.end();
});
