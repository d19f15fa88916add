import { describe, expect, test } from "vitest";
import { createApiServer } from "../../../../worker/api/index.ts";
import { builtInKinds, EndpointSlice, Namespace, Service } from "../../../../worker/api/kinds/index.ts";
import { bodyText, textResponse } from "../../../../worker/base/http.ts";
import { SeededRandom } from "../../../../worker/base/random.ts";
import { KUBE_PROXY, rulesFor, runKubeProxy } from "../../../../worker/controllers/kube-proxy/index.ts";
import { get, lab } from "../../network/lab.ts";
import { service, slice } from "../services.ts";

/** An API server with a Service of one pod on node a, and a proxy on node a. */
async function world() {
  const made = lab({ interpreters: { [KUBE_PROXY]: rulesFor } });
  const { clock, network } = made;
  const server = createApiServer({
    kinds: builtInKinds,
    schemas: { find: () => undefined },
    clock,
    random: new SeededRandom(1),
    serviceCidr: "10.96.0.0/16",
  } as unknown as Parameters<typeof createApiServer>[0]);
  const client = server.client({ user: "admin", groups: ["system:masters"] } as never);
  await client
    .create(Namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" }, spec: {} } as never)
    .catch(() => {});
  const node = network.host("node/a")!;
  const pod = made.addPod("a", "web-a", "10.244.1.5");
  pod.access("nginx").listen({ port: 80, process: "nginx" }, { http: () => textResponse(200, "hello", "text/plain") });
  const lines: string[] = [];
  const start = () => {
    const abort = new AbortController();
    const done = runKubeProxy(
      { cache: server.cache, node, net: node.access("kube-proxy"), clock, log: (line) => lines.push(line) },
      abort.signal,
    );
    const stop = () => {
      abort.abort();
      return done;
    };
    return { stop };
  };
  const settle = () => clock.advance(10);
  const ask = async (port = 8080) => {
    const stored = (await client.list(Service))[0];
    const ip = stored?.spec.clusterIP ?? "10.96.0.80";
    const { value } = await made.timed(node.access("curl").http({ ip, port }, get(), { timeoutMs: 100 }));
    return value.ok ? bodyText(value.response.body) : value.failure.kind;
  };
  return { ...made, client, node, start, settle, ask, lines };
}
const WEB = { name: "web-a", ip: "10.244.1.5", node: "a" };

describe("kube-proxy's loop", () => {
  test("follows Services and slices, and what it wrote stays when it dies", async () => {
    const { client, start, settle, ask } = await world();
    const proxy = start();
    await client.create(Service, service());
    await settle();
    expect(await ask()).toBe("refused");
    await client.create(EndpointSlice, slice([WEB]));
    await settle();
    expect(await ask()).toBe("hello");

    await proxy.stop();
    await client.delete(EndpointSlice, { namespace: "default", name: "web-abcde" });
    await settle();
    expect(await ask()).toBe("hello");
    const again = start();
    await settle();
    expect(await ask()).toBe("refused");
    await client.delete(Service, { namespace: "default", name: "web" });
    await settle();
    expect(await ask()).toBe("timedOut");
    await again.stop();
  });

  test("flushes, when it starts, the rules of Services that went while it was away", async () => {
    const { client, node, start, settle } = await world();
    await client.create(Service, service());
    const proxy = start();
    await settle();
    expect([...node.ruleSets(KUBE_PROXY).keys()]).toEqual(["default/web"]);
    await proxy.stop();
    await client.delete(Service, { namespace: "default", name: "web" });
    await settle();
    expect(node.ruleSets(KUBE_PROXY).size).toBe(1);
    start();
    await settle();
    expect(node.ruleSets(KUBE_PROXY).size).toBe(0);
  });

  test("writes nothing for headless Services and ExternalName", async () => {
    const { client, node, start, settle } = await world();
    start();
    await client.create(Service, service({ clusterIP: "None", clusterIPs: ["None"] }));
    await client.create(Service, {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "away", namespace: "default" },
      spec: { type: "ExternalName", externalName: "example.com" },
    });
    await settle();
    expect(node.ruleSets(KUBE_PROXY).size).toBe(0);
  });

  test("answers on the health check node port: 200 with a pod on the node, else 503", async () => {
    const { client, node, start, settle, timed } = await world();
    start();
    await client.create(
      Service,
      service({ type: "LoadBalancer", externalTrafficPolicy: "Local", healthCheckNodePort: 32000 }),
    );
    await settle();
    const health = async () => {
      const { value } = await timed(node.access("probe").http({ ip: "172.18.0.2", port: 32000 }, get("/healthz")));
      if (!value.ok) throw new Error(value.failure.says);
      return [value.response.status, JSON.parse(await bodyText(value.response.body))];
    };
    const body = (localEndpoints: number) => ({
      service: { namespace: "default", name: "web" },
      localEndpoints,
      serviceProxyHealthy: true,
    });
    expect(await health()).toEqual([503, body(0)]);
    await client.create(EndpointSlice, slice([WEB]));
    await settle();
    expect(await health()).toEqual([200, body(1)]);
  });
});
