import { expect, test } from "vitest";
import type { DeploymentObject, DeploymentSpec, PodSpec } from "../../../../worker/api/generated/types.ts";
import { Deployment, Pod, ReplicaSet } from "../../../../worker/api/kinds/index.ts";
import { container, labelled, startWorld, type World, type WorldOptions } from "../world.ts";

const LOOPS = ["deployment-controller", "replicaset-controller", "default-scheduler"];
const start = (options: WorldOptions = {}) => startWorld({ loops: LOOPS, ...options });

function deployment(name: string, spec: Partial<DeploymentSpec> = {}, pod: PodSpec = container()): DeploymentObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: labelled(name),
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: pod },
      ...spec,
    },
  };
}

const live = (world: World, name = "web") => world.cache.get(Deployment, { namespace: "default", name })!;
const change = (world: World, spec: object) =>
  world.client.patch(Deployment, { namespace: "default", name: "web" }, { type: "strategic", body: { spec } });
const setImage = (world: World, image: string) =>
  change(world, { template: { spec: { containers: [{ name: "main", image }] } } });
const sets = (world: World) =>
  [...world.cache.list(ReplicaSet)].sort((a, b) =>
    a.metadata.annotations!["deployment.kubernetes.io/revision"]!.localeCompare(
      b.metadata.annotations!["deployment.kubernetes.io/revision"]!,
      "en",
      { numeric: true },
    ),
  );
const condition = (world: World, type: string) => {
  const found = live(world).status!.conditions!.find((one) => one.type === type)!;
  return { status: found.status, reason: found.reason, message: found.message };
};

test("a new deployment gets one ReplicaSet named by its hash, and its pods", async () => {
  const world = await start();
  await world.client.create(Deployment, deployment("web"));
  await world.pass(5_000);

  const [set] = sets(world);
  const hash = set!.metadata.labels!["pod-template-hash"]!;
  expect(set!.metadata.name).toBe(`web-${hash}`);
  expect(set!.spec.selector.matchLabels).toEqual({ app: "web", "pod-template-hash": hash });
  expect(set!.metadata.annotations).toEqual({
    "deployment.kubernetes.io/desired-replicas": "3",
    "deployment.kubernetes.io/max-replicas": "4",
    "deployment.kubernetes.io/revision": "1",
  });
  expect(set!.metadata.ownerReferences).toMatchObject([{ kind: "Deployment", name: "web", controller: true }]);
  const pods = world.cache.list(Pod);
  expect(pods).toHaveLength(3);
  for (const pod of pods) expect(pod.metadata.name).toMatch(new RegExp(`^web-${hash}-[bcdf-hj-np-tv-z2-9]{5}$`));
  expect(live(world).metadata.annotations).toEqual({ "deployment.kubernetes.io/revision": "1" });
  expect(live(world).status).toMatchObject({
    observedGeneration: 1,
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    terminatingReplicas: 0,
  });
  expect(live(world).status).not.toHaveProperty("unavailableReplicas");
  expect(condition(world, "Available")).toEqual({
    status: "True",
    reason: "MinimumReplicasAvailable",
    message: "Deployment has minimum availability.",
  });
  expect(condition(world, "Progressing")).toEqual({
    status: "True",
    reason: "NewReplicaSetAvailable",
    message: `ReplicaSet "web-${hash}" has successfully progressed.`,
  });
  expect(world.events("web")).toEqual([`ScalingReplicaSet: Scaled up replica set web-${hash} from 0 to 3`]);
  await world.end();
});

test("a rolling update never has more than the surge nor less than the minimum, and tells each step", async () => {
  const world = await start();
  await world.client.create(Deployment, deployment("web"));
  await world.pass(5_000);
  const bounds = { most: 0, least: Number.POSITIVE_INFINITY };
  const stop = new AbortController();
  world.cache.follow(
    Pod,
    () => {
      const pods = world.cache.list(Pod).filter(({ metadata }) => !metadata.deletionTimestamp);
      const ready = pods.filter(({ status }) =>
        status?.conditions?.some((c) => c.type === "Ready" && c.status === "True"),
      );
      bounds.most = Math.max(bounds.most, pods.length);
      bounds.least = Math.min(bounds.least, ready.length);
    },
    stop.signal,
  );
  await setImage(world, "nginx:1.27");
  await world.pass(10_000);
  stop.abort();

  expect(bounds).toEqual({ most: 4, least: 3 });
  const [old, current] = sets(world);
  expect([old!.spec.replicas, current!.spec.replicas]).toEqual([0, 3]);
  const [a, b] = [old!.metadata.name, current!.metadata.name];
  expect(world.events("web").slice(1)).toEqual([
    `ScalingReplicaSet: Scaled up replica set ${b} from 0 to 1`,
    `ScalingReplicaSet: Scaled down replica set ${a} from 3 to 2`,
    `ScalingReplicaSet: Scaled up replica set ${b} from 1 to 2`,
    `ScalingReplicaSet: Scaled down replica set ${a} from 2 to 1`,
    `ScalingReplicaSet: Scaled up replica set ${b} from 2 to 3`,
    `ScalingReplicaSet: Scaled down replica set ${a} from 1 to 0`,
  ]);
  expect(live(world).metadata.annotations!["deployment.kubernetes.io/revision"]).toBe("2");
  await world.end();
});

