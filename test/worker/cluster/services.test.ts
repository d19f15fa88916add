import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Service } from "../../../worker/api/kinds/index.ts";
import { nameObject } from "../../../worker/base/trace.ts";
import { box, type Lab, lab, whoami } from "./lab.ts";

const port = (number: number | string) => number as unknown as string;

/** "refused: Service default/demo spec.ports[0].targetPort", "answered". */
const outcome = (answer: Awaited<ReturnType<Lab["ask"]>>): string =>
  answer.failure
    ? `${answer.failure.kind}${answer.failure.look ? `: ${nameObject(answer.failure.look)}` : ""}`
    : "answered";

describe("on kind", () => {
  let world: Lab;
  beforeAll(async () => {
    world = await lab();
    await world.deploy("demo", 2, whoami);
    await world.run("client", box("sleep 10000"));
    await world.service("demo", { ports: [{ port: 80, targetPort: port(8080) }] });
    await world.service("wrong", { selector: { app: "demo" }, ports: [{ port: 80, targetPort: port(9999) }] });
    await world.service("empty", { selector: { app: "nothing" }, ports: [{ port: 80 }] });
    await world.service("node", {
      type: "NodePort",
      selector: { app: "demo" },
      ports: [{ port: 80, targetPort: port(8080), nodePort: 30_080 }],
    });
    await world.service("local", {
      type: "NodePort",
      selector: { app: "demo" },
      externalTrafficPolicy: "Local",
      ports: [{ port: 80, targetPort: port(8080), nodePort: 30_081 }],
    });
    await world.service("balanced", {
      type: "LoadBalancer",
      selector: { app: "demo" },
      ports: [{ port: 80, targetPort: port(8080) }],
    });
    await world.until(() => world.ready("demo") === 2 && world.ready("client") === 1);
    await world.pass(1000);
  });
  afterAll(() => world.end());

  const clusterIp = (name: string) => world.serviceAt(name).spec.clusterIP!;
  const from = (place: string) => (place === "client" ? world.hostOf(world.podAt("client")) : place);

  test.each([
    ["a pod", "client", "demo", "answered"],
    ["a node", "node/kind-worker", "demo", "answered"],
    ["the laptop", "laptop", "demo", "timedOut: Service default/demo spec.clusterIP"],
    ["a pod", "client", "empty", "refused: Service default/empty spec.selector"],
    ["a pod", "client", "wrong", "refused: Service default/wrong spec.ports[0].targetPort"],
    ["a node", "node/kind-control-plane", "wrong", "refused: Service default/wrong spec.ports[0].targetPort"],
  ])("from %s (%s) the cluster IP of %s: %s", async (_, place, service, expected) => {
    expect(outcome(await world.ask(from(place), clusterIp(service)))).toBe(expected);
  });

  test("a pod's own address answers a pod, and times out from the laptop, naming the pod", async () => {
    const [pod] = world.pods("demo");
    const ip = pod!.status!.podIP!;
    expect((await world.ask(from("client"), `${ip}:8080`)).text).toBe(`${pod!.metadata.name}\n`);
    expect(outcome(await world.ask("laptop", `${ip}:8080`))).toBe(
      `timedOut: Pod default/${pod!.metadata.name} status.podIP`,
    );
    expect(outcome(await world.ask(from("client"), `${ip}:9999`))).toMatch(/^refused: Pod default/);
  });

  test("every node answers the node port from the laptop; so does the mapped port of localhost, and no other", async () => {
    for (const { ip } of world.sandbox.profile.nodes) {
      expect(outcome(await world.ask("laptop", `${ip}:30080`))).toBe("answered");
    }
    expect(outcome(await world.ask("laptop", "127.0.0.1:30080"))).toBe("answered");
    expect(outcome(await world.ask("laptop", "127.0.0.1:30081"))).toMatch(/^refused/);
  });

  test("policy Local answers only on nodes with a ready pod, and shows the client's own address", async () => {
    const nodes = new Set(world.pods("demo").map(({ spec }) => spec.nodeName));
    for (const { name, ip } of world.sandbox.profile.nodes) {
      const answer = await world.ask("laptop", `${ip}:30081`);
      if (nodes.has(name)) expect(answer.hops.at(-1)?.says).toContain("172.18.0.1");
      else expect(outcome(answer)).toBe("timedOut: Service default/local spec.externalTrafficPolicy");
    }
    const cluster = await world.ask("laptop", `${world.sandbox.profile.nodes[1]!.ip}:30080`);
    expect(cluster.hops.at(-1)?.says).toContain(world.sandbox.profile.nodes[1]!.ip);
  });

  test("a load balancer stays pending for want of a provider", async () => {
    await world.pass(60_000);
    expect(world.serviceAt("balanced").status?.loadBalancer).toEqual({});
  });

  test("names resolve and curl answers inside a pod; exit codes are curl's", async () => {
    await world.run("tools", {
      containers: [{ name: "main", image: "curlimages/curl:8.11.0", command: ["sleep", "10000"] }],
    });
    await world.until(() => world.ready("tools") === 1);
    const exec = (line: string) => world.exec(world.podAt("tools")!, ["sh", "-c", line]);
    expect((await exec("curl -s http://demo")).stdout).toMatch(/^demo-/);
    expect((await exec("curl -s http://demo.default.svc.cluster.local")).stdout).toMatch(/^demo-/);
    expect(await exec("curl -sS http://nowhere")).toMatchObject({ exitCode: 6 });
    expect(await exec("curl -sS http://empty")).toMatchObject({ exitCode: 7 });
    expect(await exec("curl -sS http://wrong")).toMatchObject({ exitCode: 7 });
    const { exitCode } = await world.clock.drive(
      world.sandbox.places.laptop.run(`curl -sS -m 3 http://${clusterIp("demo")}`),
    );
    expect(exitCode).toBe(28);
  });
});

