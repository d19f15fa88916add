import { type Header, type HttpResponse, headerOf, REASONS } from "../../base/http.ts";
import {
  ConnectionReset,
  type HttpExchange,
  type HttpOptions,
  type SocketAddress,
  type Unconnected,
} from "../../base/net.ts";
import type { TlsClient } from "../../base/tls.ts";
import type { Hop, TraceFailure } from "../../base/trace.ts";
import type { Io } from "../../shell/program.ts";
import { isIpAddress, resolveHost } from "../resolver.ts";
import { CurlError } from "./error.ts";
import { handshakeError, tellHandshake, tellOffer, tellTickets } from "./handshake.ts";
import type { Operation } from "./options.ts";
import { tlsClient } from "./trust.ts";
import { hostHeader, requestTarget, showUrl, type Url } from "./url.ts";

/** One request as it goes out. */
export interface Outgoing {
  readonly url: Url;
  readonly method: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array | undefined;
}

/** The answer's head with what is known of the connection. */
export interface Incoming {
  readonly exchange: HttpExchange;
  readonly response: HttpResponse;
  readonly statusLine: string;
  readonly headers: readonly Header[];
  readonly hops: readonly Hop[];
  readonly http2: boolean;
}

/** Moments of a transfer, in cluster milliseconds. */
export interface Moments {
  startMs: number;
  resolved: boolean;
  /** It was given up before anybody took the connection. */
  unconnected: boolean;
  lookedUpMs: number;
  connectedMs: number;
  securedMs: number;
  sentMs: number;
  answeredMs: number;
  /** X509_V_ERR of the server's certificate. */
  verifyResult: number;
}

export interface ExchangeContext {
  readonly io: Io;
  readonly operation: Operation;
  readonly moments: Moments;
  /** Aborts when the time of -m is over, or the program is stopped. */
  readonly signal: AbortSignal;
  /** When -m ends, in cluster milliseconds. */
  readonly deadlineMs: number | undefined;
  readonly verbose: boolean;
  /** A line of -v, with its mark. */
  say(line: string): void;
}

/** How long a packet takes there and back, in milliseconds, so that -w has something to tell. */
const ROUND_TRIP = { least: 0.4, spread: 2.2 };

/**
 * Resolves, connects, sends one request and reads the head of its answer; remembers the way.
 *
 * @throws CurlError 6, 7, 28, 35, 52, 56, 60
 */
export async function exchange(context: ExchangeContext, outgoing: Outgoing): Promise<Incoming> {
  const { io, moments } = context;
  const startedMs = io.clock.now();
  const target = showUrl(outgoing.url);
  const found = await addressOf(context, outgoing.url);
  if (!found.ok) {
    io.trace({ startedMs, target, hops: found.hops, failure: found.failure });
    throw new CurlError(6, `Could not resolve host: ${found.host}`);
  }
  moments.lookedUpMs = io.clock.now();
  moments.resolved = true;
  const { ip, port } = found.to;
  const { least, spread } = ROUND_TRIP;
  await io.clock.sleep(least + spread * io.random.stream("latency").fraction(), context.signal);
  context.say(`*   Trying ${ip.includes(":") ? `[${ip}]` : ip}:${port}...`);
  const tls = outgoing.url.scheme === "https" ? await tlsClient(io, context.operation, outgoing.url) : undefined;
  const answer = await io.net.http(found.to, request(context, outgoing), {
    ...options(context, tls),
    abandoned({ hops, failure, connected }) {
      moments.unconnected = !connected;
      io.trace({ startedMs, target, hops: [...found.hops, ...hops], failure });
    },
  });
  const hops = [...found.hops, ...answer.hops];
  if (!answer.ok) {
    io.trace({ startedMs, target, hops, failure: answer.failure });
    throw await failed(context, outgoing, found, answer);
  }
  moments.connectedMs = io.clock.now();
  if (tls && answer.tls) {
    tellOffer(context);
    await tellHandshake(context, tls, answer.tls);
  }
  moments.securedMs = io.clock.now();
  tellConnected(context, outgoing, found.host, answer);
  tellTickets(context, answer);
  moments.answeredMs = io.clock.now();
  moments.sentMs = moments.securedMs;
  const { response } = answer;
  io.trace({ startedMs, target, hops, status: response.status });
  return describe(context, outgoing, answer, hops);
}

type Found =
  | { readonly ok: true; readonly to: SocketAddress; readonly host: string; readonly hops: readonly Hop[] }
  | { readonly ok: false; readonly host: string; readonly hops: readonly Hop[]; readonly failure: TraceFailure };

