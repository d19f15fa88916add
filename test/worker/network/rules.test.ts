import { describe, expect, test } from "vitest";
import { bodyText } from "../../../worker/base/http.ts";
import type { ForwardRule, RuleInterpreter, Verdict } from "../../../worker/network/topology.ts";
import { echoSource, get, lab } from "./lab.ts";

const SERVICE = { kind: "Service", namespace: "default", name: "web", field: "spec.clusterIP" };
const rule = (ip: string, port: number, decide: () => Verdict): ForwardRule => ({
  match: { ip, port, transport: "TCP" },
  about: SERVICE,
  decide,
});
const toPod = (masquerade: boolean) => (): Verdict => ({
  to: { ip: "10.244.2.5", port: 80 },
  masquerade,
  hop: { kind: "service", says: "web", object: SERVICE },
});

function world() {
  const made = lab();
  made.addPod("a", "client", "10.244.1.6");
  made.addPod("b", "web", "10.244.2.5").access("nginx").listen({ port: 80, process: "nginx" }, echoSource);
  return made;
}

describe("a forwarding rule", () => {
  test.each([
    { says: "rewrites what passes, source kept", from: "pod/client", masquerade: false, sees: "10.244.1.6" },
    { says: "rewrites what passes, masqueraded", from: "pod/client", masquerade: true, sees: "172.18.0.2" },
    { says: "rewrites what leaves the host itself", from: "node/a", masquerade: false, sees: "172.18.0.2" },
  ])("$says", async ({ from, masquerade, sees }) => {
    const { network } = world();
    network.host("node/a")!.setRule("web", rule("10.96.0.10", 8080, toPod(masquerade)));
    const answer = await network.host(from)!.access("curl").http({ ip: "10.96.0.10", port: 8080 }, get());
    expect(answer.ok && (await bodyText(answer.response.body))).toBe(sees);
    expect(answer.hops.find((hop) => hop.kind === "service")).toMatchObject({ at: "a", to: "10.244.2.5:80" });
  });

  test("of a node port answers on every address of the host, loopback too, and from outside", async () => {
    const { network } = world();
    network.host("node/a")!.setRule("web", rule("local", 30080, toPod(true)));
    for (const [from, ip] of [
      ["vm", "172.18.0.2"],
      ["node/a", "127.0.0.1"],
      ["node/a", "172.18.0.2"],
      ["pod/client", "172.18.0.2"],
    ] as const) {
      const answer = await network.host(from)!.access("curl").http({ ip, port: 30080 }, get());
      expect(answer.ok && (await bodyText(answer.response.body)), `${from} ${ip}`).toBe("172.18.0.2");
    }
  });

  test("for a masqueraded pod port does not apply twice on one host", async () => {
    const { network } = world();
    network.host("node/a")!.setRule("one", rule("10.96.0.10", 80, toPod(false)));
    network.host("node/a")!.setRule(
      "two",
      rule("10.244.2.5", 80, () => ({ drop: { kind: "timedOut", says: "twice" } })),
    );
    const answer = await network.host("pod/client")!.access("curl").http({ ip: "10.96.0.10", port: 80 }, get());
    expect(answer.ok).toBe(true);
  });

  test("that rejects refuses at once, one that drops times out", async () => {
    const { network, timed } = world();
    const host = network.host("node/a")!;
    host.setRule(
      "no",
      rule("10.96.0.10", 80, () => ({ reject: { kind: "refused", says: "no endpoints" } })),
    );
    host.setRule(
      "drop",
      rule("10.96.0.11", 80, () => ({ drop: { kind: "timedOut", says: "no local endpoints" } })),
    );
    const client = network.host("pod/client")!.access("curl");
    const refused = await timed(client.connect({ ip: "10.96.0.10", port: 80 }));
    const dropped = await timed(client.connect({ ip: "10.96.0.11", port: 80 }, { timeoutMs: 2_000 }));
    expect(refused).toMatchObject({
      took: 0,
      value: { ok: false, failure: { kind: "refused", says: "no endpoints" } },
    });
    expect(dropped).toMatchObject({ took: 2_000, value: { ok: false, failure: { says: "no local endpoints" } } });
  });

  test("names what to look at when the chosen target refuses", async () => {
    const { network } = world();
    const look = { kind: "Service", namespace: "default", name: "web", field: "spec.ports[0].targetPort" };
    const wrong = (): Verdict => ({
      to: { ip: "10.244.2.5", port: 81 },
      masquerade: false,
      hop: { kind: "service", says: "web" },
      whenRefused: (refused) => ({ ...refused, says: "targetPort 81, but nginx listens on 80", look }),
    });
    network.host("node/a")!.setRule("web", rule("10.96.0.10", 80, wrong));
    const answer = await network.host("pod/client")!.access("curl").connect({ ip: "10.96.0.10", port: 80 });
    expect(answer).toMatchObject({
      ok: false,
      failure: { kind: "refused", says: "targetPort 81, but nginx listens on 80", look },
    });
  });

  test("can hand over to another host without rewriting: a floating address", async () => {
    const { network } = world();
    network.addHost({
      id: "lb",
      name: "lb",
      interfaces: [{ name: "frontend", ip: "20.0.0.1", prefix: 32, segment: "internet" }],
      about: { kind: "LoadBalancer", name: "kubernetes" },
      ignoresPing: true,
    });
    network.host("lb")!.setRule(
      "web",
      rule("20.0.0.1", 80, () => ({ handTo: "node/b", hop: { kind: "loadBalancer", says: "to b" } })),
    );
    network.host("node/b")!.setRule("web", rule("20.0.0.1", 80, toPod(false)));
    const answer = await network.host("laptop")!.access("curl").http({ ip: "20.0.0.1", port: 80 }, get());
    expect(answer.ok && (await bodyText(answer.response.body))).toBe("198.51.100.7");
    expect(answer.hops.map((hop) => hop.kind)).toEqual(["router", "loadBalancer", "service", "container"]);
  });
});

