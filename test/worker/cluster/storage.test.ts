import { describe, expect, test } from "vitest";
import type { StatefulSetObject } from "../../../worker/api/generated/types.ts";
import { PersistentVolume, PersistentVolumeClaim, Pod, StatefulSet } from "../../../worker/api/kinds/index.ts";
import { box, isReady, type Lab, lab } from "./lab.ts";

const set: StatefulSetObject = {
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: { name: "db", namespace: "default" },
  spec: {
    serviceName: "db",
    replicas: 2,
    selector: { matchLabels: { app: "db" } },
    template: {
      metadata: { labels: { app: "db" } },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: [
          { ...box("sleep 100000").containers[0]!, volumeMounts: [{ name: "data", mountPath: "/var/lib/db" }] },
        ],
      },
    },
    volumeClaimTemplates: [
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ],
  },
};
const read = async (world: Lab, pod: string) =>
  (await world.exec(world.podAt(pod)!, ["cat", "/var/lib/db/rows"])).stdout;

describe.each([
  { profile: "kind", storageClass: "standard" },
  { profile: "aks", storageClass: "default" },
])("a stateful set on $profile", ({ profile, storageClass }) => {
  test("keeps each pod's files when pods, and the sandbox, come and go", async () => {
    const world = await lab({ profile });
    await world.clock.drive(world.client.create(StatefulSet, set));
    await world.until(() => isReady(world.podAt("db-0")) && isReady(world.podAt("db-1")));
    expect(
      world.cache.list(PersistentVolumeClaim).map(({ spec, status }) => [spec.storageClassName, status?.phase]),
    ).toEqual([
      [storageClass, "Bound"],
      [storageClass, "Bound"],
    ]);
    for (const pod of ["db-0", "db-1"]) {
      await world.exec(world.podAt(pod)!, ["sh", "-c", `echo of ${pod} > /var/lib/db/rows`]);
    }
    const before = world.podAt("db-1")!.metadata.uid;
    await world.clock.drive(world.client.delete(Pod, { namespace: "default", name: "db-1" }));
    await world.until(() => world.podAt("db-1")?.metadata.uid !== before && isReady(world.podAt("db-1")));
    expect(await read(world, "db-1")).toBe("of db-1\n");
    expect(await read(world, "db-0")).toBe("of db-0\n");

    const restored = await lab({ profile, saved: structuredClone(world.sandbox.save()) });
    expect(await read(restored, "db-1")).toBe("of db-1\n");
    await restored.clock.drive(restored.client.delete(StatefulSet, { namespace: "default", name: "db" }));
    for (const { metadata } of restored.cache.list(PersistentVolumeClaim)) {
      const { name } = metadata;
      await restored.clock.drive(restored.client.delete(PersistentVolumeClaim, { namespace: "default", name }));
    }
    await restored.until(() => restored.cache.list(PersistentVolume).length === 0);
    expect(restored.cache.list(PersistentVolumeClaim)).toEqual([]);
    world.end();
    restored.end();
  });
});

test("a directory of a node is there for the next pod on it", async () => {
  const world = await lab();
  const spec = (script: string) => ({
    ...box(script),
    nodeName: "kind-worker",
    restartPolicy: "Never",
    containers: [{ ...box(script).containers[0]!, volumeMounts: [{ name: "host", mountPath: "/host" }] }],
    volumes: [{ name: "host", hostPath: { path: "/srv/shared" } }],
  });
  await world.run("writer", spec("echo hello > /host/note"));
  await world.until(() => world.podAt("writer")?.status?.phase === "Succeeded");
  await world.run("reader", spec("cat /host/note; sleep 1000"));
  await world.until(() => isReady(world.podAt("reader")));
  expect((await world.exec(world.podAt("reader")!, ["cat", "/host/note"])).stdout).toBe("hello\n");
  world.end();
});
