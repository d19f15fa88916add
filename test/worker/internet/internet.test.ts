import { describe, expect, test } from "vitest";
import { SandboxClock } from "../../../worker/base/clock.ts";
import { bodyText, type HttpRequest, headerOf } from "../../../worker/base/http.ts";
import type { Peer } from "../../../worker/base/net.ts";
import { SeededRandom } from "../../../worker/base/random.ts";
import type { Site } from "../../../worker/base/site.ts";
import type { Hop } from "../../../worker/base/trace.ts";
import { nodeTime } from "../../../worker/hosts/node/time.ts";
import { filesByUrl, Internet } from "../../../worker/internet/index.ts";
import { answerFromZones } from "../../../worker/network/nameserver.ts";

const sites: readonly Site[] = [
  {
    names: ["docs.example", "www.docs.example"],
    pages: [
      { path: "/a.yaml", content: "a: 1\n", says: "a manifest" },
      { path: "/lazy.tgz", content: async () => new Uint8Array([1, 2]) },
      { path: "/old", location: "/a.yaml", status: 301 },
      { path: "/my file.txt", content: "spaced" },
      { path: "/same.yaml", content: "a: 1\n", hidden: true },
    ],
  },
  { names: ["strict.example"], httpsOnly: true, pages: [{ path: "/x", content: "x" }] },
  {
    names: ["api.example"],
    pages: [],
    says: "an API",
    answer: ({ method, path }) =>
      path === "/v2/" ? { status: 401, headers: [], body: new TextEncoder().encode(method) } : undefined,
  },
  { names: ["one.example"], address: "203.0.113.7", pages: [{ path: "/", content: "one" }] },
  { names: ["two.example"], address: "203.0.113.7", pages: [{ path: "/", content: "two" }] },
];

const internet = (files = {}) =>
  new Internet({ sites, files, clock: new SandboxClock(0, nodeTime, "max"), random: new SeededRandom(1) });

async function ask(net: Internet, url: string, method = "GET") {
  const { protocol, host, pathname, search } = new URL(url);
  const hops: Hop[] = [];
  const peer: Peer = {
    source: { ip: "198.51.100.23", port: 40000 },
    local: { ip: "198.18.0.1", port: 80 },
    hops,
    record: (hop) => void hops.push(hop as Hop),
    ...(protocol === "https:" ? { tls: { serverName: host } } : {}),
  };
  const request: HttpRequest = {
    method,
    authority: host,
    path: pathname + search,
    headers: [],
    body: new Uint8Array(0),
    protocol: "HTTP/1.1",
  };
  const response = await net.answer(request, peer);
  return { ...response, text: await bodyText(response.body), hops, header: (name: string) => headerOf(response, name) };
}

describe("a site", () => {
  test.each([
    { says: "answers a page", url: "https://docs.example/a.yaml", status: 200, text: "a: 1\n" },
    { says: "answers under each of its names", url: "http://www.docs.example/a.yaml", status: 200, text: "a: 1\n" },
    { says: "does not look at the query", url: "https://docs.example/a.yaml?raw=1", status: 200, text: "a: 1\n" },
    { says: "does not look at a port", url: "http://docs.example:80/a.yaml", status: 200, text: "a: 1\n" },
    { says: "reads an escaped path", url: "https://docs.example/my%20file.txt", status: 200, text: "spaced" },
    { says: "answers itself what no page has", url: "https://api.example/v2/", status: 401, text: "GET" },
    { says: "shares an address, told apart by Host", url: "https://two.example/", status: 200, text: "two" },
  ])("$says", async ({ url, status, text }) => {
    expect(await ask(internet(), url)).toMatchObject({ status, text });
  });

  test("makes a page's content when it is asked for", async () => {
    const answer = await ask(internet(), "https://docs.example/lazy.tgz");
    expect(answer.body).toEqual(new Uint8Array([1, 2]));
    expect(answer.header("content-type")).toBe("application/gzip");
  });

  test("redirects, and sends plain http on to https where it wants that", async () => {
    const moved = await ask(internet(), "https://docs.example/old");
    expect([moved.status, moved.header("location")]).toEqual([301, "/a.yaml"]);
    const secured = await ask(internet(), "http://strict.example/x?y=1");
    expect([secured.status, secured.header("location")]).toEqual([301, "https://strict.example/x?y=1"]);
    expect(await ask(internet(), "https://strict.example/x")).toMatchObject({ status: 200 });
  });

  test("answers HEAD without a body, and other methods with 405", async () => {
    const head = await ask(internet(), "https://docs.example/a.yaml", "HEAD");
    expect([head.status, head.text, head.header("content-length")]).toEqual([200, "", "5"]);
    expect(await ask(internet(), "https://docs.example/a.yaml", "DELETE")).toMatchObject({ status: 405 });
  });

  test("says what to do about a path that is not there, and what is near", async () => {
    const answer = await ask(internet(), "https://docs.example/aa.yaml");
    expect(answer.status).toBe(404);
    expect(answer.text).toContain("The command internet lists what it has.");
    expect(answer.hops[0]!.nearMisses![0]!.object.name).toBe("https://docs.example/a.yaml");
  });
});

