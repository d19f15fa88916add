import { describe, expect, test } from "vitest";
import type { PodSpec } from "../../../worker/api/generated/types.ts";
import { ConfigMap, DaemonSet, Deployment, Job, Node, Pod, ReplicaSet } from "../../../worker/api/kinds/index.ts";
import { box, conditionOf, isReady, type Lab, lab, whoami } from "./lab.ts";

/** One sandbox for every test: each has names of its own. */
let shared: Promise<Lab> | undefined;
const cluster = () => (shared ??= lab());

const here = (name: string) => ({ namespace: "default", name });
const image = (tag: string) => ({ spec: { template: { spec: { containers: [{ name: "web", image: tag }] } } } });
const restarts = (world: Lab, name: string) => world.podAt(name)?.status?.containerStatuses?.[0]?.restartCount ?? 0;
const waiting = (world: Lab, name: string) => world.podAt(name)?.status?.containerStatuses?.[0]?.state?.waiting;

describe("Deployment", () => {
  const one = 1 as unknown as string;
  test("a rolling update never has fewer available nor more pods than its limits say", async () => {
    const world = await cluster();
    await world.deploy("roll", 4, whoami, {
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: one, maxUnavailable: one } },
    });
    await world.until(() => world.ready("roll") === 4);
    const seen: number[] = [];
    const life = new AbortController();
    const count = () => {
      const all = world.cache.list(Pod, { namespace: "default", labels: { app: "roll" } });
      const live = all.filter(({ metadata }) => !metadata.deletionTimestamp);
      seen.push(live.filter(isReady).length);
      expect(live.length).toBeLessThanOrEqual(5);
    };
    world.cache.follow(Pod, count, life.signal);
    seen.length = 0;
    await world.patch("roll", image("hashicorp/http-echo:0.2.3"));
    await world.until(() => {
      const { spec, status } = world.cache.get(Deployment, here("roll"))!;
      return status?.updatedReplicas === 4 && status.readyReplicas === 4 && status.replicas === spec.replicas;
    });
    life.abort();
    expect(Math.min(...seen)).toBe(3);
    const sets = world.cache.list(ReplicaSet).filter(({ metadata }) => metadata.name.startsWith("roll-"));
    expect(sets.map(({ spec }) => spec.replicas).sort()).toEqual([0, 4]);
    await world.clock.drive(
      world.sandbox.places.laptop.run("kubectl rollout undo deployment roll && kubectl rollout status deployment roll"),
    );
    expect(world.pods("roll").every(({ spec }) => spec.containers[0]?.image === "hashicorp/http-echo:1.0")).toBe(true);
  });

  test("a paused Deployment changes nothing until it is resumed", async () => {
    const world = await cluster();
    await world.deploy("rest", 2, whoami);
    await world.until(() => world.ready("rest") === 2);
    await world.patch("rest", { spec: { paused: true } });
    await world.patch("rest", image("hashicorp/http-echo:0.2.3"));
    await world.pass(30_000);
    const images = () => [...new Set(world.pods("rest").map(({ spec }) => spec.containers[0]?.image))];
    expect(images()).toEqual(["hashicorp/http-echo:1.0"]);
    await world.patch("rest", { spec: { paused: false } });
    await world.until(() => world.ready("rest") === 2 && images().join() === "hashicorp/http-echo:0.2.3");
  });
});

test("an image that does not exist: ErrImagePull, then ImagePullBackOff, with the real events", async () => {
  const world = await cluster();
  await world.run("typo", { containers: [{ name: "main", image: "nginxx" }] });
  await world.until(() => waiting(world, "typo")?.reason === "ErrImagePull");
  await world.until(() => waiting(world, "typo")?.reason === "ImagePullBackOff");
  const pull = 'failed to pull and unpack image "docker.io/library/nginxx:latest"';
  expect(world.events("typo").join("\n")).toContain('Pulling: Pulling image "nginxx"');
  expect(world.events("typo").join("\n")).toContain('Failed: Failed to pull image "nginxx"');
  expect(world.events("typo").join("\n")).toContain(pull);
  expect(world.events("typo").join("\n")).toContain("Failed: Error: ErrImagePull");
  expect(world.events("typo").join("\n")).toContain('BackOff: Back-off pulling image "nginxx"');
  expect(world.events("typo").join("\n")).toContain("Failed: Error: ImagePullBackOff");
  expect(waiting(world, "typo")?.message).toContain('Back-off pulling image "nginxx"');
});

