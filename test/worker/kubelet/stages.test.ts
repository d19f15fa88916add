import { describe, expect, test } from "vitest";
import type { PodSpec } from "../../../worker/api/generated/types.ts";
import { ConfigMap, Pod, Secret } from "../../../worker/api/kinds/index.ts";
import { condition, type Lab, lab } from "./lab.ts";

const ref = (name: string) => ({ namespace: "default", name });
const main = (container: Partial<PodSpec["containers"][number]>) => ({
  containers: [{ name: "main", image: "test", ...container }],
});
const state = (world: Lab, name = "web", index = 0) => world.pod(name)?.status?.containerStatuses?.[index];

describe("images", () => {
  test.each([
    {
      says: "a repository that nobody has",
      image: "nginxx",
      reason: "ErrImagePull",
      event:
        'Failed: Failed to pull image "nginxx": failed to pull and unpack image "docker.io/library/nginxx:latest": failed to resolve reference "docker.io/library/nginxx:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    },
    {
      says: "a tag that the image does not have",
      image: "test:9",
      reason: "ErrImagePull",
      event:
        'Failed: Failed to pull image "test:9": rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/test:9": failed to resolve reference "docker.io/library/test:9": docker.io/library/test:9: not found',
    },
    {
      says: "a name that is none",
      image: "Test",
      reason: "InvalidImageName",
      event:
        'InspectFailed: Failed to apply default image tag "Test": couldn\'t parse image name "Test": invalid reference format: repository name (library/Test) must be lowercase',
    },
  ])("$says: $reason", async ({ image, reason, event }) => {
    const world = await lab();
    await world.run("web", main({ image }));
    await world.pass(100);
    expect(state(world)?.state?.waiting?.reason).toBe(reason);
    expect(world.events("web")).toContain(event);
    world.end();
  });

  test("a failed pull backs off 10 s, 20 s, …", async () => {
    const world = await lab();
    await world.run("web", main({ image: "nginxx" }));
    await world.pass(5000);
    expect(state(world)?.state?.waiting).toEqual({
      reason: "ImagePullBackOff",
      message: expect.stringMatching(
        /^Back-off pulling image "nginxx": ErrImagePull: failed to pull and unpack image /,
      ),
    });
    const pulls = () => world.events("web").find((line) => line.startsWith("Pulling:"));
    expect(pulls()).toBe('Pulling: Pulling image "nginxx"');
    await world.pass(6000);
    expect(pulls()).toBe('Pulling: Pulling image "nginxx" (x2)');
    await world.pass(18_000);
    expect(pulls()).toBe('Pulling: Pulling image "nginxx" (x2)');
    await world.pass(4000);
    expect(pulls()).toBe('Pulling: Pulling image "nginxx" (x3)');
    world.end();
  });

  test("an image without a program names the way out, and a stand-in takes its place", async () => {
    const world = await lab();
    await world.run("web", main({ image: "redis" }));
    await world.pass(100);
    expect(world.events("web").at(-1)).toMatch(
      /^NoProgramForImage: Image "redis" has no program here\. .*gatehouse\.dev\/stand-in=http/,
    );
    await world.client.patch(Pod, ref("web"), {
      type: "merge",
      body: { metadata: { annotations: { "gatehouse.dev/stand-in": "http" } } },
    });
    await world.pass(15_000);
    expect(world.pod("web")?.status?.phase).toBe("Running");
    world.end();
  });

  test("pull policy Never with an image that is not there", async () => {
    const world = await lab();
    await world.run("web", main({ imagePullPolicy: "Never" }));
    await world.pass(100);
    expect(state(world)?.state?.waiting).toEqual({
      reason: "ErrImageNeverPull",
      message: 'Container image "test" is not present with pull policy of Never',
    });
    world.end();
  });

  test("what is pulled stays on the node", async () => {
    const world = await lab();
    await world.run("one", main({ image: "test:1.0" }));
    await world.pass(100);
    await world.run("two", main({ image: "test:1.0" }));
    await world.pass(100);
    expect(world.events("two")[0]).toBe(
      'Pulled: Container image "test:1.0" already present on machine and can be accessed by the pod',
    );
    world.end();
  });
});

describe("configuration", () => {
  test.each([
    {
      says: "a missing ConfigMap",
      container: { envFrom: [{ configMapRef: { name: "none" } }] },
      message: 'configmap "none" not found',
    },
    {
      says: "a missing Secret",
      container: { env: [{ name: "A", valueFrom: { secretKeyRef: { name: "none", key: "k" } } }] },
      message: 'secret "none" not found',
    },
    {
      says: "a missing key",
      container: { env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "settings", key: "none" } } }] },
      message: "couldn't find key none in ConfigMap default/settings",
    },
    {
      says: "root where none may be",
      container: { securityContext: { runAsNonRoot: true } },
      message: expect.stringMatching(
        /^container has runAsNonRoot and image will run as root \(pod: "web_default\(.*\)", container: main\)$/,
      ),
    },
  ])("$says is a CreateContainerConfigError", async ({ container, message }) => {
    const world = await lab();
    await settings(world, { color: "blue" });
    await world.run("web", main(container));
    await world.pass(100);
    expect(state(world)?.state?.waiting).toEqual({ reason: "CreateContainerConfigError", message });
    world.end();
  });

  test("it starts when what was missing comes", async () => {
    const world = await lab();
    await world.run("web", main({ envFrom: [{ configMapRef: { name: "settings" } }] }));
    await world.pass(100);
    await settings(world, { color: "blue" });
    await world.pass(5000);
    expect(world.pod("web")?.status?.phase).toBe("Running");
    world.end();
  });

  test("variables come from values, fields, resources, objects and services", async () => {
    const world = await lab();
    await settings(world, { color: "blue", size: "big" });
    await world.run(
      "web",
      {
        restartPolicy: "Never",
        ...main({
          command: ["env"],
          resources: { limits: { cpu: "250m", memory: "64Mi" } },
          envFrom: [{ prefix: "P_", configMapRef: { name: "settings" } }],
          env: [
            { name: "PLAIN", value: "x" },
            { name: "EXPANDED", value: "$(PLAIN)-$(NONE)-$$(PLAIN)" },
            { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
            { name: "IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
            { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
            { name: "LABEL", valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
            { name: "MILLI", valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "1m" } } },
            { name: "MEBI", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Mi" } } },
            { name: "KEY", valueFrom: { configMapKeyRef: { name: "settings", key: "size" } } },
          ],
        }),
      },
      { labels: { app: "shop" } },
    );
    await world.pass(100);
    const lines = new Set((await world.log("web")).trim().split("\n"));
    for (const line of [
      "P_color=blue",
      "PLAIN=x",
      "EXPANDED=x-$(NONE)-$(PLAIN)",
      "POD=web",
      "IP=10.244.1.2",
      "NODE=worker",
      "LABEL=shop",
      "MILLI=250",
      "MEBI=64",
      "KEY=big",
      "HOSTNAME=web",
      "TEST_VERSION=1",
    ]) {
      expect(lines).toContain(line);
    }
    world.end();
  });
});

async function settings(world: Lab, data: Record<string, string>) {
  await world.client.create(ConfigMap, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: "default" },
    data,
  });
}

