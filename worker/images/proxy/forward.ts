import type { Clock } from "../../base/clock.ts";
import { bodyBytes, type Header, type HttpRequest, type HttpResponse } from "../../base/http.ts";
import type { HttpExchange, NetAccess, Unconnected } from "../../base/net.ts";
import type { Hop, TraceObject } from "../../base/trace.ts";
import { nameObject } from "../../base/trace.ts";
import type { RouteBackend, RouteRule, Upstream, UpstreamEndpoint } from "../../routing/index.ts";
import type { Balancer } from "./balance.ts";
import type { Exchange } from "./exchange.ts";
import { requestHeaders } from "./gate.ts";
import type { OwnStatuses, ProxyStyle } from "./style.ts";

/** What forwarding needs of the proxy. */
export interface Around {
  readonly net: NetAccess;
  readonly clock: Clock;
  readonly style: ProxyStyle;
  readonly statuses: OwnStatuses;
  readonly balancer: Balancer;
  /** Where hops say that it happened: "pod ingress-nginx/…". */
  readonly at: string;
  readonly about: TraceObject;
  resolve(name: string): Promise<{ readonly ip?: string; readonly hops: readonly Hop[] }>;
}

/** A backend's answer, or the status of the proxy's own. */
export type Forwarded = { readonly response: HttpResponse } | { readonly status: number };

/** Connection headers, which concern one connection only: RFC 9110 section 7.6.1. */
const OF_THE_CONNECTION = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);

/** The headers that may be handed on; with an upgrade (WebSocket) those that ask for it. */
export function handedOn(headers: readonly Header[]): readonly Header[] {
  const upgrade = headers.find(([name]) => name.toLowerCase() === "upgrade");
  const kept = headers.filter(([name]) => !OF_THE_CONNECTION.has(name.toLowerCase()));
  return upgrade ? [...kept, ["Connection", "upgrade"], upgrade] : kept;
}

/** Sends a request to one endpoint after the other until one answers, as often as the style tries. */
export async function forward(
  exchange: Exchange,
  backend: RouteBackend,
  upstream: Upstream,
  around: Around,
): Promise<Forwarded> {
  const { style, statuses, at, balancer } = around;
  const rule = exchange.entry!.rule;
  const endpoints = upstream.dns
    ? await endpointsByName(exchange, upstream, around)
    : balancer.order(backend.upstream, upstream, exchange);
  if (endpoints.length === 0) {
    if (!upstream.dns) {
      exchange.peer.record(() => ({
        kind: "proxy",
        at,
        says: `${style.process} has no endpoint for ${nameObject(upstream.object)}`,
        object: upstream.object,
        fault: {
          says: upstream.empty ?? `${nameObject(upstream.object)} has no ready endpoints`,
          look: upstream.object,
        },
      }));
    }
    return { status: statuses.noEndpoints };
  }
  if (style.buffersRequests) exchange.body = await bodyBytes(exchange.body);
  const { body } = exchange;
  if (exceedsLimit(exchange)) return { status: 413 };
  const request = requestFor(exchange, { backend, upstream, style });
  const tries = Math.min(triesOf(rule, style), body instanceof Uint8Array ? Number.POSITIVE_INFINITY : 1);
  const { codes } = rule.retry ?? {};
  let status: number = statuses.refused;
  for (let attempt = 0; attempt < tries; attempt++) {
    const endpoint = endpoints[attempt % endpoints.length]!;
    if (attempt >= endpoints.length && !rule.retry) break;
    if (attempt > 0 && rule.retry?.backoffMs) await around.clock.sleep(rule.retry.backoffMs);
    const tried = await tryOnce(exchange, { endpoint, endpoints, request, upstream }, around);
    if (tried.status !== undefined) {
      status = tried.status;
      continue;
    }
    if (attempt + 1 < tries && codes?.includes(tried.response.status)) continue;
    return tried;
  }
  return { status };
}

/** A body that came without a length is known to be too long only now. */
function exceedsLimit({ entry, body }: Exchange): boolean {
  const limit = entry?.rule.filters?.find((filter) => filter.type === "BodyLimit");
  return limit !== undefined && body instanceof Uint8Array && body.length > limit.bytes;
}

const triesOf = ({ retry }: RouteRule, style: ProxyStyle): number => (retry ? retry.attempts + 1 : style.tries);

interface Try {
  readonly endpoint: UpstreamEndpoint;
  readonly endpoints: readonly UpstreamEndpoint[];
  readonly request: HttpRequest;
  readonly upstream: Upstream;
}

