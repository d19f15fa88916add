import { describe, expect, test } from "vitest";
import { type KubeObject, Store } from "../../../../worker/api/index.ts";
import { SandboxClock } from "../../../../worker/base/clock.ts";
import { stillTime } from "../../stillTime.ts";
import { Event, Pod, pod, START, testServer } from "../local.ts";

const thing = (name: string, labels?: Record<string, string>): KubeObject => ({
  apiVersion: "v1",
  kind: "Thing",
  metadata: { name, namespace: "ns", ...(labels ? { labels } : {}) },
});

describe("the store", () => {
  test("listeners hear everything in order, also what a listener writes", () => {
    const store = new Store();
    const heard: string[] = [];
    store.listen("things", ({ type, object }) => {
      if (type === "ADDED" && object.metadata.name === "a") store.put("things", thing("b"));
    });
    store.listen("things", ({ type, object, revision }) => heard.push(`${type} ${object.metadata.name} ${revision}`));
    store.put("things", thing("a"));
    store.remove("things", "ns/a");
    expect(heard).toEqual(["ADDED a 1", "ADDED b 2", "DELETED a 3"]);
  });

  test("keys come sorted byte by byte, whatever was added or removed since", () => {
    const store = new Store();
    const things = store.collection("things");
    for (const name of ["b", "a-1", "a"]) store.put("things", thing(name));
    expect(things.sortedKeys()).toEqual(["ns/a", "ns/a-1", "ns/b"]);
    store.remove("things", "ns/a-1");
    store.put("things", thing("aa"));
    store.put("things", thing("a-1"));
    expect(things.sortedKeys()).toEqual(["ns/a", "ns/a-1", "ns/aa", "ns/b"]);
    expect(things.sortedKeys("ns")).toEqual(["ns/a", "ns/a-1", "ns/aa", "ns/b"]);
  });

  test("labels lead to objects, also after they change", () => {
    const store = new Store();
    const things = store.collection("things");
    store.put("things", thing("a", { app: "x" }));
    store.put("things", thing("b", { app: "x", tier: "1" }));
    store.put("things", thing("a", { app: "y" }));
    const named = (value: string) =>
      [...things.labelled("ns", "app", value).values()].map(({ metadata }) => metadata.name);
    expect([named("x"), named("y"), named("z")]).toEqual([["b"], ["a"], []]);
    store.remove("things", "ns/b");
    expect(named("x")).toEqual([]);
  });

  test("the past is known for a while, then forgotten", () => {
    const store = new Store();
    for (let i = 0; i < 5000; i++) store.put("things", thing(`t${i % 7}`));
    const things = store.collection("things");
    expect(things.since(4990)!.map(({ revision }) => revision)).toEqual([
      4991, 4992, 4993, 4994, 4995, 4996, 4997, 4998, 4999, 5000,
    ]);
    expect(things.since(100)).toBeUndefined();
    expect(things.floor).toBeGreaterThan(2900);
  });

  test("what is saved comes back: objects, order, revision", () => {
    const store = new Store();
    for (const name of ["c", "a", "b"]) store.put("things", thing(name));
    const again = new Store(structuredClone(store.save()));
    expect(again.save()).toEqual(store.save());
    expect(
      again
        .collection("things")
        .all()
        .map(({ metadata }) => metadata.name),
    ).toEqual(["c", "a", "b"]);
    expect(again.put("things", thing("d")).metadata.resourceVersion).toBe("4");
  });
});

test("an event goes an hour after it was last written, also in a restored server", async () => {
  const { server, client, clock } = testServer();
  const about = await client.create(Pod, pod("a"));
  const events = server.recorder(client, { component: "test" });
  await events.event(about, { type: "Normal", reason: "One", message: "one" });
  await clock.advance(1_800_000);
  await events.event(about, { type: "Normal", reason: "Two", message: "two" });
  const saved = server.save();
  await clock.advance(1_800_000);
  expect((await client.list(Event)).map(({ reason }) => reason)).toEqual(["Two"]);
  const later = new SandboxClock(START + 1_900_000, stillTime);
  const again = testServer({ saved, clock: later });
  await later.advance(1_700_000);
  expect((await again.client.list(Event)).map(({ reason }) => reason)).toEqual(["Two"]);
  await later.advance(1_800_000);
  expect(await again.client.list(Event)).toEqual([]);
});

/** A server with so many pods, a hundred of each app, and three who follow them. */
async function crowded(pods: number) {
  const { server, client } = testServer();
  for (let i = 0; i < pods; i++) await client.create(Pod, pod(`p-${i}`, {}, { app: `app-${i % (pods / 100)}` }));
  let heard = 0;
  for (let i = 0; i < 3; i++) server.cache.follow(Pod, () => (heard += 1), new AbortController().signal);
  expect(heard).toBe(3 * pods);
  return { server, client };
}

test("among five thousand pods lists and writes cost what they do among five hundred", async () => {
  const [few, many] = [await crowded(500), await crowded(5000)];
  type Crowd = typeof few;
  /** Milliseconds of this process, the best of some tries: others on the machine make caches cold, too. */
  const cost = async (crowd: Crowd, work: (crowd: Crowd) => unknown) => {
    const tries: number[] = [];
    for (let i = 0; i < 5; i++) {
      const start = process.cpuUsage();
      await work(crowd);
      const { user, system } = process.cpuUsage(start);
      tries.push((user + system) / 1000);
    }
    return Math.min(...tries);
  };
  let address = 0;
  const writes = async ({ server, client }: Crowd) => {
    for (let i = 0; i < 500; i++) {
      const one = server.cache.get(Pod, { namespace: "default", name: `p-${i}` })!;
      await client.replaceStatus(Pod, { ...one, status: { ...one.status, podIP: `10.0.0.${address++}` } });
    }
  };
  const lists = ({ server }: Crowd) => {
    for (let i = 0; i < 500; i++) server.cache.list(Pod, { namespace: "default", labels: { app: `app-${i % 5}` } });
  };
  const table = ({ server }: Crowd) =>
    server.handle({
      method: "GET",
      authority: "api",
      path: "/api/v1/pods",
      headers: [["Accept", "application/json;as=Table;v=v1;g=meta.k8s.io"]],
      body: new Uint8Array(0),
      protocol: "HTTP/2",
    });
  const ratio = async (work: (crowd: Crowd) => unknown) => (await cost(many, work)) / (await cost(few, work));
  expect(await ratio(writes)).toBeLessThan(6);
  expect(await ratio(lists)).toBeLessThan(6);
  // Ten times the rows.
  expect(await ratio(table)).toBeLessThan(60);
});
