import { describe, expect, test } from "vitest";
import { builtInSchemas } from "../../../../worker/api/generated/index.ts";
import { jsonPatch, mergePatch, strategicMergePatch } from "../../../../worker/api/index.ts";

/** https://www.rfc-editor.org/rfc/rfc7386#appendix-A */
describe("JSON merge patch", () => {
  test.each([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [{ a: "foo" }, ["c"], ["c"]],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])("%j with %j is %j", (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });
});

/** https://www.rfc-editor.org/rfc/rfc6902#appendix-A */
describe("JSON patch", () => {
  test.each([
    {
      says: "adds a member",
      on: { foo: "bar" },
      patch: [{ op: "add", path: "/baz", value: "qux" }],
      is: { foo: "bar", baz: "qux" },
    },
    {
      says: "adds an element",
      on: { foo: ["bar"] },
      patch: [{ op: "add", path: "/foo/0", value: "x" }],
      is: { foo: ["x", "bar"] },
    },
    {
      says: "appends",
      on: { foo: ["bar"] },
      patch: [{ op: "add", path: "/foo/-", value: ["x"] }],
      is: { foo: ["bar", ["x"]] },
    },
    { says: "removes", on: { a: 1, b: [1, 2, 3] }, patch: [{ op: "remove", path: "/b/1" }], is: { a: 1, b: [1, 3] } },
    { says: "replaces", on: { a: 1 }, patch: [{ op: "replace", path: "/a", value: 2 }], is: { a: 2 } },
    {
      says: "moves",
      on: { a: { b: 1 }, c: {} },
      patch: [{ op: "move", from: "/a/b", path: "/c/d" }],
      is: { a: {}, c: { d: 1 } },
    },
    { says: "copies", on: { a: [1] }, patch: [{ op: "copy", from: "/a", path: "/b" }], is: { a: [1], b: [1] } },
    {
      says: "unescapes ~1 and ~0",
      on: { "a/b": 1, "m~n": 2 },
      patch: [
        { op: "remove", path: "/a~1b" },
        { op: "replace", path: "/m~0n", value: 3 },
      ],
      is: { "m~n": 3 },
    },
    { says: "replaces the whole", on: { a: 1 }, patch: [{ op: "replace", path: "", value: { b: 2 } }], is: { b: 2 } },
  ])("$says", ({ on, patch, is }) => {
    expect(jsonPatch(on, patch)).toEqual(is);
  });

  test.each([
    { says: "a failed test", patch: [{ op: "test", path: "/a", value: 2 }] },
    { says: "a missing member", patch: [{ op: "remove", path: "/nope" }] },
    { says: "a missing parent", patch: [{ op: "add", path: "/x/y", value: 1 }] },
    { says: "an index beyond the end", patch: [{ op: "add", path: "/list/9", value: 1 }] },
    { says: "an unknown operation", patch: [{ op: "swap", path: "/a" }] },
    { says: "a path without slash", patch: [{ op: "add", path: "a", value: 1 }] },
  ])("refuses $says, and leaves the target alone", ({ patch }) => {
    const target = Object.freeze({ a: 1, list: Object.freeze([1]) });
    expect(() => jsonPatch(target, patch)).toThrow("the server rejected our request due to an error in our request");
    expect(target).toEqual({ a: 1, list: [1] });
  });
});

describe("strategic merge patch", () => {
  const containers = [
    { name: "a", image: "1", env: [{ name: "X", value: "1" }] },
    { name: "b", image: "1" },
    { name: "c", image: "1" },
  ];
  const apply = (target: unknown, patch: Record<string, unknown>, type = "PodSpec") =>
    strategicMergePatch(target, patch, type, builtInSchemas);

  test.each([
    {
      says: "merges containers and their variables by name",
      patch: { containers: [{ name: "a", image: "2", env: [{ name: "Y", value: "2" }] }] },
      // What the patch names comes first among what only the patch has placed.
      is: {
        containers: [
          {
            name: "a",
            image: "2",
            env: [
              { name: "Y", value: "2" },
              { name: "X", value: "1" },
            ],
          },
          containers[1],
          containers[2],
        ],
      },
    },
    {
      says: "deletes by $patch",
      patch: { containers: [{ name: "b", $patch: "delete" }] },
      is: { containers: [containers[0], containers[2]] },
    },
    {
      says: "deletes what is not there without complaint",
      patch: { containers: [{ name: "z", $patch: "delete" }] },
      is: { containers },
    },
    {
      says: "replaces a list by $patch",
      patch: { containers: [{ name: "n" }, { $patch: "replace" }] },
      is: { containers: [{ name: "n" }] },
    },
    {
      says: "orders by $setElementOrder",
      patch: { "$setElementOrder/containers": [{ name: "c" }, { name: "a" }, { name: "b" }] },
      is: { containers: [containers[2], containers[0], containers[1]] },
    },
    {
      says: "keeps what only the server has near its old place",
      patch: { "$setElementOrder/containers": [{ name: "a" }, { name: "n" }], containers: [{ name: "n" }] },
      is: { containers: [containers[0], { name: "n" }, containers[1], containers[2]] },
    },
    { says: "removes by null", patch: { containers: null }, is: {} },
    {
      says: "replaces atomic lists",
      on: { tolerations: [{ key: "a" }] },
      patch: { tolerations: [{ key: "b" }] },
      is: { tolerations: [{ key: "b" }] },
    },
    {
      says: "keeps only the retained keys of a volume",
      on: { volumes: [{ name: "v", emptyDir: {} }] },
      patch: { volumes: [{ name: "v", $retainKeys: ["name", "configMap"], configMap: { name: "c" } }] },
      is: { volumes: [{ name: "v", configMap: { name: "c" } }] },
    },
    {
      says: "replaces a struct by $patch",
      on: { securityContext: { runAsUser: 1 } },
      patch: { securityContext: { $patch: "replace", runAsGroup: 2 } },
      is: { securityContext: { runAsGroup: 2 } },
    },
  ])("$says", ({ on = { containers }, patch, is }) => {
    expect(apply(on, patch)).toEqual(is);
  });

  test("primitive lists with merge are united, what is new first, and emptied by $deleteFromPrimitiveList", () => {
    const meta = { finalizers: ["a/b", "c/d"] };
    expect(apply(meta, { finalizers: ["e/f"] }, "ObjectMeta")).toEqual({ finalizers: ["e/f", "a/b", "c/d"] });
    expect(apply(meta, { "$deleteFromPrimitiveList/finalizers": ["a/b"] }, "ObjectMeta")).toEqual({
      finalizers: ["c/d"],
    });
  });

  test("an item without its key is refused", () => {
    expect(() => apply({ containers }, { containers: [{ image: "x" }] })).toThrow(
      "map: map[image:x] does not contain declared merge key: name",
    );
  });
});
