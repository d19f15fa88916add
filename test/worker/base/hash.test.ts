import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalJson, fnv1a32, sha256 } from "../../../worker/base/hash.ts";
import { generatedName, podTemplateHash, safeEncodeString } from "../../../worker/base/names.ts";

test.each([
  ["", 0x811c9dc5],
  ["a", 0xe40c292c],
  ["foobar", 0xbf9cf968],
])("FNV-1a of %j is the published one", (text, hash) => expect(fnv1a32(text)).toBe(hash));

test.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1000])("SHA-256 of %d bytes is that of the platform", (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 255);
  expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
});

test("canonical JSON does not see the order of keys nor undefined", () => {
  expect(canonicalJson({ b: [1, { z: null, a: "é" }], a: undefined, c: true })).toBe(
    '{"b":[1,{"a":"é","z":null}],"c":true}',
  );
  expect(canonicalJson({ x: 1, y: 2 })).toBe(canonicalJson({ y: 2, x: 1 }));
});

/** Recorded from k8s.io/apimachinery util/rand. */
test.each([
  ["123456789", "56789bcdf"],
  ["4294967295", "86f8fbc6f9"],
  ["0", "4"],
])("%s in safe letters is %s", (text, safe) => expect(safeEncodeString(text)).toBe(safe));

test("a template's hash depends on its content alone", () => {
  const hash = podTemplateHash({ spec: { containers: [{ name: "a", image: "nginx" }] } });
  expect(hash).toMatch(/^[bcdf4-9]{1,10}$/);
  expect(podTemplateHash({ spec: { containers: [{ image: "nginx", name: "a" }] } })).toBe(hash);
  expect(podTemplateHash({ spec: { containers: [{ image: "nginx:2", name: "a" }] } })).not.toBe(hash);
  expect(podTemplateHash({ spec: { containers: [{ image: "nginx", name: "a" }] } }, 1)).not.toBe(hash);
});

test("a generated name fits into 63 characters", () => {
  expect(generatedName("web-", "x2x4z")).toBe("web-x2x4z");
  expect(generatedName("a".repeat(80), "x2x4z")).toHaveLength(63);
});
