import { describe, expect, test } from "vitest";
import type { CustomResourceDefinitionVersion } from "../../../../../worker/api/generated/types.ts";
import type { ApiServer } from "../../../../../worker/api/index.ts";
import { bodyText } from "../../../../../worker/base/http.ts";
import { utf8 } from "../../../../../worker/base/streams.ts";
import { crontab, crontabs, SPEC, serverWith } from "./crontab.ts";

const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
const CRONTABS = "/apis/stable.example.com/v1/namespaces/default/crontabs";

interface Ask {
  readonly method?: string;
  readonly accept?: string;
  readonly type?: string;
  readonly body?: unknown;
}

async function ask(
  server: ApiServer,
  path: string,
  { method = "GET", accept = "application/json", type, body }: Ask = {},
) {
  const response = await server.handle({
    method,
    authority: "127.0.0.1:6443",
    path,
    headers: [
      ["Accept", accept],
      ["Content-Type", type ?? "application/json"],
    ],
    body: utf8(body === undefined ? "" : JSON.stringify(body)),
    protocol: "HTTP/2",
  });
  const warnings = response.headers.filter(([name]) => name === "Warning").map(([, text]) => text);
  return { code: response.status, body: JSON.parse(await bodyText(response.body)), warnings };
}

const post = (body: unknown) => ({ method: "POST", body });
const mergePatch = (body: unknown) => ({ method: "PATCH", type: "application/merge-patch+json", body });

const LOOSE = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

