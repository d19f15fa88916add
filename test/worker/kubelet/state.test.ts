import { expect, test } from "vitest";
import { Lease, Node, Pod } from "../../../worker/api/kinds/index.ts";
import { bodyText } from "../../../worker/base/http.ts";
import { realisticTimings } from "../../../worker/kubelet/index.ts";
import { type Lab, lab, pod } from "./lab.ts";

async function fetchFrom(world: Lab, ip: string, path = "/"): Promise<string> {
  const request = {
    method: "GET",
    authority: ip,
    path,
    headers: [],
    body: new Uint8Array(),
    protocol: "HTTP/1.1",
  } as const;
  const exchange = await world.clock.drive(
    world.network.host("node/worker")!.access("curl").http({ ip, port: 80 }, request, { timeoutMs: 1000 }),
  );
  return exchange.ok ? bodyText(exchange.response.body) : exchange.failure.kind;
}

test("what is saved is plain data, and a restored node goes on without restarts or events", async () => {
  const before = await lab();
  await before.run("web", {
    containers: [{ name: "main", image: "test", command: ["serve", "80", "/srv/hello.txt"] }],
  });
  await before.run("timer", {
    restartPolicy: "Never",
    containers: [{ name: "main", image: "test", command: ["sleep", "100"] }],
  });
  await before.pass(40_000);
  const target = { namespace: "default", pod: "web", container: "main" };
  const quiet = { write: async () => {}, close() {} };
  await before.kubelet.door.exec(target, ["write", "/srv/hello.txt", "changed"], { stdout: quiet, stderr: quiet });
  const records = JSON.parse(JSON.stringify(before.kubelet.save()));
  before.end();
  const events = before.events("web").length;

  const after = await lab({ after: before, records });
  await after.pass(100);
  expect(await fetchFrom(after, after.pod("web")!.status!.podIP!)).toBe("hello\n");
  expect(after.pod("web")?.status?.containerStatuses?.[0]).toMatchObject({ restartCount: 0, ready: true });
  expect(after.events("web").length).toBe(events);
  expect(await after.log("web")).toBe("serving 80\n");
  let text = "";
  await after.kubelet.door.exec(target, ["cat", "/srv/hello.txt"], {
    stdout: {
      write: async (chunk) => void (text += typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk)),
      close() {},
    },
    stderr: quiet,
  });
  expect(text).toBe("changed");
  await after.pass(55_000);
  expect(after.pod("timer")?.status?.phase).toBe("Running");
  await after.pass(10_000);
  expect(after.pod("timer")?.status?.phase).toBe("Succeeded");
  after.end();
});

test("saving changes nothing, and two saves at rest are equal", async () => {
  const world = await lab();
  await world.run("web", {});
  await world.pass(1000);
  const one = world.kubelet.save();
  expect(world.kubelet.save()).toEqual(one);
  await world.run("other", {});
  await world.pass(100);
  expect(Object.keys(one.pods)).toHaveLength(1);
  world.end();
});

test("a node registers, renews its lease, and does not touch its status without need", async () => {
  const world = await lab();
  const node = () => world.server.cache.get(Node, { name: "worker" })!;
  expect(node().status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
    "MemoryPressure=False",
    "DiskPressure=False",
    "PIDPressure=False",
    "Ready=True",
  ]);
  const version = node().metadata.resourceVersion;
  const lease = () => world.server.cache.get(Lease, { namespace: "kube-node-lease", name: "worker" })!.spec!.renewTime!;
  const renewed = lease();
  await world.pass(60_000);
  expect(node().metadata.resourceVersion).toBe(version);
  expect(Date.parse(lease()) - Date.parse(renewed)).toBe(60_000);
  await world.pass(300_000);
  expect(node().metadata.resourceVersion).not.toBe(version);
  world.end();
});

test("a stopped agent lets containers run; a machine without power does not, and comes back with restarts", async () => {
  const world = await lab();
  await world.run("web", {});
  await world.pass(100);
  const ip = world.pod("web")!.status!.podIP!;
  world.kubelet.stop();
  expect(await fetchFrom(world, ip)).toBe("web\n");
  await world.kubelet.start();
  world.kubelet.powerOff();
  expect(await fetchFrom(world, ip)).not.toBe("web\n");
  await world.kubelet.powerOn();
  await world.pass(1000);
  const status = world.pod("web")!.status!;
  expect(status.containerStatuses?.[0]).toMatchObject({ restartCount: 1, ready: true });
  expect(await fetchFrom(world, status.podIP!)).toBe("web\n");
  world.end();
});

test("static pods run from their manifest and are mirrored; a mirror that is deleted comes back", async () => {
  const manifest = pod("etcd", { nodeName: undefined as never, hostNetwork: true }, { namespace: "kube-system" });
  const world = await lab({ staticPods: [manifest] });
  await world.pass(100);
  const mirror = () => world.pod("etcd-worker", "kube-system");
  expect(mirror()?.status?.phase).toBe("Running");
  expect(mirror()?.metadata.annotations?.["kubernetes.io/config.source"]).toBe("file");
  const { uid } = mirror()!.metadata;
  await world.client.delete(Pod, { namespace: "kube-system", name: "etcd-worker" });
  await world.pass(5000);
  expect(mirror()?.metadata.uid).not.toBe(uid);
  expect(mirror()?.status?.containerStatuses?.[0]).toMatchObject({ restartCount: 0, ready: true });
  world.end();
});

test.each([
  { says: "all of it", options: {}, expected: "one\ntwo\nthree\n" },
  { says: "the last lines", options: { tailLines: 2 }, expected: "two\nthree\n" },
  { says: "so many bytes", options: { limitBytes: 5 }, expected: "one\nt" },
  {
    says: "with times",
    options: { tailLines: 1, timestamps: true },
    expected: "2026-01-01T00:00:00.000000000Z three\n",
  },
  { says: "nothing that is older", options: { sinceSeconds: 1 }, expected: "" },
])("a log is read: $says", async ({ options, expected }) => {
  const world = await lab();
  await world.run("web", {
    restartPolicy: "Never",
    containers: [{ name: "main", image: "test", command: ["exit", "0", "one\ntwo\nthree"] }],
  });
  await world.pass(5000);
  expect(await world.log("web", "main", options)).toBe(expected);
  world.end();
});

test("a log that is not there says why, and the one before a restart can be read", async () => {
  const world = await lab({ timings: realisticTimings });
  await world.run("web", { containers: [{ name: "main", image: "test", command: ["exit", "1", "words"] }] });
  await world.pass(300);
  await expect(world.log("web")).rejects.toThrow(
    'container "main" in pod "web" is waiting to start: ContainerCreating',
  );
  await world.pass(6000);
  expect(await world.log("web", "main", { previous: true })).toBe("words\n");
  world.end();
});
