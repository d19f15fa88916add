import { describe, expect, test } from "vitest";
import type { PodObject, ServiceObject } from "../../../worker/api/generated/types.ts";
import { runController } from "../../../worker/api/index.ts";
import { Pod, Service } from "../../../worker/api/kinds/index.ts";
import { bodyText, textResponse } from "../../../worker/base/http.ts";
import { SeededRandom } from "../../../worker/base/random.ts";
import { clusterView, runCoreDns } from "../../../worker/controllers/coredns/index.ts";
import { endpointSliceController } from "../../../worker/controllers/endpointslice/index.ts";
import { KUBE_PROXY, rulesFor, runKubeProxy } from "../../../worker/controllers/kube-proxy/index.ts";
import { testServer } from "../api/local.ts";
import { get, lab } from "../network/lab.ts";

const COREFILE = ".:53 {\n kubernetes cluster.local {\n ttl 30\n }\n}\n";

const pod = (
  name: string,
  node: string,
  labels: Record<string, string>,
  port: { name?: string; containerPort: number },
): PodObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default", labels },
  spec: { nodeName: node, containers: [{ name: "main", image: "nginx", ports: [port] }] },
});
const running = (ip: string, ready: boolean) => ({
  status: {
    phase: "Running",
    podIP: ip,
    podIPs: [{ ip }],
    conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
  },
});
const service = (name: string, spec: Partial<ServiceObject["spec"]>): ServiceObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "default" },
  spec,
});

/** Two nodes with kube-proxy, the endpointslice loop, CoreDNS in a pod behind a Service; pods are objects and hosts. */
async function world() {
  const made = lab({ interpreters: { [KUBE_PROXY]: rulesFor } });
  const { clock, network, timed } = made;
  const { server, client } = testServer({ clock });
  const random = new SeededRandom(3);
  const events = server.recorder(client, { component: "endpoint-slice-controller" });
  const deps = { client, cache: server.cache, clock, random, events, log: () => {} };
  void runController(endpointSliceController(), deps, new AbortController().signal);
  const proxies = new Map<string, AbortController>();
  const startProxy = (name: string) => {
    const node = network.host(`node/${name}`)!;
    const stop = new AbortController();
    proxies.set(name, stop);
    void runKubeProxy({ cache: server.cache, node, net: node.access("kube-proxy"), clock, log: () => {} }, stop.signal);
  };
  startProxy("a");
  startProxy("b");
  const ref = (name: string) => ({ namespace: "default", name });
  const setReady = async (name: string, ip: string, ready: boolean) => {
    await client.patch(Pod, ref(name), { type: "merge", body: running(ip, ready), subresource: "status" });
  };
  const start = async (object: PodObject, ip: string) => {
    await client.create(Pod, object);
    const host = made.addPod(object.spec.nodeName!, object.metadata.name, ip);
    await setReady(object.metadata.name, ip, true);
    return host;
  };
  const dns = await start(pod("coredns", "b", { k8s: "dns" }, { containerPort: 53 }), "10.244.2.2");
  const dnsLife = new AbortController();
  void runCoreDns(
    {
      view: clusterView(server.cache),
      net: dns.access("coredns"),
      version: "1.12.1",
      at: "pod default/coredns",
      clock,
      chance: random.stream("coredns"),
      corefilePath: "Corefile",
      readFile: () => COREFILE,
      loaded: { read: () => undefined, write: () => {} },
      print: () => {},
    },
    dnsLife.signal,
  );
  await client.create(
    Service,
    service("kube-dns", {
      clusterIP: "10.96.0.10",
      selector: { k8s: "dns" },
      ports: [{ port: 53, protocol: "UDP", targetPort: 53 }],
    }),
  );
  for (const [name, node, ip] of [
    ["web-a", "a", "10.244.1.5"],
    ["web-b", "b", "10.244.2.5"],
  ] as const) {
    const host = await start(pod(name, node, { app: "web" }, { name: "http", containerPort: 80 }), ip);
    host.access("nginx").listen({ port: 80, process: "nginx" }, { http: () => textResponse(200, name, "text/plain") });
  }
  made.addPod("a", "client", "10.244.1.6");
  await client.create(
    Service,
    service("web", { selector: { app: "web" }, ports: [{ port: 8080, protocol: "TCP", targetPort: "http" }] }),
  );
  await clock.advance(2_000);

  const net = network.host("pod/client")!.access("curl");
  const resolve = async (name: string) => {
    const query = { dns: "query", name, type: "A" } as const;
    const { value } = await timed(net.datagram({ ip: "10.96.0.10", port: 53 }, query, { timeoutMs: 5_000 }));
    if (!value.ok) return value.failure.kind;
    if (value.payload instanceof Uint8Array || value.payload.dns !== "answer") throw new Error("no answer");
    return value.payload.answers[0]?.data ?? value.payload.code;
  };
  /** curl web:8080, by name, as a pod does it. */
  const ask = async () => {
    const ip = await resolve("web.default.svc.cluster.local");
    const { value } = await timed(net.http({ ip, port: 8080 }, get(), { timeoutMs: 3_000 }));
    return value.ok ? bodyText(value.response.body) : value.failure.kind;
  };
  const seen = async (times = 20) => {
    const who = new Set<string>();
    for (let i = 0; i < times; i++) who.add(await ask());
    return [...who].sort();
  };
  const pass = () => clock.advance(2_000);
  return { ...made, client, ref, setReady, resolve, ask, seen, pass, proxies, startProxy };
}

