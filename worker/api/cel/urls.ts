import type { Environment } from "@marcbachmann/cel-js";

/** An absolute URI, or an absolute path, in its parts. RFC 3986, as Go's url.ParseRequestURI takes it. */
class Url {
  constructor(
    readonly scheme: string,
    readonly host: string,
    readonly path: string,
    readonly query: string,
  ) {}
}

const URL_RE = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/(?:[^@/?]*@)?([^/?]*))?([^?]*)(?:\?(.*))?$/;

function urlOf(text: string): Url | undefined {
  const [, scheme = "", host = "", path = "", query = ""] = URL_RE.exec(text) ?? [];
  const absolute = scheme !== "" || path.startsWith("/");
  if (!absolute || /[\s\x7f]/.test(text) || /%(?![0-9a-fA-F]{2})/.test(path)) return undefined;
  if (scheme === "" && text.startsWith("//") === false && host !== "") return undefined;
  if (!/^(?:\[[0-9a-fA-F:.%]+\]|[^:[\]]*)(?::\d*)?$/.test(host)) return undefined;
  return new Url(scheme.toLowerCase(), host, path, query);
}

function url(text: string): Url {
  const made = urlOf(text);
  if (!made)
    throw new Error(
      `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
    );
  return made;
}

const HOST = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/;
const escapedPath = (path: string) =>
  path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@%/]/g, (one) => encodeURIComponent(one));

function queryOf(text: string): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const [key, value] of new URLSearchParams(text)) (values[key] ??= []).push(value);
  return values;
}

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library */
export function registerUrls(env: Environment): void {
  env.registerType("kubernetes.URL", Url);
  env.registerFunction("isURL(string): bool", (text: string) => urlOf(text) !== undefined);
  env.registerFunction("url(string): kubernetes.URL", url);
  env.registerFunction("kubernetes.URL.getScheme(): string", ({ scheme }: Url) => scheme);
  env.registerFunction("kubernetes.URL.getHost(): string", ({ host }: Url) => host);
  env.registerFunction("kubernetes.URL.getHostname(): string", ({ host }: Url) =>
    (HOST.exec(host)?.[1] ?? host).replace(/^\[|\]$/g, ""),
  );
  env.registerFunction("kubernetes.URL.getPort(): string", ({ host }: Url) => HOST.exec(host)?.[2] ?? "");
  env.registerFunction("kubernetes.URL.getEscapedPath(): string", ({ path }: Url) => escapedPath(path));
  env.registerFunction("kubernetes.URL.getQuery(): map<string, list<string>>", ({ query }: Url) => queryOf(query));
}
