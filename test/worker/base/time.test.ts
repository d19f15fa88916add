import { expect, test } from "vitest";
import { httpDate, parseRfc3339, rfc1123z, rfc3339, rfc3339Micro, rfc3339Nano } from "../../../worker/base/time.ts";

const at = Date.UTC(2025, 2, 26, 7, 25, 21, 120);

test("metadata times have whole seconds", () => expect(rfc3339(at)).toBe("2025-03-26T07:25:21Z"));
test("micro times have six digits", () => expect(rfc3339Micro(at)).toBe("2025-03-26T07:25:21.120000Z"));
test("log times drop trailing zeros", () => {
  expect(rfc3339Nano(at)).toBe("2025-03-26T07:25:21.12Z");
  expect(rfc3339Nano(at - 120)).toBe("2025-03-26T07:25:21Z");
  expect(rfc3339Nano(Date.UTC(2025, 2, 26, 7, 25, 20))).toBe("2025-03-26T07:25:20Z");
});
test("describe prints RFC1123Z in a zone", () => {
  expect(rfc1123z(at)).toBe("Wed, 26 Mar 2025 07:25:21 +0000");
  expect(rfc1123z(at, -330)).toBe("Wed, 26 Mar 2025 01:55:21 -0530");
});
test("HTTP dates are GMT", () => expect(httpDate(at)).toBe("Wed, 26 Mar 2025 07:25:21 GMT"));
test("only RFC 3339 is read", () => {
  expect(parseRfc3339("2025-03-26T07:25:21.12Z")).toBe(at);
  expect(parseRfc3339("2025-03-26T08:25:21+01:00")).toBe(at - 120);
  expect(parseRfc3339("yesterday")).toBeUndefined();
  expect(parseRfc3339("2025-03-26")).toBeUndefined();
});
