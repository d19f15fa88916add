import { expect, test } from "vitest";
import type { DeploymentObject } from "../../../worker/api/generated/types.ts";
import { Deployment, Pod } from "../../../worker/api/kinds/index.ts";
import type { Acceptor } from "../../../worker/base/net.ts";
import { kubeControllerManagerImage } from "../../../worker/images/kube-controller-manager.ts";
import { kubeSchedulerImage } from "../../../worker/images/kube-scheduler.ts";
import type { ContainerIo, Image } from "../../../worker/kubelet/image.ts";
import { container, labelled, startWorld, type World } from "../controllers/world.ts";

const web: DeploymentObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: labelled("web"),
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: container() },
  },
};

/** Starts the image's program as a container would, with the parts of its surroundings that it uses. */
function start(image: Image, world: World, memory?: unknown) {
  const [path, program] = [...image.programs("v1.36.0")][0]!;
  const stop = new AbortController();
  const log: string[] = [];
  const listeners = new Map<number, Acceptor>();
  const io = {
    api: () => ({ client: world.client, cache: world.cache }),
    clock: world.clock,
    random: world.random,
    signal: stop.signal,
    container: { tag: "v1.36.0" },
    files: { stat: () => undefined },
    memory: { read: () => memory, write: (value: unknown) => void (memory = value) },
    stderr: { write: async (line: string) => void log.push(line) },
    net: {
      listen: ({ port }: { port: number }, acceptor: Acceptor) => {
        listeners.set(port, acceptor);
        return { close: () => listeners.delete(port) };
      },
    },
  } as unknown as ContainerIo;
  const exit = program([], io);
  return { path, log, listeners, stop: () => stop.abort(), exit };
}

test("loops run for as long as their pods do", async () => {
  const world = await startWorld({ loops: [] });
  await world.client.create(Deployment, web);
  await world.pass(5_000);
  expect(world.cache.list(Pod)).toEqual([]);

  const manager = start(kubeControllerManagerImage, world);
  await world.pass(5_000);
  expect(world.cache.list(Pod).map(({ spec }) => spec.nodeName)).toEqual([undefined, undefined]);

  const scheduler = start(kubeSchedulerImage, world);
  await world.pass(5_000);
  expect(world.cache.list(Pod).map(({ spec }) => spec.nodeName)).toEqual(["worker", "worker"]);
  expect([...manager.listeners.keys(), ...scheduler.listeners.keys()]).toEqual([10257, 10259]);

  manager.stop();
  expect(await world.clock.drive(manager.exit)).toBe(0);
  expect(manager.listeners.size).toBe(0);
  await world.client.patch(
    Deployment,
    { namespace: "default", name: "web" },
    { type: "merge", body: { spec: { replicas: 5 } } },
  );
  await world.pass(5_000);
  expect(world.cache.list(Pod)).toHaveLength(2);

  const next = start(kubeControllerManagerImage, world);
  await world.pass(5_000);
  expect(world.cache.list(Pod)).toHaveLength(5);
  next.stop();
  scheduler.stop();
  await world.clock.drive(Promise.all([next.exit, scheduler.exit]));
  await world.end();
});

test("components log in klog's shape", async () => {
  const world = await startWorld({ loops: [] });
  const scheduler = start(kubeSchedulerImage, world);
  await world.pass(1_000);
  expect(scheduler.log[0]).toBe(
    'I0101 00:00:00.000000       1 server.go] "Starting Kubernetes Scheduler" version="v1.36.0"\n',
  );
  scheduler.stop();
  await world.clock.drive(scheduler.exit);
  const again = start(kubeSchedulerImage, world, { started: true });
  expect(again.log).toEqual([]);
  again.stop();
  await world.clock.drive(again.exit);
  await world.end();
});
