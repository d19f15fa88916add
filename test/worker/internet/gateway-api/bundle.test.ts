import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { bundleFiles } from "../../../../worker/internet/gateway-api/bundle.ts";
import { CHANNELS, VERSIONS } from "../../../../worker/internet/gateway-api/edition.ts";
import { bundleObjects, fileYaml, installYaml } from "../../../../worker/internet/gateway-api/index.ts";
import { filesOf } from "../../../../worker/internet/gateway-api/names.ts";
import { holds, readBlocks, readField } from "../../../../worker/internet/gateway-api/notation.ts";
import { Definitions, Schemas } from "../../../../worker/internet/gateway-api/schema.ts";

const editions = VERSIONS.flatMap((version) => CHANNELS.map((channel) => ({ version, channel })));

describe.each(editions)("$version $channel", (edition) => {
  test("the files that are linked to are those that there are", () => {
    expect(filesOf(edition)).toEqual(bundleFiles(edition).map(({ name }) => name));
  });

  test("the bundle holds every file's objects, and reads back as they are", () => {
    const objects = parseAllDocuments(installYaml(edition)).map((one) => one.toJS() as unknown);
    expect(objects).toEqual(bundleObjects(edition));
    const [first] = bundleFiles(edition);
    expect(parseAllDocuments(fileYaml(edition, first!.name)).map((one) => one.toJS() as unknown)).toEqual(
      first!.objects,
    );
  });

  test("every definition names its bundle and channel", () => {
    for (const { kind, metadata } of bundleObjects(edition)) {
      const channel = kind === "CustomResourceDefinition" ? edition.channel : "standard";
      expect(metadata.annotations).toMatchObject({
        "gateway.networking.k8s.io/bundle-version": edition.version,
        "gateway.networking.k8s.io/channel": channel,
      });
    }
  });
});

test("only bundles since v1.5 carry the policy against unsafe upgrades", () => {
  const kinds = (version: (typeof VERSIONS)[number]) =>
    bundleObjects({ version, channel: "standard" }).flatMap(({ kind }) =>
      kind.startsWith("Validating") ? [kind] : [],
    );
  expect(kinds("v1.4.1")).toEqual([]);
  expect(kinds("v1.6.1")).toEqual(["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"]);
});

describe("the notation", () => {
  test.each([
    { condition: "", standard12: true, experimental14: true },
    { condition: "x", standard12: false, experimental14: true },
    { condition: "s", standard12: true, experimental14: false },
    { condition: ">=1.4", standard12: false, experimental14: true },
    { condition: "<1.4", standard12: true, experimental14: false },
    { condition: "x&>=1.6|s", standard12: true, experimental14: false },
  ])("the condition '$condition' holds where it says", ({ condition, standard12, experimental14 }) => {
    expect(holds(condition, { version: "v1.2.1", channel: "standard" })).toBe(standard12);
    expect(holds(condition, { version: "v1.4.1", channel: "experimental" })).toBe(experimental14);
  });

  test.each([
    {
      text: "name! string 1..253 ~ ^[a-z] ~ $",
      field: { name: "name", required: true, base: "string", least: 1, most: 253, pattern: "^[a-z] ~ $" },
    },
    {
      text: 'refs [Ref] map(group,name) ..8 = [{"a":"b c"}]',
      field: {
        of: "list",
        base: "Ref",
        listType: "map",
        listKeys: ["group", "name"],
        most: 8,
        default: '[{"a":"b c"}]',
      },
    },
    { text: "options {string} 0..", field: { of: "map", base: "string", least: 0, required: false } },
    { text: 'type enum(A B) = "A"', field: { base: "enum(A B)", default: '"A"' } },
  ])("reads $text", ({ text, field }) => {
    expect(readField(text, { version: "v1.4.1", channel: "standard" })).toMatchObject(field);
  });

  test("a type is made once, with limits as its fields' types have them, and rules where they stand", () => {
    const definitions = new Definitions([
      "scalar Port int32 1..9",
      "type Own atomic\n  port! Port = 3\n  @x late bool\n  tags [string] set 1..2\n    rule self.size() > 0\n      says too few\n  rule true\n    says never",
    ]);
    const schemas = new Schemas(definitions, { version: "v1.4.1", channel: "standard" });
    expect(schemas.of("Own")).toBe(schemas.of("Own"));
    expect(schemas.of("Own")).toEqual({
      type: "object",
      required: ["port"],
      properties: {
        port: { type: "integer", format: "int32", minimum: 1, maximum: 9, default: 3 },
        tags: {
          type: "array",
          items: { type: "string" },
          "x-kubernetes-list-type": "set",
          minItems: 1,
          maxItems: 2,
          "x-kubernetes-validations": [{ message: "too few", rule: "self.size() > 0" }],
        },
      },
      "x-kubernetes-map-type": "atomic",
      "x-kubernetes-validations": [{ message: "never", rule: "true" }],
    });
    expect(() => schemas.of("Nobody")).toThrow("nobody defines Nobody");
    expect(readBlocks("a\n  @x b\n    c\nd").map(({ text, children }) => [text, children.length])).toEqual([
      ["a", 1],
      ["d", 0],
    ]);
  });
});