test("a container that keeps failing is started again after 10, 20 and 40 seconds", async () => {
  const world = await cluster();
  await world.run("crash", box("echo no; exit 3"));
  const at: number[] = [];
  for (let count = 1; count <= 4; count++) {
    await world.until(() => restarts(world, "crash") === count);
    at.push(world.clock.now());
  }
  const gaps = at.slice(1).map((ms, i) => Math.round((ms - at[i]!) / 1000));
  expect(gaps).toEqual([10, 20, 40].map((s) => expect.closeTo(s, -0.5)));
  await world.until(() => waiting(world, "crash")?.reason === "CrashLoopBackOff");
  expect(waiting(world, "crash")?.message).toMatch(
    /^back-off 1m20s restarting failed container=main pod=crash_default\(/,
  );
  expect(world.podAt("crash")?.status?.containerStatuses?.[0]?.lastState?.terminated?.exitCode).toBe(3);
});

test("a Job runs to its completion", async () => {
  const world = await cluster();
  await world.clock.drive(
    world.client.create(Job, {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: here("pi"),
      spec: {
        completions: 3,
        parallelism: 2,
        template: { spec: { ...box("sleep 2; echo 3.14"), restartPolicy: "Never" } },
      },
    }),
  );
  await world.until(() => (world.cache.get(Job, here("pi"))?.status?.succeeded ?? 0) === 3);
  await world.pass(2000);
  const { status } = world.cache.get(Job, here("pi"))!;
  expect(status?.conditions?.filter((one) => one.status === "True").map(({ type }) => type)).toEqual([
    "SuccessCriteriaMet",
    "Complete",
  ]);
  expect(status?.completionTime).toBeDefined();
});

test("a DaemonSet runs where its tolerations let it, and leaves with a new taint", async () => {
  const world = await lab({ seed: 3 });
  const labels = { app: "agent" };
  await world.clock.drive(
    world.client.create(DaemonSet, {
      apiVersion: "apps/v1",
      kind: "DaemonSet",
      metadata: here("agent"),
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: whoami } },
    }),
  );
  await world.until(() => world.ready("agent") === 2);
  const nodes = () =>
    world
      .pods("agent")
      .map(({ spec }) => spec.nodeName)
      .sort();
  expect(nodes()).toEqual(["kind-worker", "kind-worker2"]);
  const taints = [{ key: "gpu", value: "yes", effect: "NoExecute" }];
  await world.clock.drive(
    world.client.patch(Node, { name: "kind-worker" }, { type: "merge", body: { spec: { taints } } }),
  );
  await world.until(() => nodes().join() === "kind-worker2");
  const tolerations = [{ operator: "Exists" }];
  const body = { spec: { template: { spec: { tolerations } } } };
  await world.clock.drive(world.client.patch(DaemonSet, here("agent"), { type: "strategic", body }));
  await world.until(() => world.ready("agent") === 3 && nodes().length === 3);
  expect(nodes()).toEqual(["kind-control-plane", "kind-worker", "kind-worker2"]);
  world.end();
});

test("a changed ConfigMap reaches a mounted folder within 60 to 90 s, a subPath never, even restored", async () => {
  const world = await lab({ seed: 4 });
  await world.configMap("page", { "index.html": "first\n" });
  const web = (subPath: boolean): PodSpec => ({
    containers: [
      {
        name: "web",
        image: "nginx:1.27",
        volumeMounts: subPath
          ? [{ name: "page", mountPath: "/usr/share/nginx/html/index.html", subPath: "index.html" }]
          : [{ name: "page", mountPath: "/usr/share/nginx/html" }],
      },
    ],
    volumes: [{ name: "page", configMap: { name: "page" } }],
  });
  await world.run("folder", web(false));
  await world.run("file", web(true));
  await world.until(() => world.ready("folder") === 1 && world.ready("file") === 1);
  const page = async (at: Lab, name: string) =>
    (await at.ask("node/kind-worker", `${at.podAt(name)!.status!.podIP}:80`)).text;
  expect([await page(world, "folder"), await page(world, "file")]).toEqual(["first\n", "first\n"]);
  const body = { data: { "index.html": "second\n" } };
  await world.clock.drive(world.client.patch(ConfigMap, here("page"), { type: "merge", body }));
  expect(await page(world, "folder")).toBe("first\n");
  await world.pass(90_000);
  expect([await page(world, "folder"), await page(world, "file")]).toEqual(["second\n", "first\n"]);
  const restored = await lab({ saved: structuredClone(world.sandbox.save()) });
  expect([await page(restored, "folder"), await page(restored, "file")]).toEqual(["second\n", "first\n"]);
  world.end();
  restored.end();
});

