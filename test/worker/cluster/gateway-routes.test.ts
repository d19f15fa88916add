import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  certificatePem,
  issue,
  makeEd25519Key,
  privateKeyPem,
  publicKeyOf,
  signerOf,
  simpleName,
  subjectAltName,
} from "../../../worker/base/x509/index.ts";
import { type GatewayLab, gatewayLab, parentOf } from "./gateway.ts";

/** One Gateway for several namespaces; a Service that tells what it was asked, one in another namespace, and TLS. */
const SETUP = `
apiVersion: v1
kind: Namespace
metadata: { name: web, labels: { shared: "yes" } }
---
apiVersion: v1
kind: Namespace
metadata: { name: backend }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: gw }
spec:
  gatewayClassName: gatehouse
  infrastructure:
    labels: { team: edge }
    annotations: { example.com/note: hello }
  listeners:
  - { name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { shared: "yes" } } } } }
  - name: shop
    port: 443
    protocol: HTTPS
    hostname: shop.example
    tls: { certificateRefs: [{ name: shop-tls }] }
    allowedRoutes: { namespaces: { from: All } }
  - name: any
    port: 443
    protocol: HTTPS
    hostname: "*.example"
    tls: { certificateRefs: [{ name: any-tls }] }
    allowedRoutes: { namespaces: { from: All } }
`;

const ROUTES = `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: shop, namespace: web }
spec:
  parentRefs: [{ name: gw, namespace: default }]
  hostnames: [shop.example]
  rules:
  - matches: [{ path: { type: Exact, value: /exact } }]
    backendRefs: [{ name: exact, port: 80 }]
  - matches: [{ path: { value: /api } }]
    backendRefs: [{ name: api, port: 80 }]
  - matches: [{ path: { value: /api }, method: POST }]
    backendRefs: [{ name: post, port: 80 }]
  - matches: [{ path: { value: /api }, headers: [{ name: X-Version, value: two }] }]
    backendRefs: [{ name: header, port: 80 }]
  - matches: [{ path: { value: /api }, queryParams: [{ name: v, value: "2" }] }]
    backendRefs: [{ name: query, port: 80 }]
  - matches: [{ path: { value: /old } }]
    filters: [{ type: RequestRedirect, requestRedirect: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /new }, statusCode: 301 } }]
  - matches: [{ path: { value: /secure } }]
    filters: [{ type: RequestRedirect, requestRedirect: { scheme: https } }]
  - matches: [{ path: { value: /strip } }]
    filters: [{ type: URLRewrite, urlRewrite: { hostname: inner.example, path: { type: ReplacePrefixMatch, replacePrefixMatch: / } } }]
    backendRefs: [{ name: whoami, port: 80 }]
  - matches: [{ path: { value: /headers } }]
    filters:
    - { type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: X-Set, value: mine }], add: [{ name: X-Add, value: more }], remove: [X-Gone] } }
    - { type: ResponseHeaderModifier, responseHeaderModifier: { set: [{ name: X-Answer, value: "42" }] } }
    backendRefs: [{ name: whoami, port: 80 }]
  - matches: [{ path: { value: /far } }]
    backendRefs: [{ name: far, namespace: backend, port: 80 }]
  - matches: [{ path: { value: /nothing } }]
`;

const CERTIFICATES = { "shop-tls": "shop.example", "any-tls": "*.example" };

function selfSigned(host: string) {
  const key = makeEd25519Key((length) => new Uint8Array(length).fill(host.length));
  const name = simpleName({ CN: host });
  const der = issue(
    {
      serial: new Uint8Array([host.length]),
      issuer: name,
      subject: name,
      notBeforeMs: Date.UTC(2025, 0),
      notAfterMs: Date.UTC(2035, 0),
      publicKey: publicKeyOf(key).der,
      extensions: [subjectAltName([{ type: "DNS", value: host }])],
    },
    signerOf(key),
  );
  return { certificate: certificatePem({ der }), key: privateKeyPem(key) };
}

const tlsSecret = (name: string, host: string): string => `
apiVersion: v1
kind: Secret
metadata: { name: ${name} }
type: kubernetes.io/tls
data: { tls.crt: ${btoa(selfSigned(host).certificate)}, tls.key: ${btoa(selfSigned(host).key)} }
`;

let world: GatewayLab;
let curl: (args: string) => Promise<string>;

