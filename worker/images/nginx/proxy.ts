import { bodyBytes, type Header, headerOf } from "../../base/http.ts";
import type { Outcome } from "./answer.ts";
import { inherited, type Location, setting } from "./compile.ts";
import type { Exchange } from "./exchange.ts";

/** Headers of a backend's answer that nginx does not hand on. */
const HIDDEN = new Set([
  "date",
  "server",
  "connection",
  "content-length",
  "transfer-encoding",
  "content-type",
  "last-modified",
  "x-accel-redirect",
  "keep-alive",
]);

/** Hands a request to a backend. https://nginx.org/en/docs/http/ngx_http_proxy_module.html */
export async function proxy(exchange: Exchange, target: string, location: Location): Promise<Outcome> {
  const { request, world, configuration } = exchange;
  const expanded = exchange.expand(target);
  const parts = /^(https?):\/\/([^/]+)(\/.*)?$/.exec(expanded);
  if (!parts) return { status: 500, says: `invalid URL prefix in "${expanded}"` };
  const [, scheme = "http", authority = "", uri] = parts;
  const group = configuration.upstreams.get(authority);
  const turn = group ? world.next(`upstream/${authority}`) : 0;
  const tries = group ?? [authority];
  let last: Outcome = { status: 502, says: `no live upstreams while connecting to upstream` };
  for (let attempt = 0; attempt < tries.length; attempt++) {
    const server = tries[(turn + attempt) % tries.length]!;
    const [host = "", portText] = server.split(":");
    const port = Number(portText ?? (scheme === "https" ? 443 : 80));
    const path = pathFor(exchange, uri, location, target);
    exchange.upstream = `${scheme}://${server}${path}`;
    const ip = await world.resolve(host);
    if (ip === undefined) {
      return { status: 502, says: `${host} could not be resolved (3: Host not found)` };
    }
    exchange.upstream = `${scheme}://${ip}:${port}${path}`;
    const timeout = seconds(setting(exchange.scope, "proxy_connect_timeout")) ?? 60;
    const exchanged = await world.net.http(
      { ip, port },
      {
        method: request.method,
        authority: hostHeader(exchange, authority),
        path,
        headers: headersFor(exchange),
        body: await bodyBytes(request.body),
        protocol: setting(exchange.scope, "proxy_http_version") === "1.1" ? "HTTP/1.1" : "HTTP/1.0",
      },
      { timeoutMs: timeout * 1000, ...(scheme === "https" && { tls: { serverName: host } }) },
    );
    if (!exchanged.ok) {
      last = failureOf(exchanged.failure.kind);
      continue;
    }
    for (const hop of exchanged.hops) exchange.peer.record(hop);
    const { response } = exchanged;
    exchange.proxied = true;
    const type = headerOf(response, "content-type");
    const modified = headerOf(response, "last-modified");
    const answer = {
      status: response.status,
      ...(type !== undefined && { type }),
      body: response.body,
      ...(modified !== undefined && { lastModified: modified }),
      headers: response.headers
        .filter(([name]) => !HIDDEN.has(name.toLowerCase()))
        .map(
          ([name, value]): Header =>
            name.toLowerCase() === "location" ? [name, redirected(exchange, value, expanded)] : [name, value],
        ),
    };
    return { response: answer };
  }
  return last;
}

function failureOf(kind: string): Outcome {
  switch (kind) {
    case "timedOut":
      return { status: 504, says: "upstream timed out (110: Operation timed out) while connecting to upstream" };
    case "noRoute":
      return { status: 502, says: "connect() failed (113: Host is unreachable) while connecting to upstream" };
    case "reset":
      return {
        status: 502,
        says: "recv() failed (104: Connection reset by peer) while reading response header from upstream",
      };
    case "emptyReply":
      return {
        status: 502,
        says: "upstream prematurely closed connection while reading response header from upstream",
      };
    default:
      return { status: 502, says: "connect() failed (111: Connection refused) while connecting to upstream" };
  }
}

/** A URI in proxy_pass takes the place of the part of the path that the location matched. */
function pathFor(exchange: Exchange, uri: string | undefined, location: Location, target: string): string {
  if (uri === undefined) return exchange.internal ? exchange.uriWithArgs : exchange.request.path;
  if (target.includes("$")) return uri;
  const rest = location.pattern ? "" : exchange.uri.slice(location.path.length);
  return `${uri}${rest}${exchange.args ? `?${exchange.args}` : ""}`;
}

function hostHeader(exchange: Exchange, authority: string): string {
  const set = inherited(exchange.scope, "proxy_set_header").find(({ args }) => args[0]?.toLowerCase() === "host");
  return set ? exchange.expand(set.args[1] ?? "") : authority;
}

function headersFor(exchange: Exchange): readonly Header[] {
  const set = inherited(exchange.scope, "proxy_set_header");
  const names = new Set(set.map(({ args }) => args[0]!.toLowerCase()));
  const own = set
    .filter(({ args }) => args[0]!.toLowerCase() !== "host")
    .map(({ args }): Header => [args[0]!, exchange.expand(args[1] ?? "")])
    .filter(([, value]) => value !== "");
  const passed = exchange.request.headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return (
      !names.has(lower) &&
      !["host", "connection", "keep-alive", "upgrade", "expect", "transfer-encoding"].includes(lower)
    );
  });
  const connection: readonly Header[] = names.has("connection") ? [] : [["Connection", "close"]];
  return [...own, ...connection, ...passed];
}

/** proxy_redirect default: the backend's own address in Location becomes the location's. */
function redirected(exchange: Exchange, value: string, target: string): string {
  if (setting(exchange.scope, "proxy_redirect") === "off") return value;
  const base = target.endsWith("/") ? target : `${target}/`;
  if (!value.startsWith(base)) return value;
  const own = exchange.location?.path ?? "/";
  return `${exchange.base()}${own.endsWith("/") ? own : `${own}/`}${value.slice(base.length)}`;
}

const seconds = (text: string | undefined): number | undefined => {
  const parts = /^(\d+)(ms|s|m)?$/.exec(text ?? "");
  if (!parts) return undefined;
  return Number(parts[1]) * (parts[2] === "ms" ? 0.001 : parts[2] === "m" ? 60 : 1);
};