/** Where to connect: --connect-to, then --resolve, then the resolver. */
async function addressOf({ io, operation, say, signal }: ExchangeContext, url: Url): Promise<Found> {
  const { host, port } = connectTarget(operation.connectTo, url);
  const pinned = pinnedAddress(operation.resolve, host, port);
  const bare = host.replace(/^\[|\]$/g, "");
  if (pinned) {
    say(`* Added ${host}:${port}:${pinned} to DNS cache`);
    say(`* Hostname ${host} was found in DNS cache`);
    const hop: Hop = {
      kind: "client",
      at: io.net.host.name,
      says: `--resolve says that ${host} is ${pinned}`,
      to: pinned,
    };
    return { ok: true, to: { ip: pinned, port }, host, hops: [hop] };
  }
  // curl knows localhost without asking anybody.
  if (/(^|\.)localhost\.?$/.test(bare)) {
    sayResolved(say, bare, port, ["127.0.0.1"]);
    return { ok: true, to: { ip: "127.0.0.1", port }, host, hops: [] };
  }
  const found = await resolveHost({ files: io.files, net: io.net, signal }, bare);
  if (!found.ok) return { ok: false, host: bare, hops: found.hops, failure: found.failure };
  if (operation.ipVersion === 6 && !found.addresses[0]!.includes(":")) {
    const says = `${bare} has no IPv6 address, and -6 asks for one`;
    return { ok: false, host: bare, hops: found.hops, failure: { kind: "nameNotFound", says } };
  }
  if (!isIpAddress(bare)) sayResolved(say, bare, port, found.addresses);
  return { ok: true, to: { ip: found.addresses[0]!, port }, host, hops: found.hops };
}

function sayResolved(say: (line: string) => void, host: string, port: number, addresses: readonly string[]): void {
  say(`* Host ${host}:${port} was resolved.`);
  say("* IPv6: (none)");
  say(`* IPv4: ${addresses.join(", ")}`);
}

/** --connect-to HOST1:PORT1:HOST2:PORT2; empty parts match or keep everything. */
function connectTarget(rules: readonly string[], url: Url): { readonly host: string; readonly port: number } {
  for (const rule of rules) {
    const [, fromHost, fromPort, toHost, toPort] =
      /^(\[[^\]]*\]|[^:]*):([^:]*):(\[[^\]]*\]|[^:]*):?([^:]*)$/.exec(rule) ?? [];
    if (fromHost === undefined) continue;
    if ((fromHost !== "" && fromHost.toLowerCase() !== url.host) || (fromPort && Number(fromPort) !== url.port))
      continue;
    return { host: toHost || url.host, port: toPort ? Number(toPort) : url.port };
  }
  return { host: url.host, port: url.port };
}

/** --resolve HOST:PORT:ADDRESS[,ADDRESS]; HOST may be "*"; a leading "+" or "-" is allowed. */
function pinnedAddress(rules: readonly string[], host: string, port: number): string | undefined {
  for (const rule of rules) {
    const [, sign, name, at, addresses] = /^([+-]?)(\[[^\]]*\]|[^:]*):(\d+):?(.*)$/.exec(rule) ?? [];
    if (name === undefined || at === undefined || !addresses) {
      if (sign === "-") continue;
      throw new CurlError(49, `Couldn't parse CURLOPT_RESOLVE entry '${rule}'`);
    }
    if (Number(at) === port && (name === "*" || name.toLowerCase() === host)) {
      return addresses.split(",")[0]!.replace(/^\[|\]$/g, "");
    }
  }
  return undefined;
}

function request({ operation, signal }: ExchangeContext, { url, method, headers, body }: Outgoing) {
  const given = headers.find(([name]) => name.toLowerCase() === "host")?.[1];
  const overTls = url.scheme === "https";
  const http2 = operation.protocol === "HTTP/2" ? overTls || operation.priorKnowledge : false;
  const protocol = http2 ? "HTTP/2" : operation.protocol === "HTTP/1.0" ? "HTTP/1.0" : "HTTP/1.1";
  return {
    method,
    authority: given ?? hostHeader(url),
    path: requestTarget(url),
    headers: headers.filter(([name]) => name.toLowerCase() !== "host"),
    body: body ?? new Uint8Array(0),
    protocol,
    signal,
  } as const;
}

function options({ operation, io, deadlineMs, signal }: ExchangeContext, tls: TlsClient | undefined): HttpOptions {
  const left = deadlineMs === undefined ? undefined : Math.max(1, deadlineMs - io.clock.now());
  const limits = [operation.connectTimeoutMs, left].filter((one) => one !== undefined);
  return {
    signal,
    ...(limits.length > 0 && { timeoutMs: Math.min(...limits) }),
    ...(tls && { tls }),
  };
}

