import { expect, test } from "vitest";
import { readSettings } from "../../../worker/images/servers/registrySettings.ts";

const FILE = `version: 0.1
storage:
  filesystem:
    rootdirectory: /data
http:
  addr: :5001
  headers:
    X-Content-Type-Options: [nosniff]
`;

interface Row {
  readonly says: string;
  readonly env: Readonly<Record<string, string>>;
  readonly settings: object;
}

/** https://distribution.github.io/distribution/about/configuration/#override-specific-configuration-options */
const rows: readonly Row[] = [
  {
    says: "the file's settings hold",
    env: {},
    settings: { port: 5001, root: "/data", deletes: false, secret: false },
  },
  {
    says: "the environment's settings come before the file's",
    env: { REGISTRY_HTTP_ADDR: "0.0.0.0:80", REGISTRY_STORAGE_FILESYSTEM_ROOTDIRECTORY: "/other" },
    settings: { port: 80, root: "/other" },
  },
  {
    says: "the environment says what the file does not",
    env: { REGISTRY_STORAGE_DELETE_ENABLED: "true", REGISTRY_HTTP_SECRET: "s" },
    settings: { deletes: true, secret: true },
  },
  {
    says: "a certificate makes it speak TLS",
    env: { REGISTRY_HTTP_TLS_CERTIFICATE: "/c.pem", REGISTRY_HTTP_TLS_KEY: "/k.pem" },
    settings: { tls: { certificate: "/c.pem", key: "/k.pem" } },
  },
];

test.each(rows)("$says", ({ env, settings }) => {
  expect(readSettings(FILE, env)).toMatchObject(settings);
});

test("headers of the configuration are sent", () => {
  expect(readSettings(FILE, {}).headers).toEqual([["X-Content-Type-Options", "nosniff"]]);
});

test.each<readonly [text: string, env: Readonly<Record<string, string>>, says: string]>([
  ["a: 1\n", {}, "configuration version is missing"],
  [FILE, { REGISTRY_AUTH: "htpasswd" }, "this registry has no authentication"],
])("a configuration that it cannot follow ends it: %#", (text, env, says) => {
  expect(() => readSettings(text, env)).toThrow(says);
});
