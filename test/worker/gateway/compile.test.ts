import { describe, expect, test } from "vitest";
import type { EndpointSliceObject } from "../../../worker/api/generated/types.ts";
import { listenerProgrammed } from "../../../worker/gateway/conditions/index.ts";
import { Configurations, gatehouse } from "../../../worker/gateway/implementations/gatehouse/index.ts";
import {
  buildGraph,
  compileGateway,
  gatewayStatus,
  type HTTPRouteRule,
  routeParents,
} from "../../../worker/gateway/index.ts";
import { indexRoutes, routeRequest } from "../../../worker/routing/index.ts";
import { type Cluster, gateway, http, https, NOW, parentsTold, route, service, snapshotOf } from "./cluster.ts";

function compiled(cluster: Cluster) {
  const snapshot = snapshotOf(cluster);
  const graph = buildGraph(snapshot, gatehouse);
  return compileGateway(graph.gateways.get("infra/gw")!, graph, snapshot);
}

const backend = { backendRefs: [{ name: "shop", port: 80 }] };
const leftOut = (cluster: Cluster) =>
  (compiled(cluster).table.leftOut ?? []).map(
    ({ object, because, port, hostnames, matches }) =>
      `${object.kind} ${object.namespace}/${object.name} ${object.field}${port ? ` :${port}` : ""}${hostnames ? ` ${hostnames}` : ""}${(matches ?? []).map(({ method, path }) => ` ${method} ${path?.type} ${path?.value}`)}: ${because}`,
  );

describe("what is left out says why, for the near misses of a 404", () => {
  test.each([
    {
      says: "a listener that is refused",
      cluster: { gateways: [gateway([http(), http({ name: "tcp", port: 99, protocol: "TCP" })])] },
      told: ["Gateway infra/gw listener tcp :99: Protocol TCP is not supported; supported are HTTP, HTTPS"],
    },
    {
      says: "a listener without its certificate, for its host only",
      cluster: { gateways: [gateway([https({ hostname: "A.b", tls: { certificateRefs: [{ name: "none" }] } })])] },
      told: ['Gateway infra/gw listener https :443 a.b: Secret "infra/none" not found'],
    },
    {
      says: "a route whose namespace is not allowed",
      cluster: { routes: [route({ namespace: "web", parents: [{ name: "gw", namespace: "infra" }] })] },
      told: [
        'HTTPRoute web/shop spec.parentRefs[0]: NotAllowedByListeners: Gateway "infra/gw": listener "http" takes routes of its own namespace "infra" only (allowedRoutes.namespaces.from: Same)',
      ],
    },
    {
      says: "a route that names a section that is not there",
      cluster: { routes: [route({ parents: [{ name: "gw", sectionName: "web" }], hostnames: ["a.b"] })] },
      told: [
        'HTTPRoute infra/shop spec.parentRefs[0] a.b: NoMatchingParent: Gateway "infra/gw" has no listener named "web"; it has "http" on port 80',
      ],
    },
    {
      says: "a route that names a Gateway that is not there",
      cluster: { routes: [route({ parents: [{ name: "gateway" }] })] },
      told: ["HTTPRoute infra/shop spec.parentRefs[0]: names Gateway infra/gateway, which does not exist"],
    },
    {
      says: "a route that is attached to another listener",
      cluster: {
        gateways: [gateway([http(), http({ name: "alt", port: 8080 })])],
        routes: [route({ parents: [{ name: "gw", sectionName: "alt" }] })],
      },
      told: ['HTTPRoute infra/shop spec.parentRefs[0] :80: is attached to listener "alt" only, not to listener "http"'],
    },
    {
      says: "a rule that cannot be served",
      cluster: {
        routes: [route({ rules: [backend, { matches: [{ path: { type: "RegularExpression", value: "(" } }] }] })],
      },
      told: ['HTTPRoute infra/shop rule 2: "(" is not a regular expression'],
    },
    {
      says: "a route with paths of its own: only for those",
      cluster: {
        routes: [
          route({
            parents: [{ name: "gateway" }],
            rules: [{ matches: [{ path: { type: "PathPrefix", value: "/cart" }, method: "GET" }], ...backend }],
          }),
        ],
      },
      told: [
        "HTTPRoute infra/shop spec.parentRefs[0] GET PathPrefix /cart: names Gateway infra/gateway, which does not exist",
      ],
    },
    { says: "nothing when all is well", cluster: { routes: [route()] }, told: [] },
  ])("$says", ({ cluster, told }) => {
    expect(leftOut(cluster)).toEqual(told);
  });
});

