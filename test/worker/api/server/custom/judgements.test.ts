import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtInSchemas } from "../../../../../worker/api/generated/index.ts";
import { normalize } from "../../../../../worker/api/server/custom/normalize.ts";
import { CustomRules, definitionExpressions } from "../../../../../worker/api/server/custom/rules/index.ts";
import { structuralOf } from "../../../../../worker/api/server/custom/structural.ts";
import { crontabs } from "./crontab.ts";
import { type Judgement, judgements } from "./judgements.ts";

/** Recorded by running the real server's pruning, defaulting and validation on each object. */
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, "recorded/judgements.json"), "utf8")) as {
  readonly says: string;
  readonly errors: readonly { readonly reason: string; readonly field: string; readonly message: string }[];
  readonly pruned: readonly string[];
  readonly spec: unknown;
}[];

const expressions = definitionExpressions();

const objectOf = (one: unknown) => ({
  apiVersion: "stable.example.com/v1",
  kind: "CronTab",
  metadata: { name: "x", namespace: "default" },
  spec: structuredClone({ one }),
});

function judge({ schema, one, old }: Judgement) {
  const [version] = crontabs({ type: "object", properties: { one: schema } }).spec.versions;
  const root = structuralOf(version!.schema!.openAPIV3Schema!);
  const rules = new CustomRules(expressions, version!, root, builtInSchemas);
  const object = objectOf(one);
  const pruned = normalize(object, root);
  if (old === undefined) return { object, pruned, errors: rules.create(object) };
  const before = objectOf(old);
  normalize(before, root);
  return { object, pruned, errors: rules.update(object, before) };
}

describe("custom resources", () => {
  test.each(judgements)("$says", (row) => {
    const { object, pruned, errors } = judge(row);
    const real = recorded.find(({ says }) => says === row.says);
    const told = errors.map(({ type, field, message }) => ({ reason: type, field, message }));
    // The server walks through maps, so the order among siblings is not its promise.
    const order = (list: readonly object[] | undefined) => list?.map((one) => JSON.stringify(one)).sort();
    expect(order(told)).toEqual(order(real?.errors));
    expect(pruned).toEqual(real?.pruned);
    expect(object.spec).toEqual(real?.spec);
  });
});
