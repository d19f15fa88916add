import { describe, expect, test } from "vitest";
import type { EndpointSliceObject, ServiceObject } from "../../../../worker/api/generated/types.ts";
import { bodyText } from "../../../../worker/base/http.ts";
import { KUBE_PROXY, rulesFor } from "../../../../worker/controllers/kube-proxy/index.ts";
import { get, type Lab, lab } from "../../network/lab.ts";
import { type At, service, slice } from "../services.ts";

const WEB_A: At = { name: "web-a", ip: "10.244.1.5", node: "a" };
const WEB_B: At = { name: "web-b", ip: "10.244.2.5", node: "b" };
const interpreters = { [KUBE_PROXY]: rulesFor };

/** Two nodes with a web pod each and clients everywhere; kube-proxy has written the Service on both nodes. */
function world(of: ServiceObject, slices: readonly EndpointSliceObject[], saved?: Parameters<typeof lab>[0]): Lab {
  const made = lab({ interpreters, ...saved });
  for (const { name, ip, node } of [WEB_A, WEB_B]) {
    const accept = {
      http: (_: unknown, peer: { source: { ip: string } }) => ({
        status: 200,
        headers: [],
        body: new TextEncoder().encode(`${name} saw ${peer.source.ip}`),
      }),
    };
    made.addPod(node, name, ip).access("nginx").listen({ port: 80, process: "nginx" }, accept);
  }
  made.addPod("a", "client", "10.244.1.6");
  for (const node of ["a", "b"])
    made.network.host(`node/${node}`)!.setRuleSet(KUBE_PROXY, "default/web", { service: of, slices });
  return made;
}

async function ask(made: Lab, from: string, ip: string, port: number): Promise<string> {
  const { value } = await made.timed(
    made.network.host(from)!.access("curl").http({ ip, port }, get(), { timeoutMs: 1_000 }),
  );
  return value.ok ? bodyText(value.response.body) : value.failure.kind;
}

const both = [slice([WEB_A, WEB_B])];
const onB = [slice([WEB_B])];
const nodePort = {
  type: "NodePort",
  externalTrafficPolicy: "Cluster",
  ports: [{ port: 8080, protocol: "TCP", targetPort: 80, nodePort: 30080 }],
};
const balancer = { ...nodePort, type: "LoadBalancer" };
const local = { ...balancer, externalTrafficPolicy: "Local" };
const status = (ipMode?: string): Partial<ServiceObject> => ({
  status: { loadBalancer: { ingress: [{ ip: "20.0.0.1", ...(ipMode ? { ipMode } : {}) }] } },
});

