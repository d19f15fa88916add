import { describe, expect, test } from "vitest";
import { indexRoutes, type RouteRule } from "../../../worker/routing/index.ts";
import { decide, listener, request, rule, table } from "./tables.ts";

const RULE = "https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule";
const one = (rules: readonly RouteRule[]) => table(listener({ "": rules }));

describe("precedence of the Gateway API", () => {
  test.each([
    ["an Exact path match comes before a longer-lived prefix", ["Exact /a", "/a"], "h/a", 0],
    ["an Exact path match comes first wherever it stands", ["/a", "Exact /a"], "h/a", 1],
    ["the prefix with the largest number of characters", ["/", "/a", "/a/b"], "h/a/b/c", 2],
    ["a longer prefix comes before more headers", ["/a, header x=1, header y=2", "/a/b"], "h/a/b x:1 y:2", 1],
    ["a method match comes before none", ["/a", "/a, GET"], "h/a", 1],
    ["a method match comes before header matches", ["/a, header x=1, header y=2", "/a, GET"], "h/a x:1 y:2", 1],
    ["the largest number of header matches", ["/a, header x=1", "/a, header x=1, header y=2"], "h/a x:1 y:2", 1],
    ["headers come before query parameters", ["/a, query p=1, query q=2", "/a, header x=1"], "h/a?p=1&q=2 x:1", 1],
    ["the largest number of query parameter matches", ["/a, query p=1", "/a, query p=1, query q=2"], "h/a?p=1&q=2", 1],
    ["with ties the first rule in list order", ["/a", "/a"], "h/a", 0],
    ["an Exact match beats a method", ["/a, GET", "Exact /a"], "h/a", 1],
    ["what does not match does not count", ["/a/b, header x=1", "/a"], "h/a/b", 1],
    ["an expression stands between Exact and PathPrefix", ["/a/b/c/d", "RegularExpression /a/.*"], "h/a/b/c/d", 1],
    ["an Exact path beats an expression", ["RegularExpression /a/.*", "Exact /a/b"], "h/a/b", 1],
  ])(`${RULE}: %s`, (_, matches, asked, expected) => {
    const rules = matches.map((text, index) => rule(`r${index}`, [text], { index }));
    const named = rules.map((each) => ({
      ...each,
      object: { ...each.object, name: "same", field: String(each.index) },
    }));
    const found = indexRoutes(one(named)).decide(request(asked));
    expect(found?.rule.index).toBe(expected);
  });

  test.each([
    ["the oldest Route based on creation timestamp", { createdMs: 2 }, { createdMs: 1 }, "b"],
    ["the Route appearing first in alphabetical order by namespace/name", {}, {}, "a"],
    ["age comes before the alphabet", { createdMs: 5 }, { createdMs: 4 }, "b"],
  ])(`${RULE}: across Routes, %s`, (_, first, second, expected) => {
    const rules = [rule("a", ["/x"], first), rule("b", ["/x"], second)];
    expect(decide(one(rules), "h/x")).toBe(expected);
    expect(decide(one(rules.toReversed()), "h/x")).toBe(expected);
  });

  test(`${RULE}: the namespace is compared before the name`, () => {
    const within = (namespace: string, name: string) => {
      const made = rule(name, ["/x"]);
      return { ...made, object: { ...made.object, namespace } };
    };
    expect(decide(one([within("b", "a"), within("a", "z")]), "h/x")).toBe("z");
  });

  test.each([
    ["a precise hostname comes before a wildcard", "a.example/x", "precise"],
    ["the longest wildcard comes first", "b.c.example/x", "long"],
    ["then a shorter one", "b.d.example/x", "short"],
    ["then no hostname", "other/x", "any"],
    ["the hostname comes before the path", "a.example/x/longer", "precise"],
    ["what the most specific hostname has no rule for falls to the next", "a.example/only-short", "short"],
  ])("https://gateway-api.sigs.k8s.io/reference/spec/#httproutespec hostnames: %s", (_, asked, expected) => {
    const routes = table(
      listener({
        "": [rule("any", ["/x"])],
        "*.example": [rule("short", ["/x/longer", "/x", "/only-short"])],
        "*.c.example": [rule("long", ["/x"])],
        "a.example": [rule("precise", ["/x"])],
      }),
    );
    expect(decide(routes, asked)).toBe(expected);
  });

  test("a proxy with virtual hosts does not look at less specific hosts", () => {
    const hosts = { "*.example": [rule("wild", ["/"])], "a.example": [rule("precise", ["/x"])] };
    expect(decide(table(listener(hosts, { exclusiveHosts: true })), "a.example/y")).toBe("404");
    expect(decide(table(listener(hosts)), "a.example/y")).toBe("wild");
  });
});

describe("locations of nginx, https://nginx.org/en/docs/http/ngx_http_core_module.html#location", () => {
  const nginx = (...matches: readonly string[]) =>
    table(listener({ "": matches.map((text, index) => rule(`r${index}`, [text], { index })) }, { order: "nginx" }));
  test.each([
    ["an exact location ends the search", ["RegularExpression /a.*", "Exact /a"], "h/a", "r1"],
    ["an expression beats a longer prefix", ["StringPrefix /a/b/c", "RegularExpression /a.*"], "h/a/b/c", "r1"],
    ["the first expression of the file wins", ["RegularExpression /a.*", "RegularExpression /a/b.*"], "h/a/b", "r0"],
    ["the longest prefix wins", ["StringPrefix /", "StringPrefix /a", "StringPrefix /a/b"], "h/a/bc", "r2"],
    ["the order of prefixes does not matter", ["StringPrefix /a/b", "StringPrefix /"], "h/a/b", "r0"],
  ])("%s", (_, matches, asked, expected) => {
    expect(decide(nginx(...matches), asked)).toBe(expected);
  });
});
