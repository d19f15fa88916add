import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { builtInSchemas } from "../../../../worker/api/generated/index.ts";
import { builtInKinds } from "../../../../worker/api/kinds/index.ts";
import { Encoder } from "../../../../worker/api/machinery/encoding.ts";

const encoder = new Encoder(builtInSchemas);

describe("an encoded object", () => {
  test.each([
    {
      says: "has its fields in the order of the server's types",
      type: "Pod",
      object: {
        spec: { nodeName: "n", containers: [{ image: "i", name: "c", resources: {} }] },
        metadata: {},
        kind: "Pod",
      },
      text: '{"kind":"Pod","metadata":{},"spec":{"containers":[{"name":"c","image":"i","resources":{}}],"nodeName":"n"},"status":{}}',
    },
    {
      says: "has its maps sorted",
      type: "ConfigMap",
      object: { metadata: { labels: { b: "2", a: "1" } }, data: { z: "", y: "1" } },
      text: '{"metadata":{"labels":{"a":"1","b":"2"}},"data":{"y":"1","z":""}}',
    },
    {
      says: "shows structs that are not there",
      type: "ContainerStatus",
      object: { name: "c", state: { running: {} } },
      text: '{"name":"c","state":{"running":{"startedAt":null}},"lastState":{},"ready":false,"restartCount":0,"image":"","imageID":""}',
    },
    {
      says: "shows lists that must be there as null when they are empty",
      type: "EndpointSlice",
      object: { metadata: {}, addressType: "IPv4", endpoints: [], ports: [] },
      text: '{"metadata":{},"addressType":"IPv4","endpoints":null,"ports":null}',
    },
    {
      says: "keeps zeros that were meant, and drops the others",
      type: "DeploymentSpec",
      object: { replicas: 0, minReadySeconds: 0, paused: false, template: {}, strategy: {}, selector: {} },
      text: '{"replicas":0,"selector":{},"template":{"metadata":{},"spec":{"containers":null}},"strategy":{}}',
    },
    { says: "of no known type is left as it is", type: undefined, object: { b: 1, a: [] }, text: '{"b":1,"a":[]}' },
  ])("$says", ({ type, object, text }) => {
    expect(JSON.stringify(encoder.encode(object, type))).toBe(text);
  });

  test("is made once of a frozen object", () => {
    const object = Object.freeze({ metadata: {} });
    expect(encoder.encode(object, "Pod")).toBe(encoder.encode(object, "Pod"));
  });
});

/** What the real server wrote, kind by kind: encoding it again changes nothing, not even the order. */
const recorded = resolve(import.meta.dirname, "../kinds/recorded");
const files = readdirSync(recorded).filter((name) => name.endsWith(".json"));

test.each(files)("%s reads the same after encoding", (file) => {
  const kind = builtInKinds.find((one) => `${one.kind.toLowerCase()}.json` === file)!;
  const rows = JSON.parse(readFileSync(join(recorded, file), "utf8")) as { stored?: object }[];
  for (const { stored } of rows) {
    if (stored) expect(JSON.stringify(encoder.encode(stored, kind.schema))).toBe(JSON.stringify(stored));
  }
});
