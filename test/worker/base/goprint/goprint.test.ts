import { describe, expect, test } from "vitest";
import { formatFloatG, goJson, goKyaml, goYaml, indentedJson } from "../../../../worker/base/goprint/index.ts";

/** Every expectation here was recorded from sigs.k8s.io/yaml 1.6 and k8s.io/cli-runtime 0.36. */
describe("YAML strings are quoted where a YAML 1.1 parser would err", () => {
  test.each([
    ["plain words stay", "demo", "demo"],
    ["booleans of YAML 1.1", "yes", '"yes"'],
    ["single letters that mean booleans", "n", '"n"'],
    ["numbers", "123", '"123"'],
    ["exponents in range", "1e3", '"1e3"'],
    ["exponents out of range stay", "1e400", "1e400"],
    ["octal with a wrong digit is still a float", "08", '"08"'],
    ["hexadecimal", "0x1F", '"0x1F"'],
    ["base 60", "12:30", '"12:30"'],
    ["times", "2024-01-01T10:00:00Z", '"2024-01-01T10:00:00Z"'],
    ["dates that do not exist stay", "2024-13-01", "2024-13-01"],
    ["the empty string", "", '""'],
    ["null", "~", '"~"'],
    ["addresses stay", "10.0.0.1", "10.0.0.1"],
    ["URLs stay", "http://x.y/z?a=b", "http://x.y/z?a=b"],
    ["a leading indicator", "*x", "'*x'"],
    ["a colon and a blank", "a: b", "'a: b'"],
    ["a comment", "a #b", "'a #b'"],
    ["an apostrophe inside stays", "it's", "it's"],
    ["an apostrophe in front", "'q'", "'''q'''"],
    ["a blank at the end", "a ", "'a '"],
    ["a tab", "a\tb", '"a\\tb"'],
    ["characters of four bytes", "😀", '"\\U0001F600"'],
    ["other letters stay", "日本語", "日本語"],
    ["a merge sign stays", "<<", "<<"],
  ])("%s", (_says, text, printed) => {
    expect(goYaml({ v: text })).toBe(`v: ${printed}\n`);
  });
});

describe("YAML of several lines", () => {
  test.each([
    ["a final line break is kept by |", "a\nb\n", "v: |\n  a\n  b\n"],
    ["none is kept by |-", "a\nb", "v: |-\n  a\n  b\n"],
    ["more are kept by |+", "a\n\n", "v: |+\n  a\n\n"],
    ["a leading blank is told by a hint", " lead\n", "v: |2\n   lead\n"],
    ["a blank before a break cannot be a block", "a \nb", 'v: "a \\nb"\n'],
    ["a tab cannot be a block", "a\tb\nc", 'v: "a\\tb\\nc"\n'],
  ])("%s", (_says, text, printed) => {
    expect(goYaml({ v: text })).toBe(printed);
  });
  test("a long text is folded after column 80", () => {
    const message =
      "0/1 nodes are available: 1 node(s) had untolerated taint that is rather long and goes on and on until it is long enough";
    expect(goYaml({ status: { message } })).toBe(
      "status:\n  message: '0/1 nodes are available: 1 node(s) had untolerated taint that is rather\n    long and goes on and on until it is long enough'\n",
    );
  });
});

test("YAML structure: sorted keys, lists not indented, empty ones inline", () => {
  const value = { b: {}, a: [], n: null, l: [[1, 2], [{ a10: 1, a2: "<x>" }]], f: 1.5, u: undefined, t: true };
  expect(goYaml(value)).toBe('a: []\nb: {}\nf: 1.5\nl:\n- - 1\n  - 2\n- - a2: <x>\n    a10: 1\n"n": null\nt: true\n');
  expect(goYaml([])).toBe("[]\n");
  expect(goYaml("x")).toBe("x\n");
});

test("long keys are written with a question mark", () => {
  const key = `example.com/${"k".repeat(120)}`;
  expect(goYaml({ [key]: "v" })).toBe(`? ${key}\n: v\n`);
});

test("JSON: four spaces, sorted keys, escaped for HTML", () => {
  expect(indentedJson({ b: "<x> & y", a: [], c: [1, { z: null }], d: {} })).toBe(
    [
      "{",
      '    "a": [],',
      '    "b": "\\u003cx\\u003e \\u0026 y",',
      '    "c": [',
      "        1,",
      "        {",
      '            "z": null',
      "        }",
      "    ],",
      '    "d": {}',
      "}",
    ].join("\n"),
  );
  expect(goJson({ b: 1, a: "<" })).toBe('{"a":"\\u003c","b":1}');
});

test("KYAML: braces, quoted strings, keys quoted only when doubtful", () => {
  expect(goKyaml({ f: 1.5, name: "x", l: [[1, 2], [{ a: 1 }]], s: "a\n b\n", ports: ["x"] })).toBe(
    [
      "---",
      "{",
      '  "f": 1.5,',
      "  l: [[",
      "    1,",
      "    2,",
      "  ], [{",
      "    a: 1,",
      "  }]],",
      '  name: "x",',
      "  ports: [",
      '    "x",',
      "  ],",
      '  s: "\\',
      "     a\\n\\",
      "    \\ b\\n\\",
      '    ",',
      "}",
      "",
    ].join("\n"),
  );
});

test.each([
  [1_000_000, "1e+06"],
  [123456.5, "123456.5"],
  [1234567.5, "1.2345675e+06"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
])("Go prints the float %d as %s", (value, text) => expect(formatFloatG(value)).toBe(text));
