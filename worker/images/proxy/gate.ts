import { fromBase64 } from "../../base/base64.ts";
import { fnv1a32 } from "../../base/hash.ts";
import type { Header, HttpResponse } from "../../base/http.ts";
import { EMPTY_BODY, headerOf } from "../../base/http.ts";
import { utf8 } from "../../base/streams.ts";
import type { Hop } from "../../base/trace.ts";
import {
  type AddressFilter,
  type BasicAuthFilter,
  type CorsFilter,
  changeHeaders,
  modifyPath,
  type RateLimitFilter,
  type RouteFilter,
  redirectLocation,
} from "../../routing/index.ts";
import type { Exchange } from "./exchange.ts";
import { passwordMatches } from "./htpasswd.ts";

/** Why a filter answers itself. */
export interface Stopped {
  readonly status: number;
  readonly says: string;
  readonly headers?: readonly Header[];
  readonly body?: string;
  /** No body and no page: a preflight. */
  readonly empty?: boolean;
  /** Headers of the answer are changed as a backend's would be. */
  readonly look?: NonNullable<Hop["fault"]>["look"];
}

/**
 * Buckets of rate limits by zone and client; one leaks as time passes.
 *
 * @see https://nginx.org/en/docs/http/ngx_http_limit_req_module.html
 */
export class Buckets {
  readonly #levels = new Map<string, { excess: number; atMs: number }>();

  /** Whether one more request fits in. */
  admits({ zone, perSecond, burst }: RateLimitFilter, client: string, nowMs: number): boolean {
    const key = `${zone} ${client}`;
    const level = this.#levels.get(key);
    const leaked = level ? Math.max(0, level.excess - (perSecond * (nowMs - level.atMs)) / 1000) : 0;
    const excess = level ? leaked + 1 : 0;
    if (excess > burst) return false;
    this.#levels.set(key, { excess, atMs: nowMs });
    return true;
  }
}

/** Whether a filter answers instead of a backend; what it changes of the request it changes in the exchange. */
export function passFilter(
  filter: RouteFilter,
  exchange: Exchange,
  { buckets, nowMs }: { readonly buckets: Buckets; readonly nowMs: number },
): Stopped | undefined {
  switch (filter.type) {
    case "ClientAddress":
      return addressStops(filter, exchange);
    case "RateLimit": {
      const client = exchange.peer.source.ip;
      if (filter.exempt?.some((cidr) => inCidr(client, cidr))) return undefined;
      if (buckets.admits(filter, client, nowMs)) return undefined;
      return {
        status: filter.status,
        says: `more than ${filter.perSecond} requests a second (burst ${filter.burst}) came from ${client}`,
      };
    }
    case "BasicAuth":
      return passwordStops(filter, exchange);
    case "BodyLimit": {
      const length = Number(headerOf(exchange.request, "content-length") ?? 0);
      const known = exchange.request.body instanceof Uint8Array ? exchange.request.body.length : length;
      if (Math.max(known, length) <= filter.bytes) return undefined;
      return { status: 413, says: `the body has ${Math.max(known, length)} bytes, more than ${filter.bytes}` };
    }
    case "CORS":
      return crossOrigin(filter, exchange);
    case "RequestRedirect": {
      const location = redirectLocation(filter, {
        scheme: exchange.scheme,
        host: exchange.route.host,
        path: exchange.path,
        query: exchange.query,
        listenerPort: exchange.publicPort,
        ...(exchange.entry && { matched: exchange.entry.path }),
      });
      return {
        status: filter.statusCode,
        says: `redirects to ${location}`,
        headers: [["Location", location]],
      };
    }
    case "DirectResponse":
      return {
        status: filter.status,
        says: filter.says ?? `answers ${filter.status} itself`,
        ...(filter.headers && { headers: filter.headers }),
        ...(filter.body !== undefined && { body: filter.body }),
        ...(filter.look && { look: filter.look }),
      };
    case "URLRewrite": {
      if (filter.hostname !== undefined) exchange.authority = filter.hostname;
      if (!filter.path) return undefined;
      const { query, route } = exchange;
      const to = modifyPath(filter.path, {
        path: route.path,
        query,
        ...(exchange.entry && { matched: exchange.entry.path }),
      });
      exchange.path = to.path;
      exchange.query = to.query;
      return undefined;
    }
    default:
      return undefined;
  }
}

/** What filters change of the headers that a backend gets. */
export function requestHeaders(filters: readonly RouteFilter[], headers: readonly Header[]): readonly Header[] {
  let changed = headers;
  for (const filter of filters) if (filter.type === "RequestHeaderModifier") changed = changeHeaders(changed, filter);
  return changed;
}

/** What filters change of the headers that a client gets. */
export function responseHeaders(filters: readonly RouteFilter[], response: HttpResponse): HttpResponse {
  let { headers } = response;
  for (const filter of filters) if (filter.type === "ResponseHeaderModifier") headers = changeHeaders(headers, filter);
  return headers === response.headers ? response : { ...response, headers };
}

