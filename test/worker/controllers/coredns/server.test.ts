import { describe, expect, test } from "vitest";
import type { EndpointSliceObject, ServiceObject } from "../../../../worker/api/generated/types.ts";
import type { DnsType } from "../../../../worker/base/net.ts";
import { SeededRandom } from "../../../../worker/base/random.ts";
import { type ClusterView, runCoreDns } from "../../../../worker/controllers/coredns/index.ts";
import { createNameServer } from "../../../../worker/network/index.ts";
import { get, lab } from "../../network/lab.ts";
import { service, slice } from "../services.ts";

const COREFILE = (more = "cache 30 {\n disable success cluster.local\n disable denial cluster.local\n }") => `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf
    ${more}
    loop
    reload
    loadbalance
}
`;

function world(corefile = COREFILE(), resolv = "nameserver 93.184.216.34\n") {
  const made = lab();
  const services = new Map<string, ServiceObject>([["web", service()]]);
  const slices: EndpointSliceObject[] = [];
  const view: ClusterView = {
    hasNamespace: (name) => name === "default",
    service: (_, name) => services.get(name),
    servicesNamed: () => [],
    servicesAt: () => [],
    slices: () => slices,
    slicesAt: () => [],
    hasPod: () => false,
  };
  const zone = {
    origin: "example.com",
    records: [{ name: "example.com.", type: "A" as const, ttl: 300, data: "93.184.216.34" }],
  };
  made.network
    .host("web")!
    .access("named")
    .listen(
      { port: 53, process: "named" },
      createNameServer(() => [zone]),
    );
  const files: Record<string, string> = { "/etc/coredns/Corefile": corefile, "/etc/resolv.conf": resolv };
  const pod = made.addPod("a", "coredns", "10.244.1.2");
  made.addPod("b", "client", "10.244.2.6");
  const lines: string[] = [];
  let loaded: string | undefined;
  const abort = new AbortController();
  const exit = runCoreDns(
    {
      view,
      net: pod.access("coredns"),
      version: "1.12.1",
      at: "pod kube-system/coredns",
      clock: made.clock,
      chance: new SeededRandom(1).stream("coredns"),
      corefilePath: "/etc/coredns/Corefile",
      readFile: (path) => files[path],
      loaded: {
        read: () => loaded,
        write: (text) => {
          loaded = text;
        },
      },
      print: (line) => lines.push(line),
    },
    abort.signal,
  );
  const client = made.network.host("pod/client")!.access("dig");
  const ask = async (name: string, type: DnsType = "A") => {
    const { value } = await made.timed(
      client.datagram({ ip: "10.244.1.2", port: 53 }, { dns: "query", name, type }, { timeoutMs: 5_000 }),
    );
    if (!value.ok || value.payload instanceof Uint8Array || value.payload.dns !== "answer")
      throw new Error(value.ok ? "no DNS" : value.failure.kind);
    return value.payload;
  };
  const addresses = async (name: string) => {
    const answer = await ask(name);
    return [answer.code, ...answer.answers.map(({ data }) => data)];
  };
  return { ...made, services, slices, files, lines, client, ask, addresses, abort, exit };
}