describe("an address that exists only as rules", () => {
  test("times out where there are none, and says whose it is", async () => {
    const { network, timed } = world();
    network.host("node/a")!.setRule("web", rule("10.96.0.10", 80, toPod(false)));
    const { value } = await timed(network.host("laptop")!.access("curl").connect({ ip: "10.96.0.10", port: 80 }));
    expect(value).toMatchObject({
      ok: false,
      failure: {
        kind: "timedOut",
        says: "10.96.0.10 is Service default/web spec.clusterIP: it exists only as forwarding rules on a; laptop has no such rule and no route to it",
        look: SERVICE,
      },
    });
  });
  test("times out on another port, and says which there are", async () => {
    const { network, timed } = world();
    network.host("node/a")!.setRule("web", rule("10.96.0.10", 80, toPod(false)));
    const { value } = await timed(network.host("pod/client")!.access("curl").connect({ ip: "10.96.0.10", port: 81 }));
    expect(value).toMatchObject({
      ok: false,
      failure: {
        says: "10.96.0.10 is Service default/web spec.clusterIP, which has rules for 80/TCP only: nothing answers on port 81",
      },
    });
  });
});

describe("rule sets", () => {
  const interpreters: Record<string, RuleInterpreter> = {
    proxy: (data, kernel) => [
      rule(data as string, 80, () => {
        kernel.memory.write({ asked: ((kernel.memory.read() as { asked: number } | undefined)?.asked ?? 0) + 1 });
        return { reject: { kind: "refused", says: `${data} on ${kernel.host.spec.name}` } };
      }),
    ],
  };
  test("are replaced by key, flushed by undefined, and come back from what was saved, with what they remember", async () => {
    const first = lab({ interpreters });
    const host = first.network.host("node/a")!;
    host.setRuleSet("proxy", "default/web", "10.96.0.10");
    host.setRuleSet("proxy", "default/web", "10.96.0.11");
    host.setRuleSet("proxy", "default/gone", "10.96.0.12");
    host.setRuleSet("proxy", "default/gone", undefined);
    await host.access("curl").connect({ ip: "10.96.0.11", port: 80 });
    const saved = JSON.parse(JSON.stringify(first.network.save()));
    expect(saved.ruleSets).toEqual({
      "node/a": { proxy: { "default/web": { data: "10.96.0.11", memory: { asked: 1 } } } },
    });

    const second = lab({ interpreters, saved });
    const again = second.network.host("node/a")!;
    expect([...again.ruleSets("proxy")]).toEqual([["default/web", "10.96.0.11"]]);
    const answer = await again.access("curl").connect({ ip: "10.96.0.11", port: 80 });
    expect(answer).toMatchObject({ ok: false, failure: { says: "10.96.0.11 on a" } });
    expect(second.network.save().ruleSets["node/a"]?.proxy?.["default/web"]?.memory).toEqual({ asked: 2 });
  });
});