beforeAll(async () => {
  world = await gatewayLab();
  await world.apply(SETUP);
  for (const name of ["exact", "api", "post", "header", "query"]) await world.echo(name, "web");
  await world.echo("far", "backend");
  await world.must(
    "kubectl -n web create deployment whoami --image=traefik/whoami && kubectl -n web expose deployment whoami --port 80",
  );
  for (const [name, host] of Object.entries(CERTIFICATES)) await world.apply(tlsSecret(name, host));
  await world.must(`cat > shop-tls.crt <<'END'\n${selfSigned("shop.example").certificate}END`);
  await world.apply(ROUTES);
  await world.programmed("gw");
  await world.available("whoami", "web");
  await world.pass(3_000);
  const ip = world.address("gw");
  curl = async (args) =>
    (await world.sh(`curl -s --resolve shop.example:80:${ip} --resolve shop.example:443:${ip} ${args}`)).stdout;
}, 60_000);
afterAll(() => world.end());

const HTTP = "http://shop.example";

describe("requests", () => {
  test.each([
    { says: "an exact path", args: `${HTTP}/exact`, answer: "exact\n" },
    { says: "nothing below an exact path", args: `-o /dev/null -w '%{http_code}' ${HTTP}/exact/x`, answer: "404" },
    { says: "a prefix", args: `${HTTP}/api/x`, answer: "api\n" },
    {
      says: "a prefix is of whole elements",
      args: `-o /dev/null -w '%{http_code}' ${HTTP}/apis`,
      answer: "404",
    },
    { says: "a method goes before none", args: `-X POST ${HTTP}/api`, answer: "post\n" },
    { says: "a header", args: `-H 'x-version: two' ${HTTP}/api`, answer: "header\n" },
    { says: "a query parameter", args: `'${HTTP}/api?v=2'`, answer: "query\n" },
    {
      says: "a redirect with the prefix replaced",
      args: `-o /dev/null -w '%{http_code} %{redirect_url}' ${HTTP}/old/a?b=c`,
      answer: "301 http://shop.example/new/a?b=c",
    },
    {
      says: "a redirect to https",
      args: `-o /dev/null -w '%{http_code} %{redirect_url}' ${HTTP}/secure/a`,
      answer: "302 https://shop.example/secure/a",
    },
    {
      says: "another namespace without a grant",
      args: `-o /dev/null -w '%{http_code}' ${HTTP}/far`,
      answer: "500",
    },
    { says: "a rule without backends", args: `-o /dev/null -w '%{http_code}' ${HTTP}/nothing`, answer: "500" },
  ])("$says: $answer", async ({ args, answer }) => {
    expect(await curl(args)).toBe(answer);
  });

  test("rewrites host and path for the backend, and says who asked", async () => {
    const told = (await curl(`${HTTP}/strip/a/b?c=d`)).replaceAll("\r", "");
    expect(told).toContain("GET /a/b?c=d HTTP/1.1\nHost: inner.example\n");
    expect(told).toContain("X-Forwarded-Host: shop.example\n");
    expect(told).toContain("X-Forwarded-Proto: http\n");
  });

  test("changes headers of the request and of the answer", async () => {
    const told = (await curl(`-i -H 'X-Set: theirs' -H 'X-Add: first' -H 'X-Gone: x' ${HTTP}/headers`)).replaceAll(
      "\r",
      "",
    );
    expect(told).toContain("X-Answer: 42\n");
    expect(told).toContain("X-Set: mine\n");
    expect(told).toContain("X-Add: first,more\n");
    expect(told).not.toContain("X-Gone");
  });

  test("a grant opens another namespace, and its deletion shuts it at once", async () => {
    expect(parentOf(world.route("shop", "web"), "ResolvedRefs")).toBe("False RefNotPermitted");
    await world.apply(`
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: { name: web, namespace: backend }
spec:
  from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: web }]
  to: [{ group: "", kind: Service }]
`);
    await world.pass(200);
    expect(await curl(`${HTTP}/far`)).toBe("far\n");
    expect(parentOf(world.route("shop", "web"), "ResolvedRefs")).toBe("True ResolvedRefs");
    await world.must("kubectl -n backend delete referencegrant web");
    await world.pass(200);
    expect(await curl(`-o /dev/null -w '%{http_code}' ${HTTP}/far`)).toBe("500");
  });

  test("a namespace that loses its label loses the listener", async () => {
    await world.must("kubectl label namespace web shared-");
    await world.pass(200);
    expect(await curl(`-o /dev/null -w '%{http_code}' ${HTTP}/api`)).toBe("404");
    const { stdout } = await world.sh("why");
    expect(stdout).toMatch(/HTTPRoute web\/shop spec\.parentRefs\[0\]: listener "http" takes routes of namespaces/);
    await world.must("kubectl label namespace web shared=yes");
    await world.pass(200);
    expect(await curl(`${HTTP}/api`)).toBe("api\n");
  });
});

