import { describe, expect, test } from "vitest";
import type { IngressObject } from "../../../worker/api/generated/types.ts";
import {
  buildIngressGraph,
  claimOf,
  compileIngress,
  publishedAddresses,
  refusalOf,
  warningsOf,
} from "../../../worker/ingress/index.ts";
import { indexRoutes } from "../../../worker/routing/index.ts";
import { request } from "../routing/tables.ts";
import { ingress, ingressClass, OPTIONS, snapshot } from "./objects.ts";

const FAKE = { chainPem: "fake", keyPem: "key" };

function compile(ingresses: readonly IngressObject[], options = OPTIONS) {
  const all = snapshot(ingresses);
  return compileIngress(buildIngressGraph(all, options), { snapshot: all, options, fakeCertificate: FAKE });
}

/** The upstream that a request goes to, its redirect, or 404. */
function decide(ingresses: readonly IngressObject[], asked: string, port = 80): string {
  const found = indexRoutes(compile(ingresses).table).decide(request(asked, port));
  if (!found) return "404";
  const redirect = found.rule.filters?.find(({ type }) => type === "RequestRedirect");
  return redirect ? `redirect by ${found.rule.object.name}` : (found.rule.backends[0]?.upstream ?? "own answer");
}

describe("whose Ingress it is", () => {
  const classes = [ingressClass("nginx"), ingressClass("other", "example.com/other")];
  const OLD = "kubernetes.io/ingress.class";
  test.each([
    ["a class of ours", "nginx", {}, {}, "by nginx"],
    ["a class of another controller", "other", {}, {}, "spec.ingressClassName"],
    ["a class that is not there", "none", {}, {}, "spec.ingressClassName"],
    ["the old annotation", null, { [OLD]: "nginx" }, {}, "by nginx"],
    ["the old annotation of another", null, { [OLD]: "traefik" }, {}, `metadata.annotations[${OLD}]`],
    ["the field comes before the annotation", "other", { [OLD]: "nginx" }, {}, "spec.ingressClassName"],
    ["none, and the flag is off", null, {}, {}, "spec.ingressClassName"],
    ["none, with --watch-ingress-without-class", null, {}, { watchWithoutClass: true }, "by nginx"],
    ["a name with --ingress-class-by-name", "other", {}, { classByName: true, ingressClass: "other" }, "by other"],
  ] as const)("%s", (_, className, annotations, flags, expected) => {
    const claim = claimOf(ingress("a", "", ["/ Prefix s"], { className, annotations }), classes, {
      ...OPTIONS,
      ...flags,
    });
    expect(claim.ours ? `by ${claim.ingressClass}` : claim.field).toBe(expected);
  });
});

