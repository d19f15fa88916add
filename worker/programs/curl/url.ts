import { CurlError } from "./error.ts";

export interface Url {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number;
  /** Whether the port was written; it then shows in the Host header unless it is the scheme's own. */
  readonly user?: string;
  readonly path: string;
  /** Without "?". */
  readonly query?: string;
}

const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/**
 * Reads a URL as curl does: "http://" is guessed where no scheme is given.
 *
 * @param asIs --path-as-is: dots stay in the path
 * @throws CurlError 1 for other protocols, 3 for what is no URL
 */
export function parseUrl(text: string, { asIs = false } = {}): Url {
  const bad = (detail: string) => new CurlError(3, `URL rejected: ${detail}`);
  if (/[\x00-\x20\x7f]/.test(text)) throw bad("Malformed input to a URL function");
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/{1,3}/.exec(text);
  const protocol = scheme?.[1]?.toLowerCase() ?? "http";
  if (protocol !== "http" && protocol !== "https") throw new CurlError(1, `Protocol "${protocol}" not supported`);
  const rest = (scheme ? text.slice(scheme[0].length) : text).replace(/#.*/s, "");
  const end = rest.search(/[/?]/);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const at = authority.lastIndexOf("@");
  const place = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority.slice(at + 1));
  if (!place) throw bad("Port number was not a decimal number between 0 and 65535");
  const host = decodeURIComponent(place[1]!.replace(/%(?![0-9a-fA-F]{2})/g, "%25")).toLowerCase();
  if (host === "") throw bad("No host part in the URL");
  if (/[\s^`{}|\\<>"]/.test(host)) throw bad("Bad hostname");
  const digits = place[2] ?? "";
  if (!/^\d*$/.test(digits) || Number(digits) > 65_535) {
    throw bad("Port number was not a decimal number between 0 and 65535");
  }
  const tail = end < 0 ? "/" : rest.slice(end);
  const question = tail.indexOf("?");
  const path = question < 0 ? tail : tail.slice(0, question);
  return {
    scheme: protocol,
    host,
    port: digits === "" ? DEFAULT_PORTS[protocol] : Number(digits),
    ...(at >= 0 && { user: decodeURIComponent(authority.slice(0, at)) }),
    path: asIs && path !== "" ? path : withoutDots(path || "/"),
    ...(question >= 0 && { query: tail.slice(question + 1) }),
  };
}

/** Removes "." and ".." from a path, RFC 3986 section 5.2.4. */
function withoutDots(path: string): string {
  const kept: string[] = [];
  const parts = path.slice(1).split("/");
  parts.forEach((part, index) => {
    const last = index === parts.length - 1;
    if (part === "..") kept.pop();
    else if (part !== ".") kept.push(part);
    if (last && (part === "." || part === "..")) kept.push("");
  });
  return `/${kept.join("/")}`;
}

/** The value of the Host header: the port is left out where it is the scheme's own. */
export function hostHeader(url: Url): string {
  return url.port === DEFAULT_PORTS[url.scheme] ? url.host : `${url.host}:${url.port}`;
}

/** The path and query as sent. */
export const requestTarget = (url: Url): string => url.path + (url.query === undefined ? "" : `?${url.query}`);

export const showUrl = (url: Url): string => `${url.scheme}://${hostHeader(url)}${requestTarget(url)}`;

/** Where a Location header leads from here. */
export function followUrl(from: Url, location: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(location)) return location;
  const base = `${from.scheme}://${hostHeader(from)}`;
  if (location.startsWith("//")) return `${from.scheme}:${location}`;
  if (location.startsWith("/")) return base + location;
  if (location.startsWith("?")) return base + from.path + location;
  return base + from.path.replace(/[^/]*$/, "") + location;
}

/** The last part of a URL's path, for -O. */
export const remoteName = (url: Url): string => url.path.slice(url.path.lastIndexOf("/") + 1);
