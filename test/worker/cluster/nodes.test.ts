import { describe, expect, test } from "vitest";
import { DaemonSet, Deployment, Node, Pod } from "../../../worker/api/kinds/index.ts";
import { box, isReady, type Lab, lab, whoami } from "./lab.ts";

const port = (number: number) => number as unknown as string;
const SYSTEM = "kube-system";

const scaleCoreDns = (world: Lab, replicas: number) =>
  world.clock.drive(
    world.client.patch(
      Deployment,
      { namespace: SYSTEM, name: "coredns" },
      { type: "merge", body: { spec: { replicas } } },
    ),
  );
const coreDns = (world: Lab) =>
  world.cache.list(Pod, { namespace: SYSTEM, labels: { "k8s-app": "kube-dns" } }).filter(isReady);

const readyOf = (world: Lab, name: string) =>
  world.node(name)?.status?.conditions?.find(({ type }) => type === "Ready")?.status;

test("without CoreDNS names stop resolving; with it they resolve again", async () => {
  const world = await lab();
  await world.deploy("demo", 1, whoami);
  await world.service("demo", { ports: [{ port: 80, targetPort: port(8080) }] });
  await world.run("tools", {
    containers: [{ name: "main", image: "curlimages/curl:8.11.0", command: ["sleep", "10000"] }],
  });
  await world.until(() => world.ready("demo") === 1 && world.ready("tools") === 1);
  const curl = () => world.exec(world.podAt("tools")!, ["curl", "-sS", "http://demo"]);
  expect((await curl()).exitCode).toBe(0);
  await scaleCoreDns(world, 0);
  await world.until(() => coreDns(world).length === 0);
  await world.pass(10_000);
  expect(await curl()).toMatchObject({ exitCode: 6, stderr: expect.stringContaining("Could not resolve host: demo") });
  const ip = world.serviceAt("demo").spec.clusterIP!;
  expect((await world.exec(world.podAt("tools")!, ["curl", "-s", `http://${ip}`])).exitCode).toBe(0);
  await scaleCoreDns(world, 2);
  await world.until(() => coreDns(world).length === 2);
  await world.pass(2000);
  expect((await curl()).exitCode).toBe(0);
  world.end();
});

test("a node without kube-proxy keeps the rules that it has and learns of no new Service", async () => {
  const world = await lab();
  await world.deploy("demo", 2, whoami);
  await world.service("old", { selector: { app: "demo" }, ports: [{ port: 80, targetPort: port(8080) }] });
  await world.until(() => world.ready("demo") === 2);
  await world.pass(1000);
  const proxies = () => world.cache.list(Pod, { namespace: SYSTEM, labels: { "k8s-app": "kube-proxy" } });
  const [name, other] = ["kind-worker", "kind-worker2"];
  const kept = { namespace: SYSTEM, name: "kube-proxy" };
  // Not to be replaced: the DaemonSet may run it only on the other nodes.
  const body = {
    spec: {
      template: {
        spec: {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "NotIn", values: [name] }] },
                ],
              },
            },
          },
        },
      },
    },
  };
  await world.clock.drive(world.client.patch(DaemonSet, kept, { type: "merge", body }));
  await world.until(() => proxies().every(({ spec }) => spec.nodeName !== name));
  await world.pass(30_000);
  await world.service("new", { selector: { app: "demo" }, ports: [{ port: 80, targetPort: port(8080) }] });
  await world.pass(5000);
  const asks = async (node: string, service: string) =>
    (await world.ask(`node/${node}`, world.serviceAt(service).spec.clusterIP!)).failure?.kind ?? "answered";
  expect([await asks(name, "old"), await asks(name, "new"), await asks(other, "new")]).toEqual([
    "answered",
    "timedOut",
    "answered",
  ]);
  const back = { spec: { template: { spec: { affinity: null } } } };
  await world.clock.drive(world.client.patch(DaemonSet, kept, { type: "merge", body: back }));
  await world.until(() => proxies().filter(isReady).length === 3);
  await world.pass(2000);
  expect(await asks(name, "new")).toBe("answered");
  world.end();
});

test("a kube-proxy that is deleted is replaced, and what changed meanwhile reaches the node", async () => {
  const world = await lab();
  await world.deploy("demo", 1, whoami);
  await world.until(() => world.ready("demo") === 1);
  const proxy = () =>
    world.cache
      .list(Pod, { namespace: SYSTEM, labels: { "k8s-app": "kube-proxy" } })
      .find(({ spec, metadata }) => spec.nodeName === "kind-worker" && !metadata.deletionTimestamp);
  const before = proxy()!;
  await world.clock.drive(world.client.delete(Pod, before.metadata));
  await world.service("demo", { ports: [{ port: 80, targetPort: port(8080) }] });
  await world.until(() => proxy() !== undefined && proxy()!.metadata.uid !== before.metadata.uid && isReady(proxy()));
  await world.pass(1000);
  expect((await world.ask("node/kind-worker", world.serviceAt("demo").spec.clusterIP!)).status).toBe(200);
  world.end();
});

