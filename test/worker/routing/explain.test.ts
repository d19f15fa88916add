import { describe, expect, test } from "vitest";
import { nameObject } from "../../../worker/base/trace.ts";
import {
  candidatesOf,
  indexRoutes,
  lostTo,
  type RouteTable,
  tellChoice,
  tellNoRule,
} from "../../../worker/routing/index.ts";
import { listener, request, rule, table } from "./tables.ts";

function lost(routes: RouteTable, asked: string): readonly string[] {
  const index = indexRoutes(routes);
  const winner = index.decide(request(asked))!;
  return lostTo(index, request(asked), winner).map(({ object, because }) => `${nameObject(object)}: ${because}`);
}
const one = (...matches: readonly string[]) =>
  table(listener({ "": matches.map((text, index) => rule(`r${index}`, [text], { index })) }));

describe("what lost, and why", () => {
  test.each([
    ["h/a/b", ["/a/b", "/a"], "HTTPRoute web/r1 rule 1: /a/b is longer than /a"],
    ["h/a", ["/a", "Exact /a"], "HTTPRoute web/r0 rule 0: Exact comes before PathPrefix"],
    ["h/a", ["/a", "/a, GET"], "HTTPRoute web/r0 rule 0: the other asks for the method GET"],
    ["h/a x:1", ["/a", "/a, header x=1"], "HTTPRoute web/r0 rule 0: the other has more header matches (1, not 0)"],
    ["h/a", ["/a", "/a, header x=1"], "HTTPRoute web/r1 rule 1: the header x is absent"],
    ["h/a x:2", ["/a", "/a, header x=1"], 'HTTPRoute web/r1 rule 1: the header x is "2", not "1"'],
    ["h/a", ["/a", "/a, POST"], "HTTPRoute web/r1 rule 1: the method is GET, not POST"],
    ["h/abc", ["/", "/ab"], "HTTPRoute web/r1 rule 1: the path /abc is not PathPrefix /ab"],
    ["h/a", ["/a", "/a"], "HTTPRoute web/r1 rule 1: web/r0 comes before web/r1 in the alphabet"],
  ])("%s with %j: %s", (asked, matches, expected) => {
    expect(lost(one(...matches), asked)).toContain(expected);
  });

  test("what accepts the request too is told first, then what is nearest", () => {
    expect(lost(one("/far/away", "/a, POST, header x=1", "/a/b, POST", "/a", "/a/b"), "h/a/b")).toEqual([
      "HTTPRoute web/r3 rule 3: /a/b is longer than /a",
      "HTTPRoute web/r2 rule 2: the method is GET, not POST",
      expect.stringContaining("r0"),
      expect.stringContaining("r1"),
    ]);
  });

  test("the choice is told with its host", () => {
    const routes = indexRoutes(table(listener({ "*.example": [rule("r", ["/cart, GET"])] })));
    const asked = request("a.example/cart/1");
    expect(tellChoice(asked, routes.decide(asked)!)).toBe(
      "GET a.example/cart/1 is PathPrefix /cart, method GET of host *.example",
    );
  });

  test("candidates carry their shares, and which of them cannot be used", () => {
    const backends = [
      { object: { kind: "Service", name: "a" }, weight: 3, upstream: "a" },
      { object: { kind: "Service", name: "b" }, weight: 1, upstream: "b", invalid: { because: "it does not exist" } },
    ];
    expect(candidatesOf(rule("r", [], { backends })).map(({ to, share }) => [to, share])).toEqual([
      ["Service a", 0.75],
      ["Service b [it does not exist]", 0.25],
    ]);
  });
});

describe("why there is no rule", () => {
  const routes = table(
    listener({ "shop.example": [rule("shop", ["/cart"]), rule("pay", ["/pay, POST"])] }, { hostname: "*.example" }),
  );
  test.each([
    ["shop.example/carts", "no rule accepts GET shop.example/carts", "HTTPRoute web/shop rule 0"],
    ["shop.example/pay", "no rule accepts GET shop.example/pay", "HTTPRoute web/pay rule 0"],
    ["other.example/cart", "no rule is for host other.example", "HTTPRoute web/shop rule 0"],
    ["elsewhere/cart", "no listener on port 80 is for host elsewhere", "Gateway web/gw listener *.example"],
  ])("%s: %s, look at %s", (asked, says, look) => {
    const told = tellNoRule(indexRoutes(routes), request(asked));
    expect([told.says, told.look && nameObject(told.look)]).toEqual([says, look]);
    expect(told.nearMisses.length).toBeGreaterThan(0);
  });

  test("what was left out for the host comes first", () => {
    const object = { kind: "HTTPRoute", namespace: "web", name: "orphan", field: "spec.parentRefs[0]" };
    const because = "the Gateway does not allow routes from its namespace";
    const told = tellNoRule(
      indexRoutes({ ...routes, leftOut: [{ object, because, hostnames: ["orphan.example"] }] }),
      request("orphan.example/"),
    );
    expect(told.look).toEqual(object);
    expect(told.nearMisses[0]).toEqual({ object, because });
  });

  test("what was left out is no near miss of a request that it would not have served", () => {
    const object = { kind: "HTTPRoute", namespace: "web", name: "orphan", field: "spec.parentRefs[0]" };
    const matches = [{ path: { type: "PathPrefix", value: "/cart" }, method: "POST" }] as const;
    const table = { ...routes, leftOut: [{ object, because: "it is not attached", matches }] };
    const ask = (path: string, method: string) =>
      tellNoRule(indexRoutes(table), { ...request(`elsewhere${path}`), method }).look?.name;
    expect([ask("/cart/1", "POST"), ask("/cart/1", "GET"), ask("/carts", "POST")]).toEqual(["orphan", "gw", "gw"]);
  });
});
