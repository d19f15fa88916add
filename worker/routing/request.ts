import type { Header, HttpRequest } from "../base/http.ts";
import { hostOf } from "./hostnames.ts";

/** A request as rules look at it. */
export interface RouteRequest {
  /** The port that it came in on. */
  readonly port: number;
  /** Lower case, without a port. */
  readonly host: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Without "?". */
  readonly query: string;
  readonly headers: readonly Header[];
}

export function routeRequest(
  { method, authority, path, headers }: Pick<HttpRequest, "method" | "authority" | "path" | "headers">,
  port: number,
): RouteRequest {
  const mark = path.indexOf("?");
  return {
    port,
    host: hostOf(authority),
    method,
    path: mark < 0 ? path : path.slice(0, mark),
    query: mark < 0 ? "" : path.slice(mark + 1),
    headers,
  };
}

/** The first value of a header; `lower` is the name in lower case. */
export function headerValue(headers: readonly Header[], lower: string): string | undefined {
  for (let at = 0; at < headers.length; at++) {
    const name = headers[at]![0];
    if (name.length === lower.length && (name === lower || name.toLowerCase() === lower)) return headers[at]![1];
  }
  return undefined;
}

/** The first value of a query parameter, decoded; "" when it has none. */
export function queryValue(query: string, name: string): string | undefined {
  for (let from = 0; from <= query.length; ) {
    let end = query.indexOf("&", from);
    if (end < 0) end = query.length;
    const equals = query.indexOf("=", from);
    const nameEnd = equals >= 0 && equals < end ? equals : end;
    if (nameEnd > from && decoded(query.slice(from, nameEnd)) === name) {
      return nameEnd === end ? "" : decoded(query.slice(nameEnd + 1, end));
    }
    from = end + 1;
  }
  return undefined;
}

function decoded(text: string): string {
  if (!text.includes("%") && !text.includes("+")) return text;
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** The value of a cookie. */
export function cookieValue(headers: readonly Header[], name: string): string | undefined {
  const cookies = headerValue(headers, "cookie");
  if (cookies === undefined) return undefined;
  for (const part of cookies.split(";")) {
    const equals = part.indexOf("=");
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}
