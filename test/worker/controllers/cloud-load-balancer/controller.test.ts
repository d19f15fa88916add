import { describe, expect, test } from "vitest";
import type { NodeObject, ServiceObject } from "../../../../worker/api/generated/types.ts";
import { EndpointSlice, Event, Node, Service } from "../../../../worker/api/kinds/index.ts";
import { bodyText, textResponse } from "../../../../worker/base/http.ts";
import { SeededRandom } from "../../../../worker/base/random.ts";
import {
  type CloudNetwork,
  FINALIZER,
  runCloudLoadBalancer,
} from "../../../../worker/controllers/cloud-load-balancer/index.ts";
import { KUBE_PROXY, rulesFor, runKubeProxy } from "../../../../worker/controllers/kube-proxy/index.ts";
import { testServer } from "../../api/local.ts";
import { get, lab } from "../../network/lab.ts";
import { type At, slice } from "../services.ts";

const cloud: CloudNetwork = {
  publicAddresses: ["20.0.0.1", "20.0.0.2"],
  publicSegment: "internet",
  virtualNetwork: "vnet",
  subnets: [{ name: "sub2", cidr: "172.18.1.128/26", segment: "lan" }],
};
const WEB_A: At = { name: "web-a", ip: "10.244.1.5", node: "a" };
const WEB_B: At = { name: "web-b", ip: "10.244.2.5", node: "b" };
const REF = { namespace: "default", name: "web" };

const node = (name: string, address: string): NodeObject => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name },
  spec: { providerID: `azure:///${name}` },
  status: { addresses: [{ type: "InternalIP", address }] },
});
const wanted = (spec: Partial<ServiceObject["spec"]> = {}, annotations?: Record<string, string>): ServiceObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { ...REF, ...(annotations ? { annotations } : {}) },
  spec: {
    type: "LoadBalancer",
    selector: { app: "web" },
    ports: [{ port: 8080, protocol: "TCP", targetPort: 80 }],
    ...spec,
  },
});
const INTERNAL = {
  "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
  "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": "sub2",
};

/** An API, two nodes with kube-proxy and a web pod each, and the cloud. */
async function world(endpoints: readonly At[] = [WEB_A, WEB_B]) {
  const made = lab({ interpreters: { [KUBE_PROXY]: rulesFor }, silent: true });
  const { clock, network, timed } = made;
  const { server, client } = testServer({ clock });
  for (const { name, ip, node: at } of [WEB_A, WEB_B]) {
    const http = (_: unknown, peer: { source: { ip: string } }) =>
      textResponse(200, `${name} saw ${peer.source.ip}`, "text/plain");
    made.addPod(at, name, ip).access("nginx").listen({ port: 80, process: "nginx" }, { http });
  }
  const abort = new AbortController();
  for (const [name, ip] of [
    ["a", "172.18.0.2"],
    ["b", "172.18.0.3"],
  ] as const) {
    await client.create(Node, node(name, ip));
    const host = network.host(`node/${name}`)!;
    void runKubeProxy(
      { cache: server.cache, node: host, net: host.access("kube-proxy"), clock, log: () => {} },
      new AbortController().signal,
    );
  }
  await client.create(EndpointSlice, slice(endpoints));
  const startCloud = (signal: AbortSignal) =>
    runCloudLoadBalancer(
      { cloud, topology: network, hostOf: (name) => network.host(`node/${name}`) },
      {
        client,
        cache: server.cache,
        clock,
        random: new SeededRandom(7),
        events: server.recorder(client, { component: "service-controller" }),
        log: () => {},
      },
      signal,
    );
  void startCloud(abort.signal);
  const events = async () =>
    (await client.list(Event, { namespace: "default" })).map(
      (event) => `${event.type} ${event.reason}: ${event.message} x${event.count}`,
    );
  const ip = async () => (await client.get(Service, REF)).status?.loadBalancer?.ingress?.[0]?.ip;
  const ask = async (from: string, to: string, port = 8080) => {
    const { value } = await timed(network.host(from)!.access("curl").http({ ip: to, port }, get(), { timeoutMs: 500 }));
    return value.ok ? bodyText(value.response.body) : value.failure;
  };
  return { ...made, client, server, abort, startCloud, events, ip, ask };
}

