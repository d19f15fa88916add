import { describe, expect, test } from "vitest";
import { fieldsIn } from "../../../../../worker/api/machinery/protobuf/wire.ts";
import { bodyBytes, bodyText, headerOf } from "../../../../../worker/base/http.ts";
import { fromUtf8 } from "../../../../../worker/base/streams.ts";
import { testServer } from "../../local.ts";
import { ask, json } from "./asking.ts";

const PROTOBUF = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

describe("OpenAPI 3", () => {
  test("an index, and documents with types, words and paths", async () => {
    const { server } = testServer();
    const index = (await json(server, "/openapi/v3")).body.paths;
    expect(Object.keys(index)).toEqual(Object.keys(index).sort());
    const { components, paths } = (await json(server, index["apis/apps/v1"].serverRelativeURL)).body;
    expect(components.schemas["io.k8s.api.apps.v1.Deployment"]).toMatchObject({
      type: "object",
      "x-kubernetes-group-version-kind": [{ group: "apps", version: "v1", kind: "Deployment" }],
      properties: {
        spec: { allOf: [{ $ref: expect.stringMatching(/\.DeploymentSpec$/) }], description: expect.any(String) },
      },
    });
    for (const reference of JSON.stringify([components, paths]).matchAll(/#\/components\/schemas\/([^"]+)/g)) {
      expect(components.schemas).toHaveProperty([reference[1]!]);
    }
    const collection = paths["/apis/apps/v1/namespaces/{namespace}/deployments"];
    expect(Object.keys(collection).sort()).toEqual(["delete", "get", "parameters", "post"]);
    expect(paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale"].put).toMatchObject({
      "x-kubernetes-action": "put",
      "x-kubernetes-group-version-kind": { group: "autoscaling", version: "v1", kind: "Scale" },
    });
  });

  test("what kubectl looks for before it leaves validation to the server", async () => {
    const { server } = testServer();
    const { paths } = (await json(server, "/openapi/v3/api/v1")).body;
    const { patch } = paths["/api/v1/namespaces/{namespace}/pods/{name}"];
    expect(patch["x-kubernetes-group-version-kind"]).toEqual({ group: "", version: "v1", kind: "Pod" });
    expect(patch.parameters.map((one: { name: string }) => one.name)).toContain("fieldValidation");
    expect(Object.keys(patch.requestBody.content)).toContain("application/strategic-merge-patch+json");
  });

  test("what is asked for by its hash is for ever, by an old one elsewhere", async () => {
    const { server } = testServer();
    const url = (await json(server, "/openapi/v3")).body.paths["api/v1"].serverRelativeURL;
    const there = await ask(server, url);
    expect([headerOf(there, "Cache-Control"), headerOf(there, "Expires")]).toEqual([
      "public, immutable",
      "Fri, 01 Jan 2027 00:00:00 GMT",
    ]);
    const moved = await ask(server, "/openapi/v3/api/v1?hash=0");
    expect([moved.status, headerOf(moved, "Location")]).toEqual([301, url]);
    const tag = headerOf(there, "ETag")!;
    expect((await ask(server, url, { headers: [["If-None-Match", tag]] })).status).toBe(304);
  });

  test("a group that is not there", async () => {
    const { server } = testServer();
    expect((await ask(server, "/openapi/v3/apis/none/v1")).status).toBe(404);
  });
});

describe("OpenAPI 2", () => {
  test("everything as one, whose references all lead somewhere", async () => {
    const { server } = testServer();
    const { body } = await json(server, "/openapi/v2");
    expect([body.swagger, body.info]).toEqual(["2.0", { title: "Kubernetes", version: "v1.36.1" }]);
    for (const reference of JSON.stringify(body).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)) {
      expect(body.definitions).toHaveProperty([reference[1]!]);
    }
    expect(JSON.stringify(body).includes("#/components")).toBe(false);
    const crd = Object.keys(body.definitions).find((name) => name.endsWith(".JSONSchemaProps"))!;
    expect(Object.keys(body.definitions[crd].properties)).toEqual(expect.arrayContaining(["allOf", "oneOf"]));
    expect(body.definitions["io.k8s.api.core.v1.Pod"].properties.spec).toMatchObject({
      $ref: expect.stringMatching(/^#\/definitions\/.*PodSpec$/),
      description: expect.any(String),
    });
    const { put } = body.paths["/api/v1/namespaces/{namespace}/configmaps/{name}"];
    expect(put.parameters).toContainEqual({
      in: "body",
      name: "body",
      schema: { $ref: "#/definitions/io.k8s.api.core.v1.ConfigMap" },
    });
  });

  test("the same in protocol buffers", async () => {
    const { server } = testServer();
    const answer = await ask(server, "/openapi/v2?timeout=32s", { accept: PROTOBUF });
    expect([answer.status, headerOf(answer, "Content-Type")]).toEqual([
      200,
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
    ]);
    const document = await bodyBytes(answer.body);
    const { body } = await json(server, "/openapi/v2");
    expect(textIn(document, 1)).toEqual(["2.0"]);
    const [definitions] = partsIn(document, 9);
    expect(partsIn(definitions!, 1).flatMap((entry) => textIn(entry, 1))).toEqual(Object.keys(body.definitions));
    const [paths] = partsIn(document, 8);
    expect(partsIn(paths!, 2).flatMap((entry) => textIn(entry, 1))).toEqual(Object.keys(body.paths));
    const pod = partsIn(definitions!, 1).find((entry) => textIn(entry, 1)[0] === "io.k8s.api.core.v1.Pod")!;
    const [schema] = partsIn(pod, 2);
    const [extension] = partsIn(schema!, 31);
    expect([textIn(schema!, 4), textIn(extension!, 1), textIn(partsIn(extension!, 2)[0]!, 2)]).toEqual([
      [body.definitions["io.k8s.api.core.v1.Pod"].description],
      ["x-kubernetes-group-version-kind"],
      ['[{"group":"","version":"v1","kind":"Pod"}]\n'],
    ]);
    expect((await ask(server, "/openapi/v2", { accept: "text/html" })).status).toBe(406);
  });
});

