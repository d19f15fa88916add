import { describe, expect, test } from "vitest";
import { hostOf } from "../../../worker/routing/index.ts";
import { decide, listener, rule, table } from "./tables.ts";

const SPEC = "https://gateway-api.sigs.k8s.io/reference/spec/";

/** One rule of one host: whether it takes the request. */
const takes = (match: string, asked: string): boolean =>
  decide(table(listener({ "": [rule("r", [match])] })), asked) === "r";

describe("paths", () => {
  test.each([
    [`${SPEC}#pathmatchtype`, "Exact matches the URL path exactly", "Exact /abc", "h/abc", true],
    [`${SPEC}#pathmatchtype`, "Exact does not match a longer path", "Exact /abc", "h/abc/def", false],
    [`${SPEC}#pathmatchtype`, "Exact does not match with a trailing slash", "Exact /abc", "h/abc/", false],
    [`${SPEC}#pathmatchtype`, "Exact matches with case sensitivity", "Exact /abc", "h/ABC", false],
    [`${SPEC}#pathmatchtype`, "the query is not part of the path", "Exact /abc", "h/abc?x=1", true],
    [`${SPEC}#pathmatchtype`, "PathPrefix /abc matches /abc", "/abc", "h/abc", true],
    [`${SPEC}#pathmatchtype`, "PathPrefix /abc matches /abc/", "/abc", "h/abc/", true],
    [`${SPEC}#pathmatchtype`, "PathPrefix /abc matches /abc/def", "/abc", "h/abc/def", true],
    [`${SPEC}#pathmatchtype`, "PathPrefix /abc does not match /abcd", "/abc", "h/abcd", false],
    [`${SPEC}#pathmatchtype`, "PathPrefix /abc/ matches /abc: trailing slashes are ignored", "/abc/", "h/abc", true],
    [`${SPEC}#pathmatchtype`, "PathPrefix /abc/ matches /abc/def", "/abc/", "h/abc/def", true],
    [`${SPEC}#pathmatchtype`, "PathPrefix /abc/ does not match /abcd", "/abc/", "h/abcd", false],
    [`${SPEC}#pathmatchtype`, "PathPrefix is case sensitive", "/abc", "h/Abc", false],
    [`${SPEC}#pathmatchtype`, "PathPrefix / matches every path", "/", "h/any/thing", true],
    [`${SPEC}#pathmatchtype`, "PathPrefix / matches /", "/", "h/", true],
    [`${SPEC}#pathmatchtype`, "PathPrefix compares whole elements deep down", "/a/b", "h/a/bc", false],
    [`${SPEC}#pathmatchtype`, "PathPrefix with two elements", "/a/b", "h/a/b/c", true],
    [`${SPEC}#httproutematch`, "a match without a path is PathPrefix /", "GET", "h/abc", true],
    [`${SPEC}#pathmatchtype`, "RegularExpression matches the whole path", "RegularExpression /a[0-9]+", "h/a12", true],
    [`${SPEC}#pathmatchtype`, "RegularExpression is anchored", "RegularExpression /a[0-9]+", "h/a12/b", false],
    [`${SPEC}#pathmatchtype`, "an expression of RE2 may ignore case", "RegularExpression (?i)/abc", "h/ABC", true],
    [`${SPEC}#pathmatchtype`, "what is no expression matches nothing", "RegularExpression /a(", "h/a(", false],
    [
      "https://nginx.org/en/docs/http/ngx_http_core_module.html#location",
      "a prefix location goes by characters",
      "StringPrefix /abc",
      "h/abcd",
      true,
    ],
  ])("%s: %s (%s, %s: %s)", (_, __, match, asked, expected) => {
    expect(takes(match, asked)).toBe(expected);
  });
});

