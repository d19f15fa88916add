import { describe, expect, test } from "vitest";
import type { ApiServer } from "../../../../../worker/api/index.ts";
import { defineKind, type Kind } from "../../../../../worker/api/machinery/kind.ts";
import type { KubeObject } from "../../../../../worker/api/machinery/object.ts";
import { kinds, type Thing, testServer, widget } from "../../local.ts";
import { ask, json, linesFrom, linesIn, TABLE, WIDGETS } from "./asking.ts";

const admin = { by: { user: "kubernetes-admin", groups: ["system:masters"] } };
const WATCH = `${WIDGETS}?watch=true`;
const INITIAL = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan";

const create = (server: ApiServer, name: string, labels?: Record<string, string>) =>
  server.verbs.resources.create(
    server.kinds.required("example.com/v1", "Widget"),
    "default",
    { ...widget(name), metadata: { name, ...(labels ? { labels } : {}) } },
    admin,
  );

const words = (lines: readonly { type: string; object: { metadata: { name?: string } } }[]) =>
  lines.map(({ type, object }) => `${type} ${object.metadata.name ?? ""}`.trim());

describe("where a watch begins", () => {
  test.each([
    { says: "from nowhere, with what there is", query: "", lines: ["ADDED a", "ADDED b", "ADDED c"] },
    { says: "from 0, with what there is", query: "&resourceVersion=0", lines: ["ADDED a", "ADDED b", "ADDED c"] },
    {
      says: "from 0 with bookmarks, with what there is and its end",
      query: "&resourceVersion=0&allowWatchBookmarks=true",
      lines: ["ADDED a", "ADDED b", "BOOKMARK", "ADDED c"],
    },
    {
      says: "with initial events, without bookmarks",
      query: `&${INITIAL}`,
      lines: ["ADDED a", "ADDED b", "ADDED c"],
    },
    {
      says: "without initial events, now",
      query: "&sendInitialEvents=false&resourceVersionMatch=NotOlderThan",
      lines: ["ADDED c"],
    },
    { says: "from a revision, with what came after", query: "&resourceVersion=FIRST", lines: ["ADDED b", "ADDED c"] },
  ])("$says", async ({ query, lines }) => {
    const { server } = testServer();
    const first = create(server, "a").metadata.resourceVersion!;
    create(server, "b");
    const { body } = await ask(server, WATCH + query.replace("FIRST", first));
    create(server, "c");
    expect(words(await linesFrom(linesIn(body), lines.length))).toEqual(lines);
  });

  test("a revision that is no number is no watch", async () => {
    const { server } = testServer();
    const { code, body } = await json(server, `${WATCH}&resourceVersion=new`);
    expect([code, body.message]).toEqual([
      500,
      'resourceVersion: Invalid value: "new": strconv.ParseUint: parsing "new": invalid syntax',
    ]);
  });

  test("a revision of long ago is told as an event, and that is all", async () => {
    const { server } = testServer();
    const made = create(server, "a");
    const kind = server.kinds.required("example.com/v1", "Widget");
    for (let i = 0; i < 3000; i++) server.verbs.resources.rewrite(kind, { ...made, spec: { i } } as Thing, admin);
    const { status, body } = await ask(server, `${WATCH}&resourceVersion=1`);
    const lines = await linesFrom(linesIn(body), 9);
    expect([status, lines]).toEqual([
      200,
      [
        {
          type: "ERROR",
          object: {
            kind: "Status",
            apiVersion: "v1",
            metadata: {},
            status: "Failure",
            message: expect.stringMatching(/^too old resource version: 1 \(\d+\)$/),
            reason: "Expired",
            code: 410,
          },
        },
      ],
    ]);
  });

  test.each([
    { says: "initial events want a match", query: "sendInitialEvents=true" },
    { says: "a match wants initial events", query: "resourceVersion=1&resourceVersionMatch=NotOlderThan" },
    { says: "initial events are never exact", query: "sendInitialEvents=true&resourceVersionMatch=Exact" },
  ])("$says", async ({ query }) => {
    const { server } = testServer();
    const { body } = await json(server, `${WATCH}&${query}`);
    expect([body.reason, body.details.kind]).toEqual(["Invalid", "ListOptions"]);
  });

  test("the old path of watches", async () => {
    const { server } = testServer();
    create(server, "a");
    create(server, "b");
    const all = await ask(server, "/apis/example.com/v1/watch/widgets");
    expect(words(await linesFrom(linesIn(all.body), 2))).toEqual(["ADDED a", "ADDED b"]);
  });
});