test("a restored nginx serves the configuration that it had loaded", async () => {
  const world = await lab({ seed: 5 });
  const conf = (words: string) => ({ "default.conf": `server { listen 80; return 200 "${words}\\n"; }\n` });
  await world.configMap("conf", conf("old"));
  await world.run("web", {
    containers: [
      { name: "web", image: "nginx:1.27", volumeMounts: [{ name: "conf", mountPath: "/etc/nginx/conf.d" }] },
    ],
    volumes: [{ name: "conf", configMap: { name: "conf" } }],
  });
  await world.until(() => world.ready("web") === 1);
  await world.clock.drive(world.client.patch(ConfigMap, here("conf"), { type: "merge", body: { data: conf("new") } }));
  await world.pass(90_000);
  const restored = await lab({ saved: structuredClone(world.sandbox.save()) });
  const ask = async () => (await restored.ask("node/kind-worker", restored.podAt("web")!.status!.podIP!)).text;
  expect(await ask()).toBe("old\n");
  await restored.exec(restored.podAt("web")!, ["nginx", "-s", "reload"]);
  await restored.pass(1000);
  expect(await ask()).toBe("new\n");
  expect(restarts(restored, "web")).toBe(0);
  world.end();
  restored.end();
});

test("a container whose liveness probe fails is restarted", async () => {
  const world = await cluster();
  const spec = box("touch /tmp/ok; sleep 20; rm /tmp/ok; sleep 1000");
  await world.run("live", {
    containers: [
      {
        ...spec.containers[0]!,
        livenessProbe: { exec: { command: ["cat", "/tmp/ok"] }, periodSeconds: 5, failureThreshold: 2 },
      },
    ],
    terminationGracePeriodSeconds: 1,
  });
  await world.until(() => restarts(world, "live") === 1);
  expect(world.events("live").join("\n")).toMatch(
    /Unhealthy: Liveness probe failed: cat: .*\/tmp\/ok.*: No such file or directory/,
  );
  expect(world.events("live").join("\n")).toContain("Killing: Container main failed liveness probe, will be restarted");
});

test("init containers run one after the other before the pod's own", async () => {
  const world = await cluster();
  const volumeMounts = [{ name: "shared", mountPath: "/work" }];
  const step = (name: string, script: string) => ({
    name,
    image: "busybox:1.36",
    command: ["sh", "-c", script],
    volumeMounts,
  });
  await world.run("steps", {
    initContainers: [step("one", "sleep 3; echo 1 >> /work/log"), step("two", "echo 2 >> /work/log")],
    containers: [step("main", "echo 3 >> /work/log; sleep 1000")],
    volumes: [{ name: "shared", emptyDir: {} }],
  });
  await world.until(() => world.podAt("steps")?.status?.initContainerStatuses?.[0]?.state?.running !== undefined);
  expect(conditionOf(world.podAt("steps"), "Initialized")).toBe("False");
  await world.until(() => world.ready("steps") === 1);
  expect((await world.exec(world.podAt("steps")!, ["cat", "/work/log"])).stdout).toBe("1\n2\n3\n");
});

test.each([
  ["a process that ignores SIGTERM", "ends after 30 s", box("sleep 1000"), 30_000, 33_000],
  ["a process that minds SIGTERM", "ends at once", { containers: [{ name: "main", image: "nginx:1.27" }] }, 0, 3000],
  [
    "with a grace period of its own, a process that ignores SIGTERM",
    "ends after that",
    { ...box("sleep 1000"), terminationGracePeriodSeconds: 5 },
    5000,
    8000,
  ],
])("%s %s", async (_, __, spec, least, most) => {
  const world = await cluster();
  const name = `stop-${least}`;
  await world.run(name, spec as PodSpec);
  await world.until(() => world.ready(name) === 1);
  await world.clock.drive(world.client.delete(Pod, here(name)));
  if (least > 0) expect(world.podAt(name)?.metadata.deletionTimestamp).toBeDefined();
  const ms = await world.until(() => world.podAt(name) === undefined);
  expect(ms).toBeGreaterThanOrEqual(least);
  expect(ms).toBeLessThanOrEqual(most);
});
