import { describe, expect, test } from "vitest";
import { duplicateFields, jsonProblem } from "../../../worker/base/jsonSyntax.ts";

/** Recorded from encoding/json of Go 1.26. */
const PROBLEMS = [
  { text: "", says: "unexpected end of JSON input" },
  { text: "{", says: "unexpected end of JSON input" },
  { text: "[", says: "unexpected end of JSON input" },
  { text: '{"a"', says: "unexpected end of JSON input" },
  { text: '{"a":', says: "unexpected end of JSON input" },
  { text: '{"a":1', says: "unexpected end of JSON input" },
  { text: '{"a":1,}', says: "invalid character '}' looking for beginning of object key string" },
  { text: "{a:1}", says: "invalid character 'a' looking for beginning of object key string" },
  { text: '{"a" 1}', says: "invalid character '1' after object key" },
  { text: '{"a":1 "b":2}', says: "invalid character '\"' after object key:value pair" },
  { text: "[1 2]", says: "invalid character '2' after array element" },
  { text: "[1,]", says: "invalid character ']' looking for beginning of value" },
  { text: "tru", says: "invalid character ' ' in literal true (expecting 'e')" },
  { text: "trux", says: "invalid character 'x' in literal true (expecting 'e')" },
  { text: "nul!", says: "invalid character '!' in literal null (expecting 'l')" },
  { text: "01", says: "invalid character '1' after top-level value" },
  { text: "-", says: "invalid character ' ' in numeric literal" },
  { text: "-x", says: "invalid character 'x' in numeric literal" },
  { text: "1.", says: "invalid character ' ' after decimal point in numeric literal" },
  { text: "1.x", says: "invalid character 'x' after decimal point in numeric literal" },
  { text: "1e", says: "invalid character ' ' in exponent of numeric literal" },
  { text: "1e+", says: "invalid character ' ' in exponent of numeric literal" },
  { text: '"abc', says: "unexpected end of JSON input" },
  { text: '"a\\q"', says: "invalid character 'q' in string escape code" },
  { text: '"a\\u12x4"', says: "invalid character 'x' in \\u hexadecimal character escape" },
  { text: '"a\nb"', says: "invalid character '\\n' in string literal" },
  { text: "{} x", says: "invalid character 'x' after top-level value" },
  { text: "{'a':1}", says: "invalid character '\\'' looking for beginning of object key string" },
  { text: "é", says: "invalid character 'Ã' looking for beginning of value" },
  { text: "\u0001", says: "invalid character '\\x01' looking for beginning of value" },
  { text: "\t\\", says: "invalid character '\\\\' looking for beginning of value" },
  { text: "a€", says: "invalid character 'a' looking for beginning of value" },
  { text: '{"a": }', says: "invalid character 'Â' looking for beginning of value" },
  { text: "1ex", says: "invalid character 'x' in exponent of numeric literal" },
  { text: '"\\u12', says: "invalid character ' ' in \\u hexadecimal character escape" },
];

describe("what is wrong with a text", () => {
  test.each(PROBLEMS)("$text: $says", ({ text, says }) => {
    expect(jsonProblem(text)).toBe(says);
  });

  test.each(['{"a":[1,2.5e-3,true,null,"x\\u00e9\\n"],"b":{}}', " [ ] ", '"x"', "-0"])("%s is JSON", (text) => {
    expect(jsonProblem(text)).toBeUndefined();
    expect(duplicateFields(text)).toEqual([]);
  });
});

test("fields that stand twice are told by their paths, in the order of the text", () => {
  const text = '{"a":1,"spec":{"c":[{"n":1},{"n":1,"n":2}],"c":3},"a":{"b":1},"a":2}';
  expect(duplicateFields(text)).toEqual(["spec.c[1].n", "spec.c", "a", "a"]);
});
