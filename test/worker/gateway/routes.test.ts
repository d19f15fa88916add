import { describe, expect, test } from "vitest";
import type { HTTPRouteFilter, HTTPRouteObject } from "../../../worker/gateway/index.ts";
import {
  type Cluster,
  gateway,
  gatewayClass,
  gatewayTold,
  grant,
  graphOf,
  http,
  https,
  message,
  parentsTold,
  route,
  service,
  told,
} from "./cluster.ts";

const SPEC = "https://gateway-api.sigs.k8s.io/reference/spec/";
const first = (cluster: Cluster) => parentsTold(cluster)[0]?.conditions;
const attached = (cluster: Cluster) => gatewayTold(cluster).listeners?.map(({ attachedRoutes }) => attachedRoutes);

describe(`${SPEC}#parentreference`, () => {
  const gateways = [gateway([http(), http({ name: "other", port: 8080 })])];
  test.each([
    { says: "the whole Gateway: every listener", parent: {}, accepted: "True Accepted", on: [1, 1] },
    { says: "a section by its name", parent: { sectionName: "other" }, accepted: "True Accepted", on: [0, 1] },
    { says: "by port", parent: { port: 80 }, accepted: "True Accepted", on: [1, 0] },
    { says: "both must hold", parent: { sectionName: "http", port: 80 }, accepted: "True Accepted", on: [1, 0] },
    {
      says: "both, and they do not agree",
      parent: { sectionName: "http", port: 8080 },
      accepted: "False NoMatchingParent",
      on: [0, 0],
    },
    { says: "no such section", parent: { sectionName: "none" }, accepted: "False NoMatchingParent", on: [0, 0] },
    { says: "no such port", parent: { port: 99 }, accepted: "False NoMatchingParent", on: [0, 0] },
  ])("$says", ({ parent, accepted, on }) => {
    const cluster = { gateways, routes: [route({ parents: [{ name: "gw", ...parent }] })] };
    expect(told(first(cluster), "Accepted")).toBe(accepted);
    expect(attached(cluster)).toEqual(on);
  });

  test.each([
    { says: "a Gateway that does not exist", parents: [{ name: "none" }] },
    { says: "a Gateway of another namespace than was meant", parents: [{ name: "gw", namespace: "web" }] },
    { says: "a Service: a mesh's business", parents: [{ group: "", kind: "Service", name: "gw" }] },
    { says: "a kind of another group", parents: [{ group: "example.com", kind: "Gateway", name: "gw" }] },
  ])("no entry at all for $says", ({ parents }) => {
    expect(parentsTold({ gateways, routes: [route({ parents })] })).toEqual([]);
  });

  test("each parentRef has an entry of its own", () => {
    const parents = [
      { name: "gw", sectionName: "http" },
      { name: "gw", sectionName: "none" },
    ];
    const found = parentsTold({ gateways, routes: [route({ parents })] });
    expect(found.map(({ parentRef, conditions }) => [parentRef.sectionName, told(conditions, "Accepted")])).toEqual([
      ["http", "True Accepted"],
      ["none", "False NoMatchingParent"],
    ]);
  });

  test("a route that reaches a listener by two parentRefs counts once", () => {
    const parents = [{ name: "gw" }, { name: "gw", sectionName: "http" }];
    expect(attached({ gateways, routes: [route({ parents })] })).toEqual([1, 1]);
  });

  test("other controllers' entries stay, and ours go when the parent is ours no longer", () => {
    const theirs = { controllerName: "example.com/x", parentRef: { name: "gw" } };
    const ours = { controllerName: "gatehouse.dev/gateway-controller", parentRef: { name: "old" } };
    const object: HTTPRouteObject = { ...route({ parents: [{ name: "none" }] }), status: { parents: [theirs, ours] } };
    expect(parentsTold({ gateways, routes: [object] })).toEqual([theirs]);
  });
});

