import { expect, test } from "vitest";
import { realisticTimings } from "../../../worker/kubelet/index.ts";
import { condition, lab } from "./lab.ts";

test("a pod bound to the node runs, has an address and is ready", async () => {
  const world = await lab();
  await world.run("web", {});
  await world.pass(10);
  const pod = world.pod("web")!;
  expect(pod.status?.phase).toBe("Running");
  expect(pod.status?.podIP).toBe("10.244.1.2");
  expect(pod.status?.hostIP).toBe("172.18.0.2");
  expect(pod.status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
    "PodReadyToStartContainers=True",
    "Initialized=True",
    "Ready=True",
    "ContainersReady=True",
    "PodScheduled=True",
  ]);
  expect(pod.status?.containerStatuses?.[0]).toMatchObject({
    name: "main",
    image: "docker.io/library/test:latest",
    ready: true,
    started: true,
    restartCount: 0,
  });
  world.end();
});

test("with real waits it is created step by step, and each step is an event", async () => {
  const world = await lab({ timings: realisticTimings });
  await world.run("web", {});
  await world.pass(50);
  expect(world.pod("web")?.status?.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: "ContainerCreating" } });
  expect(condition(world.pod("web"), "Ready")).toBe("False ContainersNotReady");
  await world.pass(5000);
  expect(world.pod("web")?.status?.phase).toBe("Running");
  const events = world.events("web");
  expect(events[0]).toBe('Pulling: Pulling image "test"');
  expect(events[1]).toMatch(
    /^Pulled: Successfully pulled image "test" in 1\.\d+s \(1\.\d+s including waiting\)\. Image size: 72188133 bytes\.$/,
  );
  expect(events.slice(2)).toEqual(["Created: Container created", "Started: Container started"]);
  world.end();
});

test("kubelets before 1.35 name the container in these events", async () => {
  const world = await lab({ settings: { version: "v1.31.6" } });
  await world.run("web", {});
  await world.pass(5000);
  const events = world.events("web").slice(2);
  expect(events).toEqual(["Created: Created container main", "Started: Started container main"]);
  world.end();
});

test("a pod that is deleted is told to stop and goes", async () => {
  const world = await lab();
  await world.run("web", {});
  await world.pass(10);
  await world.client.delete((await import("../../../worker/api/kinds/index.ts")).Pod, {
    namespace: "default",
    name: "web",
  });
  await world.pass(100);
  expect(world.pod("web")).toBeUndefined();
  expect(world.events("web").at(-1)).toBe("Killing: Stopping container main");
  expect(Object.keys(world.kubelet.save().pods)).toEqual([]);
  world.end();
});
