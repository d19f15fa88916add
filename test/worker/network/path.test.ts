import { describe, expect, test } from "vitest";
import { bodyText } from "../../../worker/base/http.ts";
import type { TraceFailure } from "../../../worker/base/trace.ts";
import { echoSource, get, type Lab, lab } from "./lab.ts";

/** Everything there is to reach, and somebody on each address. */
function world(): Lab {
  const made = lab();
  made.addPod("a", "web-a", "10.244.1.5");
  made.addPod("a", "client-a", "10.244.1.6");
  made.addPod("b", "web-b", "10.244.2.5");
  for (const id of ["web", "vm", "node/a", "node/b", "pod/web-a", "pod/web-b"]) {
    made.network.host(id)!.access("server").listen({ port: 80, process: "server" }, echoSource);
  }
  return made;
}

describe("a request arrives, and the server sees its source", () => {
  test.each([
    { says: "pod to pod on one node: the pod itself", from: "pod/client-a", to: "10.244.1.5", sees: "10.244.1.6" },
    { says: "pod to pod on another node: the pod itself", from: "pod/client-a", to: "10.244.2.5", sees: "10.244.1.6" },
    { says: "pod to its own node: the pod itself", from: "pod/client-a", to: "172.18.0.2", sees: "10.244.1.6" },
    {
      says: "pod to another node: masqueraded by its node",
      from: "pod/client-a",
      to: "172.18.0.3",
      sees: "172.18.0.2",
    },
    { says: "pod to a VM: masqueraded by its node", from: "pod/client-a", to: "172.18.0.50", sees: "172.18.0.2" },
    { says: "pod to the internet: the network's NAT", from: "pod/client-a", to: "93.184.216.34", sees: "203.0.113.9" },
    { says: "node to its pod: the node", from: "node/a", to: "10.244.1.5", sees: "172.18.0.2" },
    { says: "node to a pod elsewhere: the node", from: "node/b", to: "10.244.1.5", sees: "172.18.0.3" },
    { says: "VM to a node: the VM", from: "vm", to: "172.18.0.3", sees: "172.18.0.50" },
    { says: "laptop to the internet: its NAT", from: "laptop", to: "93.184.216.34", sees: "198.51.100.7" },
    { says: "to itself by loopback", from: "vm", to: "127.0.0.1", sees: "127.0.0.1" },
    { says: "to itself by its own address", from: "vm", to: "172.18.0.50", sees: "172.18.0.50" },
  ])("$says", async ({ from, to, sees }) => {
    const answer = await world().network.host(from)!.access("curl").http({ ip: to, port: 80 }, get());
    expect(answer.ok && (await bodyText(answer.response.body))).toBe(sees);
  });
});

