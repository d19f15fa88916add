import { expect, test } from "vitest";
import { parseCorefile } from "../../../../worker/controllers/coredns/index.ts";

test("reads blocks, arguments, braces, comments and quotes", () => {
  const text = [
    "# cluster names",
    ".:53 {",
    "    errors",
    "    kubernetes cluster.local in-addr.arpa { # ours",
    "       pods insecure",
    "    }",
    '    hosts "/etc/my hosts"',
    "}",
    "example.org:1053 example.net {",
    "    forward . 1.1.1.1",
    "}",
  ].join("\n");
  expect(parseCorefile(text, "Corefile")).toEqual([
    {
      zones: ["."],
      port: 53,
      directives: [
        { name: "errors", args: [], block: [], line: 3 },
        { name: "kubernetes", args: ["cluster.local", "in-addr.arpa"], block: [["pods", "insecure"]], line: 4 },
        { name: "hosts", args: ["/etc/my hosts"], block: [], line: 7 },
      ],
    },
    {
      zones: ["example.org", "example.net"],
      port: 1053,
      directives: [{ name: "forward", args: [".", "1.1.1.1"], block: [], line: 10 }],
    },
  ]);
});

test.each([
  {
    says: "an unknown plugin",
    text: ".:53 {\n  erors\n}",
    message: "Corefile:2 - Error during parsing: Unknown directive 'erors'",
  },
  {
    says: "a block that does not end",
    text: ".:53 {\n  errors",
    message: "Corefile:2 - Error during parsing: Unexpected EOF",
  },
])("refuses $says as CoreDNS does", ({ text, message }) => {
  expect(() => parseCorefile(text, "Corefile")).toThrow(message);
});
