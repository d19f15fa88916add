import { describe, expect, test } from "vitest";
import type { LabelSelector } from "../../../../worker/api/generated/types.ts";
import {
  formatSelector,
  fromLabelSelector,
  matches,
  parseFieldSelector,
  parseSelector,
} from "../../../../worker/api/index.ts";

const LABELS = { app: "web", tier: "front", "example.com/rank": "7", empty: "" };

describe("label selectors", () => {
  test.each([
    { text: "", meets: true },
    { text: "app=web", meets: true },
    { text: "app==web", meets: true },
    { text: "app!=web", meets: false },
    { text: "missing!=x", meets: true },
    { text: "app", meets: true },
    { text: "!app", meets: false },
    { text: "!missing", meets: true },
    { text: "app in (web, api)", meets: true },
    { text: "app notin (web,api)", meets: false },
    { text: "missing notin (a)", meets: true },
    { text: "app=web,tier in (back)", meets: false },
    { text: "app=web , tier=front", meets: true },
    { text: "example.com/rank>6", meets: true },
    { text: "example.com/rank<7", meets: false },
    { text: "app>6", meets: false },
    { text: "empty=", meets: true },
    { text: "empty", meets: true },
    { text: "app=", meets: false },
  ])("$text: $meets", ({ text, meets }) => {
    expect(matches(parseSelector(text), LABELS)).toBe(meets);
  });

  test.each([
    { text: "app in web", message: "unable to parse requirement: found 'web' expected: '('" },
    { text: "app=web tier=front", message: "found 'tier', expected: ',' or 'end of string'" },
    { text: "app=web,", message: "found '', expected: identifier after ','" },
    { text: ",app", message: "found ',', expected: !, identifier, or 'end of string'" },
    { text: "app ~ x", message: "unable to parse requirement: found '~', expected: in, notin, =, ==, !=, gt, lt" },
    { text: "app=(x)", message: "unable to parse requirement: found '(', expected: identifier" },
    {
      text: "rank>x",
      message:
        "unable to parse requirement: values[0][rank]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    },
  ])("$text is refused", ({ text, message }) => {
    expect(() => parseSelector(text)).toThrow(message);
  });

  test("a value that is no label value is refused with the rule", () => {
    expect(() => parseSelector("app=-x")).toThrow(
      /^unable to parse requirement: values\[0\]\[app\]: Invalid value: "-x": a valid label must be an empty string or consist of/,
    );
  });

  test.each<{ selector: LabelSelector; text: string }>([
    { selector: {}, text: "" },
    { selector: { matchLabels: { b: "2", a: "1" } }, text: "a=1,b=2" },
    {
      selector: {
        matchLabels: { app: "web" },
        matchExpressions: [
          { key: "tier", operator: "In", values: ["y", "x"] },
          { key: "old", operator: "DoesNotExist" },
          { key: "new", operator: "Exists" },
          { key: "zone", operator: "NotIn", values: ["a"] },
        ],
      },
      text: "app=web,new,!old,tier in (x,y),zone notin (a)",
    },
  ])("a LabelSelector prints as $text", ({ selector, text }) => {
    expect(formatSelector(fromLabelSelector(selector))).toBe(text);
  });

  test("an unknown operator is an error", () => {
    expect(() => fromLabelSelector({ matchExpressions: [{ key: "a", operator: "Near" }] })).toThrow(
      '"Near" is not a valid label selector operator',
    );
  });
});

describe("field selectors", () => {
  test.each([
    { text: "", terms: [] },
    { text: "a.b=c", terms: [{ field: "a.b", operator: "=", value: "c" }] },
    {
      text: "a==c,d!=e",
      terms: [
        { field: "a", operator: "=", value: "c" },
        { field: "d", operator: "!=", value: "e" },
      ],
    },
    { text: "a=x\\,y\\=z", terms: [{ field: "a", operator: "=", value: "x,y=z" }] },
    { text: "spec.nodeName=", terms: [{ field: "spec.nodeName", operator: "=", value: "" }] },
  ])("$text", ({ text, terms }) => {
    expect(parseFieldSelector(text)).toEqual(terms);
  });

  test("what has no operator is refused", () => {
    expect(() => parseFieldSelector("a=b,c")).toThrow("invalid selector: 'a=b,c'; can't understand 'c'");
  });
});