test("a watch of custom resources ends with their definition, after what came before", async () => {
  const { server } = testServer();
  const kind = { ...server.kinds.required("v1", "ConfigMap"), group: "example.org", openApi: () => ({}) };
  server.kinds.addCustom(kind);
  const { body } = await ask(server, "/apis/example.org/v1/namespaces/default/configmaps?watch=true");
  const object = { apiVersion: "example.org/v1", kind: "ConfigMap", metadata: { name: "a", namespace: "default" } };
  server.store.put("configmaps.example.org", object);
  server.kinds.removeCustom(kind);
  server.store.put("configmaps.example.org", object);
  expect(words(await linesFrom(linesIn(body), 9))).toEqual(["ADDED a"]);
});

describe("bookmarks", () => {
  test("the one that ends the present is marked; it is an empty object of the kind", async () => {
    const { server } = testServer();
    const { body } = await ask(server, `${WATCH}&${INITIAL}&allowWatchBookmarks=true`);
    const [bookmark] = await linesFrom(linesIn(body), 1);
    expect(bookmark).toEqual({
      type: "BOOKMARK",
      object: {
        kind: "Widget",
        apiVersion: "example.com/v1",
        metadata: {
          resourceVersion: String(server.store.revision),
          annotations: { "k8s.io/initial-events-end": "true" },
        },
      },
    });
  });

  test("come every minute and two seconds before the end, with the revision of the whole store", async () => {
    const { server, clock } = testServer();
    const { body } = await ask(server, `${WATCH}&resourceVersion=1&allowWatchBookmarks=true&timeoutSeconds=70`);
    await clock.advance(60_000);
    create(server, "a");
    await clock.advance(8000);
    await clock.advance(2000);
    const lines = await linesFrom(linesIn(body), 9);
    expect(words(lines)).toEqual(["BOOKMARK", "ADDED a", "BOOKMARK"]);
    expect(lines[2]!.object.metadata.resourceVersion).toBe(String(server.store.revision));
    expect(lines[2]!.object.metadata).not.toHaveProperty("annotations");
  });

  test("are not sent to those who have not asked", async () => {
    const { server, clock } = testServer();
    const { body } = await ask(server, `${WATCH}&timeoutSeconds=70`);
    await clock.advance(70_000);
    expect(await linesFrom(linesIn(body), 9)).toEqual([]);
  });
});

