import { describe, expect, test } from "vitest";
import * as late from "../../../../worker/api/kinds/late.ts";
import type { Kind } from "../../../../worker/api/machinery/kind.ts";

/** What discovery and the store ask of a kind before anybody has asked for an object of it. */
function outline(kind: Kind) {
  const { group, version, kind: name, listKind, plural, singular, shortNames, categories, namespaced } = kind;
  const { subresources, schema, verbs, conditional } = kind;
  return {
    group,
    version,
    name,
    listKind,
    plural,
    singular,
    shortNames,
    categories,
    namespaced,
    subresources,
    schema,
    verbs,
    conditional,
  };
}

const kinds = Object.values(late) as unknown as readonly Kind[];

describe.each(kinds.map((kind) => ({ name: kind.kind, kind, before: outline(kind) })))("$name", ({ kind, before }) => {
  test("is listed as the whole kind is, which is fetched once by each clock", async () => {
    let held = 0;
    const clock = {
      hold<T>(promise: Promise<T>): Promise<T> {
        held += 1;
        return promise;
      },
    };
    expect(kind.columns).toEqual([]);
    await kind.ready?.(clock);
    expect(outline(kind)).toEqual(before);
    expect(kind.columns).not.toEqual([]);
    expect(kind.ready?.(clock)).toBeUndefined();
    expect(held).toBe(1);
  });
});