describe("servers and locations", () => {
  const old = ingress("old", "h", ["/a Prefix first"], { created: "2025-01-01T00:00:00Z" });
  const young = ingress("young", "h", ["/a Prefix second", "/b Prefix second"]);
  test.each([
    ["one host of many Ingresses is one server", [old, young], "h/b", "web-second-80"],
    ["the oldest has a path that two name", [young, old], "h/a", "web-first-80"],
    [
      "of one age the later name has it",
      [ingress("a", "h", ["/a Prefix first"]), ingress("b", "h", ["/a Prefix second"])],
      "h/a",
      "web-second-80",
    ],
    [
      "an Exact and a Prefix of one path live side by side: the path",
      [ingress("a", "h", ["/a Exact exact", "/a Prefix prefix"])],
      "h/a",
      "web-exact-80",
    ],
    ["and what is under it", [ingress("a", "h", ["/a Exact exact", "/a Prefix prefix"])], "h/a/b", "web-prefix-80"],
    [
      "a default backend serves what no path of its hosts takes",
      [
        ingress("a", "h", ["/a Prefix s"], {
          spec: { defaultBackend: { service: { name: "d", port: { number: 80 } } } },
        }),
      ],
      "h/zzz",
      "web-d-80",
    ],
    [
      "a default backend alone serves every other host",
      [ingress("a", "", [], { spec: { defaultBackend: { service: { name: "d", port: { number: 80 } } } } })],
      "any/zzz",
      "web-d-80",
    ],
    [
      "a rewrite makes expressions of all paths of the host",
      [ingress("a", "h", ["/x Exact s"], { annotations: { "rewrite-target": "/" } })],
      "h/X/y",
      "web-s-80",
    ],
    [
      "of another Ingress too",
      [old, ingress("r", "h", ["/r Prefix s"], { annotations: { "use-regex": "true" } })],
      "h/abc",
      "web-first-80",
    ],
    [
      "but not of another host",
      [old, ingress("r", "i", ["/r Prefix s"], { annotations: { "use-regex": "true" } })],
      "h/abc",
      "404",
    ],
    [
      "a server alias",
      [ingress("a", "h", ["/ Prefix s"], { annotations: { "server-alias": "i, j" } })],
      "j/",
      "web-s-80",
    ],
    [
      "www leads to the host",
      [ingress("a", "h.example", ["/ Prefix s"], { annotations: { "from-to-www-redirect": "true" } })],
      "www.h.example/",
      "redirect by a",
    ],
    [
      "TLS redirects its host",
      [ingress("a", "h", ["/ Prefix s"], { spec: { tls: [{ hosts: ["h"] }] } })],
      "h/",
      "redirect by a",
    ],
    ["and no other", [ingress("a", "h", ["/ Prefix s"], { spec: { tls: [{ hosts: ["i"] }] } })], "h/", "web-s-80"],
  ] as const)("%s", (_, ingresses, asked, expected) => {
    expect(decide(ingresses, asked)).toBe(expected);
  });

  test("HTTPS serves what HTTP redirects", () => {
    const secure = ingress("a", "h", ["/ Prefix s"], { spec: { tls: [{ hosts: ["h"] }] } });
    expect(decide([secure], "h/", 443)).toBe("web-s-80");
  });

  test("upstreams are the ready endpoints, with the pods and fields to look at", () => {
    expect(
      compile([ingress("a", "h", ["/a Prefix s", "/b Prefix empty", "/c Prefix gone", "/d Prefix s:8080"])]).upstreams,
    ).toMatchObject({
      "web-s-80": {
        endpoints: [{ ip: "10.244.1.2", port: 8080, object: { kind: "Pod", namespace: "web", name: "s-1" } }],
        portObject: { kind: "Service", namespace: "web", name: "s", field: "spec.ports[0].targetPort" },
      },
      "web-empty-80": { endpoints: [], object: { field: "spec.selector" } },
      "web-gone-80": { endpoints: [], empty: "there is no Service web/gone" },
      "web-s-8080": { endpoints: [{ port: 8080 }] },
    });
  });

  test("a canary without a main Ingress is left out and says why", () => {
    const { table } = compile([
      ingress("c", "h", ["/ Prefix s"], { annotations: { canary: "true", "canary-weight": "10" } }),
    ]);
    expect(table.leftOut?.[0]).toMatchObject({ object: { name: "c" }, hostnames: ["h"] });
  });

  test("a canary shares with the main one, by weight of its total, and falls back while it has no endpoints", () => {
    const main = ingress("m", "h", ["/ Prefix s"]);
    const annotations = { canary: "true", "canary-weight": "10", "canary-weight-total": "50" };
    const { table } = compile([main, ingress("c", "h", ["/ Prefix t"], { annotations })]);
    const { rule } = indexRoutes(table).decide(request("h/"))!;
    expect(rule.backends.map(({ upstream, weight, fallback }) => [upstream, weight, fallback])).toEqual([
      ["web-s-80", 40, undefined],
      ["web-t-80", 10, 0],
    ]);
  });

  test("an Ingress of another class is a near miss, and says so", () => {
    const { table } = compile([ingress("x", "h", ["/ Prefix s"], { className: "traefik" })]);
    expect(table.leftOut).toEqual([
      {
        object: { kind: "Ingress", namespace: "web", name: "x", field: "spec.ingressClassName" },
        because: "there is no IngressClass traefik",
        hostnames: ["h"],
      },
    ]);
  });

  test("a Secret that is missing leaves the default certificate, with the controller's words", () => {
    const { warnings, table } = compile([
      ingress("a", "h", ["/ Prefix s"], { spec: { tls: [{ hosts: ["h"], secretName: "t" }] } }),
    ]);
    expect(warnings).toContain(
      'Error getting SSL certificate "web/t": local SSL certificate web/t was not found. Using default certificate',
    );
    expect(table.listeners[1]?.certificates?.map(({ chainPem }) => chainPem)).toEqual(["fake"]);
  });
});

