import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { goKyaml, goYaml, indentedJson } from "../../../../worker/base/goprint/index.ts";

/** The reader of this test takes "E0" and "." for numbers, which neither Go nor YAML 1.1 does; and "<<" is a merge to it. */
const readable = (one: string) => !/^[-+]?\.?_*(?:[eE][-+]?\d+)?$/.test(one) && one !== "__proto__" && one !== "<<";
const text = fc.oneof(
  fc.constantFrom(
    "yes",
    "1e3",
    "",
    "~",
    "- a",
    "a: b",
    "x #y",
    " lead",
    "trail ",
    "a\nb",
    "a\n\n",
    "\n",
    "0x1F",
    "12:30:00",
    "<<",
    "!x",
  ),
  fc.string({ maxLength: 120 }).filter(readable),
  fc.array(fc.constantFrom("word", "it's", "b:", "#", '"', ""), { maxLength: 40 }).map((words) => words.join(" ")),
);
const key = fc.string({ minLength: 1, maxLength: 20 }).filter(readable);
const data = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, text, fc.integer(), fc.boolean(), fc.constant(null), tie("list"), tie("map")),
  list: fc.array(tie("value"), { maxLength: 4 }),
  map: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
})).map;

test("what is printed as YAML, KYAML and JSON is read back as it was", () => {
  fc.assert(
    fc.property(data, (value) => {
      expect(parse(goYaml(value), { version: "1.1" })).toEqual(value);
      expect(parse(goKyaml(value))).toEqual(value);
      expect(JSON.parse(indentedJson(value))).toEqual(value);
    }),
    { numRuns: 300, seed: 1 },
  );
});
