import { describe, expect, test } from "vitest";
import {
  GoFloat,
  goPrint,
  goPrintln,
  goQuote,
  goSyntax,
  goText,
  goUnquote,
  sprintf,
} from "../../../../worker/base/goformat/index.ts";

/** Recorded from Go 1.26 fmt, with int64 as the type of whole numbers, as decoded JSON has it. */
describe("sprintf", () => {
  test.each<[format: string, args: unknown[], text: string]>([
    ["%s is %d", ["x", 5], "x is 5"],
    ["%-5s|%5s|%05d", ["ab", "cd", -42], "ab   |   cd|-0042"],
    ["%.2f %8.3f %e %g", [1.005, 3.24159, 12345.678, 1e-7], "1.00    3.242 1.234568e+04 1e-07"],
    ["%q %x %X %o %b %c", ['a"b', "hi", 255, 8, 5, 0x263a], '"a\\"b" 6869 FF 10 101 ☺'],
    ["%v %v %v", [[1, "a", null], { b: 1, a: [true] }, null], "[1 a <nil>] map[a:[true] b:1] <nil>"],
    ["%#v", [{ a: "x", n: null }], 'map[string]interface {}{"a":"x", "n":interface {}(nil)}'],
    ["%d", ["x"], "%!d(string=x)"],
    ["%s", [5], "%!s(int64=5)"],
    ["%s and %s", ["one"], "one and %!s(MISSING)"],
    ["%s", ["a", 1], "a%!(EXTRA int64=1)"],
    ["100%", [], "100%!(NOVERB)"],
    ["100%%", [], "100%"],
    ["%[2]s %[1]s", ["a", "b"], "b a"],
    ["%*d", [5, 42], "   42"],
    ["%t %v", [true, false], "true false"],
    ["%T %T", ["s", 1.5], "string float64"],
    ["%+d % d", [5, 5], "+5  5"],
    ["%+v", [5], "5"],
    ["%d", [new GoFloat(3)], "%!d(float64=3)"],
    ["%v", [new GoFloat(1_000_000)], "1e+06"],
    ["%5.1f|%-6d|", [2.25, 7], "  2.2|7     |"],
    ["%U %#x", [0x1f600, 255], "U+1F600 0xff"],
    ["%.2s|%.10s", ["héllo", "x"], "hé|x"],
    ["%s", [["a", "b"]], "[a b]"],
  ])("%j of %j", (format, args, text) => {
    expect(sprintf(format, args)).toBe(text);
  });
});

test("print puts blanks only where neither neighbour is a string, println everywhere", () => {
  expect(goPrint([1, 2, "a", "b", 3])).toBe("1 2a b3".replace("a b", "ab"));
  expect(goPrintln([1, "a", null])).toBe("1 a <nil>\n");
});

test("whole numbers are ints, GoFloat and fractions are floats", () => {
  expect([goText(1_000_000), goText(new GoFloat(1_000_000)), goText(0.5)]).toEqual(["1000000", "1e+06", "0.5"]);
  expect(goSyntax([1, "a\n", new GoFloat(2)])).toBe('[]interface {}{1, "a\\n", 2}');
});

test("quoting and unquoting", () => {
  expect(goQuote('tab\t "q" é \u200b \x01')).toBe('"tab\\t \\"q\\" é \\u200b \\x01"');
  expect(goUnquote('"a\\tb\\u00e9\\x41\\101"')).toBe("a\tbéAA");
  expect(goUnquote("`raw\\n`")).toBe("raw\\n");
  expect([goUnquote('"bad\\q"'), goUnquote('"open'), goUnquote('"it\\\'s"')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