function addressStops({ allow, deny, status }: AddressFilter, { peer }: Exchange): Stopped | undefined {
  const client = peer.source.ip;
  const denied = deny?.find((cidr) => inCidr(client, cidr));
  if (denied !== undefined) return { status, says: `${client} is in ${denied}, which is denied` };
  if (!allow || allow.length === 0 || allow.some((cidr) => inCidr(client, cidr))) return undefined;
  return { status, says: `${client} is in none of ${allow.join(", ")}` };
}

/** Whether an IPv4 address is within "10.0.0.0/8" or is "10.0.0.1". */
export function inCidr(ip: string, cidr: string): boolean {
  const [base = "", bits] = cidr.trim().split("/");
  if (bits === undefined) return ip === base;
  const size = Number(bits);
  const mask = size === 0 ? 0 : (-1 << (32 - size)) >>> 0;
  const number = (text: string): number => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return base.includes(".") && (number(ip) & mask) >>> 0 === (number(base) & mask) >>> 0;
}

function passwordStops({ realm, users }: BasicAuthFilter, exchange: Exchange): Stopped | undefined {
  const challenge: Stopped = {
    status: 401,
    says: "the request has no user and password that are right",
    headers: [["WWW-Authenticate", `Basic realm="${realm}"`]],
  };
  const given = /^Basic\s+(\S+)$/i.exec(headerOf(exchange.request, "authorization") ?? "")?.[1];
  if (given === undefined) return challenge;
  let text: string;
  try {
    text = fromBase64(given);
  } catch {
    return challenge;
  }
  const colon = text.indexOf(":");
  const user = text.slice(0, Math.max(0, colon));
  const stored = Object.hasOwn(users, user) ? users[user]! : undefined;
  if (colon < 0 || stored === undefined || !passwordMatches(text.slice(colon + 1), stored)) return challenge;
  exchange.user = user;
  return undefined;
}

/** https://fetch.spec.whatwg.org/#http-cors-protocol */
function crossOrigin(filter: CorsFilter, exchange: Exchange): Stopped | undefined {
  const { request } = exchange;
  const origin = headerOf(request, "origin");
  const allowed = allowedOrigin(filter, origin);
  const preflight =
    request.method === "OPTIONS" &&
    (filter.nginx || (origin !== undefined && headerOf(request, "access-control-request-method") !== undefined));
  const headers: [string, string][] = [];
  if (allowed !== undefined) {
    headers.push(["Access-Control-Allow-Origin", allowed]);
    if (filter.allowCredentials) headers.push(["Access-Control-Allow-Credentials", "true"]);
    if (preflight || filter.nginx) {
      const asked = headerOf(request, "access-control-request-headers");
      const names = filter.allowHeaders.includes("*") && asked !== undefined ? asked : filter.allowHeaders.join(", ");
      const method = headerOf(request, "access-control-request-method");
      const methods = filter.allowMethods.includes("*") && method ? method : filter.allowMethods.join(", ");
      if (methods !== "") headers.push(["Access-Control-Allow-Methods", methods]);
      if (names !== "") headers.push(["Access-Control-Allow-Headers", names]);
    }
    if (filter.exposeHeaders.length > 0 && (!preflight || filter.nginx)) {
      headers.push(["Access-Control-Expose-Headers", filter.exposeHeaders.join(", ")]);
    }
    if (preflight || filter.nginx) headers.push(["Access-Control-Max-Age", String(filter.maxAgeSeconds)]);
  }
  if (preflight && filter.nginx) {
    return {
      status: 204,
      says: "answers the preflight of a browser itself",
      headers: [...headers, ["Content-Type", "text/plain charset=UTF-8"], ["Content-Length", "0"]],
      empty: true,
    };
  }
  if (preflight) {
    return {
      status: allowed === undefined ? 403 : 200,
      says: "answers the preflight of a browser itself",
      headers,
      empty: true,
    };
  }
  exchange.answerHeaders.push(...headers);
  return undefined;
}

function allowedOrigin({ allowOrigins, allowCredentials, nginx }: CorsFilter, origin: string | undefined) {
  if (allowOrigins.includes("*")) return (allowCredentials && !nginx && origin) || "*";
  if (origin === undefined) return undefined;
  const fits = allowOrigins.some((one) => {
    const star = one.indexOf("*");
    if (star < 0) return one === origin;
    const before = one.slice(0, star);
    const after = one.slice(star + 1);
    return origin.length > before.length + after.length && origin.startsWith(before) && origin.endsWith(after);
  });
  return fits ? origin : undefined;
}

/** The body of a filter's own answer. */
export const answerBody = (body: string | undefined): Uint8Array => (body === undefined ? EMPTY_BODY : utf8(body));

/** Whether a share of requests is meant, by chance. */
export const drawn = (share: number | undefined, fraction: number): boolean => share === undefined || fraction < share;

/** 32 hexadecimal digits that belong to a text. */
export function digits(text: string): string {
  let out = "";
  for (let part = 0; part < 4; part++) out += fnv1a32(`${part}${text}`).toString(16).padStart(8, "0");
  return out;
}
