import { describe, expect, test } from "vitest";
import { Event, Node, Pod } from "../../../worker/api/kinds/index.ts";
import { snapshotOf } from "../../../worker/cluster/tree.ts";
import { lab, START_MS, whoami } from "./lab.ts";

const booted = async (profile: string, seed: number) => {
  const world = await lab({ profile, seed });
  const { hash } = snapshotOf(world.sandbox.save());
  const system = world.cache.list(Pod, { namespace: "kube-system" });
  const nodes = world.cache.list(Node);
  const tookMs = world.clock.now() - START_MS;
  world.end();
  return { hash, system, nodes, tookMs };
};

describe.each(["kind", "aks"])("%s", (profile) => {
  test("all nodes are Ready and every system pod runs, within seconds of cluster time", async () => {
    const { nodes, system, tookMs } = await booted(profile, 1);
    expect(nodes.map(({ status }) => status?.conditions?.find(({ type }) => type === "Ready")?.status)).toEqual([
      "True",
      "True",
      "True",
    ]);
    expect(system.map(({ status }) => status?.phase)).toEqual(system.map(() => "Running"));
    expect(system.length).toBeGreaterThan(4);
    expect(system.flatMap(({ status }) => status?.containerStatuses?.map((one) => one.restartCount))).toEqual(
      system.map(() => 0),
    );
    expect(tookMs).toBeLessThan(60_000);
  });

  test("the same seed boots to the same bytes, another to other names", async () => {
    const [one, same, other] = [await booted(profile, 7), await booted(profile, 7), await booted(profile, 8)];
    expect(same.hash).toBe(one.hash);
    expect(other.hash).not.toBe(one.hash);
    const names = (run: typeof one) => run.system.map(({ metadata }) => metadata.name).join();
    expect(names(other)).not.toBe(names(one));
  });
});

describe("save and restore", () => {
  const settled = async () => {
    const world = await lab();
    await world.configMap("page", { "index.html": "first\n" });
    await world.run("web", {
      containers: [
        {
          name: "web",
          image: "nginx:1.27",
          volumeMounts: [{ name: "page", mountPath: "/usr/share/nginx/html" }],
        },
      ],
      volumes: [{ name: "page", configMap: { name: "page" } }],
    });
    await world.deploy("echo", 3, whoami);
    await world.service("echo", { ports: [{ port: 80, targetPort: 8080 as unknown as string }] });
    await world.run("sleeper", {
      containers: [{ name: "main", image: "busybox:1.36", command: ["sleep", "100"] }],
      restartPolicy: "Never",
    });
    await world.until(() => world.ready("echo") === 3 && world.ready("web") === 1 && world.ready("sleeper") === 1);
    await world.pass(30_000);
    return world;
  };

  test("a restored cluster at rest is the one that was saved", async () => {
    const world = await settled();
    const tree = world.sandbox.save();
    const restored = await lab({ saved: structuredClone(tree) });
    expect(restored.sandbox.save()).toEqual(tree);
    expect(snapshotOf(restored.sandbox.save()).hash).toBe(snapshotOf(tree).hash);
    await world.pass(60_000);
    await restored.pass(60_000);
    expect(restored.sandbox.save()).toEqual(world.sandbox.save());
    const web = restored.podAt("web");
    expect(web?.status?.containerStatuses?.[0]?.restartCount).toBe(0);
    await restored.pass(30_000);
    expect(restored.podAt("sleeper")?.status?.phase).toBe("Succeeded");
    expect(restored.cache.list(Event).filter(({ reason }) => reason === "BackOff")).toEqual([]);
    world.end();
    restored.end();
  });
});
