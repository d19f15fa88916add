/** The API server hands requests on to pods, Services and nodes: k8s.io/apimachinery pkg/util/proxy, pkg/registry/core. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  bodyText,
  EMPTY_BODY,
  type Header,
  type HttpRequest,
  type HttpResponse,
  textResponse,
} from "../../../worker/base/http.ts";
import { publicCertificate } from "../../../worker/base/x509/authority/issuer.ts";
import { box, type Lab, lab } from "./lab.ts";

let here: Lab;
let seen: HttpRequest | undefined;

/** What the pod answers, by path. */
const ANSWERS: Readonly<Record<string, () => HttpResponse>> = {
  "/json": () => textResponse(200, '{"a":1}', "application/json", [["Access-Control-Allow-Origin", "*"]]),
  "/away": () => ({ status: 302, headers: [["Location", "/login?next=x"]], body: EMPTY_BODY }),
  "/far": () => ({ status: 302, headers: [["Location", "https://example.com/x"]], body: EMPTY_BODY }),
  "/bad": () => textResponse(418, "short and stout", "text/plain"),
  "/page": () =>
    textResponse(
      200,
      `<!DOCTYPE html><A HREF=/a>a</A><!-- <a href="/no"> --><img src='rel.png'><link href="https://e.x/y"/><script src="/s.js">if (a<b) "<a href='/q'>"</script><p class=x>`,
      "text/html; charset=utf-8",
    ),
};

beforeAll(async () => {
  here = await lab({ profile: "kind" });
  const spec = box("sleep 1000000");
  const containers = spec.containers.map((one) => ({ ...one, ports: [{ containerPort: 8080, name: "web" }] }));
  await here.run("back", { ...spec, containers });
  await here.run("bare", box("sleep 1000000"));
  await here.service("back", {
    ports: [
      { port: 80, targetPort: 8080, name: "web" },
      { port: 443, targetPort: 8443, name: "secure" },
    ],
  });
  await here.service("nobody", { ports: [{ port: 80 }] });
  await here.until(() => ["back", "bare"].every((name) => here.podAt(name)?.status?.phase === "Running"));
  const access = here.sandbox.topology.host(here.hostOf(here.podAt("back")))!.access("back");
  const http = async (request: HttpRequest) => {
    seen = { ...request, body: new TextEncoder().encode(await bodyText(request.body)) };
    return ANSWERS[request.path.split("?")[0]!]?.() ?? textResponse(200, "hello", "text/plain");
  };
  access.listen({ port: 8080, process: "back" }, { http });
  const certificate = publicCertificate(["elsewhere.example"], here.clock.now());
  access.listen({ port: 8443, process: "back" }, { http, tls: { certificate: () => certificate } });
  await here.clock.drive(here.clock.sleep(3_000));
}, 60_000);
afterAll(() => here.end());

const CORE = "/api/v1/namespaces/default";

async function ask(path: string, { method = "GET", headers = [] as Header[], body = "" } = {}) {
  seen = undefined;
  const response = await here.clock.drive(
    here.sandbox.server.handle({
      method,
      authority: "api.example:6443",
      path,
      headers: [["Host", "api.example:6443"], ...headers],
      body: new TextEncoder().encode(body),
      protocol: "HTTP/1.1",
    }),
  );
  const text = await bodyText(response.body);
  const header = (name: string) => response.headers.find(([own]) => own.toLowerCase() === name)?.[1];
  return { status: response.status, text, header };
}