const FULL: Partial<CustomResourceDefinitionVersion> = {
  schema: {
    openAPIV3Schema: {
      type: "object",
      description: "Runs things at times.",
      properties: { spec: SPEC, status: { type: "object", properties: { replicas: { type: "integer", minimum: 0 } } } },
    },
  },
  subresources: {
    status: {},
    scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
  },
  additionalPrinterColumns: [
    { name: "Spec", type: "string", jsonPath: ".spec.cronSpec", description: "When" },
    { name: "Replicas", type: "integer", jsonPath: ".spec.replicas" },
    { name: "Labels", type: "string", jsonPath: ".metadata.labels", priority: 1 },
    { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
  ],
  selectableFields: [{ jsonPath: ".spec.image" }],
};

const OLD: CustomResourceDefinitionVersion = {
  name: "v1beta1",
  served: true,
  storage: false,
  deprecated: true,
  schema: {
    openAPIV3Schema: {
      type: "object",
      properties: {
        spec: { type: "object", properties: { image: { type: "string" }, era: { type: "string", default: "old" } } },
      },
    },
  },
};

describe("discovery tells", () => {
  test("of resources with their names, verbs and subresources", async () => {
    const { server } = await serverWith(crontabs(SPEC, FULL));
    const { body } = await ask(server, "/apis/stable.example.com/v1");
    expect(body.resources).toMatchObject([
      {
        name: "crontabs",
        singularName: "crontab",
        namespaced: true,
        kind: "CronTab",
        verbs: ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"],
        shortNames: ["ct"],
      },
      { name: "crontabs/status", kind: "CronTab" },
      { name: "crontabs/scale", group: "autoscaling", version: "v1", kind: "Scale" },
    ]);
  });

  test("of versions, the preferred one first", async () => {
    const { server } = await serverWith(crontabs(SPEC, FULL, [OLD]));
    const { body } = await ask(server, "/apis/stable.example.com");
    expect(body.versions.map((one: { version: string }) => one.version)).toEqual(["v1", "v1beta1"]);
  });

  test("of schemas in OpenAPI", async () => {
    const { server } = await serverWith(crontabs(SPEC, FULL));
    const { body } = await ask(server, "/openapi/v3/apis/stable.example.com/v1");
    expect(body.components.schemas["com.example.stable.v1.CronTab"]).toMatchObject({
      description: "Runs things at times.",
      properties: { apiVersion: { type: "string" }, spec: { properties: { replicas: { maximum: 10 } } } },
      "x-kubernetes-group-version-kind": [{ group: "stable.example.com", version: "v1", kind: "CronTab" }],
    });
  });
});

describe("unknown fields", () => {
  const odd = crontab({ cronSpec: "* * * * *", bogus: 1 });

  test.each([
    { validation: "Strict", code: 400, warnings: [] },
    { validation: "Warn", code: 201, warnings: ['299 - "unknown field \\"spec.bogus\\""'] },
    { validation: "Ignore", code: 201, warnings: [] },
  ])("are met with fieldValidation $validation", async ({ validation, code, warnings }) => {
    const { server } = await serverWith(crontabs());
    const answer = await ask(server, `${CRONTABS}?fieldValidation=${validation}`, post(odd));
    expect(answer.code).toBe(code);
    expect(answer.warnings).toEqual(warnings);
    if (code === 201) expect(answer.body.spec).toEqual({ cronSpec: "* * * * *", replicas: 1 });
    else {
      expect(answer.body.message).toBe(
        'CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: unknown field "spec.bogus"',
      );
    }
  });

  test("of a patch are told with the object it would make, keys in order", async () => {
    const { server, client } = await serverWith(
      crontabs({ ...LOOSE, "x-kubernetes-preserve-unknown-fields": undefined as never }),
    );
    const { CronTab } = await import("./crontab.ts");
    await client.create(CronTab, crontab());
    const { body } = await ask(server, `${CRONTABS}/my-crontab?fieldValidation=Strict`, mergePatch({ spec: { b: 1 } }));
    expect(body.message).toMatch(
      /^ "" is invalid: patch: Invalid value: "\{\\"apiVersion\\":\\"stable.example.com\/v1\\",\\"kind\\":\\"CronTab\\",\\"metadata\\":\{\\"creationTimestamp\\"/,
    );
  });
});

describe("an invalid object", () => {
  test("is refused with a cause for each field", async () => {
    const { server } = await serverWith(crontabs());
    const { code, body } = await ask(server, CRONTABS, post(crontab({ cronSpec: "x", replicas: 15 })));
    expect(code).toBe(422);
    expect(body.details.causes).toEqual([
      {
        reason: "FieldValueInvalid",
        message:
          "Invalid value: \"x\": spec.cronSpec in body should match '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$'",
        field: "spec.cronSpec",
      },
      {
        reason: "FieldValueInvalid",
        message: "Invalid value: 15: spec.replicas in body should be less than or equal to 10",
        field: "spec.replicas",
      },
    ]);
    expect(body.details).toMatchObject({ name: "my-crontab", group: "stable.example.com", kind: "CronTab" });
  });
});

describe("tables", () => {
  test("have the columns of the definition", async () => {
    const { server } = await serverWith(crontabs(SPEC, FULL));
    await ask(server, CRONTABS, post(crontab({ cronSpec: "* * * * *" })));
    const { body } = await ask(server, CRONTABS, { accept: TABLE });
    expect(
      body.columnDefinitions.map((one: { name: string; type: string; priority: number }) => [
        one.name,
        one.type,
        one.priority,
      ]),
    ).toEqual([
      ["Name", "string", 0],
      ["Spec", "string", 0],
      ["Replicas", "integer", 0],
      ["Labels", "string", 1],
      ["Age", "date", 0],
    ]);
    expect(body.rows[0].cells).toEqual(["my-crontab", "* * * * *", 1, null, "0s"]);
  });

  test("have an age when the definition names no columns", async () => {
    const { server } = await serverWith(crontabs());
    await ask(server, CRONTABS, post(crontab()));
    expect((await ask(server, CRONTABS, { accept: TABLE })).body.rows[0].cells).toEqual(["my-crontab", "0s"]);
  });
});

describe("subresources", () => {
  test("status is written on its own, and judged", async () => {
    const { server } = await serverWith(crontabs(SPEC, FULL));
    const created = await ask(server, CRONTABS, post({ ...crontab({ replicas: 2 }), status: { replicas: 2 } }));
    expect(created.body.status).toBeUndefined();
    const changed = await ask(
      server,
      `${CRONTABS}/my-crontab/status`,
      mergePatch({ status: { replicas: 2 }, spec: { replicas: 9 } }),
    );
    expect(changed.body).toMatchObject({ metadata: { generation: 1 }, spec: { replicas: 2 }, status: { replicas: 2 } });
    const refused = await ask(server, `${CRONTABS}/my-crontab/status`, mergePatch({ status: { replicas: -1 } }));
    expect(refused.body.message).toContain(
      "status.replicas: Invalid value: -1: replicas in body should be greater than or equal to 0",
    );
    const spec = await ask(
      server,
      `${CRONTABS}/my-crontab`,
      mergePatch({ status: { replicas: 7 }, spec: { replicas: 3 } }),
    );
    expect(spec.body).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 3 }, status: { replicas: 2 } });
  });

  test("scale reads and writes the fields that it is told of", async () => {
    const { server } = await serverWith(crontabs(SPEC, FULL));
    await ask(server, CRONTABS, post(crontab({ replicas: 2 })));
    const scaled = await ask(server, `${CRONTABS}/my-crontab/scale`, mergePatch({ spec: { replicas: 5 } }));
    expect(scaled.body).toMatchObject({ kind: "Scale", spec: { replicas: 5 }, status: { replicas: 0 } });
    expect((await ask(server, `${CRONTABS}/my-crontab`)).body.spec.replicas).toBe(5);
    const refused = await ask(server, `${CRONTABS}/my-crontab/scale`, mergePatch({ spec: { replicas: 50 } }));
    expect(refused.code).toBe(422);
  });

  test("there are none that the definition does not name", async () => {
    const { server } = await serverWith(crontabs());
    await ask(server, CRONTABS, post(crontab()));
    expect((await ask(server, `${CRONTABS}/my-crontab/status`)).code).toBe(404);
  });
});

