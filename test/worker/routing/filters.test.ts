import { describe, expect, test } from "vitest";
import { changeHeaders, modifyPath, type PathModifier, redirectLocation } from "../../../worker/routing/index.ts";

const SPEC = "https://gateway-api.sigs.k8s.io/reference/spec/";

describe("header modifiers", () => {
  const headers = [
    ["my-header", "foo"],
    ["other", "1"],
  ] as const;
  test.each([
    ["set overwrites the value", { set: [["My-Header", "bar"]] }, "other: 1; My-Header: bar"],
    ["set adds what is not there", { set: [["new", "x"]] }, "my-header: foo; other: 1; new: x"],
    ["add appends to existing values", { add: [["my-header", "bar,baz"]] }, "my-header: foo,bar,baz; other: 1"],
    ["add adds what is not there", { add: [["new", "x"]] }, "my-header: foo; other: 1; new: x"],
    ["remove is case insensitive", { remove: ["MY-HEADER"] }, "other: 1"],
    ["removing what is not there does nothing", { remove: ["none"] }, "my-header: foo; other: 1"],
  ] as const)(`${SPEC}#httpheaderfilter: %s`, (_, change, expected) => {
    expect(
      changeHeaders(headers, change)
        .map(([name, value]) => `${name}: ${value}`)
        .join("; "),
    ).toBe(expected);
  });
});

describe("path modifiers", () => {
  const modified = (modifier: PathModifier, path: string, prefix = "/", query = "") => {
    const to = modifyPath(modifier, { path, query, matched: { type: "PathPrefix", value: prefix } });
    return to.query === "" ? to.path : `${to.path}?${to.query}`;
  };
  test.each([
    ["/foo/bar", "/foo", "/xyz", "/xyz/bar"],
    ["/foo/bar", "/foo", "/xyz/", "/xyz/bar"],
    ["/foo/bar", "/foo/", "/xyz", "/xyz/bar"],
    ["/foo/bar", "/foo/", "/xyz/", "/xyz/bar"],
    ["/foo", "/foo", "/xyz", "/xyz"],
    ["/foo/", "/foo", "/xyz", "/xyz/"],
    ["/foo/bar", "/foo", "", "/bar"],
    ["/foo/", "/foo", "", "/"],
    ["/foo", "/foo", "", "/"],
    ["/foo/", "/foo", "/", "/"],
    ["/foo", "/foo", "/", "/"],
    ["/a", "/", "/x", "/x/a"],
  ])(`${SPEC}#httppathmodifier: request %s, prefix %s, replacement "%s" gives %s`, (path, prefix, value, expected) => {
    expect(modified({ type: "ReplacePrefixMatch", value }, path, prefix)).toBe(expected);
  });

  test(`${SPEC}#httppathmodifier: ReplaceFullPath replaces the whole path and keeps the query`, () => {
    expect(modified({ type: "ReplaceFullPath", value: "/new" }, "/old/path", "/", "q=1")).toBe("/new?q=1");
  });

  test.each([
    ["/something(/|$)(.*)", "/$2", "/something/new", "", "/new"],
    ["/something(/|$)(.*)", "/$2", "/something", "", "/"],
    ["/something(/|$)(.*)", "/$2", "/something/a/b", "x=1", "/a/b?x=1"],
    ["/main", "/$2", "/main/x", "", "/"],
    ["/a", "/b?c=1", "/a", "x=1", "/b?c=1&x=1"],
    ["/a", "/b?", "/a", "x=1", "/b"],
    ["/a", "/b", "/A", "", "/b"],
    ["/zzz", "/b", "/a", "", "/a"],
  ])("nginx: rewrite %s %s of %s (query %s) gives %s", (pattern, value, path, query, expected) => {
    expect(modified({ type: "ReplaceRegex", pattern, value, ignoreCase: true }, path, "/", query)).toBe(expected);
  });
});

describe("redirects", () => {
  const at = { scheme: "http", host: "a.example", path: "/x", query: "", listenerPort: 80 };
  test.each([
    ["the hostname of the filter", { hostname: "b.example" }, {}, "http://b.example/x"],
    ["without hostname the request's", { scheme: "https" }, {}, "https://a.example/x"],
    ["the port of the filter", { port: 8080 }, {}, "http://a.example:8080/x"],
    [
      "without port, the well-known port of the filter's scheme",
      { scheme: "https" },
      { listenerPort: 8080 },
      "https://a.example/x",
    ],
    ["without port and scheme, the listener's port", {}, { listenerPort: 8080 }, "http://a.example:8080/x"],
    ["Location omits :80 for http", { port: 80 }, {}, "http://a.example/x"],
    ["Location omits :443 for https", { scheme: "https", port: 443 }, {}, "https://a.example/x"],
    [
      "the scheme of the request when none is given",
      { hostname: "b" },
      { scheme: "https", listenerPort: 443 },
      "https://b/x",
    ],
    ["the query is kept", { scheme: "https" }, { query: "q=1" }, "https://a.example/x?q=1"],
    ["a full path", { path: { type: "ReplaceFullPath", value: "/new" } }, { query: "q=1" }, "http://a.example/new?q=1"],
    [
      "a prefix",
      { path: { type: "ReplacePrefixMatch", value: "/new" } },
      { path: "/old/x", matched: { type: "PathPrefix", value: "/old" } },
      "http://a.example/new/x",
    ],
  ] as const)(`${SPEC}#httprequestredirectfilter: %s`, (_, filter, request, expected) => {
    expect(redirectLocation({ type: "RequestRedirect", statusCode: 302, ...filter }, { ...at, ...request })).toBe(
      expected,
    );
  });

  test.each([
    ["/cart/", "", "https://a.example/cart"],
    ["/", "", "https://a.example"],
    ["/cart", "q=1", "https://a.example/cart?q=1"],
  ])("nginx's ssl-redirect leaves the last slash of %s %s out", (path, query, expected) => {
    const filter = { type: "RequestRedirect", scheme: "https", statusCode: 308, dropsTrailingSlash: true } as const;
    expect(redirectLocation(filter, { ...at, path, query })).toBe(expected);
  });
});