describe("where a name leads", () => {
  test.each([
    { says: "a pod's first port", path: `${CORE}/pods/back/proxy/x` },
    { says: "a pod's port by number", path: `${CORE}/pods/back:8080/proxy/x` },
    { says: "a pod's port by scheme, whoever signed the certificate", path: `${CORE}/pods/https:back:8443/proxy/x` },
    { says: "a Service's port by name", path: `${CORE}/services/back:web/proxy/x` },
    { says: "a Service's port by number", path: `${CORE}/services/back:80/proxy/x` },
    { says: "a Service's port by scheme and name", path: `${CORE}/services/https:back:secure/proxy/x` },
    { says: "a Service's port by scheme and number", path: `${CORE}/services/http:back:80/proxy/x` },
  ])("$says: $path", async ({ path }) => {
    expect(await ask(path)).toMatchObject({ status: 200, text: "hello" });
    expect(seen?.path).toBe("/x");
  });

  test.each([
    { path: `${CORE}/pods/gone/proxy/`, code: 404, message: 'pods "gone" not found' },
    { path: `${CORE}/pods/ftp:back:21/proxy/`, code: 400, message: 'invalid pod request "ftp:back:21"' },
    { path: `${CORE}/services/a:b:c:d/proxy/`, code: 400, message: 'invalid service request "a:b:c:d"' },
    { path: `${CORE}/services/gone/proxy/`, code: 404, message: 'endpoints "gone" not found' },
    { path: `${CORE}/services/gone:80/proxy/`, code: 404, message: 'services "gone" not found' },
    { path: `${CORE}/services/nobody/proxy/`, code: 503, message: 'no endpoints available for service "nobody"' },
    { path: `${CORE}/services/back:81/proxy/`, code: 503, message: 'no service port 81 found for service "back"' },
    { path: `${CORE}/services/back:x/proxy/`, code: 503, message: 'no endpoints available for service "back:x"' },
    { path: "/api/v1/nodes/gone/proxy/", code: 404, message: 'nodes "gone" not found' },
    {
      path: `${CORE}/pods/back:x/proxy/`,
      code: 503,
      message: "error trying to reach service: dial tcp: lookup tcp/x: unknown port",
    },
    { path: `${CORE}/pods/back/proxy/?dryRun=All`, code: 400, message: "dryRun is not supported" },
    { path: `${CORE}/pods/back/nonsense/x`, code: 404, message: "the server could not find the requested resource" },
  ])("$path is refused: $message", async ({ path, code, message }) => {
    const { status, text } = await ask(path);
    expect([status, JSON.parse(text).message]).toEqual([code, message]);
  });

  test("a port where nobody listens", async () => {
    const ip = here.podAt("bare")?.status?.podIP;
    const { status, text } = await ask(`${CORE}/pods/bare:99/proxy/`);
    expect([status, JSON.parse(text)]).toEqual([
      503,
      {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: `error trying to reach service: dial tcp ${ip}:99: connect: connection refused`,
        reason: "ServiceUnavailable",
        code: 503,
      },
    ]);
  });
});

describe("what is handed on", () => {
  test("method, query and body as they are; who asked and what is for one hop stays", async () => {
    await ask(`${CORE}/pods/back/proxy/a%20b/c?x=1&y=%2F`, {
      method: "POST",
      headers: [
        ["Authorization", "Basic c2VjcmV0"],
        ["Connection", "keep-alive"],
        ["Accept", "text/html"],
        ["X-Own", "1"],
      ],
      body: "words",
    });
    expect([seen?.method, seen?.path, new TextDecoder().decode(seen?.body as Uint8Array)]).toEqual([
      "POST",
      "/a%20b/c?x=1&y=%2F",
      "words",
    ]);
    expect(seen?.headers).toEqual([
      ["Host", "api.example:6443"],
      ["Accept", "text/html"],
      ["X-Own", "1"],
      ["X-Forwarded-Uri", `${CORE}/pods/back/proxy/a%20b/c`],
    ]);
  });

  test.each(["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s too", async (method) => {
    expect((await ask(`${CORE}/services/back:web/proxy/x`, { method })).status).toBe(200);
    expect(seen?.method).toBe(method);
  });
});

describe("what is handed back", () => {
  test("the answer as it is, without what lets other pages read it", async () => {
    const { status, text, header } = await ask(`${CORE}/pods/back/proxy/json`, {
      headers: [["Accept", "application/yaml"]],
    });
    expect([status, text, header("content-type")]).toEqual([200, '{"a":1}', "application/json"]);
    expect(header("access-control-allow-origin")).toBeUndefined();
    expect(await ask(`${CORE}/pods/back/proxy/bad`)).toMatchObject({ status: 418, text: "short and stout" });
  });

  test("without a path, the way to the one that ends with a slash", async () => {
    const { status, header } = await ask(`${CORE}/pods/back/proxy?a=b`);
    expect([status, header("location")]).toEqual([301, `${CORE}/pods/back/proxy/?a=b`]);
    expect(seen).toBeUndefined();
  });

  test("redirects within the pod lead back through the API, others away", async () => {
    expect((await ask(`${CORE}/pods/back/proxy/away`)).header("location")).toBe(`${CORE}/pods/back/proxy/login?next=x`);
    expect((await ask(`${CORE}/pods/back/proxy/far`)).header("location")).toBe("https://example.com/x");
  });

  test("of a page whose head alone is asked for, no length, since its links would change", async () => {
    const { status, header } = await ask(`${CORE}/pods/back/proxy/page`, { method: "HEAD" });
    expect([status, header("content-type"), header("content-length")]).toEqual([
      200,
      "text/html; charset=utf-8",
      undefined,
    ]);
  });

  test("so do links in pages; comments and scripts stay as they are", async () => {
    const proxy = `${CORE}/pods/back:8080/proxy`;
    expect((await ask(`${proxy}/page`)).text).toBe(
      `<!DOCTYPE html><a href="${proxy}/a">a</A><!-- <a href="/no"> --><img src="rel.png"><link href="https://e.x/y"/><script src="${proxy}/s.js">if (a<b) "<a href='/q'>"</script><p class="x">`,
    );
  });
});