describe("who answers, and the source it sees", () => {
  test.each([
    {
      says: "cluster IP from a pod: source kept",
      of: service(),
      slices: onB,
      from: "pod/client",
      to: "10.96.0.80:8080",
      got: "web-b saw 10.244.1.6",
    },
    {
      says: "cluster IP from a node",
      of: service(),
      slices: onB,
      from: "node/a",
      to: "10.96.0.80:8080",
      got: "web-b saw 172.18.0.2",
    },
    {
      says: "a pod that reaches itself sees its node: hairpin",
      of: service(),
      slices: onB,
      from: "pod/web-b",
      to: "10.96.0.80:8080",
      got: "web-b saw 172.18.0.3",
    },
    {
      says: "cluster IP routed in from outside",
      of: service(),
      slices: onB,
      from: "vm",
      to: "10.96.0.80:8080",
      got: "timedOut",
    },
    {
      says: "node port from outside, by a node without the pod",
      of: service(nodePort),
      slices: onB,
      from: "vm",
      to: "172.18.0.2:30080",
      got: "web-b saw 172.18.0.2",
    },
    {
      says: "node port on the node's loopback",
      of: service(nodePort),
      slices: onB,
      from: "node/a",
      to: "127.0.0.1:30080",
      got: "web-b saw 172.18.0.2",
    },
    {
      says: "node port from a pod",
      of: service(nodePort),
      slices: onB,
      from: "pod/client",
      to: "172.18.0.2:30080",
      got: "web-b saw 172.18.0.2",
    },
    {
      says: "policy Local keeps the source where the pod is",
      of: service(local),
      slices: onB,
      from: "vm",
      to: "172.18.0.3:30080",
      got: "web-b saw 172.18.0.50",
    },
    {
      says: "policy Local drops where no pod is",
      of: service(local),
      slices: onB,
      from: "vm",
      to: "172.18.0.2:30080",
      got: "timedOut",
    },
    {
      says: "policy Local still lets the node itself through",
      of: service(local),
      slices: onB,
      from: "node/a",
      to: "172.18.0.2:30080",
      got: "web-b saw 172.18.0.2",
    },
    {
      says: "policy Local still lets the node's pods through",
      of: service(local),
      slices: onB,
      from: "pod/client",
      to: "172.18.0.2:30080",
      got: "web-b saw 10.244.1.6",
    },
    {
      says: "policy Local refuses when there is no endpoint anywhere",
      of: service(local),
      slices: [],
      from: "vm",
      to: "172.18.0.2:30080",
      got: "refused",
    },
    {
      says: "load balancer address, short-circuited on the node",
      of: service(balancer, status("VIP")),
      slices: onB,
      from: "node/a",
      to: "20.0.0.1:8080",
      got: "web-b saw 172.18.0.2",
    },
    {
      says: "load balancer address with ipMode Proxy: not on the node",
      of: service(balancer, status("Proxy")),
      slices: onB,
      from: "node/a",
      to: "20.0.0.1:8080",
      got: "timedOut",
    },
    {
      says: "an external IP",
      of: service({ externalIPs: ["20.0.0.9"], externalTrafficPolicy: "Cluster" }),
      slices: onB,
      from: "pod/client",
      to: "20.0.0.9:8080",
      got: "web-b saw 172.18.0.2",
    },
    {
      says: "source ranges drop the others",
      of: service({ ...balancer, loadBalancerSourceRanges: ["10.0.0.0/16"] }, status()),
      slices: onB,
      from: "pod/client",
      to: "20.0.0.1:8080",
      got: "timedOut",
    },
    {
      says: "source ranges let those in that they name",
      of: service({ ...balancer, loadBalancerSourceRanges: ["10.244.1.0/24"] }, status()),
      slices: onB,
      from: "pod/client",
      to: "20.0.0.1:8080",
      got: "web-b saw 172.18.0.2",
    },
    {
      says: "internal policy Local takes the pod on the node",
      of: service({ internalTrafficPolicy: "Local" }),
      slices: both,
      from: "pod/client",
      to: "10.96.0.80:8080",
      got: "web-a saw 10.244.1.6",
    },
    {
      says: "internal policy Local drops without one",
      of: service({ internalTrafficPolicy: "Local" }),
      slices: onB,
      from: "pod/client",
      to: "10.96.0.80:8080",
      got: "timedOut",
    },
    {
      says: "no endpoints: refused",
      of: service(),
      slices: [],
      from: "pod/client",
      to: "10.96.0.80:8080",
      got: "refused",
    },
    {
      says: "only ready endpoints",
      of: service(),
      slices: [slice([{ ...WEB_A, ready: false }, WEB_B])],
      from: "pod/client",
      to: "10.96.0.80:8080",
      got: "web-b saw 10.244.1.6",
    },
    {
      says: "terminating ones not while another is ready",
      of: service(),
      slices: [slice([{ ...WEB_A, terminating: true }, WEB_B])],
      from: "pod/client",
      to: "10.96.0.80:8080",
      got: "web-b saw 10.244.1.6",
    },
    {
      says: "terminating ones that still serve when nothing is ready",
      of: service(),
      slices: [slice([{ ...WEB_A, terminating: true }])],
      from: "pod/client",
      to: "10.96.0.80:8080",
      got: "web-a saw 10.244.1.6",
    },
    {
      says: "a pod that listens elsewhere refuses",
      of: service(),
      slices: [slice([WEB_B], [{ name: "", port: 81, protocol: "TCP" }])],
      from: "pod/client",
      to: "10.96.0.80:8080",
      got: "refused",
    },
  ])("$says", async ({ of, slices, from, to, got }) => {
    const [ip, port] = to.split(":") as [string, string];
    expect(await ask(world(of, slices), from, ip, Number(port))).toBe(got);
  });

  test("several ports, by name, each to its own", async () => {
    const ports = [
      { name: "http", port: 80, protocol: "TCP", targetPort: 80 },
      { name: "other", port: 81, protocol: "TCP", targetPort: "admin" },
    ];
    const made = world(service({ ports }), [
      slice(
        [WEB_B],
        [
          { name: "http", port: 80, protocol: "TCP" },
          { name: "other", port: 9, protocol: "TCP" },
        ],
      ),
    ]);
    expect(await ask(made, "pod/client", "10.96.0.80", 80)).toBe("web-b saw 10.244.1.6");
    const refused = await made.network.host("pod/client")!.access("curl").connect({ ip: "10.96.0.80", port: 81 });
    expect(refused).toMatchObject({
      ok: false,
      failure: { kind: "refused", look: { kind: "Service", field: "spec.ports[1].targetPort" } },
    });
  });

  test("UDP has its own rules", async () => {
    const ports = [{ port: 53, protocol: "UDP", targetPort: 53 }];
    const made = world(service({ ports }), [slice([WEB_B], [{ name: "", port: 53, protocol: "UDP" }])]);
    made.network
      .host("pod/web-b")!
      .access("dns")
      .listen({ port: 53, process: "dns" }, { udp: (payload) => payload });
    const client = made.network.host("pod/client")!.access("dig");
    expect((await client.datagram({ ip: "10.96.0.80", port: 53 }, new Uint8Array([1]))).ok).toBe(true);
  });
});

