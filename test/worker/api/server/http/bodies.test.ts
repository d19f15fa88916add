import { beforeAll, describe, expect, test } from "vitest";
import { loadLateSchemas } from "../../../../../worker/api/generated/index.ts";
import { headerOf } from "../../../../../worker/base/http.ts";
import { utf8 } from "../../../../../worker/base/streams.ts";
import { pod, testServer, widget } from "../../local.ts";
import recorded from "../../machinery/recorded/protobuf.json" with { type: "json" };
import { json, WIDGETS } from "./asking.ts";

const PROTOBUF = "application/vnd.kubernetes.protobuf";
const PODS = "/api/v1/namespaces/default/pods";

beforeAll(loadLateSchemas);

/** `kubectl create configmap a --from-literal=k=v`, as kubectl 1.36 sends it: an envelope around a ConfigMap. */
const CONFIG_MAP = Uint8Array.from([
  ...[0x6b, 0x38, 0x73, 0x00],
  ...[0x0a, 0x0f, 0x0a, 0x02, ...utf8("v1"), 0x12, 0x09, ...utf8("ConfigMap")],
  ...[0x12, 0x1b, 0x0a, 0x11, 0x0a, 0x01, ...utf8("a"), 0x12, 0x00, 0x1a, 0x00, 0x22, 0x00, 0x2a, 0x00],
  ...[0x32, 0x00, 0x38, 0x00, 0x42, 0x00, 0x12, 0x06, 0x0a, 0x01, ...utf8("k"), 0x12, 0x01, ...utf8("v")],
  ...[0x1a, 0x00, 0x22, 0x00],
]);

describe("bodies in protocol buffers", () => {
  test("an object is created as from JSON", async () => {
    const { server } = testServer();
    const path = "/api/v1/namespaces/default/configmaps?fieldManager=kubectl-create&fieldValidation=Strict";
    const { code, body } = await json(server, path, {
      method: "POST",
      type: PROTOBUF,
      accept: `${PROTOBUF},application/json`,
      body: CONFIG_MAP,
    });
    expect([code, body.kind, body.metadata.name, body.data]).toEqual([201, "ConfigMap", "a", { k: "v" }]);
  });

  test("deletion options are read from it", async () => {
    const { server } = testServer();
    await json(server, PODS, { method: "POST", body: pod("a") });
    const prefix = [
      0x6b,
      0x38,
      0x73,
      0x00,
      0x0a,
      0x13,
      0x0a,
      0x02,
      ...utf8("v1"),
      0x12,
      0x0d,
      ...utf8("DeleteOptions"),
    ];
    const dryRun = [0x12, 0x05, 0x2a, 0x03, ...utf8("All")];
    const ask = { method: "DELETE", type: PROTOBUF, body: Uint8Array.from([...prefix, ...dryRun]) };
    expect((await json(server, `${PODS}/a`, ask)).code).toBe(200);
    expect((await json(server, `${PODS}/a`)).code).toBe(200);
  });

  const secret = Uint8Array.from(atob(recorded.find(({ kind }) => kind === "Secret")!.protobuf), (one) =>
    one.charCodeAt(0),
  );
  test.each([
    {
      says: "JSON that calls itself protobuf",
      body: "{}",
      message:
        "the object provided is unrecognized (must be of type Pod): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] ({})",
    },
    {
      says: "an envelope that ends early",
      body: Uint8Array.from([0x6b, 0x38, 0x73, 0x00, 0x12, 0x20]),
      message: "the object provided is unrecognized (must be of type Pod): unexpected EOF (6b3873001220)",
    },
    {
      says: "a message that is none, in an envelope that names its type",
      body: Uint8Array.from([...CONFIG_MAP.slice(0, 21), 0x12, 0x02, 0x0a, 0x05]),
      path: "/api/v1/namespaces/default/configmaps",
      message: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: unexpected EOF',
    },
    {
      says: "an object of another kind",
      body: secret,
      message:
        'Secret in version "v1" cannot be handled as a Pod: converting (v1.Secret) to (core.Pod): unknown conversion',
    },
  ])("refuses $says", async ({ body, message, path = PODS }) => {
    const { server } = testServer();
    const answer = await json(server, path, { method: "POST", type: PROTOBUF, body });
    expect([answer.code, answer.body.reason, answer.body.message]).toEqual([400, "BadRequest", message]);
  });
});