describe("a LoadBalancer Service in Azure", () => {
  test("is pending for five to fifteen seconds, then has an address of the pool that answers from the laptop", async () => {
    const { client, clock, ip, ask, events } = await world();
    await client.create(Service, wanted());
    await clock.advance(4_900);
    expect(await ip()).toBeUndefined();
    await clock.advance(10_200);
    const address = (await ip())!;
    expect(cloud.publicAddresses).toContain(address);
    const stored = await client.get(Service, REF);
    expect(stored.status?.loadBalancer).toEqual({ ingress: [{ ip: address, ipMode: "VIP" }] });
    expect(stored.metadata.finalizers).toEqual([FINALIZER]);
    expect(await ask("laptop", address)).toMatch(/^web-[ab] saw 172\.18\.0\.[23]$/);
    expect(await events()).toEqual([
      "Normal EnsuringLoadBalancer: Ensuring load balancer x1",
      "Normal EnsuredLoadBalancer: Ensured load balancer x1",
    ]);
  });

  test("says Type when a ClusterIP becomes one, and is cleaned up when it goes back", async () => {
    const { client, clock, ip, events, ask } = await world();
    await client.create(Service, wanted({ type: "ClusterIP" }));
    await clock.advance(1_000);
    await client.patch(Service, REF, { type: "merge", body: { spec: { type: "LoadBalancer" } } });
    await clock.advance(16_000);
    const address = (await ip())!;
    await client.patch(Service, REF, { type: "merge", body: { spec: { type: "ClusterIP" } } });
    await clock.advance(7_000);
    expect(await ip()).toBeUndefined();
    expect((await client.get(Service, REF)).metadata.finalizers).toBeUndefined();
    expect(await ask("laptop", address)).toMatchObject({ kind: "timedOut" });
    expect(await events()).toEqual([
      "Normal Type: ClusterIP -> LoadBalancer x1",
      "Normal EnsuringLoadBalancer: Ensuring load balancer x1",
      "Normal EnsuredLoadBalancer: Ensured load balancer x1",
      "Normal Type: LoadBalancer -> ClusterIP x1",
      "Normal DeletingLoadBalancer: Deleting load balancer x1",
      "Normal DeletedLoadBalancer: Deleted load balancer x1",
    ]);
  });

  test("stays until its load balancer is gone when it is deleted, and the address is free again", async () => {
    const { client, clock, ip, network } = await world();
    await client.create(Service, wanted());
    await clock.advance(16_000);
    expect(await ip()).toBeDefined();
    await client.delete(Service, REF);
    await clock.advance(1_000);
    expect((await client.get(Service, REF)).metadata.deletionTimestamp).toBeDefined();
    await clock.advance(6_000);
    expect(await client.tryGet(Service, REF)).toBeUndefined();
    expect(network.host("load-balancer/default/web")).toBeUndefined();
  });

  test("is internal by annotation: the VM reaches it, the laptop times out and learns whose address it is", async () => {
    const { client, clock, ip, ask } = await world();
    await client.create(
      Service,
      wanted({}, { ...INTERNAL, "service.beta.kubernetes.io/azure-load-balancer-ipv4": "172.18.1.140" }),
    );
    await clock.advance(16_000);
    expect(await ip()).toBe("172.18.1.140");
    expect(await ask("vm", "172.18.1.140")).toMatch(/^web-[ab] saw/);
    expect(await ask("laptop", "172.18.1.140")).toMatchObject({
      kind: "timedOut",
      says: "172.18.1.140 is Service default/web status.loadBalancer.ingress[0].ip: an address of network lan, which laptop has no route to",
    });
  });

  test("gets no address while the cloud refuses, with retries further and further apart, and one once that is mended", async () => {
    const { client, clock, ip, events } = await world();
    await client.create(
      Service,
      wanted({}, { ...INTERNAL, "service.beta.kubernetes.io/azure-load-balancer-ipv4": "10.9.9.9" }),
    );
    await clock.advance(30_000);
    expect(await ip()).toBeUndefined();
    const [ensuring, failed] = await events();
    expect(ensuring).toBe("Normal EnsuringLoadBalancer: Ensuring load balancer x3");
    expect(failed).toMatch(
      /^Warning SyncLoadBalancerFailed: Error syncing load balancer: failed to ensure load balancer: .*Private static IP address 10\.9\.9\.9 does not belong to the range of subnet prefix 172\.18\.1\.128\/26\..* x3$/,
    );
    await client.patch(Service, REF, {
      type: "merge",
      body: { metadata: { annotations: { "service.beta.kubernetes.io/azure-load-balancer-ipv4": "172.18.1.150" } } },
    });
    await clock.advance(16_000);
    expect(await ip()).toBe("172.18.1.150");
  });

  test("keeps the client's address with policy Local, and uses only nodes with a pod", async () => {
    const { client, clock, ip, ask } = await world([WEB_B]);
    await client.create(Service, wanted({ externalTrafficPolicy: "Local" }));
    await clock.advance(16_000);
    for (let i = 0; i < 8; i++) expect(await ask("laptop", (await ip())!)).toBe("web-b saw 198.51.100.7");
  });

  test("drops who is outside its source ranges", async () => {
    const { client, clock, ip, ask } = await world();
    await client.create(Service, wanted({ loadBalancerSourceRanges: ["203.0.113.0/24"] }));
    await clock.advance(16_000);
    expect(await ask("laptop", (await ip())!)).toMatchObject({
      kind: "timedOut",
      look: { field: "spec.loadBalancerSourceRanges" },
    });
    await client.patch(Service, REF, {
      type: "merge",
      body: { spec: { loadBalancerSourceRanges: ["198.51.100.0/24"] } },
    });
    await clock.advance(6_000);
    expect(await ask("laptop", (await ip())!)).toMatch(/^web-/);
  });

  test("sends nowhere when no node passes the probe, and names the nodes; a port without rule is silent", async () => {
    const { client, clock, ip, ask } = await world([]);
    await client.create(Service, wanted());
    await clock.advance(16_000);
    const port = (await client.get(Service, REF)).spec.ports![0]!.nodePort;
    expect(await ask("laptop", (await ip())!)).toMatchObject({
      kind: "timedOut",
      says: `no node passes the load balancer's health probe TCP ${port}, so it sends the packet nowhere`,
      nearMisses: [
        { object: { kind: "Node", name: "a" }, because: `fails its health probe TCP ${port}: connection refused` },
        { object: { kind: "Node", name: "b" }, because: `fails its health probe TCP ${port}: connection refused` },
      ],
    });
    expect(await ask("laptop", (await ip())!, 9999)).toMatchObject({ kind: "timedOut" });
  });

  test("an HTTP application that answers its probe with 404 takes all nodes out, until the path is annotated", async () => {
    const { client, clock, ip, ask, network } = await world([WEB_A]);
    const pod = network.host("pod/web-a")!;
    pod
      .access("ingress")
      .listen(
        { port: 81, process: "ingress" },
        { http: ({ path }) => textResponse(path === "/healthz" ? 200 : 404, path, "text/plain") },
      );
    await client.patch(
      EndpointSlice,
      { namespace: "default", name: "web-abcde" },
      { type: "merge", body: { ports: [{ name: "", port: 81, protocol: "TCP" }] } },
    );
    await client.create(
      Service,
      wanted({ ports: [{ port: 80, protocol: "TCP", targetPort: 81, appProtocol: "http" }] }),
    );
    await clock.advance(16_000);
    expect(await ask("laptop", (await ip())!, 80)).toMatchObject({
      kind: "timedOut",
      look: { field: "metadata.annotations" },
    });
    const annotations = { "service.beta.kubernetes.io/azure-load-balancer-health-probe-request-path": "/healthz" };
    await client.patch(Service, REF, { type: "merge", body: { metadata: { annotations } } });
    await clock.advance(10_000);
    expect(await ask("laptop", (await ip())!, 80)).toBe("/");
  });

  test("a node that is cut off gets nothing more after two failed probes; a node that is gone is taken out", async () => {
    const { client, clock, ip, ask, network, events } = await world();
    await client.create(Service, wanted());
    await clock.advance(16_000);
    network.host("node/b")!.setConnected(false);
    await client.patch(
      EndpointSlice,
      { namespace: "default", name: "web-abcde" },
      { type: "merge", body: slice([WEB_A]) as unknown },
    );
    await clock.advance(20_000);
    for (let i = 0; i < 8; i++) expect(await ask("laptop", (await ip())!)).toBe("web-a saw 172.18.0.2");
    await client.delete(Node, { name: "b" });
    await clock.advance(1_000);
    expect((await events()).at(-1)).toBe("Normal UpdatedLoadBalancer: Updated load balancer with new hosts x1");
  });

  test("is put back without a word when the controller starts anew", async () => {
    const { client, clock, ip, ask, events, abort, startCloud } = await world();
    await client.create(Service, wanted());
    await clock.advance(16_000);
    const address = (await ip())!;
    const before = await events();
    abort.abort();
    await clock.advance(1_000);
    void startCloud(new AbortController().signal);
    await clock.advance(6_000);
    expect(await ip()).toBe(address);
    expect(await events()).toEqual(before);
    expect(await ask("laptop", address)).toMatch(/^web-[ab] saw/);
  });

  test("leaves Services of another class alone", async () => {
    const { client, clock, ip, events } = await world();
    await client.create(Service, wanted({ loadBalancerClass: "example.com/lb" }));
    await clock.advance(20_000);
    expect([await ip(), await events()]).toEqual([undefined, []]);
  });
});
