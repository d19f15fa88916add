import { describe, expect, test } from "vitest";
import { decodeSchemas } from "../../../../worker/api/generated/decode.ts";
import { loadLateSchemas, schemaOf } from "../../../../worker/api/generated/index.ts";
import { lateSchemaText } from "../../../../worker/api/generated/lateSchemas.ts";
import { schemaText } from "../../../../worker/api/generated/schemas.ts";
import type { ValueSchema } from "../../../../worker/api/machinery/schema.ts";
import { builtInKinds } from "../../../../worker/api/kinds/index.ts";

const field = (type: string, name: string) => schemaOf(type)?.fields[name];

await loadLateSchemas();

describe("schemas of built-in types", () => {
  test.each([
    { says: "numbers are sized", type: "DeploymentSpec", name: "replicas", is: { value: { type: "int32" }, empty: "kept" } },
    {
      says: "a closed set of strings keeps its Go name",
      type: "PodSpec",
      name: "restartPolicy",
      is: { value: { type: "string", go: "v1.RestartPolicy" } },
    },
    {
      says: "volumes merge by name and keep only the keys of the patch",
      type: "PodSpec",
      name: "volumes",
      is: {
        value: { type: "list", items: { type: "struct", of: "Volume" } },
        patchStrategy: ["merge", "retainKeys"],
        mergeKey: "name",
        listType: "map",
      },
    },
    {
      says: "ports of a service are told apart by port and protocol",
      type: "ServiceSpec",
      name: "ports",
      is: {
        value: { type: "list", items: { type: "struct", of: "ServicePort" } },
        patchStrategy: ["merge"],
        mergeKey: "port",
        listType: "map",
        listMapKeys: ["port", "protocol"],
      },
    },
    {
      says: "a map may have a name of its own",
      type: "ResourceRequirements",
      name: "limits",
      is: { value: { type: "map", go: "v1.ResourceList", values: { type: "quantity" } } },
    },
    { says: "secret data is base64", type: "Secret", name: "data", is: { value: { type: "map", values: { type: "bytes" } } } },
    {
      says: "a port may be a name",
      type: "ServicePort",
      name: "targetPort",
      is: { value: { type: "intOrString" }, empty: "always" },
    },
    {
      says: "what a pod must have is required",
      type: "PodSpec",
      name: "containers",
      is: {
        value: { type: "list", items: { type: "struct", of: "Container" } },
        required: true,
        empty: "always",
        patchStrategy: ["merge"],
        mergeKey: "name",
        listType: "map",
      },
    },
    {
      says: "of two types of one name the group tells",
      type: "discovery.EndpointPort",
      name: "port",
      is: { value: { type: "int32" }, empty: "kept" },
    },
  ])("$type.$name: $says", ({ type, name, is }) => {
    expect(field(type, name)).toEqual(is);
  });

  test("a type of another group is printed without it", () => {
    expect(schemaOf("discovery.EndpointPort")?.name).toBe("EndpointPort");
  });

  test("a struct that is owned as a whole is marked, and so is the default of a key of a list's items", () => {
    expect(schemaOf("LabelSelector")?.atomic).toBe(true);
    expect(schemaOf("LabelSelector")?.fields.matchLabels).toBeDefined();
    expect(schemaOf("PodSpec")?.atomic).toBeUndefined();
    expect(schemaOf("ServicePort")?.fields.protocol?.default).toBe("TCP");
  });

  test("an unknown type is absent", () => {
    expect(schemaOf("Pood")).toBeUndefined();
  });

  test("every type decodes, and every struct it refers to is there", () => {
    const missing: string[] = [];
    const check = (value: ValueSchema, where: string): void => {
      if (value.type === "struct" && !schemaOf(value.of)) missing.push(`${where} -> ${value.of}`);
      if (value.type === "list") check(value.items, where);
      if (value.type === "map") check(value.values, where);
      if (value.type === undefined) missing.push(where);
    };
    const names = (schemaText + lateSchemaText).trim().split(/\n+/).map((line) => line.slice(0, line.indexOf("=")));
    for (const name of names) {
      for (const [key, { value }] of Object.entries(schemaOf(name)!.fields)) check(value, `${name}.${key}`);
    }
    expect(missing).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(200);
  });

  test("a type that a fresh cluster needs refers to nothing that comes later", () => {
    const early = decodeSchemas(schemaText);
    const missing: string[] = [];
    const check = (value: ValueSchema): void => {
      if (value.type === "struct" && !early.type(value.of)) missing.push(value.of);
      if (value.type === "list") check(value.items);
      if (value.type === "map") check(value.values);
    };
    for (const line of schemaText.trim().split("\n")) {
      for (const { value } of Object.values(early.type(line.slice(0, line.indexOf("=")))!.fields)) check(value);
    }
    expect(missing).toEqual([]);
  });

  test("every built-in kind has a schema with metadata", () => {
    expect(builtInKinds.filter(({ schema }) => !schemaOf(schema ?? "")?.fields.metadata).map(({ kind }) => kind)).toEqual([]);
  });
});
