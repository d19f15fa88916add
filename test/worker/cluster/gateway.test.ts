import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GatewayClass } from "../../../worker/gateway/index.ts";
import { conditionOf, GATEWAY, type GatewayLab, gatewayLab, parentOf, split } from "./gateway.ts";

describe("installing", () => {
  test("without the definitions the controller says what is missing and waits; afterwards it goes on", async () => {
    const world = await gatewayLab({ installed: false });
    const { sh, must, install, crds } = world;
    const early = await sh(`kubectl apply -f ${install}`);
    expect(early.exitCode).toBe(1);
    expect(early.stderr).toBe(
      `error: resource mapping not found for name: "gatehouse" namespace: "" from "${install}": no matches for kind "GatewayClass" in version "gateway.networking.k8s.io/v1"\nensure CRDs are installed first\n`,
    );
    await world.pass(20_000);
    const log = await must("kubectl -n gatehouse-system logs deploy/gatehouse-controller");
    expect(log).toContain("the Gateway API CRDs are not installed, waiting for them");
    expect(await must("kubectl -n gatehouse-system get pods --no-headers")).toMatch(/ 0\/1 +Running +0 /);
    await must(`kubectl apply -f ${crds} && kubectl apply -f ${install}`);
    await world.available("gatehouse-controller", "gatehouse-system");
    expect(await must("kubectl get gatewayclass --no-headers")).toMatch(
      /^gatehouse +gatehouse\.dev\/gateway-controller +True /,
    );
    world.end();
  });

  test("without a load balancer the Gateway waits for an address, and a node port serves all the same", async () => {
    const world = await gatewayLab({ profile: "kind" });
    await world.echo("one");
    await world.apply(GATEWAY);
    await world.apply(split({ one: 1 }));
    await world.available("gw-gatehouse");
    await world.pass(2_000);
    expect(conditionOf(world.gateway("gw")?.status, "Programmed")).toBe("False AddressNotAssigned");
    await world.must(
      'kubectl patch gateway gw --type merge -p \'{"spec":{"infrastructure":{"annotations":{"gatehouse.dev/service-type":"NodePort","gatehouse.dev/node-ports":"80=30080"}}}}\'',
    );
    await world.programmed("gw");
    expect(await world.must("curl -s http://localhost:30080/")).toBe("one\n");
    world.end();
  });
});

