import type { Header } from "../../base/http.ts";
import { isDict } from "../../base/sprig/index.ts";
import { decodeMap } from "../../programs/helm/chart/yaml.ts";

/** What of its configuration the registry here heeds. */
export interface Settings {
  readonly port: number;
  readonly root: string;
  readonly deletes: boolean;
  readonly secret: boolean;
  readonly headers: readonly Header[];
  /** Paths of files. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/**
 * The configuration in a file, with what the environment says instead: REGISTRY_ and the keys on the way, REGISTRY_HTTP_ADDR.
 *
 * @throws Error for a file that is none, and for what is not there (storage elsewhere than in files, authentication)
 * @see https://distribution.github.io/distribution/about/configuration/#override-specific-configuration-options
 */
export function readSettings(text: string, env: Readonly<Record<string, string>>): Settings {
  const file = decodeMap(text);
  if (file.version === undefined) throw new Error("configuration version is missing");
  const at = (...keys: readonly string[]): unknown => {
    const said = env[`REGISTRY_${keys.join("_").toUpperCase()}`];
    if (said !== undefined) return said;
    return keys.reduce<unknown>((value, key) => (isDict(value) ? value[key] : undefined), file);
  };
  const text_ = (value: unknown): string => (value === undefined || value === null ? "" : String(value));
  if (at("auth") !== undefined) throw new Error("this registry has no authentication");
  const port = Number(/:(\d+)$/.exec(text_(at("http", "addr")))?.[1] ?? 5000);
  const headers = at("http", "headers");
  const [certificate, key] = [text_(at("http", "tls", "certificate")), text_(at("http", "tls", "key"))];
  return {
    port,
    root: text_(at("storage", "filesystem", "rootdirectory")) || "/var/lib/registry",
    deletes: text_(at("storage", "delete", "enabled")) === "true",
    secret: text_(at("http", "secret")) !== "",
    headers: isDict(headers)
      ? Object.entries(headers).flatMap(([name, values]) =>
          (Array.isArray(values) ? values : [values]).map((value): Header => [name, text_(value)]),
        )
      : [],
    ...(certificate !== "" ? { tls: { certificate, key } } : {}),
  };
}