describe("headers, query parameters, methods", () => {
  const HEADER = `${SPEC}#httpheadermatch`;
  const QUERY = `${SPEC}#httpqueryparammatch`;
  test.each([
    [HEADER, "Exact by default: the value must be the same", "header env=dev", "h/ env:dev", true],
    [HEADER, "another value does not match", "header env=dev", "h/ env:prod", false],
    [HEADER, "a value that only begins so does not match", "header env=dev", "h/ env:dev2", false],
    [HEADER, "a header that is absent does not match", "header env=dev", "h/", false],
    [HEADER, "names are case insensitive", "header X-Env=dev", "h/ x-ENV:dev", true],
    [HEADER, "values are case sensitive", "header env=dev", "h/ env:Dev", false],
    [HEADER, "multiple match values are ANDed together", "header a=1, header b=2", "h/ a:1 b:2", true],
    [HEADER, "all specified headers must match", "header a=1, header b=2", "h/ a:1", false],
    [HEADER, "only the first entry with an equivalent name is considered", "header a=1, header A=2", "h/ a:1", true],
    [HEADER, "of a repeated header the first value counts", "header a=1", "h/ a:1 a:2", true],
    [HEADER, "of a repeated header the later values do not count", "header a=2", "h/ a:1 a:2", false],
    [HEADER, "RegularExpression matches the whole value", "header v=~v[0-9]+", "h/ v:v12", true],
    [HEADER, "RegularExpression does not match a part", "header v=~v[0-9]+", "h/ v:v12x", false],
    [QUERY, "Exact matches the parameter's value", "query q=1", "h/?q=1", true],
    [QUERY, "another value does not match", "query q=1", "h/?q=2", false],
    [QUERY, "a parameter that is absent does not match", "query q=1", "h/?p=1", false],
    [QUERY, "names are case sensitive", "query q=1", "h/?Q=1", false],
    [QUERY, "multiple parameters are ANDed together", "query a=1, query b=2", "h/?b=2&a=1", true],
    [QUERY, "all specified parameters must match", "query a=1, query b=2", "h/?a=1", false],
    [QUERY, "of a repeated parameter the first value counts", "query a=1", "h/?a=1&a=2", true],
    [QUERY, "values are decoded", "query q=a b", "h/?q=a%20b", true],
    [QUERY, "a plus is a space", "query q=a b", "h/?q=a+b", true],
    [QUERY, "a parameter without a value is empty", "query q=", "h/?q", true],
    [QUERY, "RegularExpression matches the whole value", "query q=~[a-z]+", "h/?q=abc", true],
    [`${SPEC}#httpmethod`, "the method must be the same", "GET", "GET h/", true],
    [`${SPEC}#httpmethod`, "another method does not match", "GET", "POST h/", false],
    [`${SPEC}#httpmethod`, "without a method any does", "/a", "DELETE h/a", true],
    [
      `${SPEC}#httproutematch`,
      "all conditions of a match must hold together",
      "POST, /a, header e=1, query q=1",
      "POST h/a?q=1 e:1",
      true,
    ],
    [
      `${SPEC}#httproutematch`,
      "one condition that does not hold is enough",
      "POST, /a, header e=1, query q=1",
      "POST h/a?q=2 e:1",
      false,
    ],
  ])("%s: %s (%s, %s: %s)", (_, __, match, asked, expected) => {
    expect(takes(match, asked)).toBe(expected);
  });

  test(`${SPEC}#httprouterule: a rule is matched if any one of its matches is satisfied`, () => {
    const routes = table(listener({ "": [rule("r", ["/a, header v=2", "/b"])] }));
    expect(["h/a v:2", "h/b", "h/a"].map((asked) => decide(routes, asked))).toEqual(["r", "r", "404"]);
  });

  test(`${SPEC}#httprouterule: if no matches are specified, the rule takes every request`, () => {
    expect(decide(table(listener({ "": [rule("r", [])] })), "POST h/any?x=1")).toBe("r");
  });
});

describe("hostnames", () => {
  const HOST = `${SPEC}#hostname`;
  test.each([
    [HOST, "a precise hostname matches itself", "a.example", "a.example/", true],
    [HOST, "a precise hostname does not match a subdomain", "a.example", "b.a.example/", false],
    [HOST, "comparison is case insensitive", "a.example", "A.Example/", true],
    [HOST, "the port of the Host header is ignored", "a.example", "a.example:8080/", true],
    [HOST, "a wildcard matches one label", "*.example", "a.example/", true],
    [HOST, "a wildcard matches several labels", "*.example", "b.a.example/", true],
    [HOST, "a wildcard does not match its parent", "*.example", "example/", false],
    [HOST, "a wildcard matches whole labels only", "*.example", "aexample/", false],
    [HOST, "no hostname matches every host", "", "any.where/", true],
    [`${SPEC}#listener`, "the trailing dot of an absolute name does not matter", "a.example", "a.example./", true],
  ])("%s: %s (%s, %s: %s)", (_, __, hostname, asked, expected) => {
    expect(decide(table(listener({ [hostname]: [rule("r", [])] })), asked) === "r").toBe(expected);
  });

  test.each([
    ["a wildcard of an Ingress stands for one label", "a.example/", "r"],
    ["and for no more", "b.a.example/", "404"],
  ])(
    "https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards: %s",
    (_, asked, expected) => {
      const routes = table(listener({ "*.example": [rule("r", [])] }, { singleLabelWildcards: true }));
      expect(decide(routes, asked)).toBe(expected);
    },
  );

  test.each([
    ["a.example", "a.example"],
    ["A.example:80", "a.example"],
    ["10.0.0.1:8080", "10.0.0.1"],
    ["[::1]:443", "[::1]"],
    ["a.example.:80", "a.example"],
  ])("%s is host %s", (authority, host) => {
    expect(hostOf(authority)).toBe(host);
  });
});

describe("listeners", () => {
  const LISTENER = `${SPEC}#listener`;
  const three = (isolated?: boolean) => ({
    ...table(
      listener({ "": [rule("any", ["/any"])] }),
      listener({ "": [rule("wild", ["/wild"])] }, { hostname: "*.example" }),
      listener({ "": [rule("precise", ["/precise"])] }, { hostname: "a.example" }),
    ),
    ...(isolated !== undefined && { isolated }),
  });
  test.each([
    [LISTENER, "exact matches are processed before wildcard matches", undefined, "a.example/precise", "precise"],
    [LISTENER, "wildcard matches before a listener without a hostname", undefined, "b.example/wild", "wild"],
    [LISTENER, "what no other listener is for goes to the one without", undefined, "c.other/any", "any"],
    [LISTENER, "a listener does not serve hosts of a more specific one", undefined, "a.example/wild", "404"],
    [LISTENER, "without isolation it does", false, "a.example/wild", "wild"],
    [LISTENER, "without isolation the most specific listener comes first", false, "a.example/precise", "precise"],
    [LISTENER, "without isolation the least specific comes last", false, "a.example/any", "any"],
  ])("%s: %s", (_, __, isolated, asked, expected) => {
    expect(decide(three(isolated), asked)).toBe(expected);
  });

  test(`${LISTENER}: a request on another port is another listener's`, () => {
    const routes = table(listener({ "": [rule("http", [])] }), listener({ "": [rule("other", [])] }, { port: 8080 }));
    expect([80, 8080, 81].map((port) => decide(routes, "h/", port))).toEqual(["http", "other", "404"]);
  });
});