describe(`${SPEC}#routenamespaces`, () => {
  const from = (namespaces: object) => [gateway([http({ allowedRoutes: { namespaces } })])];
  const inWeb = route({ namespace: "web", parents: [{ name: "gw", namespace: "infra" }] });
  const inInfra = route();
  test.each([
    { says: "Same is the default", gateways: [gateway([http()])], object: inWeb, accepted: false },
    { says: "Same: the Gateway's own", gateways: from({ from: "Same" }), object: inInfra, accepted: true },
    { says: "Same: another", gateways: from({ from: "Same" }), object: inWeb, accepted: false },
    { says: "All: any", gateways: from({ from: "All" }), object: inWeb, accepted: true },
    {
      says: "Selector: by a label",
      gateways: from({ from: "Selector", selector: { matchLabels: { team: "web" } } }),
      object: inWeb,
      accepted: true,
    },
    {
      says: "Selector: by the name that every namespace is labelled with",
      gateways: from({ from: "Selector", selector: { matchLabels: { "kubernetes.io/metadata.name": "web" } } }),
      object: inWeb,
      accepted: true,
    },
    {
      says: "Selector: labels that it does not have; the Gateway's own namespace is no exception",
      gateways: from({ from: "Selector", selector: { matchLabels: { team: "web" } } }),
      object: inInfra,
      accepted: false,
    },
    { says: "None: nobody", gateways: from({ from: "None" }), object: inInfra, accepted: false },
  ])("$says: $accepted", ({ gateways, object, accepted }) => {
    const cluster = { gateways, routes: [object], namespaces: { web: { team: "web" } } };
    expect(told(first(cluster), "Accepted")).toBe(accepted ? "True Accepted" : "False NotAllowedByListeners");
    expect(attached(cluster)).toEqual([accepted ? 1 : 0]);
  });

  test("no ReferenceGrant is ever asked for a route's parent", () => {
    const grants = [grant("infra", { group: "", kind: "HTTPRoute", namespace: "web" }, { group: "", kind: "Gateway" })];
    expect(told(first({ gateways: [gateway([http()])], routes: [inWeb], grants }), "Accepted")).toBe(
      "False NotAllowedByListeners",
    );
  });
});

describe(`${SPEC}#httproutespec: why a route is not accepted`, () => {
  test("NoMatchingListenerHostname, naming both sides", () => {
    const cluster = {
      gateways: [gateway([http({ hostname: "*.shop.example" })])],
      routes: [route({ hostnames: ["a.example"] })],
    };
    expect(told(first(cluster), "Accepted")).toBe("False NoMatchingListenerHostname");
    expect(message(first(cluster), "Accepted")).toBe(
      'Gateway "infra/gw" serves "*.shop.example" (listener "http"): the route\'s "a.example" has nothing in common with it',
    );
    expect(attached(cluster)).toEqual([0]);
  });

  test("NotAllowedByListeners when the listener takes no route of this kind", () => {
    const gateways = [gateway([http({ allowedRoutes: { kinds: [{ kind: "GRPCRoute" }] } })])];
    expect(told(first({ gateways, routes: [route()] }), "Accepted")).toBe("False NotAllowedByListeners");
  });

  test("a listener without a valid certificate keeps its routes, counted and accepted", () => {
    const gateways = [gateway([https({ tls: { certificateRefs: [{ name: "none" }] } })])];
    const cluster = { gateways, routes: [route()] };
    expect(told(first(cluster), "Accepted")).toBe("True Accepted");
    expect(attached(cluster)).toEqual([1]);
  });

  test("a listener that is refused counts its routes, but cannot accept them", () => {
    const cluster = { gateways: [gateway([http({ name: "a" }), http({ name: "b" })])], routes: [route()] };
    expect(told(first(cluster), "Accepted")).toBe("False NoReadyListeners");
    expect(attached(cluster)).toEqual([1, 1]);
  });

  const filters = (...list: HTTPRouteFilter[]) => ({ filters: list, backendRefs: [{ name: "shop", port: 80 }] });
  const good = { backendRefs: [{ name: "shop", port: 80 }] };
  const regex = (value: string) => ({ matches: [{ path: { type: "RegularExpression", value } }], ...good });
  test.each([
    {
      says: "a filter that is not supported",
      rules: [filters({ type: "ExternalAuth" })],
      accepted: "False UnsupportedValue",
    },
    { says: "no regular expression", rules: [regex("(a")], accepted: "False UnsupportedValue" },
    {
      says: "no regular expression in a header",
      rules: [{ matches: [{ headers: [{ type: "RegularExpression", name: "a", value: "[" }] }], ...good }],
      accepted: "False UnsupportedValue",
    },
    { says: "no duration", rules: [{ timeouts: { request: "soon" }, ...good }], accepted: "False UnsupportedValue" },
    {
      says: "session persistence",
      rules: [{ ...good, sessionPersistence: { sessionName: "a" } }],
      accepted: "False UnsupportedValue",
    },
    {
      says: "redirect and rewrite at once",
      rules: [{ filters: [{ type: "RequestRedirect" }, { type: "URLRewrite" }] }],
      accepted: "False IncompatibleFilters",
    },
    { says: "one rule of two", rules: [regex("(a"), good], accepted: "True Accepted", dropped: true },
  ])("$says: $accepted", ({ rules, accepted, dropped }) => {
    const conditions = first({ routes: [route({ rules })] });
    expect(told(conditions, "Accepted")).toBe(accepted);
    expect(told(conditions, "PartiallyInvalid")).toBe(dropped ? "True UnsupportedValue" : "absent");
    if (dropped) expect(message(conditions, "PartiallyInvalid")).toMatch(/^Dropped Rule: spec\.rules\[0\]: /);
  });
});

