import { describe, expect, test } from "vitest";
import { planOf } from "../../../../src/panes/picture/plan.ts";
import type { Hop, Trace, TraceObject } from "../../../../worker/base/trace.ts";

const pod = (name: string): TraceObject => ({ kind: "Pod", namespace: "shop", name });
const service: TraceObject = { kind: "Service", namespace: "shop", name: "web", field: "spec.ports[0]" };
const route: TraceObject = { kind: "HTTPRoute", namespace: "shop", name: "web" };
const resolver: Hop = { kind: "resolver", at: "dns", says: "Service shop/web has 10.96.0.7", object: service };
const candidates = ["a", "b", "c", "d", "e"].map((name, at) => ({
  to: `10.0.0.${at}:80`,
  share: 0.2,
  object: pod(name),
}));
const forward: Hop = { kind: "service", at: "node", says: "one of 5", object: service, to: "10.0.0.1:80", candidates };
const router: Hop = { kind: "router", at: "node", says: "sends it on", object: { kind: "Node", name: "other" } };
const container: Hop = { kind: "container", at: "pod shop/b", says: "nginx listens", object: pod("b") };

/** Boxes by column, top to bottom: a box's name, with "!" where one should look. */
function drawn(hops: readonly Hop[], rest: Partial<Trace>): readonly (readonly string[])[] {
  const { boxes, columns } = planOf({ startedMs: 0, target: "http://web/", from: "laptop", hops, ...rest });
  return Array.from({ length: columns }, (_, column) =>
    boxes.filter((box) => box.column === column).map(({ name, look }) => (look ? `${name}!` : name)),
  );
}

describe("a request's plan", () => {
  test.each<{ says: string; hops: readonly Hop[]; rest: Partial<Trace>; columns: readonly (readonly string[])[] }>([
    {
      says: "has the client and what came of it, when nothing else is known",
      hops: [],
      rest: { failure: { kind: "timedOut", says: "nobody has the address" } },
      columns: [["laptop"], ["timed out"]],
    },
    {
      says: "puts who was chosen on the way and the others beside it, three of them, the rest counted",
      hops: [resolver, forward, container],
      rest: { status: 200 },
      columns: [["laptop", "web"], ["web"], ["b", "a", "c", "d", "and 1 more"], ["200 OK"]],
    },
    {
      says: "leaves routers between stations to the list",
      hops: [forward, router, container],
      rest: { status: 200 },
      columns: [["laptop"], ["web"], ["b", "a", "c", "d", "and 1 more"], ["200 OK"]],
    },
    {
      says: "draws who was chosen though it never answered, and where to look",
      hops: [resolver, forward],
      rest: { failure: { kind: "refused", says: "nobody listens", look: service } },
      columns: [["laptop", "web"], ["web!"], ["b", "a", "c", "d", "and 1 more"], ["refused"]],
    },
    {
      says: "lets the name be where to look when nothing came after it",
      hops: [resolver],
      rest: { failure: { kind: "nameNotFound", says: "no such name", look: service } },
      columns: [["laptop", "web!"], ["name not found"]],
    },
    {
      says: "puts near misses beside the station that decided",
      hops: [
        {
          kind: "route",
          at: "proxy",
          says: "no rule matches",
          nearMisses: [{ object: route, because: "is for host shop.example" }],
          fault: { says: "no route matches", look: { kind: "Gateway", namespace: "shop", name: "web" } },
        },
      ],
      rest: { status: 404 },
      columns: [["laptop"], ["proxy", "web"], ["404 Not Found"]],
    },
    {
      says: "shows the router after which nothing came",
      hops: [router],
      rest: { failure: { kind: "timedOut", says: "it is cut off", look: router.object! } },
      columns: [["laptop"], ["node"], ["timed out"]],
    },
    {
      says: "is one with the pod of a proxy, draws what a rule drew by weight, and a pod that a proxy asks once",
      hops: [
        { ...forward, candidates: [candidates[0]!, candidates[1]!] },
        { ...container, object: pod("b"), at: "pod shop/b" },
        {
          kind: "proxy",
          at: "pod shop/b",
          says: "takes GET /",
          object: { kind: "Gateway", namespace: "shop", name: "gw" },
        },
        { kind: "route", at: "pod shop/b", says: "GET / is PathPrefix /", object: { ...route, field: "rule 1" } },
        { kind: "filter", at: "pod shop/b", says: "rewrites / to /x", object: { ...route, field: "rule 1" } },
        {
          kind: "route",
          at: "pod shop/b",
          says: "drew v1, weight 80 of 100",
          object: { kind: "Service", namespace: "shop", name: "v1" },
          candidates: ["v1", "v2"].map((name) => ({
            to: `Service shop/${name}`,
            share: 0.5,
            object: { kind: "Service", namespace: "shop", name },
          })),
        },
        {
          kind: "proxy",
          at: "pod shop/b",
          says: "asks Pod shop/e",
          object: pod("e"),
          to: "10.0.0.4:80",
          candidates: [candidates[4]!],
        },
        { ...container, object: pod("e"), at: "pod shop/e" },
      ],
      rest: { status: 200 },
      columns: [["laptop"], ["web"], ["gw", "a"], ["web", "web"], ["v1", "v2"], ["e"], ["200 OK"]],
    },
    {
      says: "puts what a station's error names beside it, and says where to look",
      hops: [
        {
          kind: "route",
          at: "proxy",
          says: "finds no rule",
          fault: {
            says: "no rule accepts GET /x",
            look: route,
            nearMisses: [{ object: route, because: "is for /shop" }],
          },
        },
      ],
      rest: { status: 404 },
      columns: [["laptop"], ["proxy", "web!"], ["404 Not Found"]],
    },
    {
      says: "gives a station that is not one of the candidates a column of its own",
      hops: [
        { ...forward, kind: "route", object: route },
        { ...container, object: pod("z") },
      ],
      rest: { status: 200 },
      columns: [["laptop"], ["web"], ["b", "a", "c", "d", "and 1 more"], ["z"], ["200 OK"]],
    },
    {
      says: "keeps the end on the way when the choice is not known",
      hops: [{ ...forward, to: "10.0.9.9:80" }],
      rest: { status: 503 },
      columns: [["laptop"], ["web"], ["503 Service Unavailable", "a", "b", "c", "and 2 more"]],
    },
  ])("$says", ({ hops, rest, columns }) => {
    expect(drawn(hops, rest)).toEqual(columns);
  });

  test("ends well with an answer below 400 and without a fault, else badly", () => {
    const end = (rest: Partial<Trace>, hops: readonly Hop[] = [container]) =>
      planOf({ startedMs: 0, target: "http://web/", hops, ...rest }).boxes.at(-1)!.state;
    expect(end({ status: 301 })).toBe("good");
    expect(end({})).toBe("good");
    expect(end({ status: 404 })).toBe("bad");
    expect(end({ status: 200 }, [{ ...container, fault: { says: "it is not ready" } }])).toBe("bad");
  });
});
