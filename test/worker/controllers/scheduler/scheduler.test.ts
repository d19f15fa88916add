import { expect, test } from "vitest";
import type { PodObject, PodSpec } from "../../../../worker/api/generated/types.ts";
import { Node, Pod } from "../../../../worker/api/kinds/index.ts";
import { container, join, startWorld, worker } from "../world.ts";

const LOOPS = ["default-scheduler"];
const at = (name: string) => ({ namespace: "default", name });
const pod = (name: string, spec: PodSpec = container()): PodObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default" },
  spec,
});
const big = (cpu: string) =>
  container("nginx", { containers: [{ name: "main", image: "nginx", resources: { requests: { cpu } } }] });

test("a pod is bound and told of", async () => {
  const world = await startWorld({ loops: LOOPS });
  await world.client.create(Pod, pod("web"));
  await world.pass(1_000);
  const placed = world.cache.get(Pod, at("web"))!;
  expect(placed.spec.nodeName).toBe("worker");
  expect(placed.status!.conditions).toContainEqual(expect.objectContaining({ type: "PodScheduled", status: "True" }));
  expect(world.events("web")).toEqual(["Scheduled: Successfully assigned default/web to worker"]);
  await world.end();
});

test("a pod that fits nowhere says why, and is placed when a node joins that has room", async () => {
  const world = await startWorld({ loops: LOOPS });
  await world.client.create(Pod, pod("web", big("6")));
  await world.pass(1_000);
  const message =
    "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
  expect(world.events("web")).toEqual([`FailedScheduling: ${message}`]);
  expect(world.cache.get(Pod, at("web"))!.status).toMatchObject({
    phase: "Pending",
    conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
  });
  await join(world.client, worker("large", { cpu: "16" }));
  await world.pass(2_000);
  expect(world.cache.get(Pod, at("web"))!.spec.nodeName).toBe("large");
  await world.end();
});

test("a pod waits for room, and takes it when another goes", async () => {
  const world = await startWorld({ loops: LOOPS });
  await world.client.create(Pod, pod("first", big("3")));
  await world.client.create(Pod, pod("second", big("3")));
  await world.pass(20_000);
  expect(world.cache.get(Pod, at("second"))!.spec.nodeName).toBeUndefined();
  expect(world.events("second")).toHaveLength(1);
  await world.client.delete(Pod, at("first"));
  await world.pass(15_000);
  expect(world.cache.get(Pod, at("second"))!.spec.nodeName).toBe("worker");
  await world.end();
});

test("an uncordoned node is tried again at once", async () => {
  const world = await startWorld({ loops: LOOPS });
  const cordon = (unschedulable: boolean) =>
    world.client.patch(Node, { name: "worker" }, { type: "merge", body: { spec: { unschedulable } } });
  await cordon(true);
  await world.client.create(Pod, pod("web"));
  await world.pass(5_000);
  expect(world.cache.get(Pod, at("web"))!.spec.nodeName).toBeUndefined();
  await cordon(false);
  await world.pass(100);
  expect(world.cache.get(Pod, at("web"))!.spec.nodeName).toBe("worker");
  await world.end();
});

test("pods of another scheduler, or held by a gate, are left alone", async () => {
  const world = await startWorld({ loops: LOOPS });
  await world.client.create(Pod, pod("other", { ...container(), schedulerName: "mine" }));
  await world.client.create(Pod, pod("gated", { ...container(), schedulingGates: [{ name: "example.com/wait" }] }));
  await world.pass(5_000);
  expect(world.cache.list(Pod).map(({ spec }) => spec.nodeName)).toEqual([undefined, undefined]);
  await world.end();
});

test("higher priority goes first", async () => {
  const world = await startWorld({ loops: LOOPS, nodes: 0 });
  await world.client.create(Pod, pod("low", big("3")));
  await world.client.create(
    Pod,
    pod("high", { ...big("3"), priority: 2_000_000_000, priorityClassName: "system-cluster-critical" }),
  );
  await world.pass(15_000);
  await join(world.client, worker("worker"));
  await world.pass(15_000);
  expect(world.cache.get(Pod, at("high"))!.spec.nodeName).toBe("worker");
  expect(world.cache.get(Pod, at("low"))!.spec.nodeName).toBeUndefined();
  await world.end();
});

test("a more important pod sends the least important ones away and takes their place", async () => {
  const world = await startWorld({ loops: LOOPS });
  const important = { priority: 2_000_000_000, priorityClassName: "system-cluster-critical" };
  await world.client.create(Pod, pod("small", big("1")));
  await world.client.create(Pod, pod("large", big("2500m")));
  await world.pass(1_000);
  await world.client.create(Pod, { ...pod("vital", { ...big("2"), ...important }) });
  await world.pass(20);
  expect(world.cache.get(Pod, at("vital"))!.status!.nominatedNodeName).toBe("worker");
  expect(world.events("vital")).toEqual(["FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu."]);
  const { uid } = world.cache.get(Pod, at("vital"))!.metadata;
  expect(world.events("large").at(-1)).toBe(`Preempted: Preempted by pod ${uid} on node worker`);
  expect(world.events("small").at(-1)).toContain("Scheduled: ");
  await world.pass(15_000);
  expect(world.cache.list(Pod).map(({ metadata, spec }) => `${metadata.name} ${spec.nodeName}`)).toEqual([
    "small worker",
    "vital worker",
  ]);
  await world.end();
});

test("a pod that may preempt nobody says so", async () => {
  const world = await startWorld({ loops: LOOPS });
  await world.client.create(Pod, pod("first", big("3")));
  await world.pass(1_000);
  const polite = { priority: 2_000_000_000, priorityClassName: "system-cluster-critical", preemptionPolicy: "Never" };
  await world.client.create(Pod, pod("polite", { ...big("3"), ...polite }));
  await world.pass(1_000);
  expect(world.events("polite")).toEqual([
    "FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.",
  ]);
  await world.end();
});
