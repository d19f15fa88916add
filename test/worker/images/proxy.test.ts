import { expect, test } from "vitest";
import { bodyText, type HttpRequest, type HttpResponse, textResponse } from "../../../worker/base/http.ts";
import { SeededRandom } from "../../../worker/base/random.ts";
import { pipe, utf8 } from "../../../worker/base/streams.ts";
import { nameObject } from "../../../worker/base/trace.ts";
import { HttpProxy, type ProxyIo, type ProxyStyle } from "../../../worker/images/proxy/index.ts";
import type { RouteListener, RouteRule, Upstreams } from "../../../worker/routing/index.ts";
import { lab } from "../network/lab.ts";
import { listener, rule } from "../routing/tables.ts";

const style: ProxyStyle = {
  process: "proxy",
  page: (status) => textResponse(status, `page ${status}`, "text/plain"),
  toBackend: (headers, { peer }) => [...headers, ["X-Forwarded-For", peer.source.ip]],
  toClient: (response) => response,
  tries: 2,
  connectTimeoutMs: 1_000,
  readTimeoutMs: 5_000,
};

type Answer = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

/** A proxy in a pod on node a, backends in pods on node b; requests come from that node. */
function world(
  rules: readonly RouteRule[],
  backends: Readonly<Record<string, Answer>>,
  more: Partial<{ style: Partial<ProxyStyle>; listener: Partial<RouteListener>; upstreams: Upstreams }> = {},
) {
  const base = lab();
  const pod = base.addPod("a", "proxy", "10.244.1.2");
  const logged: string[] = [];
  const io = {
    net: pod.access("proxy"),
    clock: base.clock,
    random: new SeededRandom(1),
    container: { namespace: "default", podName: "proxy" },
  } as unknown as ProxyIo;
  const proxy = new HttpProxy(io, {
    ...style,
    log: (exchange, { status, bytes }) => logged.push(`${exchange.route.path} ${status} ${bytes}`),
    ...more.style,
  });
  const names = Object.keys(backends);
  names.forEach((name, at) => {
    const host = base.addPod("b", name, `10.244.2.${at + 2}`);
    host.access("server").listen({ port: 80, process: "server" }, { http: backends[name]! });
  });
  const own = Object.fromEntries(
    names.map((name, at) => [
      name,
      {
        object: { kind: "Service", namespace: "web", name },
        endpoints: [{ ip: `10.244.2.${at + 2}`, port: 80, object: { kind: "Pod", namespace: "default", name } }],
      },
    ]),
  );
  proxy.useUpstreams({ ...own, ...more.upstreams });
  proxy.use({ listeners: [listener({ "": rules }, more.listener)] });
  const client = base.network.host("node/b")!;
  return {
    ...base,
    proxy,
    logged,
    async ask(path: string, options: Partial<HttpRequest> & { readonly port?: number } = {}) {
      const { port = 80, ...request } = options;
      const exchange = await base.clock.drive(
        client.access("curl").http(
          { ip: "10.244.1.2", port },
          {
            method: "GET",
            authority: "shop.example",
            path,
            headers: [],
            body: new Uint8Array(),
            protocol: "HTTP/1.1",
            ...request,
          },
        ),
      );
      if (!exchange.ok) throw new Error(exchange.failure.says);
      const { response } = exchange;
      const fault = exchange.hops.findLast((hop) => hop.fault)?.fault;
      return {
        response,
        hops: exchange.hops,
        fault,
        text: `${response.status} ${await base.clock.drive(bodyText(response.body))}`,
        look: fault?.look && nameObject(fault.look),
      };
    },
  };
}

const says =
  (words: string): Answer =>
  ({ method, path, headers, authority }) =>
    textResponse(
      200,
      [words, method, authority + path, ...headers.map((pair) => pair.join("="))].join(" "),
      "text/plain",
    );
const to = (name: string, weight = 1) => ({
  object: { kind: "Service", namespace: "web", name },
  weight,
  upstream: name,
});

test("a request goes to the backend with what the filters make of it, and the answer comes back the same way", async () => {
  const shop = rule("shop", ["/cart"], {
    filters: [
      { type: "RequestHeaderModifier", set: [["env", "prod"]], remove: ["secret"] },
      { type: "URLRewrite", hostname: "inner.example", path: { type: "ReplacePrefixMatch", value: "/v2" } },
      { type: "ResponseHeaderModifier", add: [["x-by", "gateway"]] },
    ],
  });
  const there = world([shop], { shop: says("shop") });
  const { text, response } = await there.ask("/cart/1?x=1", {
    headers: [
      ["secret", "1"],
      ["Connection", "close"],
    ],
  });
  expect(text).toBe("200 shop GET inner.example/v2/1?x=1 X-Forwarded-For=172.18.0.3 env=prod");
  expect(response.headers).toContainEqual(["x-by", "gateway"]);
  expect(there.logged).toEqual([`/cart/1 200 ${text.length - 4}`]);
});