describe("HTTPS", () => {
  test("each host gets its own listener's certificate, which curl verifies", async () => {
    expect(await curl("--cacert shop-tls.crt https://shop.example/api")).toBe("api\n");
    const other = await world.sh(
      `curl -sk -o /dev/null -w '%{http_code}' --resolve a.example:443:${world.address("gw")} https://a.example/; echo; curl -sS --cacert shop-tls.crt --resolve a.example:443:${world.address("gw")} https://a.example/`,
    );
    expect(other.stdout).toBe("404\n");
    expect(other.exitCode).toBe(60);
    expect(
      (await world.sh(`curl -sS --resolve shop.example:443:${world.address("gw")} https://shop.example/api`)).exitCode,
    ).toBe(60);
  });

  test("a request for another listener's host on this connection is misdirected: 421", async () => {
    const asked = `-k -o /dev/null -w '%{http_code}' -H 'Host: a.example' https://shop.example/`;
    expect(await curl(asked)).toBe("421");
  });

  test("a Secret that is deleted takes its listener away, and nothing else", async () => {
    await world.must("kubectl delete secret shop-tls");
    await world.pass(200);
    const [, shop, any] = world.gateway("gw")!.status!.listeners!;
    expect(shop!.conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`)).toEqual([
      "Accepted True Accepted",
      "Conflicted False NoConflicts",
      "ResolvedRefs False InvalidCertificateRef",
      "Programmed False Invalid",
      "OverlappingTLSConfig True OverlappingHostnames",
    ]);
    expect(any!.conditions.find(({ type }) => type === "Programmed")?.status).toBe("True");
    expect(await curl(`${HTTP}/api`)).toBe("api\n");
    await world.apply(tlsSecret("shop-tls", "shop.example"));
    await world.pass(200);
    expect(await curl("--cacert shop-tls.crt https://shop.example/api")).toBe("api\n");
  });
});

test("a Gateway whose name is no name for a Service is served all the same, and one that is refused keeps nobody back", async () => {
  const gateway = (name: string, more = "") => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: ${name} }
spec:
  gatewayClassName: gatehouse
  ${more}
  listeners: [{ name: http, port: 80, protocol: HTTP }]
`;
  const long = `1.${"long-name-".repeat(8)}x`;
  await world.apply(gateway("bad", 'infrastructure: { annotations: { gatehouse.dev/node-ports: "80=99" } }'));
  await world.apply(gateway(long));
  await world.programmed(long);
  const services = await world.must("kubectl get services -o name");
  expect(services).toMatch(/^service\/gw-1-long-name-[a-z-]+-[0-9a-f]{8}$/m);
  const { conditions } = world.gateway("bad")!.status!;
  expect(conditions!.find(({ type }) => type === "Programmed")).toMatchObject({
    status: "False",
    reason: "Pending",
    message: expect.stringContaining("provided port is not in the valid range"),
  });
  await world.must(`kubectl delete gateway bad ${long}`);
}, 30_000);

test("infrastructure's labels and annotations reach what is made for the Gateway", async () => {
  const labelled = await world.must("kubectl get deployment,service,pods -l team=edge -o name");
  expect(labelled).toMatch(/^deployment\.apps\/gw-gatehouse\nservice\/gw-gatehouse\npod\/gw-gatehouse-\S+\n$/);
  expect(await world.must("kubectl get service gw-gatehouse -o jsonpath={.metadata.annotations}")).toContain("hello");
});

test("a sandbox that is saved and restored goes on: the proxy with what it knew, the controller with what is new", async () => {
  await world.pass(30_000);
  const { lab } = await import("./lab.ts");
  const again = await lab({ profile: "aks", saved: structuredClone(world.sandbox.save()) });
  const { clock, places } = again.sandbox;
  const sh = (script: string) => clock.drive(places.laptop.run(script));
  const ip = world.address("gw");
  expect((await sh(`curl -s -H 'Host: shop.example' http://${ip}/api`)).stdout).toBe("api\n");
  await clock.advance(15_000);
  await sh(
    'kubectl -n web patch httproute shop --type json -p \'[{"op":"replace","path":"/spec/hostnames","value":["new.example"]}]\'',
  );
  await clock.advance(15_000);
  expect((await sh(`curl -s -H 'Host: new.example' http://${ip}/api`)).stdout).toBe("api\n");
  again.end();
});

test("a namespace that goes takes its routes with it", async () => {
  await world.must("kubectl delete namespace web");
  await world.pass(500);
  expect(await world.must("kubectl get httproutes -A")).toBe("");
  expect(world.gateway("gw")!.status!.listeners!.map(({ attachedRoutes }) => attachedRoutes)).toEqual([0, 0, 0]);
});
