import { describe, expect, test } from "vitest";
import type { ApiServer } from "../../../../../worker/api/index.ts";
import { headerOf } from "../../../../../worker/base/http.ts";
import { testServer, widget } from "../../local.ts";
import { ask, json, TABLE, WIDGETS } from "./asking.ts";

const admin = { by: { user: "kubernetes-admin", groups: ["system:masters"] } };

function withWidgets(...names: readonly string[]) {
  const { server, clock } = testServer();
  const kind = server.kinds.required("example.com/v1", "Widget");
  const create = (name: string) => server.verbs.resources.create(kind, "default", widget(name), admin);
  for (const name of names) create(name);
  const remove = (name: string) => server.verbs.delete(kind, { namespace: "default", name }, admin);
  const paint = (name: string, color: string) => {
    const old = server.verbs.resources.get(kind, { namespace: "default", name });
    return server.verbs.resources.rewrite(kind, { ...old, spec: { color } } as typeof old, admin);
  };
  return { server, clock, create, remove, paint };
}

const names = (body: { items: { metadata: { name: string } }[] }) => body.items.map(({ metadata }) => metadata.name);
const tokenOf = (text: string) => JSON.parse(atob(text.replace(/-/g, "+").replace(/_/g, "/")));
const token = (value: unknown) =>
  btoa(typeof value === "string" ? value : JSON.stringify(value))
    .replace(/=+$/, "")
    .replace(/\+/g, "-");

async function pages(server: ApiServer, path: string, limit: number): Promise<string[][]> {
  const found: string[][] = [];
  let more = "";
  do {
    const { body } = await json(server, `${path}?limit=${limit}${more ? `&continue=${more}` : ""}`);
    found.push(names(body));
    more = body.metadata.continue ?? "";
  } while (more);
  return found;
}