const partsIn = (message: Uint8Array, wanted: number): Uint8Array[] =>
  [...fieldsIn(message)].flatMap(({ number, value }) =>
    number === wanted && value instanceof Uint8Array ? [value] : [],
  );
const textIn = (message: Uint8Array, wanted: number): string[] => partsIn(message, wanted).map(fromUtf8);

describe("discovery", () => {
  const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

  test("aggregated: known by its tag, which changes with the kinds", async () => {
    const { server } = testServer();
    const first = await ask(server, "/apis", { accept });
    const tag = headerOf(first, "ETag")!;
    expect([headerOf(first, "Cache-Control"), headerOf(first, "Vary")]).toEqual(["public", "Accept"]);
    expect((await ask(server, "/apis", { accept, headers: [["If-None-Match", tag]] })).status).toBe(304);
    server.kinds.addCustom({ ...server.kinds.required("v1", "ConfigMap"), group: "more.example.com" });
    expect((await ask(server, "/apis", { accept, headers: [["If-None-Match", tag]] })).status).toBe(200);
  });

  test("aggregated: built-in kinds leave out the group and version that they stand under", async () => {
    const { server } = testServer();
    const { body } = await json(server, "/api", { accept });
    const [version] = body.items[0].versions;
    expect(Object.keys(version)).toEqual(["version", "resources", "freshness"]);
    const pods = version.resources.find((one: { resource: string }) => one.resource === "pods");
    expect(pods.responseKind).toEqual({ group: "", version: "", kind: "Pod" });
    const eviction = pods.subresources.find((one: { subresource: string }) => one.subresource === "eviction");
    expect(eviction.responseKind).toEqual({ group: "policy", version: "v1", kind: "Eviction" });
  });

  /** Hashes of a real server of 1.36. */
  test.each([
    { path: "/api/v1", name: "configmaps", hash: "qFsyl6wFWjQ=" },
    { path: "/api/v1", name: "nodes", hash: "XwShjMxG9Fs=" },
    { path: "/apis/apps/v1", name: "deployments", hash: "8aSe+NMegvE=" },
    { path: "/apis/apiextensions.k8s.io/v1", name: "customresourcedefinitions", hash: "jfWCUB31mvA=" },
    { path: "/apis/authorization.k8s.io/v1", name: "subjectaccessreviews", hash: undefined },
  ])("as of old: $name of $path is stored under $hash", async ({ path, name, hash }) => {
    const { server } = testServer();
    const { resources } = (await json(server, path)).body;
    const resource = resources.find((one: { name: string }) => one.name === name);
    expect(resource.storageVersionHash).toBe(hash);
  });
});

describe("routes", () => {
  test.each([
    { request: "GET /api/v1/namespaces/default/pods/a/none", code: 404 },
    { request: "GET /api/v1/namespaces/default/nodes", code: 404 },
    { request: "GET /api/v1/pods/a", code: 404 },
    { request: "GET /apis/apps/v9/deployments", code: 404 },
    { request: "POST /api/v1/pods", code: 405 },
    { request: "PUT /api/v1/namespaces/default/pods", code: 405 },
    { request: "DELETE /api/v1/namespaces", code: 405 },
    { request: "POST /api/v1/namespaces/default/pods/a", code: 405 },
    { request: "DELETE /api/v1/namespaces/default/pods/a/status", code: 405 },
    { request: "PATCH /api/v1/namespaces/default/pods/a/eviction", code: 405 },
    { request: "HEAD /api/v1/namespaces/default", code: 405 },
    { request: "GET /apis/authorization.k8s.io/v1/subjectaccessreviews", code: 405 },
    { request: "PROPFIND /api/v1/pods", code: 405 },
  ])("$request is $code", async ({ request, code }) => {
    const { server } = testServer();
    const [method = "", path = ""] = request.split(" ");
    const answer = await ask(server, path, { method });
    const text = await bodyText(answer.body);
    expect(answer.status).toBe(code);
    if (method === "HEAD") expect(text).toBe("");
    else expect(JSON.parse(text)).toMatchObject({ kind: "Status", details: {} });
  });
});