describe("CoreDNS in its pod", () => {
  test("answers cluster names itself and forwards the others", async () => {
    const { ask, addresses } = world();
    expect(await ask("web.default.svc.cluster.local")).toMatchObject({
      answers: [{ data: "10.96.0.80", ttl: 30 }],
      hop: { at: "pod kube-system/coredns", kind: "resolver" },
    });
    expect(await addresses("example.com")).toEqual(["NOERROR", "93.184.216.34"]);
    expect(await addresses("example.org")).toEqual(["NXDOMAIN"]);
  });

  test("follows an ExternalName through its upstream", async () => {
    const { addresses, services } = world();
    services.set("away", service({ type: "ExternalName", externalName: "example.com", clusterIP: "" }));
    expect(await addresses("away.default.svc.cluster.local")).toEqual(["NOERROR", "example.com.", "93.184.216.34"]);
  });

  test("fails with SERVFAIL where the upstream does not answer", async () => {
    const { addresses } = world(COREFILE(), "nameserver 172.18.0.50\n");
    expect(await addresses("example.com")).toEqual(["SERVFAIL"]);
  });

  test("caches what is not disabled: a denial stays for its time", async () => {
    const cached = world(COREFILE("cache 30"));
    expect(await cached.addresses("shop.default.svc.cluster.local")).toEqual(["NXDOMAIN"]);
    cached.services.set("shop", service({ clusterIP: "10.96.0.7" }));
    expect(await cached.addresses("shop.default.svc.cluster.local")).toEqual(["NXDOMAIN"]);
    await cached.clock.advance(30_000);
    expect(await cached.addresses("shop.default.svc.cluster.local")).toEqual(["NOERROR", "10.96.0.7"]);

    const live = world();
    expect(await live.addresses("shop.default.svc.cluster.local")).toEqual(["NXDOMAIN"]);
    live.services.set("shop", service({ clusterIP: "10.96.0.7" }));
    expect(await live.addresses("shop.default.svc.cluster.local")).toEqual(["NOERROR", "10.96.0.7"]);
  });

  test("shuffles the addresses of a headless Service", async () => {
    const { addresses, services, slices } = world();
    services.set("db", service({ clusterIP: "None" }));
    slices.push(slice([1, 2, 3].map((n) => ({ name: `db-${n}`, ip: `10.244.1.${n}`, node: "a" }))));
    const first = new Set<string>();
    for (let i = 0; i < 30; i++) first.add((await addresses("db.default.svc.cluster.local"))[1]!);
    expect(first.size).toBe(3);
  });

  test("honours hosts and rewrite in its Corefile", async () => {
    const { addresses } = world(
      COREFILE(
        "rewrite name old.example web.default.svc.cluster.local\n hosts {\n 10.9.9.9 static.example\n fallthrough\n }",
      ),
    );
    expect(await addresses("static.example")).toEqual(["NOERROR", "10.9.9.9"]);
    expect(await addresses("old.example")).toEqual(["NOERROR", "10.96.0.80"]);
  });

  test("speaks DNS over TCP", async () => {
    const { client } = world();
    const connected = await client.connect({ ip: "10.244.1.2", port: 53 });
    if (!connected.ok) throw new Error("refused");
    const labels = ["web", "default", "svc", "cluster", "local"].flatMap((label) => [
      label.length,
      ...new TextEncoder().encode(label),
    ]);
    const message = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, 1, 0, 1];
    await connected.connection.output.write(Uint8Array.from([0, message.length, ...message]));
    const reply = [...(await connected.connection.input.read())!];
    expect(reply.slice(2, 10)).toEqual([0x12, 0x34, 0x85, 0x00, 0, 1, 0, 1]);
    expect(reply.slice(-4)).toEqual([10, 96, 0, 80]);
  });

  test("answers its probes and metrics, and says where it listens", async () => {
    const { client, lines } = world();
    for (const [port, path] of [
      [8080, "/health"],
      [8181, "/ready"],
      [9153, "/metrics"],
    ] as const) {
      const answer = await client.http({ ip: "10.244.1.2", port }, get(path));
      expect(answer.ok && answer.response.status, path).toBe(200);
    }
    expect(lines[0]).toBe(".:53");
  });

  test("takes a changed Corefile within half a minute, and keeps the old one while the new is wrong", async () => {
    const { addresses, files, clock, lines } = world();
    files["/etc/coredns/Corefile"] = ".:53 {\n nonsense\n}";
    await clock.advance(31_000);
    expect(lines.at(-1)).toBe(
      "[ERROR] Restart failed: /etc/coredns/Corefile:2 - Error during parsing: Unknown directive 'nonsense'",
    );
    expect(await addresses("web.default.svc.cluster.local")).toEqual(["NOERROR", "10.96.0.80"]);
    files["/etc/coredns/Corefile"] = COREFILE("hosts {\n 10.9.9.9 static.example\n fallthrough\n }");
    await clock.advance(31_000);
    expect(await addresses("static.example")).toEqual(["NOERROR", "10.9.9.9"]);
  });

  test.each([
    {
      says: "a Corefile with an unknown plugin",
      corefile: ".:53 {\n nonsense\n}",
      resolv: "",
      line: "/etc/coredns/Corefile:2 - Error during parsing: Unknown directive 'nonsense'",
    },
    {
      says: "a forward to itself",
      corefile: COREFILE(),
      resolv: "nameserver 10.244.1.2\n",
      line: "[FATAL] plugin/loop: Loop",
    },
  ])("exits on $says", async ({ corefile, resolv, line }) => {
    const { exit, lines, clock } = world(corefile, resolv);
    expect(await clock.drive(exit)).toBe(1);
    expect(lines.at(-1)).toContain(line);
  });

  test("keeps answering for the lameduck time after SIGTERM, then refuses", async () => {
    const { abort, exit, clock, addresses, ask } = world();
    abort.abort({ signalName: "SIGTERM" });
    await clock.advance(4_000);
    expect(await addresses("web.default.svc.cluster.local")).toEqual(["NOERROR", "10.96.0.80"]);
    expect(await clock.drive(exit)).toBe(0);
    await expect(ask("web.default.svc.cluster.local")).rejects.toThrow("refused");
  });
});
