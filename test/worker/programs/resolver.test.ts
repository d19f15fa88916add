import { describe, expect, test } from "vitest";
import type { DnsAnswer } from "../../../worker/base/net.ts";
import {
  candidateNames,
  isIpAddress,
  type Resolution,
  readResolverConfig,
  resolveHost,
} from "../../../worker/programs/resolver.ts";
import type { Program } from "../../../worker/shell/program.ts";
import { a, fakeFiles, type RunOptions, run } from "./fakeIo.ts";

async function resolve(name: string, options: RunOptions = {}) {
  let found: Resolution | undefined;
  const program: Program = async (_args, io) => {
    found = await resolveHost(io, name);
    return 0;
  };
  const { net, ms } = await run(program, [], options);
  return { found: found!, queries: net.queries.filter((query) => query.endsWith(" A")), ms };
}

test.each([
  ["10.0.0.1", true],
  ["255.255.255.255", true],
  ["10.0.0", false],
  ["256.1.1.1", false],
  ["fd00::1", true],
  ["demo", false],
])("%s is an address: %s", (text, expected) => expect(isIpAddress(text)).toBe(expected));

describe("resolv.conf", () => {
  const config = (text: string) => readResolverConfig(fakeFiles({ "/etc/resolv.conf": text }));
  test("names three servers at most, and the last search line wins", () => {
    expect(
      config(
        "nameserver 1.1.1.1\nnameserver 2.2.2.2\nnameserver 3.3.3.3\nnameserver 4.4.4.4\nsearch a b\nsearch c # d",
      ),
    ).toEqual({
      nameServers: ["1.1.1.1", "2.2.2.2", "3.3.3.3"],
      search: ["c"],
      ndots: 1,
      timeoutMs: 5000,
      attempts: 2,
    });
  });
  test("options set dots, timeout and attempts", () => {
    expect(config("options ndots:5 timeout:1 attempts:3")).toMatchObject({ ndots: 5, timeoutMs: 1000, attempts: 3 });
  });
  test("without a file the local host is asked", () => expect(config("").nameServers).toEqual(["127.0.0.1"]));
});

test.each([
  ["demo", 5, ["demo.x.", "demo.y.", "demo."]],
  ["a.b.c.d.e.f", 5, ["a.b.c.d.e.f.", "a.b.c.d.e.f.x.", "a.b.c.d.e.f.y."]],
  ["a.b", 1, ["a.b.", "a.b.x.", "a.b.y."]],
  ["a.b.", 5, ["a.b."]],
])("%s with ndots:%d is tried as %j", (name, ndots, names) => {
  expect(candidateNames(name, { nameServers: [], search: ["x", "y."], ndots, timeoutMs: 1, attempts: 1 })).toEqual(
    names,
  );
});

describe("resolving", () => {
  test("hosts files go before name servers", async () => {
    const { found, queries } = await resolve("Web", { files: { "/etc/hosts": "10.1.1.1 x web # y\n" } });
    expect(found).toMatchObject({ ok: true, addresses: ["10.1.1.1"], source: "hosts" });
    expect(queries).toEqual([]);
  });
  test("the search list is gone through until a name has an address", async () => {
    const { found, queries } = await resolve("demo.web", {
      world: { records: [a("demo.web.svc.cluster.local.", "10.96.1.2")] },
    });
    expect(found).toMatchObject({ ok: true, addresses: ["10.96.1.2"], canonical: "demo.web.svc.cluster.local." });
    expect(queries).toEqual(["demo.web.default.svc.cluster.local. A", "demo.web.svc.cluster.local. A"]);
  });
  test("a name that nobody knows is told with all that was tried", async () => {
    const { found } = await resolve("nosuch");
    expect(found).toMatchObject({ ok: false, reason: "notFound", failure: { kind: "nameNotFound" } });
    expect(found.ok ? "" : found.failure.says).toBe(
      "no name server knows nosuch; tried nosuch.default.svc.cluster.local., nosuch.svc.cluster.local., nosuch.cluster.local., nosuch.",
    );
  });
  test("a silent name server is asked twice, five seconds each, and the search ends", async () => {
    const { found, queries, ms } = await resolve("demo", { world: { dns: () => "timedOut" } });
    expect(found).toMatchObject({
      ok: false,
      reason: "tryAgain",
      failure: { kind: "nameServerUnreachable", look: { name: "web" } },
    });
    expect(queries).toHaveLength(2);
    expect(ms).toBe(10_000);
  });
  test("a refusing name server is given up at once", async () => {
    const { found, ms } = await resolve("demo", { world: { dns: () => "refused" } });
    expect(found).toMatchObject({ ok: false, reason: "tryAgain" });
    expect(ms).toBe(0);
  });
  test("the second name server answers for a silent first", async () => {
    const answer: DnsAnswer = {
      dns: "answer",
      code: "NOERROR",
      answers: [a("demo.", "10.1.1.1")],
      authority: [],
      authoritative: false,
    };
    const { found, ms } = await resolve("demo.", {
      files: { "/etc/resolv.conf": "nameserver 1.1.1.1\nnameserver 2.2.2.2\noptions timeout:1\n" },
      world: { dns: (_query, server) => (server === "2.2.2.2" ? answer : "timedOut") },
    });
    expect(found).toMatchObject({ ok: true, addresses: ["10.1.1.1"] });
    expect(ms).toBe(1000);
  });
});