const unrecognized = (words: string) => `the object provided is unrecognized (must be of type Pod): ${words}`;
const META = "couldn't get version/kind; json parse error: ";
const HEAD =
  'Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

describe("bodies that cannot be read", () => {
  test.each([
    { says: "nothing at all", body: "", message: unrecognized(`${META}unexpected end of JSON input (<empty>)`) },
    {
      says: "words",
      body: "nonsense",
      message: unrecognized(`${META}invalid character 'o' in literal null (expecting 'u') (6e6f6e73656e7365)`),
    },
    {
      says: "a key without quotes, and no more than 30 bytes of it",
      body: '{apiVersion: "v1", kind: "Pod", metadata: {}}',
      message: unrecognized(
        `${META}invalid character 'a' looking for beginning of object key string ({apiVersion: "v1", kind: "Pod" ...)`,
      ),
    },
    { says: "a list", body: "[]", message: unrecognized(`${META}json: cannot unmarshal array into ${HEAD} (5b5d)`) },
    {
      says: "a number for a kind",
      body: '{"kind":1}',
      message: unrecognized(
        `${META}json: cannot unmarshal number into Go struct field .kind of type string ({"kind":1})`,
      ),
    },
    {
      says: "a kind nobody knows",
      body: { apiVersion: "v1", kind: "Podd" },
      message:
        'Podd in version "v1" cannot be handled as a Pod: no kind "Podd" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
    },
    {
      says: "a kind of another group",
      body: { apiVersion: "apps/v1", kind: "Deployment" },
      message:
        'Deployment in version "v1" cannot be handled as a Pod: converting (v1.Deployment) to (core.Pod): unknown conversion',
    },
  ])("$says", async ({ body, message }) => {
    const { server } = testServer();
    const answer = await json(server, PODS, { method: "POST", body });
    expect([answer.code, answer.body.reason, answer.body.message]).toEqual([400, "BadRequest", message]);
  });

  test("another media type", async () => {
    const { server } = testServer();
    const { body } = await json(server, PODS, { method: "POST", type: "application/cbor", body: "x" });
    expect(body).toMatchObject({
      code: 415,
      reason: "UnsupportedMediaType",
      message:
        "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf",
    });
  });

  test("a JSON patch of more than 10,000 operations", async () => {
    const { server } = testServer();
    await json(server, WIDGETS, { method: "POST", body: widget("a") });
    const type = "application/json-patch+json";
    const body = Array(10_001).fill({ op: "test", path: "/spec/color", value: "red" });
    const answer = await json(server, `${WIDGETS}/a`, { method: "PATCH", type, body });
    expect([answer.code, answer.body.message]).toEqual([
      413,
      "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001",
    ]);
  });

  test("more than 3 MiB, told after reading no more than that", async () => {
    const { server } = testServer();
    let read = 0;
    async function* endless() {
      for (;;) {
        read += 65_536;
        yield new Uint8Array(65_536).fill(0x20);
      }
    }
    const { status } = await server.handle({
      method: "POST",
      authority: "127.0.0.1:6443",
      path: PODS,
      headers: [["Content-Type", "application/json"]],
      body: endless(),
      protocol: "HTTP/1.1",
    });
    expect([status, read]).toEqual([413, 3 * 1024 * 1024 + 65_536]);
  });
});