describe("pages", () => {
  test("go on after the last name, within a namespace and over all", async () => {
    const { server } = withWidgets("a", "b", "c", "d", "e");
    server.store.put("widgets.example.com", { ...widget("a"), metadata: { name: "a", namespace: "other" } });
    expect(await pages(server, WIDGETS, 2)).toEqual([["a", "b"], ["c", "d"], ["e"]]);
    expect(await pages(server, "/apis/example.com/v1/widgets", 4)).toEqual([
      ["a", "b", "c", "d"],
      ["e", "a"],
    ]);
  });

  test("show what was there when the list began", async () => {
    const { server, create, remove, paint } = withWidgets("a", "c", "e", "g");
    const first = (await json(server, `${WIDGETS}?limit=1`)).body;
    create("d");
    remove("e");
    paint("g", "blue");
    const rest = (await json(server, `${WIDGETS}?limit=9&continue=${first.metadata.continue}`)).body;
    expect(names(rest)).toEqual(["c", "e", "g"]);
    expect(rest.items[2].spec.color).toBe("red");
    expect(rest.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  test("tell how many are left, unless somebody selects", async () => {
    const { server } = withWidgets("a", "b", "c");
    const left = async (query: string) =>
      (await json(server, `${WIDGETS}?limit=1${query}`)).body.metadata.remainingItemCount;
    expect([await left(""), await left("&labelSelector=!x"), await left("&fieldSelector=metadata.name!%3Dz")]).toEqual([
      2,
      undefined,
      undefined,
    ]);
  });

  test("carry tokens as the real server writes them", async () => {
    const { server } = withWidgets("a", "b", "c");
    const { body } = await json(server, `${WIDGETS}?limit=2`);
    expect(tokenOf(body.metadata.continue)).toEqual({
      v: "meta.k8s.io/v1",
      rv: Number(body.metadata.resourceVersion),
      start: "b\0",
    });
    const all = (await json(server, "/apis/example.com/v1/widgets?limit=2")).body;
    expect(tokenOf(all.metadata.continue).start).toBe("default/b\0");
  });

  test("of a list that is forgotten are Expired, with a token that goes on all the same", async () => {
    const { server, paint, remove } = withWidgets("a", "b", "c");
    const first = (await json(server, `${WIDGETS}?limit=1`)).body;
    for (let i = 0; i < 3000; i++) paint("a", `c${i}`);
    remove("b");
    const late = (await json(server, `${WIDGETS}?limit=1&continue=${first.metadata.continue}`)).body;
    expect(late).toMatchObject({ code: 410, reason: "Expired", metadata: { continue: expect.any(String) } });
    expect(late.message).toMatch(/^The provided continue parameter is too old .* may show up in the list\.$/);
    expect(tokenOf(late.metadata.continue)).toEqual({ v: "meta.k8s.io/v1", rv: -1, start: "a\0" });
    const rest = (await json(server, `${WIDGETS}?continue=${late.metadata.continue}`)).body;
    expect([names(rest), rest.metadata.resourceVersion]).toEqual([["c"], String(server.store.revision)]);
  });

  test.each([
    { says: "no base64", text: "hello", words: "illegal base64 data at input byte 4" },
    { says: "a sign that base64 has not", text: "ab*d", words: "illegal base64 data at input byte 2" },
    {
      says: "another version",
      text: token({ v: "v2", rv: 1, start: "a" }),
      words: "server does not recognize this encoded version v2",
    },
    {
      says: "no revision",
      text: token({ v: "meta.k8s.io/v1", start: "a" }),
      words: "incorrect encoded start resourceVersion (version meta.k8s.io/v1)",
    },
    {
      says: "no start",
      text: token({ v: "meta.k8s.io/v1", rv: 1 }),
      words: "encoded start key empty (version meta.k8s.io/v1)",
    },
    { says: "a start that climbs", text: token({ v: "meta.k8s.io/v1", rv: 1, start: "../x" }), words: "../x" },
  ])("refuse a token with $says", async ({ text, words }) => {
    const { server } = withWidgets();
    const { code, body } = await json(server, `${WIDGETS}?limit=1&continue=${text}`);
    expect([code, body.message]).toEqual([400, `invalid continue token: continue key is not valid: ${words}`]);
  });
});

describe("revisions", () => {
  test("any state will do: it comes whole", async () => {
    const { server } = withWidgets("a", "b");
    expect(names((await json(server, `${WIDGETS}?limit=1&resourceVersion=0`)).body)).toEqual(["a", "b"]);
  });

  test("exactly then", async () => {
    const { server, create } = withWidgets("a");
    const then = server.store.revision;
    create("b");
    const { body } = await json(server, `${WIDGETS}?resourceVersion=${then}&resourceVersionMatch=Exact`);
    expect([names(body), body.metadata.resourceVersion]).toEqual([["a"], String(then)]);
  });

  test("not older than: as of now", async () => {
    const { server, create } = withWidgets("a");
    const then = server.store.revision;
    create("b");
    const { body } = await json(server, `${WIDGETS}?resourceVersion=${then}&resourceVersionMatch=NotOlderThan`);
    expect(names(body)).toEqual(["a", "b"]);
  });

  test("one that is to come is waited for, three seconds", async () => {
    const { server, clock, create } = withWidgets("a");
    const next = server.store.revision + 1;
    const waiting = json(server, `${WIDGETS}?resourceVersion=${next}`);
    create("b");
    await clock.advance(3000);
    expect(names((await waiting).body)).toEqual(["a", "b"]);
    const never = json(server, `${WIDGETS}?resourceVersion=${next + 1}`);
    await clock.advance(3000);
    const { body, response } = await never;
    expect(body).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: `Timeout: Too large resource version: ${next + 1}, current: ${next}`,
      reason: "Timeout",
      details: {
        causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
        retryAfterSeconds: 1,
      },
      code: 504,
    });
    expect(headerOf(response, "Retry-After")).toBe("1");
  });

  test.each([
    {
      says: "no number",
      query: "resourceVersion=new",
      code: 400,
      message:
        'invalid resource version: resourceVersion: Invalid value: "new": strconv.ParseUint: parsing "new": invalid syntax',
    },
    {
      says: "one with a token",
      query: `resourceVersion=5&continue=${token({ v: "meta.k8s.io/v1", rv: 1, start: "a" })}`,
      code: 400,
      message: "specifying resource version is not allowed when using continue",
    },
    {
      says: "a match without one",
      query: "resourceVersionMatch=Exact",
      code: 422,
      message:
        'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    },
    {
      says: "a limit that is none",
      query: "limit=many",
      code: 400,
      message: 'strconv.ParseInt: parsing "many": invalid syntax',
    },
  ])("refuses $says", async ({ query, code, message }) => {
    const { server } = withWidgets("a");
    const { body, code: got } = await json(server, `${WIDGETS}?${query}`);
    expect([got, body.message]).toEqual([code, message]);
  });
});

describe("forms", () => {
  test("items of built-in lists do not say what they are", async () => {
    const { server } = withWidgets("a");
    const { body } = await json(server, WIDGETS);
    expect(Object.keys(body.items[0])).toEqual(["metadata", "spec"]);
    const accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
    const partial = (await json(server, WIDGETS, { accept })).body;
    expect(partial.kind).toBe("PartialObjectMetadataList");
    expect(Object.keys(partial.items[0])).toEqual(["kind", "apiVersion", "metadata"]);
  });

  test.each([
    {
      says: "the form that is liked best",
      accept: "application/yaml;q=0.5,application/json",
      type: "application/json",
    },
    { says: "YAML", accept: "application/yaml", type: "application/yaml" },
    {
      says: "JSON where protocol buffers would do",
      accept: "application/vnd.kubernetes.protobuf,*/*",
      type: "application/json",
    },
    {
      says: "what is there after a conversion that is not",
      accept: "application/json;as=Drawing,*/*",
      type: "application/json",
    },
  ])("$says", async ({ accept, type }) => {
    const { server } = withWidgets("a");
    const answer = await ask(server, WIDGETS, { accept });
    expect([answer.status, headerOf(answer, "Content-Type")]).toEqual([200, type]);
  });

  test("failures come in the form that is asked for, indented where no plain object is taken", async () => {
    const { server } = withWidgets();
    const yaml = await ask(server, `${WIDGETS}/none`, { accept: "application/yaml" });
    expect(headerOf(yaml, "Content-Type")).toBe("application/yaml");
    const table = await ask(server, `${WIDGETS}/none`, { accept: TABLE.split(",")[0]! });
    expect(new TextDecoder().decode(table.body as Uint8Array)).toMatch(/^\{\n {2}"kind": "Status"/);
  });

  test.each([
    { says: "of a conversion", accept: "application/json;as=Drawing;g=meta.k8s.io;v=v1", path: `${WIDGETS}/a` },
    { says: "of a type", accept: "text/html", path: WIDGETS },
  ])("nothing suits: $says", async ({ accept, path }) => {
    const { server } = withWidgets("a");
    const { code, body } = await json(server, path, { accept });
    expect([code, body.reason]).toEqual([406, "NotAcceptable"]);
  });

  test("an includeObject that is none", async () => {
    const { server } = withWidgets("a");
    const { body } = await json(server, `${WIDGETS}?includeObject=All`, { accept: TABLE });
    expect([body.code, body.message]).toEqual([
      400,
      "Unable to convert to Table as requested: includeObject: Invalid value: \"All\": must be 'Metadata', 'Object', 'None', or empty",
    ]);
  });
});
