import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { builtInSchemas } from "../../../../../worker/api/generated/index.ts";
import type {
  CustomResourceDefinitionObject,
  CustomResourceDefinitionVersion,
  JSONSchemaProps,
} from "../../../../../worker/api/generated/types.ts";
import type { FieldError, Kind } from "../../../../../worker/api/index.ts";
import { CustomResourceDefinition } from "../../../../../worker/api/kinds/index.ts";
import { normalize } from "../../../../../worker/api/server/custom/normalize.ts";
import { CustomRules, definitionExpressions } from "../../../../../worker/api/server/custom/rules/index.ts";
import { structuralOf } from "../../../../../worker/api/server/custom/structural.ts";
import { testServer } from "../../local.ts";
import { breachesOf, Dice, sampleOf } from "./samples.ts";

/** The definitions as the Gateway API project released them; beside the project, not in it. */
const DATA = resolve(import.meta.dirname, "../../../../../../shared/data/gateway-api");
const root = existsSync(DATA) ? DATA : undefined;

function definitions(version: string, channel: string): CustomResourceDefinitionObject[] {
  const folder = join(root!, version, channel);
  return readdirSync(folder)
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), "utf8")))
    .map((document) => document.toJS() as CustomResourceDefinitionObject)
    .filter((object) => object?.kind === "CustomResourceDefinition");
}

const releases = root
  ? readdirSync(root).flatMap((version) => readdirSync(join(root, version)).map((channel) => ({ version, channel })))
  : [];

describe.skipIf(!root)("released definitions (skipped when ../shared/data is absent)", () => {
  test.each(releases)("$version $channel is taken as it is, and established", async ({ version, channel }) => {
    const { client, clock } = testServer();
    const kind = CustomResourceDefinition as unknown as Kind<CustomResourceDefinitionObject>;
    const all = definitions(version, channel);
    for (const crd of all) await client.create(kind, crd);
    await clock.advance(200);
    const stored = await client.list(kind);
    const established = stored.filter(({ status }) =>
      status?.conditions?.some(({ type, status: is }) => type === "Established" && is === "True"),
    );
    expect(established).toHaveLength(all.length);
  });

  const judges = root
    ? definitions("v1.6.1", "experimental").flatMap((crd) =>
        crd.spec.versions.filter(({ served }) => served).map((version) => judgeOf(crd, version)),
      )
    : [];

  test("objects made within a schema's limits break none of them; what its expressions refuse, they refuse in their words", () => {
    let valid = 0;
    for (const { judge, spec, messages } of judges) {
      const dice = new Dice(7);
      for (let i = 0; i < 16; i++) {
        const errors = judge(sampleOf(spec, dice));
        if (errors.length === 0) valid += 1;
        // Alternatives (oneOf) bring other limits of their own.
        if (errors.some(({ message }) => message.includes("must validate"))) continue;
        for (const { message } of errors) {
          const words =
            /^(?:Invalid value: (?:"(?:\\.|[^"])*": )?|Forbidden: |Required value: )(?:.* evaluating rule: )?(.*)$/s.exec(
              message,
            );
          expect(messages).toContain(words?.[1]);
        }
      }
    }
    expect(valid).toBeGreaterThanOrEqual(200);
  });

  test("a broken limit is told of where it is, as the server says it", () => {
    let broken = 0;
    for (const { judge, spec } of judges) {
      const dice = new Dice(11);
      const breaches = [1, 2, 3].flatMap(() => breachesOf(spec, sampleOf(spec, dice) as object, "spec"));
      for (const { object, field, reason, message } of breaches.filter(() => dice.chance(0.08))) {
        broken += 1;
        // Several items of a list may break a limit at once, and a set may be told of at its second item.
        const found = judge(object).some(
          (error) => error.type === reason && error.field.startsWith(field) && error.message === message,
        );
        expect(found, `${field}: ${message}`).toBe(true);
      }
    }
    expect(broken).toBeGreaterThanOrEqual(200);
  });
});

const expressions = definitionExpressions();

function judgeOf(crd: CustomResourceDefinitionObject, version: CustomResourceDefinitionVersion) {
  const schema = structuralOf(version.schema!.openAPIV3Schema!);
  const rules = new CustomRules(expressions, version, schema, builtInSchemas);
  const spec = version.schema!.openAPIV3Schema!.properties!.spec!;
  const judge = (value: unknown): readonly FieldError[] => {
    const object = {
      apiVersion: `${crd.spec.group}/${version.name}`,
      kind: crd.spec.names.kind,
      metadata: { name: "x" },
      spec: structuredClone(value),
    };
    normalize(object, schema);
    return rules.create(object);
  };
  return { judge, spec, messages: messagesOf(spec) };
}

/** What the expressions of a schema say when they refuse. */
function messagesOf(schema: JSONSchemaProps): string[] {
  const own = (schema["x-kubernetes-validations"] ?? []).map(
    ({ message, rule }) => message?.trim() ?? `failed rule: ${rule}`,
  );
  const { items, additionalProperties, properties = {} } = schema;
  const children = [...Object.values(properties), items, additionalProperties].filter(
    (one): one is JSONSchemaProps => typeof one === "object" && one !== null,
  );
  return [...own, ...children.flatMap(messagesOf)];
}