describe("the webhook", () => {
  const there = ingress("there", "h", ["/a Prefix s"]);
  const canary = { canary: "true" };
  const P = "nginx.ingress.kubernetes.io/";
  test.each([
    [
      "the same host and path",
      ingress("n", "h", ["/a Prefix s"]),
      {},
      'host "h" and path "/a" is already defined in ingress web/there',
    ],
    [
      "the path type is not looked at",
      ingress("n", "h", ["/a Exact s"]),
      {},
      'host "h" and path "/a" is already defined in ingress web/there',
    ],
    ["another path", ingress("n", "h", ["/b Prefix s"]), {}, undefined],
    ["another host", ingress("n", "i", ["/a Prefix s"]), {}, undefined],
    ["itself, updated", ingress("there", "h", ["/a Prefix t"]), {}, undefined],
    ["a canary of it", ingress("n", "h", ["/a Prefix s"], { annotations: canary }), {}, undefined],
    ["another class", ingress("n", "h", ["/a Prefix s"], { className: "traefik" }), {}, undefined],
    [
      "expressions in a Prefix",
      ingress("n", "h", ["/foo(/|$)(.*) Prefix s"]),
      {},
      "ingress contains invalid paths: path /foo(/|$)(.*) cannot be used with pathType Prefix",
    ],
    [
      "two of them",
      ingress("n", "h", ["/x* Prefix s", "/y* Exact s"]),
      {},
      "ingress contains invalid paths: path /x* cannot be used with pathType Prefix\npath /y* cannot be used with pathType Exact",
    ],
    ["expressions where no type binds", ingress("n", "h", ["/foo(/|$)(.*) ImplementationSpecific s"]), {}, undefined],
    ["not strict", ingress("n", "h", ["/x* Prefix s"]), { "strict-validate-path-type": "false" }, undefined],
    [
      "a snippet",
      ingress("n", "i", ["/ Prefix s"], { annotations: { "server-snippet": "return 200;" } }),
      {},
      `${P}server-snippet annotation cannot be used. Snippet directives are disabled by the Ingress administrator`,
    ],
    [
      "a snippet that is allowed but risky",
      ingress("n", "i", ["/ Prefix s"], { annotations: { "server-snippet": "return 200;" } }),
      { "allow-snippet-annotations": "true" },
      "annotation group ServerSnippet contains risky annotation based on ingress configuration",
    ],
    [
      "a snippet with every risk allowed",
      ingress("n", "i", ["/ Prefix s"], { annotations: { "server-snippet": "return 200;" } }),
      { "allow-snippet-annotations": "true", "annotations-risk-level": "Critical" },
      undefined,
    ],
    [
      "a blocked word",
      ingress("n", "i", ["/ Prefix s"], { annotations: { "rewrite-target": "/lua" } }),
      { "annotation-value-word-blocklist": "load_module,lua" },
      `${P}rewrite-target annotation contains invalid word lua`,
    ],
    ...(
      [
        ["use-regex", "yes"],
        ["rewrite-target", "/$1;"],
        ["canary-weight", "10%"],
        ["proxy-body-size", "huge"],
        ["proxy-read-timeout", "60s"],
        ["whitelist-source-range", "10.0.0.0/33"],
        ["backend-protocol", "SPDY"],
        ["permanent-redirect", "https://a.example/<x>"],
        ["affinity", "ip"],
        ["limit-rps", "many"],
        ["auth-type", "token"],
        ["ssl-redirect", "maybe"],
      ] as const
    ).map(
      ([name, value]) =>
        [
          `${name}: ${value}`,
          ingress("n", "i", ["/ Prefix s"], { annotations: { [name]: value } }),
          {},
          `annotation ${P}${name} contains invalid value`,
        ] as const,
    ),
  ] as const)("%s", (_, asked, config, expected) => {
    const around = {
      ingresses: [there],
      classes: [ingressClass("nginx")],
      options: { ...OPTIONS, config },
      strictPaths: true,
    };
    expect(refusalOf(asked, around)).toBe(expected);
  });

  test("two canaries of one path are refused", () => {
    const first = ingress("c1", "h", ["/a Prefix s"], { annotations: canary });
    const around = { ingresses: [there, first], classes: [ingressClass("nginx")], options: OPTIONS, strictPaths: true };
    expect(refusalOf(ingress("c2", "h", ["/a Prefix s"], { annotations: canary }), around)).toBe(
      'host "h" and path "/a" is already defined in ingress web/c1',
    );
  });

  test("a catch-all is refused where none is wanted", () => {
    const all = ingress("n", "", [], { spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } } });
    const around = {
      ingresses: [],
      classes: [ingressClass("nginx")],
      options: { ...OPTIONS, disableCatchAll: true },
      strictPaths: true,
    };
    expect(refusalOf(all, around)).toMatch(/^this deployment is trying to create a catch-all ingress/);
  });

  test("strange paths are warned of as well", () => {
    expect(warningsOf(ingress("n", "h", ["/x* Prefix s"]))).toEqual(["path /x* cannot be used with pathType Prefix"]);
  });
});

describe("published addresses", () => {
  const service = (type: string, more: object = {}, status: object = {}) =>
    ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "s" },
      spec: { type, clusterIP: "10.96.0.1", ...more },
      status,
    }) as never;
  const balanced = { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } };
  test.each([
    ["the load balancer's", { service: service("LoadBalancer", {}, balanced) }, [{ ip: "1.2.3.4" }]],
    ["nothing while it is pending", { service: service("LoadBalancer", {}, { loadBalancer: {} }) }, []],
    ["the cluster IP", { service: service("ClusterIP") }, [{ ip: "10.96.0.1" }]],
    ["a NodePort's cluster IP", { service: service("NodePort") }, [{ ip: "10.96.0.1" }]],
    [
      "a NodePort's external addresses",
      { service: service("NodePort", { externalIPs: ["5.6.7.8"] }) },
      [{ ip: "5.6.7.8" }],
    ],
    [
      "an external name",
      { service: service("ExternalName", { externalName: "x.example" }) },
      [{ hostname: "x.example" }],
    ],
    [
      "the flag wins",
      { addresses: "localhost,9.9.9.9", service: service("ClusterIP") },
      [{ hostname: "localhost" }, { ip: "9.9.9.9" }],
    ],
    [
      "the nodes without either",
      { nodeAddresses: ["172.18.0.3", "172.18.0.2"] },
      [{ ip: "172.18.0.2" }, { ip: "172.18.0.3" }],
    ],
  ])("%s", (_, from, expected) => {
    expect(publishedAddresses({ addresses: "", nodeAddresses: [], ...from })).toEqual(expected);
  });
});