describe("the form of events", () => {
  test.each([
    { include: "Metadata", object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1" } },
    { include: "Object", object: { kind: "Widget", spec: { color: "red", replicas: 1 } } },
    { include: "None", object: null },
  ])("a row of a table with its $include", async ({ include, object }) => {
    const { server } = testServer();
    create(server, "a");
    const { body } = await ask(server, `${WATCH}&includeObject=${include}`, { accept: TABLE });
    const [line] = await linesFrom(linesIn(body), 1);
    const rows = line!.object.rows as { cells: unknown; object: unknown }[];
    expect(rows[0]!.cells).toEqual(["a", "red"]);
    if (object) expect(rows[0]!.object).toMatchObject(object);
    else expect(rows[0]!.object).toBeNull();
  });

  test("a table of the first version that there was", async () => {
    const { server } = testServer();
    create(server, "a");
    const { body } = await ask(server, WATCH, { accept: "application/json;as=Table;v=v1beta1;g=meta.k8s.io" });
    const [line] = await linesFrom(linesIn(body), 1);
    expect(line!.object).toMatchObject({ kind: "Table", apiVersion: "meta.k8s.io/v1beta1" });
  });

  test("metadata alone, its fields in order", async () => {
    const { server } = testServer();
    create(server, "a", { tier: "x" });
    const accept = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    const { body } = await ask(server, WATCH, { accept });
    const [line] = await linesFrom(linesIn(body), 1);
    expect(line!.object.kind).toBe("PartialObjectMetadata");
    const order = ["name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "labels"];
    expect(Object.keys(line!.object.metadata)).toEqual(order);
  });

  test("signs that could end a script are escaped", async () => {
    const { server } = testServer();
    create(server, "a", {});
    const kind = server.kinds.required("example.com/v1", "Widget");
    const made = server.verbs.resources.get(kind, { namespace: "default", name: "a" });
    const { body } = await ask(server, `${WATCH}&resourceVersion=${made.metadata.resourceVersion}`);
    server.verbs.resources.rewrite(kind, { ...made, spec: { color: "<b>&" } } as Thing, admin);
    const { value } = await linesIn(body).next();
    expect(value).toContain(String.raw`\u003cb\u003e\u0026`);
  });
});

/** A kind that counts how often its objects are looked at. */
function counted() {
  const counts = { fields: 0, cells: 0 };
  const kind = defineKind<Thing>({
    group: "example.com",
    version: "v1",
    kind: "Gadget",
    plural: "gadgets",
    namespaced: true,
    selectableFields: {
      "spec.color": (gadget) => {
        counts.fields += 1;
        return gadget.spec?.color ?? "";
      },
    },
    columns: [
      {
        name: "Name",
        cell: ({ metadata }) => {
          counts.cells += 1;
          return metadata.name;
        },
      },
    ],
  });
  const { server, clock } = testServer({ kinds: [...kinds, kind as unknown as Kind] });
  const served = server.kinds.required("example.com/v1", "Gadget");
  const put = (name: string, i = 0) =>
    server.store.put("gadgets.example.com", {
      apiVersion: "example.com/v1",
      kind: "Gadget",
      metadata: { name, namespace: "default" },
      spec: { color: "red", i },
    } as KubeObject);
  return { counts, server, clock, served, put };
}

const GADGETS = "/apis/example.com/v1/namespaces/default/gadgets?watch=true";
/** Asked of every event, without an index of its own. */
const RED = "fieldSelector=spec.color!%3Dblue";

describe("what an event costs", () => {
  const looks = async (objects: number) => {
    const { counts, server, put } = counted();
    for (let i = 0; i < objects; i++) put(`g-${i}`);
    const { body } = await ask(server, `${GADGETS}&${RED}&resourceVersion=${server.store.revision}`, { accept: TABLE });
    const lines = linesIn(body);
    Object.assign(counts, { fields: 0, cells: 0 });
    put("g-7", 1);
    await linesFrom(lines, 1);
    put("new");
    await linesFrom(lines, 1);
    return { ...counts };
  };

  test("the same among 10,000 objects as among 100", async () => {
    const few = await looks(100);
    expect(await looks(10_000)).toEqual(few);
    expect(few.cells).toBe(2);
  });
});

describe("clients that do not read", () => {
  test("200 of them are cut off and forgotten; whoever reads has it all", async () => {
    const { counts, server, put } = counted();
    put("a");
    const silent = [];
    for (let i = 0; i < 200; i++) silent.push(await ask(server, `${GADGETS}&${RED}`));
    const reader = linesIn((await ask(server, `${GADGETS}&${RED}`)).body);
    await linesFrom(reader, 1);
    for (let i = 1; i <= 10_100; i++) {
      put("a", i);
      if (i % 500 === 0) expect((await linesFrom(reader, 500)).at(-1)!.object.spec).toMatchObject({ i });
    }
    await linesFrom(reader, 100);
    counts.fields = 0;
    put("a", 0);
    const ofReader = counts.fields;
    expect(ofReader).toBeLessThanOrEqual(2);
    const { value, done } = await linesIn(silent[0]!.body).next();
    expect([value, done]).toEqual([undefined, true]);
    expect((await linesFrom(reader, 1))[0]!.object.spec).toMatchObject({ i: 0 });
  });

  test.each([
    { says: "goes before it has read", reads: 0 },
    { says: "goes in between", reads: 2 },
  ])("one that $says leaves nothing behind", async ({ reads }) => {
    const { counts, server, clock, put } = counted();
    put("a");
    const gone = new AbortController();
    const { body } = await ask(server, `${GADGETS}&${RED}&allowWatchBookmarks=true`, { signal: gone.signal });
    const lines = linesIn(body);
    await linesFrom(lines, reads);
    gone.abort();
    counts.fields = 0;
    put("a", 1);
    await clock.advance(3_600_000);
    expect(counts.fields).toBe(0);
    expect(await linesFrom(lines, 9)).toEqual([]);
  });

  test("one whose stream is closed leaves nothing behind", async () => {
    const { counts, server, put } = counted();
    const { body } = await ask(server, `${GADGETS}&${RED}`);
    const chunks = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    await chunks.return?.();
    put("a", 1);
    expect(counts.fields).toBe(0);
  });

  test("one whose time is over leaves nothing behind, though it never read", async () => {
    const { counts, server, clock, put } = counted();
    await ask(server, `${GADGETS}&${RED}&timeoutSeconds=5`);
    await clock.advance(5000);
    put("a", 1);
    expect(counts.fields).toBe(0);
  });

  test("a list of thousands goes out in pieces", async () => {
    const { server, put } = counted();
    for (let i = 0; i < 5000; i++) put(`g-${i}`);
    const { body } = await ask(server, GADGETS);
    const chunks = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    const { value } = await chunks.next();
    expect(value!.length).toBeLessThan(70_000);
    await chunks.return?.();
  });
});