test.each([
  ["no rule", "/shopping", 404, "HTTPRoute web/shop rule 0"],
  ["a backend that does not exist", "/invalid", 500, "Service web/gone"],
  ["no endpoints", "/empty", 503, "Service web/empty"],
  ["nobody listens", "/refused", 502, "Service web/refused spec.ports[0].targetPort"],
  ["no backends", "/nothing", 500, "HTTPRoute web/nothing rule 0"],
  ["all weights 0", "/zero", 500, "HTTPRoute web/zero rule 0"],
  ["the backend takes too long", "/slow", 504, "Pod default/slow status.podIP"],
  ["the rule's request timeout", "/limited", 504, "HTTPRoute web/limited rule 0"],
])("%s: %s answers %i, look at %s", async (_, path, status, look) => {
  const slow: Answer = () => new Promise(() => {});
  const there = world(
    [
      rule("shop", ["/shop"]),
      rule("invalid", ["/invalid"], {
        backends: [{ ...to("gone"), invalid: { because: "Service web/gone does not exist" } }],
      }),
      rule("empty", ["/empty"]),
      rule("refused", ["/refused"]),
      rule("nothing", ["/nothing"], { backends: [] }),
      rule("zero", ["/zero"], { backends: [to("shop", 0)] }),
      rule("slow", ["/slow"]),
      rule("limited", ["/limited"], { backends: [to("slow")], timeouts: { requestMs: 500 } }),
    ],
    { shop: says("shop"), slow },
    {
      upstreams: {
        empty: { object: { kind: "Service", namespace: "web", name: "empty" }, endpoints: [] },
        refused: {
          object: { kind: "Service", namespace: "web", name: "refused" },
          portObject: { kind: "Service", namespace: "web", name: "refused", field: "spec.ports[0].targetPort" },
          endpoints: [{ ip: "10.244.2.2", port: 9999 }],
        },
      },
    },
  );
  const answer = await there.ask(path);
  expect(answer.text).toBe(`${status} page ${status}`);
  expect(answer.look?.replace(/^Pod default\/slow$/, "Pod default/slow status.podIP")).toBe(look);
});

test("shares follow the weights, an invalid backend's share is 500", async () => {
  const shop = rule("shop", [], {
    backends: [to("a", 6), to("b", 3), { ...to("gone", 1), invalid: { because: "gone" } }, to("never", 0)],
  });
  const there = world([shop], { a: says("a"), b: says("b"), never: says("never") });
  const counts: Record<string, number> = {};
  for (let at = 0; at < 1000; at++) {
    const { text } = await there.ask("/");
    const name = text.startsWith("200") ? text.split(" ")[1]! : text.slice(0, 3);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  expect(Object.keys(counts).sort()).toEqual(["500", "a", "b"]);
  expect(Math.abs(counts.a! - 600)).toBeLessThan(60);
  expect(Math.abs(counts.b! - 300)).toBeLessThan(55);
  expect(Math.abs(counts["500"]! - 100)).toBeLessThan(40);
});

test("endpoints take turns, and the next one is tried when one refuses", async () => {
  const there = world(
    [rule("shop", [])],
    { one: says("one"), two: says("two") },
    {
      upstreams: {
        shop: {
          object: { kind: "Service", namespace: "web", name: "shop" },
          endpoints: [
            { ip: "10.244.2.2", port: 80 },
            { ip: "10.244.2.3", port: 80 },
          ],
        },
      },
    },
  );
  const names: string[] = [];
  for (let at = 0; at < 4; at++) names.push((await there.ask("/")).text.split(" ")[1]!);
  expect([names.slice(0, 2).sort(), names.slice(2)]).toEqual([["one", "two"], names.slice(0, 2)]);
  there.proxy.useUpstreams({
    shop: {
      object: { kind: "Service", namespace: "web", name: "shop" },
      endpoints: [
        { ip: "10.244.2.2", port: 81 },
        { ip: "10.244.2.3", port: 80 },
      ],
    },
  });
  for (let at = 0; at < 4; at++) expect((await there.ask("/")).text).toMatch(/^200 two/);
});

test("the trace goes through the proxy to the pod, with shares and what lost", async () => {
  const rules = [rule("shop", ["/cart"], { backends: [to("a", 3), to("b", 1)] }), rule("all", ["/"])];
  const { hops } = await world(rules, { a: says("a"), b: says("b"), all: says("all") }).ask("/cart");
  const [first, second] = hops.filter(({ kind }) => kind === "route");
  expect(first?.says).toBe("GET shop.example/cart is PathPrefix /cart of every host");
  expect(first?.nearMisses?.map(({ object, because }) => `${nameObject(object)}: ${because}`)).toEqual([
    "HTTPRoute web/all rule 0: /cart is longer than /",
  ]);
  expect(second?.candidates?.map(({ share }) => share)).toEqual([0.75, 0.25]);
  expect(hops.map(({ kind }) => kind)).toEqual([
    "router",
    "container",
    "proxy",
    "route",
    "route",
    "proxy",
    "router",
    "container",
  ]);
});

test("bodies stream in both directions", async () => {
  const seen: string[] = [];
  const echo: Answer = async ({ body }) => {
    const answer = pipe();
    void (async () => {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        seen.push(new TextDecoder().decode(chunk));
        await answer.writer.write(chunk);
      }
      answer.writer.close();
    })();
    return { status: 200, headers: [], body: answer.reader };
  };
  const there = world([rule("shop", [])], { shop: echo });
  async function* parts() {
    yield utf8("one ");
    await there.clock.sleep(1000);
    expect(seen).toEqual(["one "]);
    yield utf8("two");
  }
  expect((await there.ask("/", { method: "POST", body: parts() })).text).toBe("200 one two");
  expect(there.logged).toEqual(["/ 200 7"]);
});

