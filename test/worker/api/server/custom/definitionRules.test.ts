import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { CustomResourceDefinitionObject } from "../../../../../worker/api/generated/types.ts";
import type { FieldError, Kind } from "../../../../../worker/api/index.ts";
import { builtInKinds, CustomResourceDefinition } from "../../../../../worker/api/kinds/index.ts";
import { fetched } from "../../kinds/fetched.ts";
import { testServer } from "../../local.ts";
import { badDefinitions } from "./badDefinitions.ts";
import { crontabs, serverWith } from "./crontab.ts";

const Definition = CustomResourceDefinition as unknown as Kind<CustomResourceDefinitionObject>;

/** Recorded by running the real server's validation on each definition. */
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, "recorded/definitions.json"), "utf8")) as {
  readonly says: string;
  readonly errors: readonly { readonly reason: string; readonly field: string; readonly message: string }[];
}[];

const shown = ({ type, field, message }: FieldError) => ({ reason: type, field, message });

describe("a definition is refused for", () => {
  const { server } = testServer();
  const kind = server.kinds.required("apiextensions.k8s.io/v1", "CustomResourceDefinition");

  test.each(badDefinitions)("$says", async ({ says, crd }) => {
    await fetched(kind);
    const draft = structuredClone(crd) as never;
    kind.setDefaults?.(draft);
    kind.prepareCreate?.(draft);
    const errors = kind.validateCreate!(draft);
    expect(errors.map(shown)).toEqual(recorded.find((one) => one.says === says)?.errors);
  });
});

describe("a changed definition", () => {
  const NAME = { name: "crontabs.stable.example.com" };
  test.each([
    {
      says: "keeps its kind and scope once established",
      change: { spec: { scope: "Cluster", names: { kind: "Cron" } } },
      message: [
        'spec.scope: Invalid value: "Cluster": field is immutable',
        'spec.names.kind: Invalid value: "Cron": field is immutable',
      ],
    },
    {
      says: "keeps its group",
      change: { spec: { group: "other.example.com" } },
      message: ['spec.group: Invalid value: "other.example.com": field is immutable'],
    },
    {
      says: "keeps the versions that objects may be stored in",
      change: { spec: { versions: [{ ...crontabs().spec.versions[0]!, name: "v2" }] } },
      message: ['status.storedVersions[0]: Invalid value: "v1": missing from spec.versions'],
    },
  ])("$says", async ({ change, message }) => {
    const { client } = await serverWith(crontabs());
    const failure = await client
      .patch(Definition, NAME, { type: "merge", body: change })
      .catch((error: Error) => error);
    for (const words of message) expect((failure as Error).message).toContain(words);
  });

  test("is told apart from a stale one: a replacement must say what it is based on", async () => {
    const { client } = await serverWith(crontabs());
    await expect(client.replace(Definition, crontabs())).rejects.toThrow(
      "metadata.resourceVersion: Invalid value: 0: must be specified for an update",
    );
  });

  test("of a new storage version remembers the old one", async () => {
    const { client } = await serverWith(crontabs());
    const [v1] = crontabs().spec.versions;
    const versions = [
      { ...v1!, storage: false },
      { ...v1!, name: "v2" },
    ];
    const changed = await client.patch(Definition, NAME, { type: "merge", body: { spec: { versions } } });
    expect(changed.status?.storedVersions).toEqual(["v1", "v2"]);
  });
});

test("definitions are a built-in kind", () => {
  expect(builtInKinds).toContain(CustomResourceDefinition);
});
