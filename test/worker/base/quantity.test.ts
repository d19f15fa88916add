import { describe, expect, test } from "vitest";
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  quantityMilli,
  quantityValue,
  subtractQuantities,
} from "../../../worker/base/quantity.ts";

/** Recorded from k8s.io/apimachinery 0.36 pkg/api/resource. */
describe("the server's canonical form", () => {
  test.each([
    ["zero has no suffix", "0Mi", "0"],
    ["a fraction moves to a smaller suffix", "0.5", "500m"],
    ["thousandths that are whole lose the suffix", "1000m", "1"],
    ["thousandths that are not whole keep it", "1500m", "1500m"],
    ["binary units grow while exact", "1024Ki", "1Mi"],
    ["binary units stay where the next would be inexact", "1500Mi", "1500Mi"],
    ["a binary fraction becomes whole in a smaller unit", "1.5Gi", "1536Mi"],
    ["a binary amount that is no whole number becomes decimal", "0.1Gi", "107374182400m"],
    ["less than 1024 is decimal", "0.5Ki", "512"],
    ["decimal exponents stay exponents", "1e3", "1e3"],
    ["exponents move to a multiple of three", "15e4", "150e3"],
    ["E alone is exa", "1E", "1E"],
    ["a plain number takes the largest suffix", "1000000", "1M"],
    ["a trailing zero is kept when the number is canonical else", "1.500", "1.500"],
    ["a plus sign is kept", "+5", "+5"],
    ["what is smaller than a billionth is rounded up", "0.1n", "1n"],
    ["binary amounts are capped at the largest integer", "10Ei", "9223372036854775807"],
    ["a bare suffix is nothing of it", "m", "0"],
    ["negative amounts keep their sign", "-1.5", "-1500m"],
  ])("%s: %s", (_says, text, expected) => {
    expect(canonicalQuantity(text)).toBe(expected);
  });
  test("numbers of YAML are read as written", () => expect(canonicalQuantity(0.5)).toBe("500m"));
});

const REGEX = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
test.each([
  ["", REGEX],
  ["abc", REGEX],
  ["1 Gi", REGEX],
  ["1.2.3", REGEX],
  ["1KiB", REGEX],
  ["1i", "unable to parse quantity's suffix"],
  ["1ee3", "unable to parse quantity's suffix"],
])("%j is refused in the server's words", (text, message) => {
  expect(() => parseQuantity(text)).toThrow(message);
});

describe("arithmetic", () => {
  const q = parseQuantity;
  test("different suffixes compare by amount", () => {
    const sorted = ["1Gi", "1G", "100m", "0.2"].sort((a, b) => compareQuantities(q(a), q(b)));
    expect(sorted).toEqual(["100m", "0.2", "1G", "1Gi"]);
    expect(compareQuantities(q("1"), q("1000m"))).toBe(0);
  });
  test("sums take the first format that is not of zero", () => {
    expect(formatQuantity(addQuantities(q("0"), q("64Mi")))).toBe("64Mi");
    expect(formatQuantity(addQuantities(q("250m"), q("0.75")))).toBe("1");
    expect(formatQuantity(subtractQuantities(q("1Gi"), q("24Mi")))).toBe("1000Mi");
  });
  test("values round away from zero", () => {
    expect([quantityValue(q("1100m")), quantityValue(q("-1100m")), quantityMilli(q("1u"))]).toEqual([2, -2, 1]);
  });
});