describe("names", () => {
  const lookUp = (net: Internet, name: string) => {
    const { code, answers } = answerFromZones(net.zones, { dns: "query", name, type: "A" });
    return code === "NOERROR" ? answers.map(({ data }) => data).join(" ") : code;
  };

  test("lead to an address of their own, or to the one that the site says", () => {
    const net = internet();
    expect(lookUp(net, "docs.example.")).toMatch(/^198\.1[89]\.\d+\.\d+$/);
    expect(lookUp(net, "www.docs.example.")).toBe(lookUp(net, "docs.example"));
    expect(lookUp(net, "one.example.")).toBe("203.0.113.7");
    expect(net.hosts.find(({ address }) => address === "203.0.113.7")?.names).toEqual(["one.example", "two.example"]);
  });

  test.each([
    { name: "app.10.0.0.1.nip.io", address: "10.0.0.1" },
    { name: "a.b-10-0-0-1.sslip.io", address: "10.0.0.1" },
    { name: "10.0.0.1.nip.io", address: "10.0.0.1" },
    { name: "x.localtest.me", address: "127.0.0.1" },
    { name: "app.10.0.0.999.nip.io", address: "NXDOMAIN" },
    { name: "nothing.example", address: "NXDOMAIN" },
  ])("$name resolves to $address", ({ name, address }) => {
    expect(lookUp(internet(), name)).toBe(address);
  });

  test("an unknown name is told together with what comes nearest", () => {
    const hop = internet().unknownName("dock.example", "198.51.100.1");
    expect(hop?.says).toContain("`internet` lists what it has, such as docs.example");
    expect(internet().unknownName("web.default.svc.cluster.local", "198.51.100.1")).toBeUndefined();
    expect(internet().unknownName("web", "198.51.100.1")).toBeUndefined();
  });
});

describe("what a lesson brings", () => {
  const files = filesByUrl({
    "index.json": "{}",
    "internet/shop.example/all.yaml": "kind: List\n",
    "internet/shop.example/index.html": "<p>shop",
    "internet/docs.example/a.yaml": "a: 2\n",
  });

  test("is there under its host and path, an index at its folder, before what the catalogue has", async () => {
    const net = internet(files);
    expect(await ask(net, "https://shop.example/all.yaml")).toMatchObject({ status: 200, text: "kind: List\n" });
    expect(await ask(net, "http://shop.example/")).toMatchObject({ status: 200, text: "<p>shop" });
    expect((await ask(net, "https://docs.example/a.yaml")).text).toBe("a: 2\n");
    expect(await ask(net, "https://docs.example/old")).toMatchObject({ status: 301 });
    expect(await ask(net, "https://shop.example/index.json")).toMatchObject({ status: 404 });
  });

  test("is gone with the next lesson, and does not move others' addresses", () => {
    const net = internet(files);
    const before = net.hosts.find(({ names }) => names.includes("docs.example"));
    net.provide({});
    expect(net.hosts.some(({ names }) => names.includes("shop.example"))).toBe(false);
    expect(net.hosts.find(({ names }) => names.includes("docs.example"))).toEqual(before);
  });
});

test("the list has every page once, with its words", () => {
  const list = internet({ "docs.example/a.yaml": "a: 2\n" }).list();
  expect(list.filter(({ url }) => url === "https://docs.example/a.yaml")).toEqual([
    { url: "https://docs.example/a.yaml", says: "from the lesson" },
  ]);
  expect(list).toContainEqual({ url: "https://api.example/", says: "an API" });
  expect(list.some(({ url }) => url.endsWith("/same.yaml"))).toBe(false);
});
