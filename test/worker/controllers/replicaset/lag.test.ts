import { expect, test } from "vitest";
import type { Cache } from "../../../../worker/api/client/client.ts";
import type { ReconcileContext } from "../../../../worker/api/client/controller.ts";
import type { ReplicaSetObject } from "../../../../worker/api/generated/types.ts";
import { Pod, ReplicaSet } from "../../../../worker/api/kinds/index.ts";
import { replicaSetController } from "../../../../worker/controllers/replicaset/index.ts";
import { container, labelled, startWorld, type World } from "../world.ts";

const set = (replicas: number): ReplicaSetObject => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  metadata: labelled("web"),
  spec: {
    replicas,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: container() },
  },
});

/** A cache that still shows the pods of a moment ago. */
function lagging({ cache }: World): Cache {
  const then = cache.list(Pod);
  return {
    ...cache,
    get: (kind, ref) =>
      (kind as unknown) === Pod
        ? (then.find(({ metadata }) => metadata.name === ref.name) as never)
        : cache.get(kind, ref),
    ownedBy: (kind, uid) =>
      ((kind as unknown) === Pod
        ? then.filter(({ metadata }) => (metadata.ownerReferences?.[0]?.uid ?? "") === uid)
        : cache.ownedBy(kind, uid)) as never,
  };
}

test("while the cache lags behind the loop's own writes, it neither creates nor deletes twice", async () => {
  const world = await startWorld({ loops: [] });
  const controller = replicaSetController();
  const ref = { namespace: "default", name: "web" };
  const reconcile = (cache: Cache) => {
    const { client, clock, random } = world;
    const events = world.server.recorder(client, { component: "replicaset-controller" });
    const context: ReconcileContext = {
      client,
      cache,
      clock,
      random,
      events,
      signal: new AbortController().signal,
      log: () => {},
    };
    return controller.reconcile(ref, world.cache.get(ReplicaSet, ref), context);
  };
  await world.client.create(ReplicaSet, set(3));
  const before = lagging(world);
  await reconcile(before);
  await reconcile(before);
  expect(world.cache.list(Pod)).toHaveLength(3);
  await reconcile(world.cache);
  expect(world.cache.list(Pod)).toHaveLength(3);

  await world.client.patch(ReplicaSet, ref, { type: "merge", body: { spec: { replicas: 1 } } });
  const full = lagging(world);
  await reconcile(full);
  await reconcile(full);
  expect(world.cache.list(Pod)).toHaveLength(1);
  await reconcile(world.cache);
  expect(world.cache.list(Pod)).toHaveLength(1);
  await world.end();
});