test("a mirror gets a copy, and its answer is ignored", async () => {
  const copies: string[] = [];
  const filters = [{ type: "RequestMirror", object: { kind: "Service", name: "copy" }, upstream: "copy" }] as const;
  const there = world([rule("shop", [], { filters })], {
    shop: says("shop"),
    copy: (request) => {
      copies.push(request.path);
      return textResponse(500, "ignored", "text/plain");
    },
  });
  expect((await there.ask("/x?q=1")).text).toMatch(/^200 shop/);
  expect(copies).toEqual(["/x?q=1"]);
});

test("a redirect answers with its Location and asks nobody", async () => {
  const filters = [{ type: "RequestRedirect", scheme: "https", statusCode: 301 }] as const;
  const { response } = await world([rule("shop", [], { filters, backends: [] })], {}).ask("/x?q=1");
  expect([response.status, response.headers.find(([name]) => name === "Location")?.[1]]).toEqual([
    301,
    "https://shop.example/x?q=1",
  ]);
});

test("rate limits let a burst through and refuse what is more", async () => {
  const filters = [{ type: "RateLimit", zone: "z", perSecond: 1, burst: 2, status: 503 }] as const;
  const there = world([rule("shop", [], { filters })], { shop: says("shop") });
  const statuses: string[] = [];
  for (let at = 0; at < 5; at++) statuses.push((await there.ask("/")).text.slice(0, 3));
  expect(statuses).toEqual(["200", "200", "200", "503", "503"]);
  await there.clock.advance(1000);
  expect((await there.ask("/")).text).toMatch(/^200/);
});

test("a table that changes opens and closes ports", async () => {
  const there = world([rule("shop", [])], { shop: says("shop") });
  there.proxy.use({ listeners: [listener({ "": [rule("shop", [])] }, { port: 8080 })] });
  await expect(there.ask("/")).rejects.toThrow(/nobody listens/);
  expect((await there.ask("/", { port: 8080 })).text).toMatch(/^200 shop/);
  there.proxy.close();
  await expect(there.ask("/", { port: 8080 })).rejects.toThrow(/nobody listens|nothing listens/);
});

test("a client that gives up ends what the proxy asked for", async () => {
  let ended = false;
  const there = world([rule("shop", [])], {
    shop: ({ signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener("abort", () => {
          ended = true;
          reject(signal.reason);
        });
      }),
  });
  const stop = new AbortController();
  there.clock.after(100, () => stop.abort(new Error("enough")));
  await expect(there.ask("/", { signal: stop.signal })).rejects.toThrow("enough");
  expect(ended).toBe(true);
});

test("an upgraded connection goes through in both directions", async () => {
  const upper: Answer = ({ headers }) => {
    const [there, back] = [pipe(), pipe()];
    void (async () => {
      for await (const chunk of there.reader) await back.writer.write(new TextDecoder().decode(chunk).toUpperCase());
      back.writer.close();
    })();
    const asked = headers.find(([name]) => name === "Upgrade")?.[1] ?? "nothing";
    return {
      status: 101,
      headers: [
        ["Upgrade", asked],
        ["Connection", "Upgrade"],
      ],
      body: new Uint8Array(),
      upgraded: { input: back.reader, output: there.writer },
    };
  };
  const there = world([rule("shop", [])], { shop: upper });
  const { response } = await there.ask("/", {
    headers: [
      ["Upgrade", "websocket"],
      ["Connection", "Upgrade"],
    ],
  });
  expect([response.status, response.headers[0]]).toEqual([101, ["Upgrade", "websocket"]]);
  const { input, output } = response.upgraded!;
  await output.write("hello");
  output.close();
  expect(new TextDecoder().decode(await input.read())).toBe("HELLO");
});
