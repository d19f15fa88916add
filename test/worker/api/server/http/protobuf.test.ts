import { describe, expect, test } from "vitest";
import { builtInSchemas } from "../../../../../worker/api/generated/index.ts";
import { fieldNumbers } from "../../../../../worker/api/generated/protobuf.ts";
import { fieldsIn, Messages, readEnvelope, readMessage } from "../../../../../worker/api/machinery/protobuf/index.ts";
import { headerOf } from "../../../../../worker/base/http.ts";
import { fromUtf8 } from "../../../../../worker/base/streams.ts";
import { Pod, pod, testServer, Widget, widget } from "../../local.ts";
import { ask, json, WIDGETS } from "./asking.ts";

const accept = "application/vnd.kubernetes.protobuf";
const PODS = "/api/v1/namespaces/default/pods";
const messages = new Messages(builtInSchemas, fieldNumbers);

/** What an envelope holds, as JSON. */
function opened(bytes: Uint8Array, schema?: string) {
  const { apiVersion, kind, raw } = readEnvelope(bytes);
  return { apiVersion, kind, raw, object: readMessage(raw, messages.get(schema ?? kind)!, messages) };
}

const parts = (bytes: Uint8Array, number: number) =>
  [...fieldsIn(bytes)].filter((field) => field.number === number).map(({ value }) => value as Uint8Array);

describe("answers in protocol buffers, for those who take nothing else", () => {
  test("an object is the same as in JSON", async () => {
    const { server, client } = testServer();
    await client.create(Pod, pod("a", {}, { app: "web" }));
    const answer = await ask(server, `${PODS}/a`, { accept });
    expect([answer.status, headerOf(answer, "Content-Type")]).toEqual([200, accept]);
    const { kind, apiVersion, object } = opened(answer.body as Uint8Array);
    const { body } = await json(server, `${PODS}/a`);
    expect([kind, apiVersion]).toEqual(["Pod", "v1"]);
    expect(object.metadata).toEqual(body.metadata);
    expect(object.spec).toMatchObject(body.spec);
  });

  test("a list is its metadata and its items", async () => {
    const { server, client } = testServer();
    for (const name of ["a", "b", "c"]) await client.create(Pod, pod(name));
    const { body } = await ask(server, `${PODS}?limit=2`, { accept });
    const { kind, raw } = readEnvelope(body as Uint8Array);
    const [meta] = parts(raw, 1);
    const items = parts(raw, 2).map((item) => readMessage(item, messages.get("Pod")!, messages));
    expect([kind, items.map((item) => (item.metadata as { name: string }).name)]).toEqual(["PodList", ["a", "b"]]);
    expect(readMessage(meta!, messages.get("ListMeta")!, messages)).toMatchObject({ remainingItemCount: 1 });
  });

  test("a failure is a Status", async () => {
    const { server } = testServer();
    const answer = await ask(server, `${PODS}/none`, { accept });
    expect(answer.status).toBe(404);
    expect(opened(answer.body as Uint8Array).object).toMatchObject({
      status: "Failure",
      message: 'pods "none" not found',
      reason: "NotFound",
      details: { name: "none", kind: "pods" },
      code: 404,
    });
  });

  test("metadata alone", async () => {
    const { server, client } = testServer();
    await client.create(Pod, pod("a"));
    const { body } = await ask(server, `${PODS}/a`, {
      accept: `${accept};as=PartialObjectMetadata;g=meta.k8s.io;v=v1`,
    });
    const { kind, raw } = readEnvelope(body as Uint8Array);
    const [meta] = parts(raw, 1);
    expect(kind).toBe("PartialObjectMetadata");
    expect(readMessage(meta!, messages.get("ObjectMeta")!, messages)).toMatchObject({ name: "a" });
  });

  test("a watch is frames with their length before them", async () => {
    const { server, client } = testServer();
    await client.create(Pod, pod("a"));
    const answer = await ask(server, `${PODS}?watch=true`, { accept });
    expect(headerOf(answer, "Content-Type")).toBe(`${accept};stream=watch`);
    const chunks = (answer.body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
    const frame = (await chunks.next()).value as Uint8Array;
    expect(new DataView(frame.buffer).getUint32(0)).toBe(frame.length - 4);
    const [type] = parts(frame.subarray(4), 1);
    const [raw] = parts(parts(frame.subarray(4), 2)[0]!, 1);
    expect([fromUtf8(type!), opened(raw!).object.metadata]).toMatchObject(["ADDED", { name: "a" }]);
    await chunks.return?.();
  });

  test("what has no such form is not acceptable", async () => {
    const { server, client } = testServer();
    await client.create(Widget, widget("a"));
    const answer = await ask(server, `${WIDGETS}/a`, { accept });
    expect([answer.status, headerOf(answer, "Content-Type")]).toEqual([406, "application/json"]);
  });
});