/** What curl says of a connection that came to nothing. */
async function failed(
  context: ExchangeContext,
  outgoing: Outgoing,
  { to, host }: { readonly to: SocketAddress; readonly host: string },
  unconnected: Unconnected,
): Promise<CurlError> {
  const { failure } = unconnected;
  const { io, say, operation, moments, deadlineMs } = context;
  const afterMs = Math.floor(io.clock.now() - moments.startMs);
  const connected = () => {
    say(`* Connected to ${host} (${to.ip}) port ${to.port}`);
    tellRequest(context, outgoing, false);
  };
  switch (failure.kind) {
    case "emptyReply":
      connected();
      return new CurlError(52, "Empty reply from server");
    case "reset":
      connected();
      return new CurlError(56, "Recv failure: Connection reset by peer");
    case "badReply":
      connected();
      return new CurlError(1, "Received HTTP/0.9 when not allowed");
    case "tls":
      tellOffer(context);
      moments.verifyResult = failure.tls?.verifyCode ?? 0;
      return handshakeError(context, outgoing.url.host, unconnected);
    case "timedOut": {
      const ownLimit = operation.connectTimeoutMs !== undefined || deadlineMs !== undefined;
      if (ownLimit) return new CurlError(28, `Connection timed out after ${afterMs} milliseconds`);
      say(`* connect to ${to.ip} port ${to.port} from ${ownAddress(io)} failed: Connection timed out`);
      break;
    }
    default: {
      const why = failure.kind === "noRoute" ? "No route to host" : "Connection refused";
      say(`* connect to ${to.ip} port ${to.port} from ${ownAddress(io)} failed: ${why}`);
    }
  }
  const words = `Failed to connect to ${host} port ${to.port} after ${afterMs} ms: Could not connect to server`;
  return new CurlError(failure.kind === "timedOut" ? 28 : 7, words);
}

function ownAddress(io: Io): string {
  const own = io.net.host.interfaces.find((one) => one.gateway) ?? io.net.host.interfaces[0];
  return `${own?.ip ?? "0.0.0.0"} port ${32_768 + io.random.stream("ephemeral-port").below(28_232)}`;
}

function tellConnected(context: ExchangeContext, outgoing: Outgoing, host: string, answer: HttpExchange): void {
  context.say(`* Connected to ${host} (${answer.peer.ip}) port ${answer.peer.port}`);
  tellRequest(context, outgoing, answer.tls?.alpn === "h2");
}

/** The lines of -v about what goes out. */
function tellRequest(context: ExchangeContext, outgoing: Outgoing, overH2: boolean): void {
  const { say } = context;
  const sent = request(context, outgoing);
  const http2 = overH2 || sent.protocol === "HTTP/2";
  say(http2 ? "* using HTTP/2" : "* using HTTP/1.x");
  if (http2) tellStream(say, outgoing, sent);
  const version = http2 ? "HTTP/2" : sent.protocol;
  say(`> ${sent.method} ${sent.path} ${version}\r`);
  say(`> Host: ${sent.authority}\r`);
  for (const [name, value] of sent.headers) say(`> ${name}: ${value}\r`);
  say("> \r");
  const size = outgoing.body?.length ?? 0;
  say(size > 0 ? `* upload completely sent off: ${size} bytes` : "* Request completely sent off");
}

/** What nghttp2 is handed: pseudo-headers first, names in lower case. */
function tellStream(say: ExchangeContext["say"], { url }: Outgoing, sent: ReturnType<typeof request>): void {
  const pseudo = [
    [":method", sent.method],
    [":scheme", url.scheme],
    [":authority", sent.authority],
    [":path", sent.path],
  ];
  say(`* [HTTP/2] [1] OPENED stream for ${showUrl(url)}`);
  for (const [name, value] of [...pseudo, ...sent.headers.map(lowerName)]) say(`* [HTTP/2] [1] [${name}: ${value}]`);
}

function describe(
  { operation }: ExchangeContext,
  outgoing: Outgoing,
  answer: HttpExchange,
  hops: readonly Hop[],
): Incoming {
  const { response } = answer;
  const http2 =
    answer.tls?.alpn === "h2" ||
    (operation.protocol === "HTTP/2" && (operation.priorKnowledge || outgoing.url.scheme === "https"));
  const version = http2 ? "HTTP/2" : operation.protocol === "HTTP/1.0" ? "HTTP/1.0" : "HTTP/1.1";
  const reason = http2 ? "" : (response.reason ?? REASONS[response.status] ?? "");
  const headers = http2
    ? response.headers.filter(([name]) => !CONNECTION_HEADERS.has(name.toLowerCase())).map(lowerName)
    : response.headers;
  return { exchange: answer, response, statusLine: `${version} ${response.status} ${reason}`, headers, hops, http2 };
}

const CONNECTION_HEADERS = new Set(["connection", "keep-alive", "transfer-encoding"]);
const lowerName = ([name, value]: Header): Header => [name.toLowerCase(), value];

/** The size that the answer announces; undefined when it does not. */
export function expectedSize(response: HttpResponse): number | undefined {
  const length = headerOf(response, "content-length");
  if (length !== undefined) return Number(length);
  return response.body instanceof Uint8Array ? response.body.length : undefined;
}

export const isReset = (error: unknown): boolean => error instanceof ConnectionReset;
