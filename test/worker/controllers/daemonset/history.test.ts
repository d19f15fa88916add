import { describe, expect, test } from "vitest";
import type { DaemonSetObject } from "../../../../worker/api/generated/types.ts";
import { ControllerRevision, DaemonSet, Pod } from "../../../../worker/api/kinds/index.ts";
import { container, labelled, startWorld, type World } from "../world.ts";

const at = { namespace: "default", name: "agent" };
const agent = (more: Partial<DaemonSetObject["spec"]> = {}): DaemonSetObject => ({
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: labelled("agent"),
  spec: {
    selector: { matchLabels: { app: "agent" } },
    template: { metadata: { labels: { app: "agent" } }, spec: container("nginx:1") },
    ...more,
  },
});

async function started(spec: Partial<DaemonSetObject["spec"]> = {}): Promise<World> {
  const world = await startWorld({ nodes: 2 });
  await world.clock.drive(world.client.create(DaemonSet, agent(spec)));
  await world.pass(5000);
  return world;
}
async function roll(world: World, ...images: readonly string[]): Promise<void> {
  for (const image of images) {
    const body = { spec: { template: { spec: { containers: [{ name: "main", image }] } } } };
    await world.clock.drive(world.client.patch(DaemonSet, at, { type: "strategic", body }));
    await world.pass(10_000);
  }
}
const history = (world: World) =>
  world
    .all(ControllerRevision, { namespace: "default" })
    .toSorted((a, b) => a.revision - b.revision)
    .map(({ revision, data }) => {
      const { spec } = data as { spec: { template: { spec: { containers: { image: string }[] } } } };
      return `${revision} ${spec.template.spec.containers[0]!.image}`;
    });
const running = (world: World) => world.all(Pod, { namespace: "default" }).map(({ spec }) => spec.containers[0]!.image);

/** https://kubernetes.io/docs/tasks/manage-daemon/rollback-daemon-set/ */
describe("a DaemonSet's history", () => {
  test.each([
    { says: "begins with its first template", images: [], want: ["1 nginx:1"] },
    {
      says: "has an entry for each template",
      images: ["nginx:2", "nginx:3"],
      want: ["1 nginx:1", "2 nginx:2", "3 nginx:3"],
    },
    {
      says: "has one entry for a template that comes back, the last",
      images: ["nginx:2", "nginx:1"],
      want: ["2 nginx:2", "3 nginx:1"],
    },
    {
      says: "forgets the oldest",
      spec: { revisionHistoryLimit: 1 },
      images: ["nginx:2", "nginx:3", "nginx:4"],
      want: ["3 nginx:3", "4 nginx:4"],
    },
  ])("$says", async ({ spec = {}, images, want }) => {
    const world = await started(spec);
    await roll(world, ...images);
    expect(history(world)).toEqual(want);
    expect(new Set(running(world))).toEqual(new Set([want.at(-1)!.split(" ")[1]]));
    await world.end();
  });

  test("gives pods its revision's hash, and belongs to the set", async () => {
    const world = await started();
    const [revision] = world.all(ControllerRevision, { namespace: "default" });
    const { labels, ownerReferences, name } = revision!.metadata;
    const hash = labels!["controller-revision-hash"]!;
    expect(name).toBe(`agent-${hash}`);
    expect(ownerReferences).toMatchObject([{ kind: "DaemonSet", name: "agent", controller: true }]);
    for (const { metadata } of world.all(Pod)) expect(metadata.labels!["controller-revision-hash"]).toBe(hash);
    await world.end();
  });

  test("OnDelete keeps pods until somebody deletes them", async () => {
    const world = await started({ updateStrategy: { type: "OnDelete" } });
    await roll(world, "nginx:2");
    expect(running(world)).toEqual(["nginx:1", "nginx:1"]);
    expect(history(world)).toEqual(["1 nginx:1", "2 nginx:2"]);
    expect(world.cache.get(DaemonSet, at)!.status!.updatedNumberScheduled ?? 0).toBe(0);
    const [pod] = world.all(Pod, { namespace: "default" });
    await world.clock.drive(world.client.delete(Pod, { namespace: "default", name: pod!.metadata.name }));
    await world.pass(5000);
    expect(running(world).toSorted()).toEqual(["nginx:1", "nginx:2"]);
    await world.end();
  });
});