describe("versions", () => {
  test("show the same object, each by its own schema, and warn when they are deprecated", async () => {
    const { server } = await serverWith(crontabs(SPEC, FULL, [OLD]));
    const old = { ...crontab({ image: "a" }), apiVersion: "stable.example.com/v1beta1" };
    const created = await ask(server, CRONTABS.replace("/v1/", "/v1beta1/"), post(old));
    expect(created.body).toMatchObject({ apiVersion: "stable.example.com/v1beta1", spec: { image: "a", era: "old" } });
    expect(created.warnings).toEqual([
      '299 - "stable.example.com/v1beta1 CronTab is deprecated; use stable.example.com/v1 CronTab"',
    ]);
    const { body } = await ask(server, `${CRONTABS}/my-crontab`);
    expect(body).toMatchObject({ apiVersion: "stable.example.com/v1" });
    expect(body.spec).toEqual({ image: "a", replicas: 1 });
    const list = await ask(server, CRONTABS);
    expect(list.body).toMatchObject({ kind: "CronTabList", items: [{ apiVersion: "stable.example.com/v1" }] });
  });
});

test("lists are narrowed by the fields that the definition selects by, and by no others", async () => {
  const { server } = await serverWith(crontabs(SPEC, FULL));
  for (const name of ["a", "b"]) await ask(server, CRONTABS, post(crontab({ image: name }, name)));
  const found = await ask(server, `${CRONTABS}?fieldSelector=spec.image%3Db`);
  expect(found.body.items.map((one: { metadata: { name: string } }) => one.metadata.name)).toEqual(["b"]);
  const refused = await ask(server, `${CRONTABS}?fieldSelector=spec.replicas%3D1`);
  expect(refused.body.message).toContain("field label not supported: spec.replicas");
});

test("a finalizer without a domain is only warned of", async () => {
  const { server } = await serverWith(crontabs());
  const held = crontab();
  const answer = await ask(server, CRONTABS, post({ ...held, metadata: { ...held.metadata, finalizers: ["hold"] } }));
  expect(answer.code).toBe(201);
  expect(answer.warnings[0]).toContain("prefer a domain-qualified finalizer name to avoid accidental conflicts");
});
