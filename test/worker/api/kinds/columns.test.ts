import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { builtInKinds } from "../../../../worker/api/kinds/index.ts";
import type { Kind } from "../../../../worker/api/machinery/kind.ts";
import type { KubeObject } from "../../../../worker/api/machinery/object.ts";
import { fetched } from "./fetched.ts";

/** Wide tables as the API server of Kubernetes 1.36 prints them: recorded by running its own printers on each object. */
interface RecordedTable {
  readonly now: string;
  /** "Name/string/name/0": name, type, format, priority. */
  readonly columns: readonly string[];
  readonly rows: readonly { readonly says: string; readonly object: KubeObject; readonly cells: readonly unknown[] }[];
}

function recordedTable(kind: Kind): RecordedTable {
  const file = join(import.meta.dirname, "recorded/tables", `${kind.kind.toLowerCase()}.json`);
  const text = readFileSync(file, "utf8");
  return JSON.parse(text, (_, value) => (value === null ? undefined : value)) as RecordedTable;
}

describe.each(builtInKinds.map((kind) => ({ kind, name: kind.kind })))("$name in tables", ({ kind }) => {
  const table = recordedTable(kind);
  beforeAll(() => fetched(kind));

  test("has the server's columns", () => {
    const columns = kind.columns.map(
      ({ name, type = "string", format = "", wide }) => `${name}/${type}/${format}/${wide ? 1 : 0}`,
    );
    expect(columns).toEqual(table.columns);
  });

  test.each(table.rows)("$says", ({ object, cells }) => {
    // biome-ignore lint/suspicious/noExplicitAny: objects of every kind
    const draft: any = structuredClone(object);
    kind.setDefaults?.(draft);
    const nowMs = Date.parse(table.now);
    expect(kind.columns.map((column) => column.cell(draft, nowMs))).toEqual(cells);
  });
});