test("going back to an old template takes its ReplicaSet up again under a new revision", async () => {
  const world = await start();
  await world.client.create(Deployment, deployment("web"));
  await world.pass(5_000);
  const first = sets(world)[0]!.metadata.name;
  await setImage(world, "nginx:1.27");
  await world.pass(10_000);
  await setImage(world, "nginx");
  await world.pass(10_000);

  const [, newest] = sets(world);
  expect(newest!.metadata.name).toBe(first);
  expect(newest!.metadata.annotations).toMatchObject({
    "deployment.kubernetes.io/revision": "3",
    "deployment.kubernetes.io/revision-history": "1",
  });
  expect(newest!.status!.availableReplicas).toBe(3);
  await world.end();
});

test("Recreate waits until the last old pod is gone", async () => {
  const world = await start();
  await world.client.create(Deployment, deployment("web", { strategy: { type: "Recreate" } }));
  await world.pass(5_000);
  let together = false;
  world.cache.follow(
    Pod,
    () => {
      const hashes = new Set(world.cache.list(Pod).map(({ metadata }) => metadata.labels!["pod-template-hash"]));
      together ||= hashes.size > 1;
    },
    new AbortController().signal,
  );
  await setImage(world, "nginx:1.27");
  await world.pass(10_000);
  expect(together).toBe(false);
  expect(live(world).status).toMatchObject({ replicas: 3, updatedReplicas: 3, availableReplicas: 3 });
  await world.end();
});

test("a rollout that makes no progress exceeds its deadline and says so", async () => {
  const world = await start({ readyMs: () => undefined });
  await world.client.create(Deployment, deployment("web", { progressDeadlineSeconds: 30 }));
  await world.pass(20_000);
  expect(condition(world, "Progressing").reason).toBe("ReplicaSetUpdated");
  expect(condition(world, "Available")).toEqual({
    status: "False",
    reason: "MinimumReplicasUnavailable",
    message: "Deployment does not have minimum availability.",
  });
  await world.pass(20_000);
  expect(condition(world, "Progressing")).toEqual({
    status: "False",
    reason: "ProgressDeadlineExceeded",
    message: `ReplicaSet "${sets(world)[0]!.metadata.name}" has timed out progressing.`,
  });
  await world.end();
});

test("a rollout whose pods never come says that it is progressing, and the old pods stay", async () => {
  const world = await start({ readyMs: ({ spec }) => (spec.containers[0]!.image === "nginx:nope" ? undefined : 100) });
  await world.client.create(Deployment, deployment("web"));
  await world.pass(5_000);
  await setImage(world, "nginx:nope");
  await world.pass(20_000);
  expect(live(world).status).toMatchObject({ replicas: 4, updatedReplicas: 1, availableReplicas: 3 });
  expect(condition(world, "Available").reason).toBe("MinimumReplicasAvailable");
  expect(condition(world, "Progressing")).toEqual({
    status: "True",
    reason: "ReplicaSetUpdated",
    message: `ReplicaSet "${sets(world).at(-1)!.metadata.name}" is progressing.`,
  });
  await world.end();
});

test("a paused deployment is scaled but not rolled", async () => {
  const world = await start();
  await world.client.create(Deployment, deployment("web"));
  await world.pass(5_000);
  await change(world, { paused: true });
  await setImage(world, "nginx:1.27");
  await change(world, { replicas: 5 });
  await world.pass(5_000);
  expect(sets(world).map(({ spec }) => spec.replicas)).toEqual([5]);
  expect(condition(world, "Progressing")).toEqual({
    status: "Unknown",
    reason: "DeploymentPaused",
    message: "Deployment is paused",
  });
  await change(world, { paused: null });
  await world.pass(10_000);
  expect(sets(world).map(({ spec }) => spec.replicas)).toEqual([0, 5]);
  expect(condition(world, "Progressing").reason).toBe("NewReplicaSetAvailable");
  await world.end();
});

test("only as many old revisions are kept as asked", async () => {
  const world = await start();
  await world.client.create(Deployment, deployment("web", { revisionHistoryLimit: 1 }));
  await world.pass(5_000);
  for (const tag of ["1", "2", "3"]) {
    await setImage(world, `nginx:${tag}`);
    await world.pass(10_000);
  }
  expect(sets(world).map(({ metadata }) => metadata.annotations!["deployment.kubernetes.io/revision"])).toEqual([
    "3",
    "4",
  ]);
  await world.end();
});
