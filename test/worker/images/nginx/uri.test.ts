import { expect, test } from "vitest";
import { normalise } from "../../../../worker/images/nginx/uri.ts";

/** ngx_http_parse_complex_uri, with merge_slashes on. */
test.each([
  { says: "is left alone", path: "/a/b", is: "/a/b" },
  { says: "keeps its last slash", path: "/a/b/", is: "/a/b/" },
  { says: "has its slashes merged", path: "//a///b//", is: "/a/b/" },
  { says: "loses a dot", path: "/a/./b", is: "/a/b" },
  { says: "that ends in a dot is a folder", path: "/a/b/.", is: "/a/b/" },
  { says: "goes up with two dots", path: "/a/b/../c", is: "/a/c" },
  { says: "that ends in two dots is the folder above", path: "/a/b/..", is: "/a/" },
  { says: "may come back to the root", path: "/a/..", is: "/" },
  { says: "may begin a name with dots", path: "/a/..b/...", is: "/a/..b/..." },
  { says: "is decoded", path: "/caf%C3%A9%20x", is: "/caf\u00e9 x" },
  { says: "is decoded before its dots and slashes are looked at", path: "/a%2F%2e%2E/b", is: "/b" },
  { says: "is decoded once", path: "/%2541", is: "/%41" },
  { says: "keeps bytes that are no text, and is resolved all the same", path: "/x/../%ff", is: "/%ff" },
  { says: "must not lead above the root", path: "/../etc/passwd", is: undefined },
  { says: "must not end above the root", path: "/a/../..", is: undefined },
  { says: "must not hide the way up in escapes", path: "/%2e%2e/", is: undefined },
  { says: "must not hold a lone percent sign", path: "/100%", is: undefined },
  { says: "must not hold an escape of other letters", path: "/%zz", is: undefined },
  { says: "must not hold a NUL", path: "/a%00b", is: undefined },
])("a path $says: $path", ({ path, is }) => {
  expect(normalise(path)).toBe(is);
});
