import { expect, test } from "vitest";
import { linksIn } from "../../../src/panes/links.ts";

test.each([
  [
    "a public https address",
    "see https://gateway-api.sigs.k8s.io/guides/, please",
    ["https://gateway-api.sigs.k8s.io/guides/"],
  ],
  ["without what ends the sentence", "(http://kubernetes.io/docs).", ["http://kubernetes.io/docs"]],
  ["two in a line", "https://a.io and https://b.io/x?y=1#z", ["https://a.io", "https://b.io/x?y=1#z"]],
  [
    "no addresses of the sandbox",
    "http://10.96.0.1/ http://web:8080 http://web.shop.svc.cluster.local http://[fd00::1]/",
    [],
  ],
  ["no names made for examples", "https://shop.example.com https://x.test http://localhost:3000 https://a.lab/", []],
  ["no other schemes", "javascript:alert(1) ftp://kubernetes.io file:///etc/passwd", []],
  ["no ports, which are somebody's own server", "https://kubernetes.io:6443/", []],
  ["no user names before the host", "https://kubernetes.io@evil.io/", []],
])("links: %s", (_says, text, links) => {
  expect(linksIn(text).map(({ url }) => url)).toEqual(links);
});