describe("one Gateway with two versions behind it", () => {
  let world: GatewayLab;
  let pod: string;
  beforeAll(async () => {
    world = await gatewayLab();
    await world.echo("v1");
    await world.echo("v2");
    await world.apply(GATEWAY);
    await world.available("v1");
    await world.available("v2");
    await world.programmed("gw");
    await world.run("client", { containers: [{ name: "main", image: "busybox:1.36", command: ["sleep", "10000"] }] });
    await world.until(() => world.ready("client") === 1);
    pod = world.hostOf(world.podAt("client"));
  });
  afterAll(() => world.end());

  const count = async (requests: number): Promise<readonly string[]> => {
    const address = world.address("gw");
    const answers: string[] = [];
    for (let i = 0; i < requests; i++) {
      const { text, status } = await world.ask(pod, `${address}:80/`);
      answers.push(status === 200 ? text!.trim() : String(status));
    }
    return answers;
  };
  const share = (answers: readonly string[], of: string) => answers.filter((one) => one === of).length;
  const settle = () => world.pass(500);

  test("80/20 over 10,000 requests lies within three standard deviations, and 50 blocks of 200 vary as a draw does", async () => {
    await world.apply(split({ v1: 80, v2: 20 }));
    await settle();
    const answers = await count(10_000);
    const deviation = Math.sqrt(10_000 * 0.8 * 0.2);
    expect(Math.abs(share(answers, "v1") - 8_000)).toBeLessThan(3 * deviation);
    expect(share(answers, "v1") + share(answers, "v2")).toBe(10_000);
    const blocks = Array.from({ length: 50 }, (_, at) => share(answers.slice(at * 200, at * 200 + 200), "v2"));
    const mean = blocks.reduce((sum, one) => sum + one, 0) / blocks.length;
    const variance = blocks.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (blocks.length - 1);
    // Binomial: 200 · 0.8 · 0.2 = 32; of 50 blocks the sample variance stays within a factor of about 0.5 to 1.75 (99.9 %).
    expect(variance).toBeGreaterThan(16);
    expect(variance).toBeLessThan(56);
  }, 30_000);

  test("a backend of weight 0 gets nothing", async () => {
    await world.apply(split({ v1: 1, v2: 0 }));
    await settle();
    expect(share(await count(300), "v1")).toBe(300);
  });

  test("an invalid backend's share is answered with 500, and the route says ResolvedRefs False", async () => {
    await world.apply(split({ v1: 50, missing: 50 }));
    await settle();
    const answers = await count(400);
    expect(Math.abs(share(answers, "500") - 200)).toBeLessThan(3 * Math.sqrt(400 * 0.25));
    expect(share(answers, "500") + share(answers, "v1")).toBe(400);
    expect(parentOf(world.route("shop"), "ResolvedRefs")).toBe("False BackendNotFound");
    expect(parentOf(world.route("shop"), "Accepted")).toBe("True Accepted");
  });

  test("the trace names Gateway, listener, route, rule, draw and backend; why tells a 500's object and field", async () => {
    await world.apply(split({ v1: 1 }));
    await settle();
    const { hops } = await world.ask(pod, `${world.address("gw")}:80/`);
    const told = hops.map(({ object }) => (object ? `${object.kind} ${object.name} ${object.field ?? ""}`.trim() : ""));
    expect(told).toEqual(
      expect.arrayContaining(["Gateway gw listener http", "HTTPRoute shop rule 1", "Service v1 port 80"]),
    );
    await world.apply(split({ missing: 1 }));
    await settle();
    const { stdout } = await world.sh(`curl -s http://${world.address("gw")}/; why`);
    expect(stdout).toContain('Service "default/missing" not found');
    expect(stdout).toContain("Look at: HTTPRoute default/shop spec.rules[0].backendRefs[0]");
  });

  test("a route that is not attached is the near miss of the 404, with its parentRef and the reason", async () => {
    await world.apply(split({ v1: 1 }).replace("- name: gw\n", "- name: gw\n    sectionName: https\n"));
    await settle();
    const { stdout } = await world.sh(`curl -s -o /dev/null -w '%{http_code}\\n' http://${world.address("gw")}/; why`);
    expect(stdout).toMatch(/^404\n/);
    expect(stdout).toContain("Look at: HTTPRoute default/shop spec.parentRefs[0]");
    expect(stdout).toContain('NoMatchingParent: Gateway "default/gw" has no listener named "https"');
    expect(parentOf(world.route("shop"), "Accepted")).toBe("False NoMatchingParent");
  });

  test("without ready endpoints the answer is 503, and it comes back with the pods", async () => {
    await world.apply(split({ v1: 1 }));
    await world.must("kubectl scale deployment v1 --replicas=0");
    await world.pass(3_000);
    expect(await count(1)).toEqual(["503"]);
    expect(parentOf(world.route("shop"), "ResolvedRefs")).toBe("True ResolvedRefs");
    await world.must("kubectl scale deployment v1 --replicas=1");
    await world.pass(5_000);
    expect(await count(1)).toEqual(["v1"]);
  });

  test("a Service that is deleted makes 500 and BackendNotFound, until it is there again", async () => {
    await world.must("kubectl delete service v1");
    await settle();
    expect(await count(1)).toEqual(["500"]);
    expect(parentOf(world.route("shop"), "ResolvedRefs")).toBe("False BackendNotFound");
    await world.must("kubectl expose deployment v1 --port 80 --target-port 5678");
    await world.pass(2_000);
    expect(await count(1)).toEqual(["v1"]);
    expect(parentOf(world.route("shop"), "ResolvedRefs")).toBe("True ResolvedRefs");
  });

  test("without the controller's pod nothing new is learnt, and what was learnt is served", async () => {
    await world.must("kubectl -n gatehouse-system scale deployment gatehouse-controller --replicas=0");
    await world.pass(5_000);
    await world.apply(split({ v2: 1 }));
    await world.pass(5_000);
    expect(await count(3)).toEqual(["v1", "v1", "v1"]);
    expect(world.route("shop")?.status?.parents[0]?.conditions?.[0]?.observedGeneration).toBeLessThan(
      world.route("shop")!.metadata.generation!,
    );
    await world.must("kubectl -n gatehouse-system scale deployment gatehouse-controller --replicas=1");
    await world.pass(20_000);
    expect(await count(3)).toEqual(["v2", "v2", "v2"]);
  });

  test("without the proxy's pods there is no traffic, until they are back", async () => {
    await world.must("kubectl delete pod -l gateway.networking.k8s.io/gateway-name=gw --wait=false");
    await world.pass(50);
    const { failure } = await world.ask(pod, `${world.address("gw")}:80/`);
    expect(failure?.kind).toBe("refused");
    await world.programmed("gw");
    await world.pass(2_000);
    expect(await count(2)).toEqual(["v2", "v2"]);
  });

  test("a proxy that starts while the controller is away is not Ready", async () => {
    await world.must("kubectl -n gatehouse-system scale deployment gatehouse-controller --replicas=0");
    await world.must("kubectl delete pod -l gateway.networking.k8s.io/gateway-name=gw");
    await world.pass(10_000);
    const pods = await world.must("kubectl get pods -l gateway.networking.k8s.io/gateway-name=gw --no-headers");
    expect(pods).toMatch(/ 0\/1 +Running /);
    await world.must("kubectl -n gatehouse-system scale deployment gatehouse-controller --replicas=1");
    await world.programmed("gw");
    await world.pass(12_000);
    expect(await count(1)).toEqual(["v2"]);
  });

  test("a class stays while a Gateway uses it, and goes with the last one; what was made for a Gateway goes with it", async () => {
    await world.must("kubectl delete gatewayclass gatehouse --wait=false");
    await settle();
    expect(world.cache.get(GatewayClass, { name: "gatehouse" })?.metadata.deletionTimestamp).toBeDefined();
    expect(await count(1)).toEqual(["v2"]);
    await world.must("kubectl delete gateway gw");
    // The cloud takes its load balancer down first.
    await world.pass(30_000);
    expect(world.cache.get(GatewayClass, { name: "gatehouse" })).toBeUndefined();
    expect(
      await world.must(
        "kubectl get deployment,service -l gateway.networking.k8s.io/gateway-name=gw --ignore-not-found",
      ),
    ).toBe("");
    expect(world.route("shop")?.status?.parents).toEqual([]);
  });
});