describe(`${SPEC}#httpbackendref: ResolvedRefs`, () => {
  const to = (ref: object) => route({ rules: [{ backendRefs: [{ name: "shop", port: 80, ...ref }] }] });
  const fromRoutes = { group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "infra" };
  const toServices = { group: "", kind: "Service" };
  const far = [service("shop", "backend")];
  test.each([
    { says: "a Service's port", object: to({}), refs: "True ResolvedRefs" },
    {
      says: "no such Service",
      object: to({ name: "none" }),
      refs: "False BackendNotFound",
      words: '"infra/none" not found',
    },
    {
      says: "no such port",
      object: to({ port: 81 }),
      refs: "False BackendNotFound",
      words: 'Service "infra/shop" has no port 81: it has 80',
    },
    { says: "another kind", object: to({ kind: "Pod" }), refs: "False InvalidKind" },
    { says: "another group", object: to({ group: "example.com", kind: "Bucket" }), refs: "False InvalidKind" },
    {
      says: "an ExternalName Service",
      object: to({}),
      services: [service("shop", "infra", { type: "ExternalName", externalName: "example.com" })],
      refs: "False UnsupportedValue",
    },
    {
      says: "a UDP port",
      object: to({}),
      services: [service("shop", "infra", { ports: [{ port: 80, protocol: "UDP" }] })],
      refs: "False UnsupportedProtocol",
    },
    {
      says: "WebSocket over TLS without its policy",
      object: to({}),
      services: [service("shop", "infra", { ports: [{ port: 80, appProtocol: "kubernetes.io/wss" }] })],
      refs: "False UnsupportedProtocol",
    },
    {
      says: "HTTP/2 without TLS",
      object: to({}),
      services: [service("shop", "infra", { ports: [{ port: 80, appProtocol: "kubernetes.io/h2c" }] })],
      refs: "True ResolvedRefs",
    },
    {
      says: "another namespace without a grant",
      object: to({ namespace: "backend" }),
      services: far,
      refs: "False RefNotPermitted",
      words: 'no ReferenceGrant in namespace "backend" lets HTTPRoutes of namespace "infra" refer to it',
    },
    {
      says: "another namespace with a grant",
      object: to({ namespace: "backend" }),
      services: far,
      grants: [grant("backend", fromRoutes, toServices)],
      refs: "True ResolvedRefs",
    },
    {
      says: "a grant for another name",
      object: to({ namespace: "backend" }),
      services: far,
      grants: [grant("backend", fromRoutes, { ...toServices, name: "cart" })],
      refs: "False RefNotPermitted",
    },
    {
      says: "a grant from another namespace",
      object: to({ namespace: "backend" }),
      services: far,
      grants: [grant("backend", { ...fromRoutes, namespace: "web" }, toServices)],
      refs: "False RefNotPermitted",
    },
    {
      says: "a grant for GRPCRoutes does not cover HTTPRoutes",
      object: to({ namespace: "backend" }),
      services: far,
      grants: [grant("backend", { ...fromRoutes, kind: "GRPCRoute" }, toServices)],
      refs: "False RefNotPermitted",
    },
    {
      says: "a filter extension that nobody knows",
      object: route({
        rules: [
          {
            filters: [{ type: "ExtensionRef", extensionRef: { group: "example.com", kind: "Auth", name: "x" } }],
            backendRefs: [{ name: "shop", port: 80 }],
          },
        ],
      }),
      refs: "False InvalidKind",
    },
    {
      says: "a mirror to nowhere",
      object: route({
        rules: [
          {
            filters: [{ type: "RequestMirror", requestMirror: { backendRef: { name: "none", port: 80 } } }],
            backendRefs: [{ name: "shop", port: 80 }],
          },
        ],
      }),
      refs: "False BackendNotFound",
    },
  ])("$says: $refs", ({ object, services, grants, refs, words }) => {
    const conditions = first({ routes: [object], ...(services && { services }), ...(grants && { grants }) });
    expect(told(conditions, "ResolvedRefs")).toBe(refs);
    expect(told(conditions, "Accepted")).toBe("True Accepted");
    if (words) expect(message(conditions, "ResolvedRefs")).toContain(words);
  });

  test("several that fail: the first gives the reason, all are told, each once", () => {
    const backendRefs = [
      { name: "one", port: 80 },
      { name: "one", port: 80 },
      { kind: "Pod", name: "two", port: 80 },
    ];
    const conditions = first({ routes: [route({ rules: [{ backendRefs }] })] });
    expect(told(conditions, "ResolvedRefs")).toBe("False BackendNotFound");
    expect(message(conditions, "ResolvedRefs")).toBe(
      'Service "infra/one" not found; A backend of kind Pod is not supported: only Service is',
    );
  });
});