describe("choice", () => {
  const spread = async (of: ServiceObject, times: number, from = "pod/client", made = world(of, both)) => {
    const counts: Record<string, number> = {};
    for (let i = 0; i < times; i++) {
      const who = (await ask(made, from, "10.96.0.80", 8080)).split(" ")[0]!;
      counts[who] = (counts[who] ?? 0) + 1;
    }
    return counts;
  };
  test("is random with equal shares", async () => {
    const counts = await spread(service(), 600);
    expect(counts["web-a"]! + counts["web-b"]!).toBe(600);
    expect(Math.abs(counts["web-a"]! - 300)).toBeLessThan(60);
  });
  test("sticks to one endpoint with affinity ClientIP, until the client was silent for the timeout", async () => {
    const sticky = service({
      sessionAffinity: "ClientIP",
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } },
    });
    const made = world(sticky, both);
    const seen = new Set<string>();
    for (let i = 0; i < 12; i++) {
      expect(Object.keys(await spread(sticky, 5, "pod/client", made))).toHaveLength(1);
      seen.add(Object.keys(await spread(sticky, 1, "pod/client", made))[0]!);
      await made.clock.advance(11_000);
    }
    expect(seen.size).toBe(2);
  });
  test("affinity is kernel state: it outlives a new rule set, and a save", async () => {
    const sticky = service({
      sessionAffinity: "ClientIP",
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } },
    });
    const first = world(sticky, both);
    const [who] = Object.keys(await spread(sticky, 1, "pod/client", first));
    first.network.host("node/a")!.setRuleSet(KUBE_PROXY, "default/web", { service: sticky, slices: both });
    expect(Object.keys(await spread(sticky, 10, "pod/client", first))).toEqual([who]);
    const saved = JSON.parse(JSON.stringify(first.network.save()));
    const second = lab({ interpreters, saved });
    second.addPod("a", "client", "10.244.1.6");
    const { value: answer } = await second.timed(
      second.network.host("pod/client")!.access("curl").connect({ ip: "10.96.0.80", port: 8080 }),
    );
    expect(answer.hops.find((hop) => hop.kind === "service")?.to).toBe(
      who === "web-a" ? "10.244.1.5:80" : "10.244.2.5:80",
    );
  });
});