describe("a request does not arrive, and says why", () => {
  test.each([
    {
      says: "nobody listens: refused at once",
      from: "pod/client-a",
      to: "10.244.1.5",
      port: 81,
      kind: "refused",
      took: 0,
      why: "nobody listens on 10.244.1.5:81/TCP in Pod default/web-a status.podIP; there listen server on 80",
    },
    {
      says: "laptop to a pod: timed out",
      from: "laptop",
      to: "10.244.1.5",
      port: 80,
      kind: "timedOut",
      took: 130_000,
      why: "10.244.1.5 is Pod default/web-a status.podIP: an address of the pod network behind a, which only nodes and pods have a route to; laptop has none",
    },
    {
      says: "VM to a pod: timed out",
      from: "vm",
      to: "10.244.2.5",
      port: 80,
      kind: "timedOut",
      took: 130_000,
      why: "10.244.2.5 is Pod default/web-b status.podIP: an address of the pod network behind b, which only nodes and pods have a route to; vm has none",
    },
    {
      says: "laptop into a private network: timed out",
      from: "laptop",
      to: "172.18.0.50",
      port: 80,
      kind: "timedOut",
      took: 130_000,
      why: "172.18.0.50 is Host vm: an address of network lan, which laptop has no route to",
    },
    {
      says: "an address of one's own network that nobody has: no route to host after ARP gave up",
      from: "vm",
      to: "172.18.9.9",
      port: 80,
      kind: "noRoute",
      took: 3_000,
      why: "nobody on network lan (172.18.0.0/16) has the address 172.18.9.9",
    },
    {
      says: "a pod that is gone: timed out",
      from: "node/a",
      to: "10.244.1.77",
      port: 80,
      kind: "timedOut",
      took: 130_000,
      why: "nobody has the address 10.244.1.77: packets from a get no answer",
    },
  ])("$says", async ({ from, to, port, kind, took, why }) => {
    const { network, timed } = world();
    const outcome = await timed(network.host(from)!.access("curl").connect({ ip: to, port }));
    expect(outcome.took).toBe(took);
    expect(failureOf(outcome.value)).toMatchObject({ kind, says: why });
  });

  test("the client's own patience ends first", async () => {
    const { network, timed } = world();
    const outcome = await timed(
      network.host("laptop")!.access("curl").connect({ ip: "10.244.1.5", port: 80 }, { timeoutMs: 5_000 }),
    );
    expect(outcome.took).toBe(5_000);
    expect(failureOf(outcome.value).kind).toBe("timedOut");
  });

  test("a cloud's network swallows what nobody has", async () => {
    const { network, timed } = lab({ silent: true });
    const outcome = await timed(
      network.host("vm")!.access("curl").connect({ ip: "172.18.9.9", port: 80 }, { timeoutMs: 9_000 }),
    );
    expect(failureOf(outcome.value)).toMatchObject({ kind: "timedOut" });
  });

  test("a host that is cut off answers nobody, and its pods neither, until it is joined again", async () => {
    const { network, timed } = world();
    const client = network.host("vm")!.access("curl");
    network.host("node/b")!.setConnected(false);
    const cut = await timed(client.connect({ ip: "172.18.0.3", port: 80 }));
    expect(failureOf(cut.value)).toMatchObject({ kind: "timedOut", look: { kind: "Node", name: "b" } });
    const pod = await timed(network.host("node/a")!.access("curl").connect({ ip: "10.244.2.5", port: 80 }));
    expect(failureOf(pod.value)).toMatchObject({ kind: "timedOut", look: { kind: "Node", name: "b" } });
    network.host("node/b")!.setConnected(true);
    expect((await timed(client.connect({ ip: "172.18.0.3", port: 80 }))).value.ok).toBe(true);
  });

  test("an aborted wait rejects with the reason", async () => {
    const { network, clock } = world();
    const abort = new AbortController();
    clock.after(1_000, () => abort.abort(new Error("interrupted")));
    const waiting = network
      .host("laptop")!
      .access("curl")
      .connect({ ip: "10.244.1.5", port: 80 }, { signal: abort.signal });
    await expect(clock.drive(waiting)).rejects.toThrow("interrupted");
  });
});

test("what listens on loopback is not reached from elsewhere", async () => {
  const { network } = world();
  network.host("vm")!.access("app").listen({ ip: "127.0.0.1", port: 9000, process: "app" }, echoSource);
  const own = await network.host("vm")!.access("curl").connect({ ip: "127.0.0.1", port: 9000 });
  const other = await network.host("node/a")!.access("curl").connect({ ip: "172.18.0.50", port: 9000 });
  expect(own.ok).toBe(true);
  expect(failureOf(other).says).toBe("app in Host vm listens on 127.0.0.1:9000 only, which nobody else can reach");
});

describe("ping", () => {
  test("answers within a network and says no route where ARP fails", async () => {
    const { network, timed } = world();
    const client = network.host("vm")!.access("ping");
    const there = await client.ping("172.18.0.3");
    expect(there.ok && there.ms).toBeGreaterThan(0);
    const gone = await timed(client.ping("172.18.9.9"));
    expect(failureOf(gone.value).kind).toBe("noRoute");
  });
  test("rules do not answer: an address that exists only as a rule is silent", async () => {
    const { network, timed } = world();
    network.host("node/a")!.setRule("service", {
      match: { ip: "10.96.0.10", port: 80, transport: "TCP" },
      about: { kind: "Service", namespace: "default", name: "web", field: "spec.clusterIP" },
      decide: () => ({ to: { ip: "10.244.1.5", port: 80 }, masquerade: false, hop: { kind: "service", says: "web" } }),
    });
    const outcome = await timed(network.host("pod/client-a")!.access("ping").ping("10.96.0.10", { timeoutMs: 1_000 }));
    expect(outcome.value.ok).toBe(false);
    expect(outcome.took).toBe(1_000);
  });
});

function failureOf(value: { ok: boolean }): TraceFailure {
  if (value.ok || !("failure" in value)) throw new Error("it arrived");
  return value.failure as TraceFailure;
}