describe(`${SPEC}#gatewayclassspec`, () => {
  test.each([
    { says: "another controller's", object: gatewayClass({ controllerName: "example.com/x" }), found: undefined },
    { says: "ours", object: gatewayClass(), found: "True Accepted" },
    {
      says: "ours with parameters that nobody understands",
      object: gatewayClass({ parametersRef: { group: "", kind: "ConfigMap", name: "x" } }),
      found: "False InvalidParameters",
    },
  ])("$says: $found", ({ object, found }) => {
    const graph = graphOf({ classes: [object] });
    const node = graph.classes.get("gatehouse");
    expect(node && told(node.conditions, "Accepted")).toBe(found);
    // Gateways of a class that is not ours, or not accepted, are left alone.
    expect(graph.gateways.size).toBe(found === "True Accepted" ? 1 : 0);
  });

  test.each([
    { version: "v1.0.0", supported: "True SupportedVersion" },
    { version: "v1.4.1", supported: "True SupportedVersion" },
    { version: "v1.6.1", supported: "True SupportedVersion" },
    { version: "v1.7.0", supported: "False UnsupportedVersion" },
    { version: "v0.8.1", supported: "False UnsupportedVersion" },
  ])("SupportedVersion for definitions of $version: $supported", ({ version, supported }) => {
    const { conditions } = graphOf({ bundleVersion: version }).classes.get("gatehouse")!;
    expect(told(conditions, "SupportedVersion")).toBe(supported);
    expect(told(conditions, "Accepted")).toBe("True Accepted");
  });
});