describe("from labels to an answer", () => {
  test("a name becomes a cluster IP, a cluster IP becomes one of the ready pods", async () => {
    const { seen, setReady, pass } = await world();
    expect(await seen()).toEqual(["web-a", "web-b"]);
    await setReady("web-a", "10.244.1.5", false);
    await pass();
    expect(await seen()).toEqual(["web-b"]);
    await setReady("web-b", "10.244.2.5", false);
    await pass();
    expect(await seen(1)).toEqual(["refused"]);
  });

  test("a label that is taken away takes the pod out, another selector all of them", async () => {
    const { client, ref, seen, pass } = await world();
    await client.patch(Pod, ref("web-a"), { type: "merge", body: { metadata: { labels: { app: "other" } } } });
    await pass();
    expect(await seen()).toEqual(["web-b"]);
    await client.patch(Service, ref("web"), { type: "merge", body: { spec: { selector: { app: "wbe" } } } });
    await pass();
    expect(await seen(1)).toEqual(["refused"]);
  });

  test("a targetPort by a name that no pod has refuses, and says so", async () => {
    const { client, ref, network, pass } = await world();
    const body = { spec: { ports: [{ port: 8080, protocol: "TCP", targetPort: "web" }] } };
    await client.patch(Service, ref("web"), { type: "merge", body });
    await pass();
    const { clusterIP } = (await client.get(Service, ref("web"))).spec;
    const answer = await network.host("pod/client")!.access("curl").connect({ ip: clusterIP!, port: 8080 });
    expect(answer).toMatchObject({
      ok: false,
      failure: {
        kind: "refused",
        says: "Service default/web has no endpoints on port 8080: its pods have no container port named web",
        look: { kind: "Service", name: "web", field: "spec.ports[0].targetPort" },
      },
    });
  });

  test("without CoreDNS's pod names stop resolving: refused at once", async () => {
    const { client, ref, resolve, network, pass } = await world();
    expect(await resolve("web.default.svc.cluster.local")).toMatch(/^10\.96\./);
    await client.delete(Pod, ref("coredns"), { gracePeriodSeconds: 0 });
    network.host("pod/coredns")!.remove();
    await pass();
    expect(await resolve("web.default.svc.cluster.local")).toBe("refused");
  });

  test("where kube-proxy is dead a node keeps its old rules and learns nothing new, until it is back", async () => {
    const { client, ref, network, setReady, seen, ask, pass, proxies, startProxy } = await world();
    proxies.get("a")!.abort();
    await client.delete(Pod, ref("web-b"), { gracePeriodSeconds: 0 });
    network.host("pod/web-b")!.remove();
    await pass();
    expect(await seen()).toEqual(["timedOut", "web-a"]);
    await setReady("web-a", "10.244.1.5", true);
    startProxy("a");
    await pass();
    for (let i = 0; i < 10; i++) expect(await ask()).toBe("web-a");
  });
});
