import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAddress, specialRangeOf } from "../../../../worker/api/kinds/addresses.ts";

describe("IP addresses", () => {
  test.each([
    ["10.9.8.7", "10,9,8,7"],
    ["010.009.8.7", "10,9,8,7"],
    ["256.1.1.1", undefined],
    ["1.2.3", undefined],
    ["1.2.3.4.5", undefined],
    ["::", "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0"],
    ["2001:db8::1", "32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1"],
    ["::ffff:10.0.0.1", "0,0,0,0,0,0,0,0,0,0,255,255,10,0,0,1"],
    ["1:2:3:4:5:6:7:8", "0,1,0,2,0,3,0,4,0,5,0,6,0,7,0,8"],
    ["1:2:3:4:5:6:7::8", undefined],
    ["1:2:3:4:5:6:7", undefined],
    ["1::2::3", undefined],
    [":::", undefined],
    [":1:2:3:4:5:6:7:8", undefined],
    ["1:2:3:4:5:6:7:", undefined],
    ["10.0.0.1::", undefined],
    ["::ffff:010.0.0.1", undefined],
    ["12345::", undefined],
    ["fe80::1%eth0", undefined],
  ])("%s is %s", (text, bytes) => {
    expect(parseAddress(text)?.bytes.join()).toBe(bytes);
  });

  test("eight groups written out are read as they are", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), (groups) => {
        const read = parseAddress(groups.map((group) => group.toString(16)).join(":"));
        expect(read?.bytes).toEqual(groups.flatMap((group) => [group >> 8, group & 255]));
      }),
    );
  });

  test.each([
    ["0.0.0.0", "unspecified"],
    ["0.0.0.1", undefined],
    ["::", "unspecified"],
    ["127.3.2.1", "loopback"],
    ["::1", "loopback"],
    ["::ffff:127.0.0.1", "loopback"],
    ["169.254.169.254", "linkLocal"],
    ["fe80::1", "linkLocal"],
    ["febf::1", "linkLocal"],
    ["fec0::1", undefined],
    ["224.0.0.5", "linkLocalMulticast"],
    ["224.0.1.5", undefined],
    ["ff02::5", "linkLocalMulticast"],
    ["ff05::5", undefined],
    ["10.244.1.2", undefined],
  ])("%s is special as %s", (text, range) => {
    expect(specialRangeOf(parseAddress(text)!)).toBe(range);
  });
});