describe("volumes", () => {
  test("a missing ConfigMap keeps the pod from starting, with an event", async () => {
    const world = await lab();
    await world.run("web", { volumes: [{ name: "conf", configMap: { name: "settings" } }] });
    await world.pass(200);
    expect(world.events("web")).toEqual([
      'FailedMount: MountVolume.SetUp failed for volume "conf" : configmap "settings" not found',
    ]);
    expect(state(world)?.state?.waiting?.reason).toBe("ContainerCreating");
    world.end();
  });

  test("changes arrive after the sync period, but not through a subPath", async () => {
    const world = await lab();
    await settings(world, { color: "blue" });
    await world.run("web", {
      volumes: [{ name: "conf", configMap: { name: "settings" } }],
      ...main({
        volumeMounts: [
          { name: "conf", mountPath: "/conf" },
          { name: "conf", mountPath: "/one/color", subPath: "color" },
        ],
      }),
    });
    await world.pass(100);
    const read = async (path: string) => {
      let text = "";
      const writer = {
        write: async (chunk: Uint8Array | string) =>
          void (text += typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk)),
        close() {},
      };
      const target = { namespace: "default", pod: "web", container: "main" };
      await world.clock.drive(world.kubelet.door.exec(target, ["cat", path], { stdout: writer, stderr: writer }));
      return text;
    };
    expect(await read("/conf/color")).toBe("blue");
    await world.client.patch(ConfigMap, ref("settings"), { type: "merge", body: { data: { color: "green" } } });
    await world.pass(30_000);
    expect(await read("/conf/color")).toBe("blue");
    await world.pass(60_000);
    expect(await read("/conf/color")).toBe("green");
    expect(await read("/one/color")).toBe("blue");
    world.end();
  });

  test("a Secret's file holds its bytes; a token and the CA are where programs look", async () => {
    const world = await lab();
    await world.client.create(Secret, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "key", namespace: "default" },
      data: { password: btoa("s3cret") },
    });
    await world.run("web", {
      restartPolicy: "Never",
      volumes: [{ name: "key", secret: { secretName: "key" } }],
      ...main({
        command: ["cat", "/key/password", "/var/run/secrets/kubernetes.io/serviceaccount/namespace"],
        volumeMounts: [{ name: "key", mountPath: "/key" }],
      }),
    });
    await world.pass(100);
    expect(await world.log("web")).toBe("s3cretdefault");
    world.end();
  });
});

