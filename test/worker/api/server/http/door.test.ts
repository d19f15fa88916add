import { describe, expect, test } from "vitest";
import type { ApiServer } from "../../../../../worker/api/index.ts";
import { bodyText, type Header, headerOf } from "../../../../../worker/base/http.ts";
import { linesOf } from "../../../../../worker/base/streams.ts";
import { Pod, pod, testServer, Widget, widget } from "../../local.ts";
import { ask, json, TABLE, WIDGETS } from "./asking.ts";

describe("reading", () => {
  test("an object, a list, a page and the next", async () => {
    const { server, client } = testServer();
    for (const name of ["c", "a", "b"]) await client.create(Widget, widget(name));
    expect((await json(server, `${WIDGETS}/a`)).body).toMatchObject({ kind: "Widget", metadata: { name: "a" } });
    const list = (await json(server, WIDGETS)).body;
    expect(list).toMatchObject({ kind: "WidgetList", apiVersion: "example.com/v1" });
    expect(list.metadata.resourceVersion).toBe(String(server.store.revision));
    const page = (await json(server, `${WIDGETS}?limit=2`)).body;
    expect(page.items.map((one: { metadata: { name: string } }) => one.metadata.name)).toEqual(["a", "b"]);
    expect(page.metadata.remainingItemCount).toBe(1);
    const rest = (await json(server, `${WIDGETS}?limit=2&continue=${page.metadata.continue}`)).body;
    expect(rest.items.map((one: { metadata: { name: string } }) => one.metadata.name)).toEqual(["c"]);
    expect(rest.metadata.continue).toBeUndefined();
  });

  test("a table, of one and of many", async () => {
    const { server } = testServer();
    await json(server, WIDGETS, { method: "POST", body: widget("a") });
    const { body } = await json(server, WIDGETS, { accept: TABLE });
    expect(body).toMatchObject({
      kind: "Table",
      apiVersion: "meta.k8s.io/v1",
      columnDefinitions: [
        { name: "Name", type: "string", format: "name", priority: 0 },
        { name: "Color", type: "string", format: "", priority: 0 },
      ],
      rows: [{ cells: ["a", "red"], object: { kind: "PartialObjectMetadata", metadata: { name: "a" } } }],
    });
    const whole = (await json(server, `${WIDGETS}/a?includeObject=Object`, { accept: TABLE })).body;
    expect(whole.rows[0].object.spec.color).toBe("red");
  });

  test.each([
    {
      says: "an object that is not there",
      path: `${WIDGETS}/nope`,
      code: 404,
      message: 'widgets.example.com "nope" not found',
    },
    {
      says: "a resource that is not there",
      path: "/api/v1/gadgets",
      code: 404,
      message: "the server could not find the requested resource",
    },
    {
      says: "a field that cannot be selected by",
      path: "/api/v1/pods?fieldSelector=spec.bogus%3D1",
      code: 400,
      message: "field label not supported: spec.bogus",
    },
    {
      says: "a field of a kind without any",
      path: "/api/v1/configmaps?fieldSelector=data%3D1",
      code: 400,
      message: '"data" is not a known field selector: only "metadata.name", "metadata.namespace"',
    },
    {
      says: "a selector that is none",
      path: "/api/v1/pods?labelSelector=a%20in%20b",
      code: 400,
      message: "unable to parse requirement: found 'b' expected: '('",
    },
    {
      says: "a PATCH of a list",
      path: "/api/v1/pods",
      method: "PATCH",
      code: 405,
      message: "the server does not allow this method on the requested resource",
    },
  ])("says no to $says", async ({ path, code, message, method = "GET" }) => {
    const { server } = testServer();
    const { body, code: got } = await json(server, path, { method });
    expect([got, body.kind, body.message]).toEqual([code, "Status", message]);
  });

  test("a path of no API is plain text", async () => {
    const { server } = testServer();
    const response = await ask(server, "/apis/nosuch/v1/things");
    expect([response.status, await bodyText(response.body)]).toEqual([404, "404 page not found\n"]);
  });

  test("a form that the server does not have is refused", async () => {
    const { server } = testServer();
    const { body } = await json(server, "/api/v1/namespaces/default", { accept: "text/html" });
    expect(body).toMatchObject({
      code: 406,
      message:
        "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf",
    });
  });

  test("a deprecated kind says so, whatever is asked of it", async () => {
    const { server } = testServer();
    const words = '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"';
    expect(headerOf(await ask(server, "/api/v1/endpoints"), "Warning")).toBe(words);
    expect(headerOf(await ask(server, "/api/v1/services"), "Warning")).toBeUndefined();
  });

  test("YAML for who asks for it", async () => {
    const { server } = testServer();
    const response = await ask(server, "/api/v1/namespaces/default", { accept: "application/yaml" });
    expect(await bodyText(response.body)).toMatch(
      /^apiVersion: v1\nkind: Namespace\nmetadata:\n {2}creationTimestamp: "2026/,
    );
  });

  test("readers of raw bytes get keys in the real server's order", async () => {
    const { server, client } = testServer();
    await client.create(Pod, pod("a"));
    const raw = (await json(server, "/api/v1/namespaces/default/pods/a", { accept: "application/json, */*" })).body;
    expect(Object.keys(raw)).toEqual(["kind", "apiVersion", "metadata", "spec", "status"]);
    expect(Object.keys(raw.metadata)).toEqual([
      "name",
      "namespace",
      "uid",
      "resourceVersion",
      "generation",
      "creationTimestamp",
      "managedFields",
    ]);
    expect(Object.keys(raw.spec.containers[0]).slice(0, 3)).toEqual(["name", "image", "resources"]);
  });

  test("curl gets indented JSON", async () => {
    const { server } = testServer();
    const response = await ask(server, "/api/v1/namespaces/default", { headers: [["User-Agent", "curl/8.5.0"]] });
    expect(await bodyText(response.body)).toMatch(/^\{\n {2}"/);
  });
});

describe("writing", () => {
  const strict = `${WIDGETS}?fieldManager=kubectl-create&fieldValidation=Strict`;

  test.each([
    {
      says: "unknown fields, each with its path",
      body: { ...widget("a"), spec: { color: "red", bogus: 1, parts: [{ name: "x" }, { name: "y", sise: 2 }] } },
      message:
        'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.bogus", unknown field "spec.parts[1].sise"',
    },
    {
      says: "text for a number",
      body: { ...widget("a"), spec: { color: "red", replicas: "three" } },
      message:
        'Widget in version "v1" cannot be handled as a Widget: json: cannot unmarshal string into Go struct field WidgetSpec.spec.replicas of type int32',
    },
    {
      says: "a number for text inside a list",
      body: { ...widget("a"), spec: { color: "red", parts: [{ name: 5 }] } },
      message:
        'Widget in version "v1" cannot be handled as a Widget: json: cannot unmarshal number into Go struct field Part.spec.parts.name of type string',
    },
    {
      says: "a number for a label",
      body: { ...widget("a"), metadata: { name: "a", labels: { tier: 1 } } },
      message:
        'Widget in version "v1" cannot be handled as a Widget: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
    },
    {
      says: "another version",
      body: { ...widget("a"), apiVersion: "example.com/v2" },
      message:
        'Widget in version "v2" cannot be handled as a Widget: no kind "Widget" is registered for version "example.com/v2" in scheme "pkg/api/legacyscheme/scheme.go:30"',
    },
    {
      says: "no JSON",
      body: "{",
      message:
        "the object provided is unrecognized (must be of type Widget): couldn't get version/kind; json parse error: unexpected end of JSON input ({)",
    },
    {
      says: "another namespace",
      body: { ...widget("a"), metadata: { name: "a", namespace: "other" } },
      message: "the namespace of the provided object does not match the namespace sent on the request",
    },
  ])("refuses $says", async ({ body, message }) => {
    const { server } = testServer();
    const answer = await json(server, strict, { method: "POST", body });
    expect([answer.code, answer.body.reason, answer.body.message]).toEqual([400, "BadRequest", message]);
  });

  test("warns of unknown fields when asked to, and by itself", async () => {
    const { server } = testServer();
    const body = { ...widget("a"), spec: { color: "red", bogus: 1 } };
    const { response, code } = await json(server, WIDGETS, { method: "POST", body });
    expect([code, headerOf(response, "Warning")]).toEqual([201, '299 - "unknown field \\"spec.bogus\\""']);
    expect((await json(server, `${WIDGETS}/a`)).body.spec).toEqual({ color: "red", replicas: 1 });
  });

  test("writes values the canonical way", async () => {
    const { server } = testServer();
    const body = pod("a", {
      containers: [
        { name: "main", image: "nginx", command: [], resources: { requests: { cpu: "0.5", memory: "1024Mi" } } },
      ],
    });
    const answer = await json(server, "/api/v1/namespaces/default/pods", { method: "POST", body });
    expect(answer.body.spec.containers[0].resources).toEqual({ requests: { cpu: "500m", memory: "1Gi" } });
    expect(answer.body.spec.containers[0]).not.toHaveProperty("command");
  });

  test("refuses a quantity that is none", async () => {
    const { server } = testServer();
    const body = pod("a", { containers: [{ name: "main", image: "nginx", resources: { requests: { cpu: "much" } } }] });
    const answer = await json(server, "/api/v1/namespaces/default/pods", { method: "POST", body });
    expect(answer.body.message).toBe(
      "Pod in version \"v1\" cannot be handled as a Pod: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  });

  test("more than 3 MiB is too large", async () => {
    const { server } = testServer();
    const answer = await json(server, WIDGETS, { method: "POST", body: " ".repeat(3 * 1024 * 1024 + 1) });
    expect(answer.body).toMatchObject({
      code: 413,
      reason: "RequestEntityTooLarge",
      message: "Request entity too large: limit is 3145728",
    });
  });

  test("dryRun=All stores nothing", async () => {
    const { server } = testServer();
    const before = server.store.revision;
    const answer = await json(server, `${WIDGETS}?dryRun=All`, { method: "POST", body: widget("a") });
    expect([answer.code, answer.body.metadata.name, server.store.revision]).toEqual([201, "a", before]);
  });

  test.each([
    {
      says: "merge",
      type: "application/merge-patch+json",
      body: { spec: { color: null, tags: ["x"] } },
      spec: { replicas: 1, tags: ["x"], parts: [{ name: "a", size: 1 }, { name: "b" }] },
      code: 422,
    },
    {
      says: "strategic",
      type: "application/strategic-merge-patch+json",
      body: { spec: { parts: [{ name: "b", size: 2 }, { name: "c" }] } },
      spec: { color: "red", replicas: 1, parts: [{ name: "a", size: 1 }, { name: "b", size: 2 }, { name: "c" }] },
      code: 200,
    },
    {
      says: "JSON",
      type: "application/json-patch+json",
      body: [{ op: "replace", path: "/spec/parts/0/size", value: 9 }],
      spec: { color: "red", replicas: 1, parts: [{ name: "a", size: 9 }, { name: "b" }] },
      code: 200,
    },
  ])("$says patch", async ({ type, body, spec, code }) => {
    const { server } = testServer();
    const object = widget("w", { color: "red", parts: [{ name: "a", size: 1 }, { name: "b" }] });
    await json(server, WIDGETS, { method: "POST", body: object });
    const answer = await json(server, `${WIDGETS}/w`, { method: "PATCH", type, body });
    expect(answer.code).toBe(code);
    if (code === 200) expect(answer.body.spec).toEqual(spec);
    else expect(answer.body.message).toContain("spec.color: Required value");
  });

  test.each([
    {
      says: "an unknown field in a strategic patch",
      type: "application/strategic-merge-patch+json",
      body: { spec: { bogus: 1 } },
      code: 422,
      message:
        ' "" is invalid: patch: Invalid value: "map[spec:map[bogus:1]]": strict decoding error: unknown field "spec.bogus"',
    },
    {
      says: "a wrong type in a strategic patch",
      type: "application/strategic-merge-patch+json",
      body: { spec: { replicas: "abc" } },
      code: 422,
      message: ' "" is invalid: patch: Invalid value: "map[spec:map[replicas:abc]]": unrecognized type: int32',
    },
    {
      says: "a path that is not there",
      type: "application/json-patch+json",
      body: [{ op: "remove", path: "/spec/nope" }],
      code: 422,
      message: "the server rejected our request due to an error in our request",
    },
    {
      says: "a content type that is none",
      type: "application/bogus",
      body: {},
      code: 415,
      message: "415: Unsupported Media Type",
    },
  ])("refuses $says", async ({ type, body, code, message }) => {
    const { server } = testServer();
    await json(server, WIDGETS, { method: "POST", body: widget("w") });
    const answer = await json(server, `${WIDGETS}/w?fieldValidation=Strict`, { method: "PATCH", type, body });
    expect([answer.code, answer.body.message]).toEqual([code, message]);
  });

  test("the scale, read and written", async () => {
    const { server } = testServer();
    await json(server, WIDGETS, { method: "POST", body: widget("w") });
    const read = (await json(server, `${WIDGETS}/w/scale`)).body;
    expect(read).toMatchObject({
      kind: "Scale",
      apiVersion: "autoscaling/v1",
      spec: { replicas: 1 },
      status: { replicas: 0, selector: "app=web" },
    });
    const type = "application/merge-patch+json";
    await json(server, `${WIDGETS}/w/scale`, { method: "PATCH", type, body: { spec: { replicas: 3 } } });
    expect((await json(server, `${WIDGETS}/w`)).body.spec.replicas).toBe(3);
    const answer = await json(server, `${WIDGETS}/w/scale`, {
      method: "PATCH",
      type,
      body: { spec: { replicas: -1 } },
    });
    expect(answer.body.message).toBe(
      'Scale.autoscaling "w" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
  });

  test("deletion answers a Status that names what went, or the object that waits", async () => {
    const { server } = testServer();
    const made = (await json(server, WIDGETS, { method: "POST", body: widget("w") })).body;
    const held = await json(server, `${WIDGETS}/w`, { method: "DELETE", body: { propagationPolicy: "Foreground" } });
    expect(held.body.metadata.finalizers).toEqual(["foregroundDeletion"]);
    await json(server, WIDGETS, { method: "POST", body: widget("v") });
    const { uid } = (await json(server, `${WIDGETS}/v`)).body.metadata;
    const gone = await json(server, `${WIDGETS}/v`, { method: "DELETE" });
    expect(gone.body).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Success",
      details: { name: "v", group: "example.com", kind: "widgets", uid },
    });
    expect(made.metadata.uid).not.toBe(uid);
  });

  test("a collection goes by selector", async () => {
    const { server } = testServer();
    for (const [name, tier] of [
      ["a", "x"],
      ["b", "y"],
      ["c", "x"],
    ]) {
      await json(server, WIDGETS, { method: "POST", body: { ...widget(name!), metadata: { name, labels: { tier } } } });
    }
    await json(server, `${WIDGETS}?labelSelector=tier%3Dx`, { method: "DELETE" });
    const left = (await json(server, WIDGETS)).body.items;
    expect(left.map((one: { metadata: { name: string } }) => one.metadata.name)).toEqual(["b"]);
  });
});

async function collect(
  body: unknown,
  lines: number,
  wake?: () => Promise<unknown>,
): Promise<
  {
    type: string;
    object: {
      metadata: { name?: string; resourceVersion?: string; annotations?: object };
      kind: string;
      code?: number;
      message?: string;
      columnDefinitions?: unknown;
      rows?: { cells: string[] }[];
    };
  }[]
> {
  const got = [];
  let poked = false;
  for await (const line of linesOf(body as AsyncIterable<Uint8Array>)) {
    got.push(JSON.parse(line));
    if (got.length >= lines) break;
    if (!poked && wake) {
      poked = true;
      await wake();
    }
  }
  return got;
}

describe("watching", () => {
  const create = (server: ApiServer, name: string, labels = {}) =>
    json(server, WIDGETS, { method: "POST", body: { ...widget(name), metadata: { name, labels } } });

  test("from a list on: nothing is missed", async () => {
    const { server } = testServer();
    await create(server, "a");
    const rv = (await json(server, WIDGETS)).body.metadata.resourceVersion;
    await create(server, "b");
    const { body } = await ask(server, `${WIDGETS}?watch=true&resourceVersion=${rv}`);
    await create(server, "c");
    const events = await collect(body, 2);
    expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual(["ADDED b", "ADDED c"]);
  });

  test("with initial events: the present, a bookmark, the future", async () => {
    const { server } = testServer();
    await create(server, "a");
    const { body } = await ask(
      server,
      `${WIDGETS}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    );
    const events = await collect(body, 3, () => create(server, "b"));
    expect(events.map(({ type }) => type)).toEqual(["ADDED", "BOOKMARK", "ADDED"]);
    expect(events[1]!.object).toMatchObject({
      kind: "Widget",
      metadata: { annotations: { "k8s.io/initial-events-end": "true" } },
    });
  });

  test("an object that stops matching is deleted, one that begins to is added", async () => {
    const { server } = testServer();
    await create(server, "a", { tier: "x" });
    await create(server, "b", { tier: "y" });
    const { body } = await ask(server, `${WIDGETS}?watch=true&labelSelector=tier%3Dx`);
    const relabel = (name: string, tier: string) =>
      json(server, `${WIDGETS}/${name}`, {
        method: "PATCH",
        type: "application/merge-patch+json",
        body: { metadata: { labels: { tier } } },
      });
    await relabel("b", "x");
    await relabel("a", "y");
    const events = await collect(body, 3);
    expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
      "ADDED a",
      "ADDED b",
      "DELETED a",
    ]);
  });

  test("tables carry their columns once", async () => {
    const { server } = testServer();
    await create(server, "a");
    await create(server, "b");
    const { body } = await ask(server, `${WIDGETS}?watch=true`, { accept: TABLE });
    const events = await collect(body, 2);
    expect(events.map(({ object }) => [object.rows![0]!.cells[0], object.columnDefinitions === null])).toEqual([
      ["a", false],
      ["b", true],
    ]);
  });

  test("a version from before what is remembered is Expired", async () => {
    const { server, admin } = testServer();
    const again = testServer({ saved: server.save() });
    again.server.verbs.resources.create(
      again.server.kinds.byKind("example.com/v1", "Widget")!,
      "default",
      widget("a"),
      { by: admin },
    );
    const { body } = await ask(again.server, `${WIDGETS}?watch=true&resourceVersion=1`);
    const [event] = await collect(body, 1);
    expect(event).toMatchObject({ type: "ERROR", object: { code: 410, message: "too old resource version: 1 (2)" } });
  });

  test("ends after timeoutSeconds, and when the client goes", async () => {
    const { server, clock } = testServer();
    const timed = await ask(server, `${WIDGETS}?watch=true&timeoutSeconds=5`);
    const all = collect(timed.body, 99);
    await clock.advance(5000);
    expect(await all).toEqual([]);
    const stop = new AbortController();
    const left = collect((await ask(server, `${WIDGETS}?watch=true`, { signal: stop.signal })).body, 99);
    stop.abort();
    expect(await left).toEqual([]);
  });
});

describe("what the server is", () => {
  test("discovery, aggregated and as of old", async () => {
    const { server } = testServer();
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
    const { body, response } = await json(server, "/apis?timeout=32s", { accept });
    expect(headerOf(response, "Content-Type")).toBe(
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
    );
    const group = body.items.find((one: { metadata: { name: string } }) => one.metadata.name === "example.com");
    expect(group.versions[0].resources[0]).toMatchObject({
      resource: "widgets",
      scope: "Namespaced",
      singularResource: "widget",
      shortNames: ["wd"],
      subresources: [
        { subresource: "scale", responseKind: { group: "autoscaling", version: "v1", kind: "Scale" } },
        { subresource: "status", verbs: ["get", "patch", "update"] },
      ],
    });
    expect((await json(server, "/api")).body.versions).toEqual(["v1"]);
    expect((await json(server, "/apis")).body.groups.map((one: { name: string }) => one.name)).toContain("apps");
    const v1 = (await json(server, "/api/v1")).body;
    expect(v1).toMatchObject({ kind: "APIResourceList", groupVersion: "v1" });
    expect(v1.resources.map((one: { name: string }) => one.name)).toContain("pods/log");
  });

  test("version and health", async () => {
    const { server } = testServer();
    expect((await json(server, "/version")).body).toMatchObject({ major: "1", minor: "36", gitVersion: "v1.36.1" });
    expect(await bodyText((await ask(server, "/readyz")).body)).toBe("ok");
    expect(await bodyText((await ask(server, "/livez?verbose")).body)).toMatch(
      /^\[\+\]ping ok\n[\s\S]*livez check passed\n$/,
    );
  });
});

describe("who asks", () => {
  test("a service account by its token, until that expires or its pod is gone", async () => {
    const seen: string[] = [];
    const { server, client, clock } = testServer({
      authorize: ({ user }) => {
        seen.push(user);
        return { allowed: true, reason: "" };
      },
    });
    const request = await json(server, "/api/v1/namespaces/default/serviceaccounts/default/token", {
      method: "POST",
      body: { spec: { expirationSeconds: 600 } },
    });
    expect(request.code).toBe(201);
    const { token, expirationTimestamp } = request.body.status;
    expect(expirationTimestamp).toBe("2026-01-01T00:10:00Z");
    const headers: Header[] = [["Authorization", `Bearer ${token}`]];
    expect((await json(server, WIDGETS, { headers })).code).toBe(200);
    expect(seen.at(-1)).toBe("system:serviceaccount:default:default");
    await client.create(Pod, pod("bearer"));
    const { uid } = (await client.get(Pod, { namespace: "default", name: "bearer" })).metadata;
    const spec = { boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "bearer", uid: uid! } };
    const bound = server.verbs.token({ namespace: "default", name: "default" }, { spec }) as {
      status: { token: string };
    };
    const asPod: Header[] = [["Authorization", `Bearer ${bound.status.token}`]];
    expect((await json(server, WIDGETS, { headers: asPod })).code).toBe(200);
    await client.delete(Pod, { namespace: "default", name: "bearer" });
    expect((await json(server, WIDGETS, { headers: asPod })).code).toBe(401);
    await clock.advance(601_000);
    expect((await json(server, WIDGETS, { headers })).body).toMatchObject({ code: 401, message: "Unauthorized" });
  });

  test("who may not is told so", async () => {
    const { server } = testServer({
      authorize: ({ user }) => ({ allowed: user !== "bob", reason: user === "bob" ? "bob is out" : "" }),
    });
    const { body } = await json(server, `${WIDGETS}/a`, { headers: [["Impersonate-User", "bob"]] });
    expect(body).toMatchObject({
      code: 403,
      reason: "Forbidden",
      message:
        'widgets.example.com "a" is forbidden: User "bob" cannot get resource "widgets" in API group "example.com" in the namespace "default": bob is out',
    });
  });
});