describe("the decision explains itself", () => {
  const failure = async (of: ServiceObject, slices: readonly EndpointSliceObject[], ip = "10.96.0.80", port = 8080) => {
    const made = world(of, slices);
    const { value } = await made.timed(
      made.network.host("vm")!.access("curl").connect({ ip, port }, { timeoutMs: 10 }),
    );
    const fromPod = await made.timed(
      made.network.host("pod/client")!.access("curl").connect({ ip, port }, { timeoutMs: 10 }),
    );
    const chosen = ip.startsWith("10.96") ? fromPod.value : value;
    if (chosen.ok) throw new Error("it arrived");
    return chosen.failure;
  };
  test.each([
    {
      says: "a selector that matches no pod",
      of: service({ selector: { app: "wbe" } }),
      slices: [],
      look: { kind: "Service", namespace: "default", name: "web", field: "spec.selector" },
      words: "Service default/web has no endpoints: no pod in namespace default matches its selector app=wbe",
    },
    {
      says: "a Service without selector",
      of: { ...service(), spec: { ...service().spec, selector: {} } },
      slices: [],
      look: { kind: "Service", namespace: "default", name: "web", field: "spec.selector" },
      words: "Service default/web has no endpoints: it has no selector, and no EndpointSlice names it",
    },
    {
      says: "pods that are not ready",
      of: service(),
      slices: [slice([{ ...WEB_A, ready: false }])],
      look: { kind: "Pod", namespace: "default", name: "web-a", field: "status.conditions" },
      words: "Service default/web has no ready endpoints: 1 pod would match, none of them ready",
    },
    {
      says: "a targetPort by a name that the pods lack",
      of: service({ ports: [{ port: 8080, protocol: "TCP", targetPort: "http" }] }),
      slices: [slice([WEB_A], [])],
      look: { kind: "Service", namespace: "default", name: "web", field: "spec.ports[0].targetPort" },
      words: "Service default/web has no endpoints on port 8080: its pods have no container port named http",
    },
    {
      says: "a targetPort that nobody listens on",
      of: service({ ports: [{ port: 8080, protocol: "TCP", targetPort: 81 }] }),
      slices: [slice([WEB_B], [{ name: "", port: 81, protocol: "TCP" }])],
      look: { kind: "Service", namespace: "default", name: "web", field: "spec.ports[0].targetPort" },
      words:
        "Service default/web spec.ports[0].targetPort is 81, but nobody listens on 10.244.2.5:81/TCP in Pod default/web-b status.podIP; there listen nginx on 80",
    },
  ])("$says", async ({ of, slices, look, words }) => {
    expect(await failure(of, slices)).toMatchObject({ kind: "refused", look, says: words });
  });

  test("a policy Local without a pod on the node names the policy and where there are pods", async () => {
    expect(await failure(service(local), onB, "172.18.0.2", 30080)).toMatchObject({
      kind: "timedOut",
      says: "Service default/web has spec.externalTrafficPolicy Local and no endpoint on a: the packet is dropped; there are endpoints on b",
      look: { kind: "Service", field: "spec.externalTrafficPolicy" },
    });
  });

  test("a hop names the port, the candidates with their shares, and who was left out", async () => {
    const made = world(service(), [
      slice([WEB_A, WEB_B, { name: "web-c", ip: "10.244.2.6", node: "b", ready: false }]),
    ]);
    const answer = await made.network.host("pod/client")!.access("curl").http({ ip: "10.96.0.80", port: 8080 }, get());
    expect(answer.hops[0]).toMatchObject({
      kind: "service",
      at: "a",
      says: "cluster IP 10.96.0.80 port 8080 → one of 2 endpoints",
      object: { kind: "Service", namespace: "default", name: "web", field: "spec.ports[0]" },
      candidates: [
        { to: "10.244.1.5:80", share: 0.5, object: { kind: "Pod", name: "web-a" } },
        { to: "10.244.2.5:80", share: 0.5, object: { kind: "Pod", name: "web-b" } },
      ],
      nearMisses: [{ object: { kind: "Pod", name: "web-c" }, because: "is not ready" }],
    });
  });

  test("from where no rules are, the cluster IP is named as the Service's", async () => {
    const made = world(service(), both);
    const { value } = await made.timed(
      made.network.host("laptop")!.access("curl").connect({ ip: "10.96.0.80", port: 8080 }),
    );
    expect(value).toMatchObject({
      ok: false,
      failure: { kind: "timedOut", look: { kind: "Service", name: "web", field: "spec.clusterIP" } },
    });
  });
});
