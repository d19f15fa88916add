import { expect, test } from "vitest";
import type { PodObject, ReplicationControllerObject } from "../../../../worker/api/generated/types.ts";
import { Pod, ReplicationController } from "../../../../worker/api/kinds/index.ts";
import { container, labelled, startWorld, type World } from "../world.ts";

const controller: ReplicationControllerObject = {
  apiVersion: "v1",
  kind: "ReplicationController",
  metadata: labelled("web"),
  spec: { replicas: 2, template: { metadata: { labels: { app: "web" } }, spec: container() } },
};
const at = { namespace: "default", name: "web" };

async function started(): Promise<World> {
  const world = await startWorld();
  await world.clock.drive(world.client.create(ReplicationController, controller));
  await world.pass(5000);
  return world;
}
const pods = (world: World) => world.all(Pod, { namespace: "default", labels: { app: "web" } });
const ownersOf = ({ metadata }: PodObject) =>
  (metadata.ownerReferences ?? []).map(({ apiVersion, kind, name }) => `${apiVersion} ${kind} ${name}`);

/** https://kubernetes.io/docs/concepts/workloads/controllers/replicationcontroller/ */
test.each<{ says: string; act: (world: World) => Promise<unknown>; count: number; status: object; events: string[] }>([
  {
    says: "keeps as many pods as it asks for",
    act: async () => {},
    count: 2,
    status: {
      replicas: 2,
      fullyLabeledReplicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      observedGeneration: 1,
    },
    events: ["SuccessfulCreate", "SuccessfulCreate"],
  },
  {
    says: "is scaled by its subresource",
    act: ({ client }) =>
      client.patch(ReplicationController, at, {
        type: "merge",
        subresource: "scale",
        body: { spec: { replicas: 1 } },
      }),
    count: 1,
    status: { replicas: 1, observedGeneration: 2 },
    events: ["SuccessfulCreate", "SuccessfulCreate", "SuccessfulDelete"],
  },
  {
    says: "makes another where one is deleted",
    act: (world) => world.client.delete(Pod, { namespace: "default", name: pods(world)[0]!.metadata.name }),
    count: 2,
    status: { readyReplicas: 2 },
    events: ["SuccessfulCreate", "SuccessfulCreate", "SuccessfulCreate"],
  },
  {
    says: "takes in a pod that nobody owns, and lets another go for it",
    act: ({ client }) =>
      client.create(Pod, {
        apiVersion: "v1",
        kind: "Pod",
        metadata: labelled("stray", { app: "web" }),
        spec: container(),
      }),
    count: 2,
    status: { replicas: 2 },
    events: ["SuccessfulCreate", "SuccessfulCreate", "SuccessfulDelete"],
  },
])("it $says", async ({ act, count, status, events }) => {
  const world = await started();
  await world.clock.drive(act(world));
  await world.pass(5000);
  expect(pods(world).map(ownersOf)).toEqual(Array.from({ length: count }, () => ["v1 ReplicationController web"]));
  const now = world.cache.get(ReplicationController, at)!.status!;
  expect(now).toMatchObject(status);
  expect(now).not.toHaveProperty("terminatingReplicas");
  expect(world.events("web").map((line) => line.split(":")[0])).toEqual(events);
  await world.end();
});

test("it tells why it cannot make pods", async () => {
  const world = await startWorld();
  const spec = {
    ...controller.spec,
    template: { ...controller.spec.template!, spec: container("nginx", { serviceAccountName: "nobody" }) },
  };
  await world.clock.drive(world.client.create(ReplicationController, { ...controller, spec }));
  await world.pass(2000);
  expect(world.cache.get(ReplicationController, at)!.status!.conditions).toMatchObject([
    { type: "ReplicaFailure", status: "True", reason: "FailedCreate" },
  ]);
  await world.end();
});