async function tryOnce(
  exchange: Exchange,
  { endpoint, endpoints, request, upstream }: Try,
  around: Around,
): Promise<{ readonly response: HttpResponse; readonly status?: never } | { readonly status: number }> {
  const { net, clock, style, statuses, at, about } = around;
  const { ip, port, object } = endpoint;
  const to = `${ip}:${port}`;
  exchange.peer.record(() => ({
    kind: "proxy",
    at,
    says: `${style.process} asks ${object ? nameObject(object) : to} for ${request.method} ${request.authority}${request.path}`,
    object: object ?? about,
    to,
    candidates: endpoints.map((one) => ({
      to: `${one.ip}:${one.port}`,
      share: 1 / endpoints.length,
      ...(one.object && { object: one.object }),
    })),
  }));
  const timeouts = exchange.entry?.rule.timeouts;
  const readMs = timeouts?.backendRequestMs || style.readTimeoutMs;
  const started = clock.now();
  const answer = await withinTime({ clock, ms: readMs, client: exchange.request.signal }, (signal) =>
    net.http({ ip, port }, request, {
      timeoutMs: timeouts?.connectMs ?? Math.min(style.connectTimeoutMs, readMs),
      signal,
      ...(upstream.protocol === "HTTPS" && {
        tls: {
          serverName: upstream.tls?.serverName ?? "",
          ...(upstream.tls?.caPem !== undefined && { trust: upstream.tls.caPem }),
        },
      }),
    }),
  );
  const ms = clock.now() - started;
  if (answer?.ok) {
    exchange.attempts.push({ to, status: answer.response.status, ms, bytes: 0 });
    exchange.peer.record(() => answer.hops);
    return { response: answer.response };
  }
  const kind = answer ? answer.failure.kind : "timedOut";
  const status = kind === "timedOut" ? statuses.timedOut : statuses.refused;
  exchange.attempts.push({ to, status, ms, bytes: 0 });
  exchange.peer.record(() => [
    ...(answer?.hops ?? []),
    {
      kind: "proxy",
      at,
      says: `${style.process} got no answer from ${to}`,
      object: about,
      fault: answer ? faultOf(answer, upstream) : tooSlow(endpoint, readMs),
    },
  ]);
  style.complain?.(exchange, { kind: answer ? kind : "readTimedOut", to });
  return { status };
}

/** Who is not reached at a port that a Service names is looked for there first. */
function faultOf({ failure }: Unconnected, { portObject }: Upstream): NonNullable<Hop["fault"]> {
  const { kind, says, look, nearMisses } = failure;
  const where = kind === "refused" && portObject ? portObject : look;
  return { says, ...(where && { look: where }), ...(nearMisses && { nearMisses }) };
}

function tooSlow({ ip, port, object }: UpstreamEndpoint, ms: number): NonNullable<Hop["fault"]> {
  const who = object ? nameObject(object) : `${ip}:${port}`;
  return { says: `${who} took the request and did not answer within ${ms / 1000}s`, ...(object && { look: object }) };
}

/** Undefined when time is up; a client that gives up ends it too. */
async function withinTime(
  { clock, ms, client }: { readonly clock: Clock; readonly ms: number; readonly client: AbortSignal | undefined },
  ask: (signal: AbortSignal) => Promise<HttpExchange | Unconnected>,
): Promise<HttpExchange | Unconnected | undefined> {
  const stop = new AbortController();
  const giveUp = (): void => stop.abort(client?.reason);
  client?.addEventListener("abort", giveUp, { once: true });
  const cancel = clock.after(ms, () => stop.abort(new TooSlow()));
  try {
    return await ask(stop.signal);
  } catch (error) {
    if (error instanceof TooSlow) return undefined;
    throw error;
  } finally {
    cancel();
    client?.removeEventListener("abort", giveUp);
  }
}

class TooSlow extends Error {}

function requestFor(
  exchange: Exchange,
  {
    backend,
    upstream,
    style,
  }: { readonly backend: RouteBackend; readonly upstream: Upstream; readonly style: ProxyStyle },
): HttpRequest {
  const { request, entry, path, query, body } = exchange;
  const filters = [...(entry?.rule.filters ?? []), ...(backend.filters ?? [])];
  const headers = requestHeaders(filters, [
    ...style.toBackend(handedOn(request.headers), exchange),
    ...exchange.authHeaders,
  ]);
  const host = headers.find(([name]) => name.toLowerCase() === "host");
  return {
    method: request.method,
    authority: host?.[1] ?? exchange.authority,
    path: query === "" ? path : `${path}?${query}`,
    headers: host ? headers.filter((one) => one !== host) : headers,
    body,
    protocol: upstream.protocol === "H2C" ? "HTTP/2" : "HTTP/1.1",
    ...(request.signal && { signal: request.signal }),
  };
}

async function endpointsByName(
  exchange: Exchange,
  { dns, object }: Upstream,
  { resolve, at, style }: Around,
): Promise<readonly UpstreamEndpoint[]> {
  const { name, port } = dns!;
  const { ip, hops } = await resolve(name);
  exchange.peer.record(() => hops);
  if (ip !== undefined) return [{ ip, port }];
  exchange.peer.record(() => ({
    kind: "proxy",
    at,
    says: `${style.process} cannot resolve ${name}`,
    object,
    fault: { says: `the name ${name} of ${nameObject(object)} has no address`, look: object },
  }));
  return [];
}
