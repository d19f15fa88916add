import { describe, expect, test } from "vitest";
import type { PodSpec } from "../../../worker/api/generated/types.ts";
import { Deployment } from "../../../worker/api/kinds/index.ts";
import { type Lab, lab, whoami } from "./lab.ts";

const port = (number: number) => number as unknown as string;

test("200 requests over 3 pods are near a third each, and spread as a random choice does", async () => {
  const world = await lab({ seed: 11 });
  await world.deploy("demo", 3, whoami);
  await world.service("demo", { ports: [{ port: 80, targetPort: port(8080) }] });
  await world.until(() => world.ready("demo") === 3);
  await world.pass(1000);
  const ip = world.serviceAt("demo").spec.clusterIP!;
  const names = world.pods("demo").map(({ metadata }) => metadata.name);
  const blocks: number[][] = [];
  await world.clock.drive(
    (async () => {
      for (let block = 0; block < 50; block++) {
        const counts = names.map(() => 0);
        for (let i = 0; i < 200; i++) {
          const { text = "" } = await world.request("node/kind-worker", ip, 1000);
          counts[names.indexOf(text.trim())]! += 1;
        }
        blocks.push(counts);
      }
    })(),
  );
  const all = blocks.flat();
  for (const count of all) expect(Math.abs(count - 200 / 3)).toBeLessThan(35);
  // Binomial: n p (1 - p). The sum of squares over 100 free counts is within 60 % to 150 % of it but once in a thousand.
  const expected = 200 * (1 / 3) * (2 / 3);
  const variance = all.reduce((sum, count) => sum + (count - 200 / 3) ** 2, 0) / all.length;
  expect(variance / expected).toBeGreaterThan(0.6);
  expect(variance / expected).toBeLessThan(1.5);
  world.end();
});

/** Asks ten times a second while a new image rolls out; how many asks failed. */
async function failuresOfRollout(world: Lab, name: string, spec: PodSpec, next: object): Promise<number> {
  await world.deploy(name, 3, spec, { minReadySeconds: 0 });
  await world.service(name, { ports: [{ port: 80, targetPort: "http" }] });
  await world.until(() => world.ready(name) === 3);
  await world.pass(10_000);
  const ip = world.serviceAt(name).spec.clusterIP!;
  await world.patch(name, { spec: { template: next } });
  let failed = 0;
  const done = () => {
    const { metadata, status } = world.cache.get(Deployment, { namespace: "default", name })!;
    return (
      status?.observedGeneration === metadata.generation &&
      status?.updatedReplicas === 3 &&
      status.availableReplicas === 3 &&
      status.replicas === 3
    );
  };
  await world.clock.drive(
    (async () => {
      for (let after = 0; after < 50; ) {
        const { status } = await world.request("node/kind-control-plane", ip, 2000);
        if (status !== 200) failed += 1;
        await world.clock.sleep(97);
        if (done()) after += 1;
      }
    })(),
  );
  expect(world.pods(name).length).toBe(3);
  return failed;
}

describe("requests during a rollout", () => {
  const again = { metadata: { annotations: { again: "yes" } } };
  const probe = { httpGet: { path: "/", port: "http" }, periodSeconds: 1 };
  /** Listens only some seconds after its start. */
  const late = (probed: boolean): PodSpec => ({
    containers: [
      {
        name: "web",
        image: "nginx:1.27",
        ports: [{ name: "http", containerPort: 80 }],
        command: ["sh", "-c", "sleep 5; exec nginx -g 'daemon off;'"],
        // As long as it takes until every node has heard that the pod is going.
        lifecycle: { preStop: { exec: { command: ["sleep", "3"] } } },
        ...(probed ? { readinessProbe: probe } : {}),
      },
    ],
  });

  test.each([
    [
      "with a readiness probe none fails, even if the program listens late",
      late(true),
      (failed: number) => failed === 0,
    ],
    ["without one some fail while new pods do not listen yet", late(false), (failed: number) => failed > 10],
    [
      "with a readiness probe and no grace at the end, none fails of a server that answers to its end",
      {
        containers: [
          { ...whoami.containers[0]!, ports: [{ name: "http", containerPort: 8080 }], readinessProbe: probe },
        ],
      } as PodSpec,
      (failed: number) => failed <= 2,
    ],
  ])("%s", async (_, spec, right) => {
    const world = await lab({ seed: 12 });
    const failed = await failuresOfRollout(world, "web", spec, again);
    expect(failed).toSatisfy(right);
    world.end();
  });
});