test("a drained node takes no pods, and its pods live on elsewhere", async () => {
  const world = await lab();
  await world.deploy("demo", 4, whoami);
  await world.until(() => world.ready("demo") === 4);
  const drained = await world.clock.drive(
    world.sandbox.places.laptop.run("kubectl drain kind-worker --ignore-daemonsets"),
  );
  expect(drained.stderr).toContain("ignoring DaemonSet-managed Pods");
  expect(drained.stdout).toContain("node/kind-worker drained");
  expect(drained.exitCode).toBe(0);
  await world.until(() => world.ready("demo") === 4);
  expect(new Set(world.pods("demo").map(({ spec }) => spec.nodeName))).toEqual(new Set(["kind-worker2"]));
  expect(world.node("kind-worker")?.spec.unschedulable).toBe(true);
  world.end();
});

test("a pod that nobody replaces stops a drain, with the words of kubectl", async () => {
  const world = await lab();
  await world.run("client", { ...box("sleep 10000"), nodeName: "kind-worker" });
  const { stdout, stderr, exitCode } = await world.clock.drive(
    world.sandbox.places.laptop.run("kubectl drain kind-worker --ignore-daemonsets"),
  );
  const why = "cannot delete Pods that declare no controller (use --force to override): default/client";
  expect([stdout, stderr, exitCode]).toEqual([
    "node/kind-worker cordoned\n",
    `error: unable to drain node "kind-worker" due to error: ${why}, continuing command...\nThere are pending nodes to be drained:\n kind-worker\n${why}\n`,
    1,
  ]);
  world.end();
});

describe("a node that falls silent", () => {
  test("is NotReady after 40 s, loses its endpoints, and after 300 s more its pods", async () => {
    const world = await lab();
    await world.deploy("demo", 4, whoami);
    await world.run("client", { ...box("sleep 10000"), nodeName: "kind-worker2" });
    await world.service("demo", { ports: [{ port: 80, targetPort: port(8080) }] });
    await world.until(() => world.ready("demo") === 4);
    await world.pass(20_000);
    const lost = world.pods("demo").filter(({ spec }) => spec.nodeName === "kind-worker");
    expect(lost.length).toBe(2);
    world.sandbox.kubelets.get("kind-worker")!.powerOff();
    const silentMs = await world.until(() => readyOf(world, "kind-worker") === "Unknown");
    expect(silentMs).toBeGreaterThan(29_000);
    expect(silentMs).toBeLessThan(50_000);
    await world.pass(2000);
    expect(world.ready("demo")).toBe(2);
    expect(
      world
        .node("kind-worker")
        ?.spec.taints?.map(({ key, effect }) => `${key}:${effect}`)
        .sort(),
    ).toEqual(["node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule"]);
    const ip = world.serviceAt("demo").spec.clusterIP!;
    for (let i = 0; i < 20; i++) {
      expect((await world.ask(world.hostOf(world.podAt("client")), ip)).status).toBe(200);
    }
    await world.pass(290_000);
    expect(world.pods("demo").length).toBe(4);
    const gone = () => lost.every(({ metadata }) => world.podAt(metadata.name)?.metadata.deletionTimestamp);
    await world.until(gone, 30_000);
    await world.until(() => world.ready("demo") === 4);
    expect(world.pods("demo").every(({ spec }) => spec.nodeName === "kind-worker2")).toBe(true);
    // Nobody can say that the old ones have ended, until their node is back.
    expect(lost.every(({ metadata }) => world.podAt(metadata.name) !== undefined)).toBe(true);
    await world.clock.drive(world.sandbox.kubelets.get("kind-worker")!.powerOn());
    await world.until(() => readyOf(world, "kind-worker") === "True");
    await world.until(() => lost.every(({ metadata }) => world.podAt(metadata.name) === undefined));
    await world.pass(5000);
    expect(world.node("kind-worker")?.spec.taints ?? []).toEqual([]);
    world.end();
  });

  test("whose agent alone has stopped goes on answering while its pods are out of the endpoints", async () => {
    const world = await lab();
    await world.deploy("demo", 2, whoami);
    await world.until(() => world.ready("demo") === 2);
    const pod = world.pods("demo").find(({ spec }) => spec.nodeName === "kind-worker")!;
    world.sandbox.kubelets.get("kind-worker")!.stop();
    await world.until(() => readyOf(world, "kind-worker") === "Unknown");
    await world.pass(2000);
    expect(isReady(world.podAt(pod.metadata.name))).toBe(false);
    expect((await world.ask("node/kind-worker", `${pod.status!.podIP}:8080`)).status).toBe(200);
    await world.clock.drive(world.sandbox.kubelets.get("kind-worker")!.start());
    await world.until(() => isReady(world.podAt(pod.metadata.name)), 60_000);
    expect(world.podAt(pod.metadata.name)?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
    expect(world.cache.list(Node).length).toBe(3);
    world.end();
  });
});