describe("rules", () => {
  const ruleOf = (rule: HTTPRouteRule, cluster: Cluster = {}) =>
    compiled({ ...cluster, routes: [route({ rules: [rule] })] }).table.listeners[0]!.hosts[0]!.rules[0]!;

  test("a backend that does not resolve keeps its weight and answers with 500 and the field to look at", () => {
    const { backends } = ruleOf({ backendRefs: [{ name: "none", port: 80, weight: 7 }] });
    expect(backends).toEqual([
      {
        object: { kind: "Service", namespace: "infra", name: "none", field: "port 80" },
        weight: 7,
        upstream: "infra/none:80",
        invalid: {
          because: 'BackendNotFound: Service "infra/none" not found',
          status: 500,
          look: { kind: "HTTPRoute", namespace: "infra", name: "shop", field: "spec.rules[0].backendRefs[0]" },
        },
      },
    ]);
  });

  test("a filter extension that cannot be resolved is not skipped: requests get 500", () => {
    const extensionRef = { group: "example.com", kind: "Auth", name: "x" };
    const { filters } = ruleOf({ filters: [{ type: "ExtensionRef", extensionRef }], ...backend });
    expect(filters).toMatchObject([{ type: "DirectResponse", status: 500 }]);
  });

  test.each([
    {
      says: "weight is 1 where none is given",
      rule: backend,
      found: { backends: [{ weight: 1 }] },
    },
    {
      says: "a redirect is a 302 where nothing is said",
      rule: { filters: [{ type: "RequestRedirect", requestRedirect: { hostname: "a.b" } }] },
      found: { filters: [{ type: "RequestRedirect", hostname: "a.b", statusCode: 302 }] },
    },
    {
      says: "a mirror's percent",
      rule: {
        ...backend,
        filters: [{ type: "RequestMirror", requestMirror: { backendRef: { name: "shop", port: 80 }, percent: 25 } }],
      },
      found: { filters: [{ type: "RequestMirror", upstream: "infra/shop:80", share: 0.25 }] },
    },
    {
      says: "timeouts in GEP-2257 durations",
      rule: { ...backend, timeouts: { request: "1m30s", backendRequest: "500ms" } },
      found: { timeouts: { requestMs: 90_000, backendRequestMs: 500 } },
    },
    {
      says: "headers change",
      rule: {
        ...backend,
        filters: [
          {
            type: "RequestHeaderModifier",
            requestHeaderModifier: { set: [{ name: "a", value: "1" }], remove: ["b"] },
          },
        ],
      },
      found: { filters: [{ type: "RequestHeaderModifier", set: [["a", "1"]], remove: ["b"] }] },
    },
  ])("$says", ({ rule, found }) => {
    expect(ruleOf(rule)).toMatchObject(found);
  });

  test("a mirror that leads nowhere is left out: the client's answer does not depend on it", () => {
    const requestMirror = { backendRef: { name: "none", port: 80 } };
    expect(ruleOf({ ...backend, filters: [{ type: "RequestMirror", requestMirror }] }).filters).toEqual([]);
  });

  test("routes of one host stand under it together, and a wildcard listener's hosts are the routes' own", () => {
    const { table } = compiled({
      gateways: [gateway([http({ hostname: "*.example" })])],
      routes: [
        route({ name: "a", hostnames: ["x.example", "other"] }),
        route({ name: "b", hostnames: ["X.example"] }),
        route({ name: "c" }),
      ],
    });
    expect(
      table.listeners[0]!.hosts.map(({ hostname, rules }) => [hostname, rules.map(({ object }) => object.name)]),
    ).toEqual([
      ["x.example", ["a", "b"]],
      ["*.example", ["c"]],
    ]);
  });

  test("what is compiled decides requests", () => {
    const { table } = compiled({
      routes: [
        route({ name: "any" }),
        route({ name: "cart", rules: [{ matches: [{ path: { type: "PathPrefix", value: "/cart" } }], ...backend }] }),
      ],
    });
    const ask = (path: string) => {
      const request = routeRequest({ method: "GET", authority: "a", path, headers: [] }, 80);
      return indexRoutes(table).decide(request)?.rule.object.name;
    };
    expect([ask("/cart/1"), ask("/cartoon")]).toEqual(["cart", "any"]);
  });
});