describe("on aks", () => {
  const INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal";
  const SUBNET = "service.beta.kubernetes.io/azure-load-balancer-internal-subnet";
  let world: Lab;
  beforeAll(async () => {
    world = await lab({ profile: "aks" });
    await world.deploy("demo", 2, whoami);
    await world.until(() => world.ready("demo") === 2);
  });
  afterAll(() => world.end());

  const exposed = async (name: string, spec: object, annotations: Record<string, string> = {}) => {
    const ports = [{ port: 80, targetPort: port(8080) }];
    await world.service(name, { type: "LoadBalancer", selector: { app: "demo" }, ports, ...spec }, annotations);
    const ms = await world.until(() => (world.serviceAt(name).status?.loadBalancer?.ingress ?? []).length > 0);
    await world.pass(1000);
    return { ms, ip: world.serviceAt(name).status!.loadBalancer!.ingress![0]!.ip! };
  };

  test("a public load balancer answers from the laptop after 5 to 15 seconds; pods see a node", async () => {
    const { ms, ip } = await exposed("public", {});
    expect(ms).toBeGreaterThanOrEqual(5000);
    expect(ms).toBeLessThanOrEqual(15_000);
    const answer = await world.ask("laptop", ip);
    expect(outcome(answer)).toBe("answered");
    expect(answer.hops.at(-1)?.says).toMatch(/sees 172\.21\.10\.|sees 100\.64\./);
    expect(world.events("public").map((line) => line.split(":")[0])).toEqual([
      "EnsuringLoadBalancer",
      "EnsuredLoadBalancer",
    ]);
  });

  test("a Service that was there from the start may become one, and the cloud says so", async () => {
    const fresh = await lab({ profile: "aks" });
    const patch = { type: "merge", body: { spec: { type: "LoadBalancer" } } } as const;
    await fresh.client.patch(Service, { namespace: "default", name: "kubernetes" }, patch);
    await fresh.pass(20_000);
    expect(fresh.events("kubernetes").map((line) => line.split(":")[0])).toEqual([
      "Type",
      "EnsuringLoadBalancer",
      "EnsuredLoadBalancer",
    ]);
    fresh.end();
  });

  test("with policy Local pods see the laptop", async () => {
    const { ip } = await exposed("local", { externalTrafficPolicy: "Local" });
    await world.pass(30_000);
    const answer = await world.ask("laptop", ip);
    expect(outcome(answer)).toBe("answered");
    expect(answer.hops.at(-1)?.says).toContain("198.51.100.23");
  });

  test("an internal load balancer answers the VM and times out from the laptop", async () => {
    const { ip } = await exposed("internal", {}, { [INTERNAL]: "true", [SUBNET]: "sub2-vnet-sbx-spokeaks1" });
    expect(ip).toMatch(/^172\.21\.10\./);
    expect(outcome(await world.ask("laptop", ip))).toMatch(/^timedOut: Service default\/internal/);
    expect(outcome(await world.ask("machine/vm", ip))).toBe("answered");
    const typed = await world.clock.drive(world.sandbox.places.laptop.run(`ssh vm curl -s http://${ip}`));
    expect(typed.stdout).toMatch(/^demo-/);
  });

  test.each(["pod", "cluster"])("a %s IP answers from a node and times out from the laptop", async (kind) => {
    const [pod] = world.pods("demo");
    const target = kind === "pod" ? `${pod!.status!.podIP}:8080` : world.serviceAt("public").spec.clusterIP!;
    expect(outcome(await world.ask(`node/${pod!.spec.nodeName}`, target))).toBe("answered");
    expect(outcome(await world.ask("laptop", target))).toMatch(/^timedOut: (Pod|Service) default/);
  });
});