describe("restarts", () => {
  test("a container that keeps failing waits 10 s, 20 s, … and says so", async () => {
    const world = await lab();
    await world.run("web", main({ command: ["exit", "3"] }));
    await world.pass(1000);
    expect(state(world)).toMatchObject({
      restartCount: 1,
      state: {
        waiting: {
          reason: "CrashLoopBackOff",
          message: expect.stringMatching(/^back-off 10s restarting failed container=main pod=web_default\(/),
        },
      },
      lastState: { terminated: { exitCode: 3, reason: "Error" } },
    });
    await world.pass(10_000);
    expect(state(world)?.restartCount).toBe(2);
    await world.pass(18_000);
    expect(state(world)?.restartCount).toBe(2);
    await world.pass(3000);
    expect(state(world)?.restartCount).toBe(3);
    expect(world.events("web").find((line) => line.startsWith("BackOff"))).toMatch(
      /^BackOff: Back-off restarting failed container main in pod web_default\(/,
    );
    world.end();
  });

  test.each([
    { policy: "Never", code: "0", phase: "Succeeded", restarts: 0 },
    { policy: "Never", code: "1", phase: "Failed", restarts: 0 },
    { policy: "OnFailure", code: "0", phase: "Succeeded", restarts: 0 },
    { policy: "OnFailure", code: "1", phase: "Running", restarts: 1 },
    { policy: "Always", code: "0", phase: "Running", restarts: 1 },
  ])("$policy after exit $code: $phase, $restarts restarts", async ({ policy, code, phase, restarts }) => {
    const world = await lab();
    await world.run("web", { restartPolicy: policy, ...main({ command: ["exit", code] }) });
    await world.pass(1000);
    expect(world.pod("web")?.status?.phase).toBe(phase);
    expect(state(world)?.restartCount).toBe(restarts);
    world.end();
  });

  test("a command that is not there is a StartError", async () => {
    const world = await lab();
    await world.run("web", main({ command: ["nope"] }));
    await world.pass(100);
    expect(state(world)?.state?.waiting).toEqual({
      reason: "RunContainerError",
      message:
        'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "nope": executable file not found in $PATH: unknown',
    });
    expect(state(world)?.lastState?.terminated).toMatchObject({ exitCode: 128, reason: "StartError" });
    world.end();
  });

  test("init containers run one after the other, before the rest", async () => {
    const world = await lab();
    await world.run("web", {
      initContainers: [
        { name: "first", image: "test", command: ["sleep", "5"] },
        { name: "second", image: "test", command: ["sleep", "5"] },
      ],
    });
    await world.pass(6000);
    const init = world.pod("web")?.status?.initContainerStatuses;
    expect(init?.map(({ state: now }) => Object.keys(now ?? {})[0])).toEqual(["terminated", "running"]);
    expect(condition(world.pod("web"), "Initialized")).toBe("False ContainersNotInitialized");
    expect(state(world)?.state?.waiting?.reason).toBe("PodInitializing");
    await world.pass(6000);
    expect(world.pod("web")?.status?.phase).toBe("Running");
    world.end();
  });
});

describe("probes", () => {
  test("a pod is ready when its readiness probe has succeeded, and unready when it fails", async () => {
    const world = await lab();
    await world.run("web", main({ readinessProbe: { httpGet: { path: "/broken", port: 80 }, periodSeconds: 2 } }));
    await world.pass(1000);
    expect(condition(world.pod("web"), "Ready")).toBe("False ContainersNotReady");
    expect(world.events("web").at(-1)).toBe(
      "Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 500",
    );
    world.end();
  });

  test("a port where nobody listens is refused in Go's words", async () => {
    const world = await lab();
    await world.run("web", main({ readinessProbe: { tcpSocket: { port: 81 } } }));
    await world.pass(1000);
    expect(world.events("web").at(-1)).toBe(
      "Unhealthy: Readiness probe failed: dial tcp 10.244.1.2:81: connect: connection refused",
    );
    world.end();
  });

  test("a failing liveness probe kills the container, which is started again", async () => {
    const world = await lab();
    await world.run(
      "web",
      main({ livenessProbe: { exec: { command: ["exit", "1", "bad"] }, periodSeconds: 1, failureThreshold: 3 } }),
    );
    await world.pass(2500);
    expect(world.events("web")).toContain("Killing: Container main failed liveness probe, will be restarted");
    expect(world.events("web")).toContainEqual(
      expect.stringMatching(/^Unhealthy: Liveness probe failed: bad\n \(x[34]\)$/),
    );
    expect(state(world)?.restartCount).toBe(1);
    world.end();
  });
});

test("termination: SIGTERM, grace, SIGKILL; a program without a handler takes its whole grace", async () => {
  const world = await lab();
  await world.run("web", { terminationGracePeriodSeconds: 10, ...main({ command: ["sleep", "1000"] }) });
  await world.pass(100);
  await world.client.delete(Pod, ref("web"));
  await world.pass(9000);
  expect(world.pod("web")?.metadata.deletionTimestamp).toBeDefined();
  await world.pass(1500);
  expect(world.pod("web")).toBeUndefined();
  world.end();
});

test("activeDeadlineSeconds fails the pod", async () => {
  const world = await lab();
  await world.run("web", { activeDeadlineSeconds: 5 });
  await world.pass(8000);
  expect(world.pod("web")?.status).toMatchObject({ phase: "Failed", reason: "DeadlineExceeded" });
  world.end();
});

test("a readiness gate keeps a pod unready until its condition comes", async () => {
  const world = await lab();
  await world.run("web", { readinessGates: [{ conditionType: "example.com/up" }] });
  await world.pass(100);
  expect(condition(world.pod("web"), "ContainersReady")).toBe("True");
  expect(condition(world.pod("web"), "Ready")).toBe("False ReadinessGatesNotReady");
  const pod = world.pod("web")!;
  const conditions = [...(pod.status?.conditions ?? []), { type: "example.com/up", status: "True" }];
  await world.client.replaceStatus(Pod, { ...pod, status: { ...pod.status, conditions } });
  await world.pass(100);
  expect(condition(world.pod("web"), "Ready")).toBe("True");
  world.end();
});