describe("fields that stand twice", () => {
  const twice =
    '{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"color":"red","color":"x"}}';

  test("are warned of, and the last one counts", async () => {
    const { server } = testServer();
    const { code, body, response } = await json(server, WIDGETS, { method: "POST", body: twice });
    expect([code, body.spec.color]).toEqual([201, "x"]);
    expect(headerOf(response, "Warning")).toBe('299 - "duplicate field \\"spec.color\\""');
  });

  test("are refused when asked to be strict", async () => {
    const { server } = testServer();
    const { body } = await json(server, `${WIDGETS}?fieldValidation=Strict`, { method: "POST", body: twice });
    expect(body.message).toBe(
      'Widget in version "v1" cannot be handled as a Widget: strict decoding error: duplicate field "spec.color"',
    );
  });

  test("are not seen where a text only looks like one", async () => {
    const { server } = testServer();
    const object = { ...widget("a"), metadata: { name: "a", annotations: { note: '{"color":1,"color":2}' } } };
    const { response } = await json(server, WIDGETS, { method: "POST", body: object });
    expect(headerOf(response, "Warning")).toBeUndefined();
  });
});

const invalid = (kind: string, words: string) => `${kind}.meta.k8s.io "" is invalid: ${words}`;

describe("options that are none", () => {
  test.each([
    {
      says: "fieldValidation",
      query: "fieldValidation=Maybe",
      words: 'fieldValidation: Unsupported value: "Maybe": supported values: "", "Ignore", "Strict", "Warn"',
    },
    { says: "dryRun", query: "dryRun=Some", words: 'dryRun: Unsupported value: ["Some"]: supported values: "All"' },
    {
      says: "a manager of 129 letters",
      query: `fieldManager=${"m".repeat(129)}`,
      words: "fieldManager: Too long: may not be more than 128 bytes",
    },
    {
      says: "a manager that cannot be printed",
      query: "fieldManager=a%00",
      words: 'fieldManager: Invalid value: "a\\x00": invalid character U+0000 (at position 1)',
    },
  ])("$says, of a creation, an update and a patch", async ({ query, words }) => {
    const { server } = testServer();
    await json(server, WIDGETS, { method: "POST", body: widget("a") });
    const created = await json(server, `${WIDGETS}?${query}`, { method: "POST", body: widget("b") });
    expect([created.code, created.body.message]).toEqual([422, invalid("CreateOptions", words)]);
    const updated = await json(server, `${WIDGETS}/a?${query}`, { method: "PUT", body: widget("a") });
    expect([updated.code, updated.body.message]).toEqual([422, invalid("UpdateOptions", words)]);
    const type = "application/merge-patch+json";
    const patched = await json(server, `${WIDGETS}/a?${query}`, { method: "PATCH", type, body: {} });
    expect([patched.code, patched.body.message]).toEqual([422, invalid("PatchOptions", words)]);
  });

  test("force belongs to apply", async () => {
    const { server } = testServer();
    const type = "application/merge-patch+json";
    const { body } = await json(server, `${WIDGETS}/a?force=true`, { method: "PATCH", type, body: {} });
    expect(body.message).toBe(invalid("PatchOptions", "force: Forbidden: may not be specified for non-apply patch"));
  });

  test.each([
    {
      says: "a policy",
      body: { propagationPolicy: "Sideways" },
      message: invalid(
        "DeleteOptions",
        'propagationPolicy: Unsupported value: "Sideways": supported values: "Foreground", "Background", "Orphan", "nil"',
      ),
    },
    {
      says: "both ways to say it",
      body: { propagationPolicy: "Orphan", orphanDependents: true },
      message: invalid(
        "DeleteOptions",
        'propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
      ),
    },
    {
      says: "no JSON",
      body: "{",
      message: "couldn't get version/kind; json parse error: unexpected end of JSON input",
    },
  ])("$says, of a deletion", async ({ body, message }) => {
    const { server } = testServer();
    await json(server, WIDGETS, { method: "POST", body: widget("a") });
    expect((await json(server, `${WIDGETS}/a`, { method: "DELETE", body })).body.message).toBe(message);
  });

  test("options in the query count when there is no body", async () => {
    const { server } = testServer();
    await json(server, WIDGETS, { method: "POST", body: widget("a") });
    await json(server, `${WIDGETS}/a?dryRun=All`, { method: "DELETE" });
    expect((await json(server, `${WIDGETS}/a`)).code).toBe(200);
    await json(server, `${WIDGETS}/a?dryRun=All`, { method: "DELETE", body: {} });
    expect((await json(server, `${WIDGETS}/a`)).code).toBe(404);
  });
});