describe("endpoints", () => {
  const slice = (ready: boolean, more: object = {}): EndpointSliceObject => ({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "shop-1", namespace: "infra", labels: { "kubernetes.io/service-name": "shop" } },
    addressType: "IPv4",
    ports: [{ name: "", port: 8080 }],
    endpoints: [
      { addresses: ["10.0.0.1"], conditions: { ready, ...more }, targetRef: { kind: "Pod", name: "shop-x" } },
    ],
  });
  test.each([
    { says: "a ready one", slices: [slice(true)], ips: ["10.0.0.1"], empty: undefined },
    { says: "none at all", slices: [], ips: [], empty: "no pod has the labels app=shop" },
    { says: "one that is not ready", slices: [slice(false)], ips: [], empty: "it has 1 endpoint, none of them ready" },
    {
      says: "only one that ends and still serves",
      slices: [slice(false, { serving: true, terminating: true })],
      ips: ["10.0.0.1"],
      empty: undefined,
    },
  ])("$says", ({ slices, ips, empty }) => {
    const upstream = compiled({ routes: [route()], slices }).upstreams["infra/shop:80"]!;
    expect([upstream.endpoints.map(({ ip }) => ip), upstream.empty]).toEqual([ips, empty]);
  });
});

describe("what has not changed is not made again", () => {
  test("a route's rules stay the same objects while it and its Services do", () => {
    const services = [service("shop"), service("cart")];
    const cart = { rules: [{ backendRefs: [{ name: "cart", port: 80 }] }] };
    const cluster = {
      routes: [route({ hostnames: ["a"] }), route({ name: "cart", hostnames: ["b"], ...cart })],
      services,
    };
    const rules = (of: Cluster) => compiled(of).table.listeners[0]!.hosts.map((host) => host.rules[0]);
    const [before, after] = [rules(cluster), rules({ ...cluster, services: [services[0]!] })];
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[1]!.backends[0]!.invalid).toBeDefined();
  });

  test("a configuration that says the same is not handed out again", () => {
    const configurations = new Configurations();
    const cluster = { routes: [route()], services: [service()] };
    expect(configurations.set("infra/gw", compiled(cluster))).toBe(true);
    expect(configurations.set("infra/gw", compiled(structuredClone(cluster)))).toBe(false);
    expect(configurations.set("infra/gw", compiled({ ...cluster, services: [] }))).toBe(true);
  });

  test("a status that says nothing new is the same, and times move only with a condition's status", () => {
    const object = route();
    const [first] = parentsTold({ routes: [object] });
    const settled = { ...object, status: { parents: [first!] } };
    const at = (now: string, services: Cluster["services"]) => {
      const snapshot = snapshotOf({ routes: [settled], ...(services && { services }) });
      const graph = buildGraph(snapshot, gatehouse);
      return routeParents(settled, graph.routes[0], { controllerName: gatehouse.controllerName, now });
    };
    const later = "2026-01-01T01:00:00Z";
    expect(at(later, undefined)).toEqual([first]);
    expect(at(later, [])[0]!.conditions!.map(({ type, lastTransitionTime }) => [type, lastTransitionTime])).toEqual([
      ["Accepted", NOW],
      ["ResolvedRefs", later],
    ]);
  });

  test("conditions of somebody else's types stay on a Gateway", () => {
    const foreign = { type: "example.com/Audited", status: "True", reason: "Ok", message: "", lastTransitionTime: NOW };
    const object = { ...gateway([http()]), status: { conditions: [foreign] } };
    const graph = buildGraph(snapshotOf({ gateways: [object] }), gatehouse);
    const deployed = { addresses: [], programmed: listenerProgrammed() };
    const { conditions } = gatewayStatus(graph.gateways.get("infra/gw")!, graph, deployed, NOW);
    expect(conditions?.map(({ type }) => type)).toEqual(["Accepted", "Programmed", "example.com/Audited"]);
  });
});
