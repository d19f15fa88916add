import type { Clock } from "../base/clock.ts";
import type { HttpRequest } from "../base/http.ts";
import {
  type Acceptor,
  type Connected,
  type ConnectOptions,
  countOne,
  type Datagram,
  type DatagramAnswer,
  type Encounter,
  type HttpExchange,
  type HttpOptions,
  type HttpServer,
  type ListenAddress,
  type ListenHandle,
  type NetAccess,
  type SocketAddress,
  type Unconnected,
} from "../base/net.ts";
import type { RandomStream } from "../base/random.ts";
import type { TlsSession } from "../base/tls.ts";
import type { Hop, TraceFailure } from "../base/trace.ts";
import { showSocket } from "./addresses.ts";
import { connectionPair } from "./connection.ts";
import type { HandshakeResult, Soon } from "./handshake.ts";
import type { Host } from "./host.ts";
import { Knocking, type Missed, tellAbandoned } from "./knocking.ts";
import type { LaterCode } from "./later.ts";
import { type Arrival, type Point, travel } from "./path.ts";
import { nobodyListens } from "./reasons.ts";
import { type Asked, hand, unanswered } from "./records.ts";
import { sentName } from "./serverName.ts";
import type { Visit } from "./visit.ts";
import type { KnownWays } from "./ways.ts";
import type { Wires } from "./wires.ts";

/** How long `ping` waits for a last answer when nobody says. */
const ECHO_LIMIT_MS = 10_000;

export interface Surrounding {
  readonly wires: Wires;
  readonly clock: Clock;
  readonly latency: RandomStream;
  readonly later: LaterCode;
}

/** The network as one process on one host sees it. */
export class HostAccess implements NetAccess {
  readonly #host: Host;
  readonly #ways: KnownWays<Point>;
  readonly #door: Knocking;
  readonly #process: string;
  readonly #around: Surrounding;

  constructor(ways: KnownWays<Point>, process: string, around: Surrounding) {
    this.#ways = ways;
    this.#host = ways.origin;
    this.#process = process;
    this.#around = around;
    this.#door = new Knocking(ways, around);
  }

  get host(): NetAccess["host"] {
    const { label, spec } = this.#host;
    return { name: spec.name, label, interfaces: spec.interfaces };
  }

  async connect(to: SocketAddress, options: HttpOptions = {}): Promise<Connected | Unconnected> {
    const first = this.#door.try(to, "TCP");
    const met = "failure" in first ? await this.#door.again(to, first, options) : first;
    return "failure" in met ? met : this.#open(to, met, options);
  }

  async meet(to: SocketAddress, options: ConnectOptions = {}): Promise<Encounter | Unconnected> {
    const first = this.#door.try(to, "TCP");
    const met = "failure" in first ? await this.#door.again(to, first, options) : first;
    if ("failure" in met) return met;
    const { accept } = met.arrival.listener;
    const tls = "udp" in accept ? undefined : accept.tls;
    return {
      ok: true,
      speaks: "http" in accept ? "http" : "bytes",
      ...(tls ? { tls } : {}),
      through(hello) {
        const on = tls?.passthrough?.(hello, met);
        return on?.net.meet?.(on.to, options);
      },
      open: async (asked = {}) => this.#open(to, met, asked),
      http: async (request, asked = {}) => this.#exchange(met, { client: this.#host, to, request, options: asked }),
    };
  }

  #open(to: SocketAddress, met: Visit, options: HttpOptions): Soon<Connected | Unconnected> {
    const through = passThrough(met, options);
    if (through) return through.net.connect(through.to, options).then((answer) => afterHops(met, answer));
    const secured = this.#secure(met, options);
    return secured instanceof Promise
      ? secured.then((one) => this.#opened(to, met, one))
      : this.#opened(to, met, secured);
  }

  #opened(to: SocketAddress, met: Visit, secured: Secured): Connected | Unconnected {
    if ("failure" in secured) return unsecured(secured, met);
    const { listener } = met.arrival;
    const { client, server } = connectionPair(met.registries(this.#host));
    const peer = "seen" in secured ? met.secured(secured.seen) : met;
    const { accept } = listener;
    if ("tcp" in accept) {
      countOne(peer.arrival.tally);
      accept.tcp(server, peer);
    } else if ("http" in accept) {
      const serves = serverFor(peer, accept);
      if (serves) {
        const malformed = accept.malformed && (() => accept.malformed!());
        const handle = (request: HttpRequest) => {
          countOne(peer.arrival.tally);
          return serves.http(request, peer);
        };
        const serving = this.#serve(server, handle, malformed);
        void serving.catch(() => server.output.close());
      } else server.output.close();
    }
    const tls = "session" in secured ? { tls: secured.session } : {};
    return {
      ok: true,
      connection: client,
      peer: to,
      local: met.clientEnd,
      ...tls,
      get hops() {
        return peer.hops;
      },
    };
  }

  async #serve(...served: Parameters<typeof import("./http1/index.ts").serveHttp1>): Promise<void> {
    const { serveHttp1 } = await this.#around.later.http1();
    await serveHttp1(...served);
  }

  http(
    to: SocketAddress,
    request: HttpRequest,
    options: HttpOptions = NO_OPTIONS,
  ): Promise<HttpExchange | Unconnected> {
    const asked: Asked = { client: this.#host, to, request, options };
    try {
      const met = this.#door.try(to, "TCP");
      if ("failure" in met) return this.#exchangeLater(met, asked);
      // Most requests cost no more than a call.
      const { plainHttp } = met.arrival;
      return Promise.resolve(plainHttp && !options.tls ? hand(plainHttp, met, asked) : this.#exchange(met, asked));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #exchangeLater(first: Missed, asked: Asked): Promise<HttpExchange | Unconnected> {
    const met = await this.#door.again(asked.to, first, asked.options);
    return "failure" in met ? met : this.#exchange(met, asked);
  }

  /** Not asynchronous where the listener is not. */
  #exchange(met: Visit, asked: Asked): Soon<HttpExchange | Unconnected> {
    if (asked.options.tls) return this.#exchangeSecurely(met, asked);
    return "tcp" in met.arrival.listener.accept ? this.#httpOverBytes(met, asked) : this.#ask(met, asked);
  }

  #exchangeSecurely(met: Visit, asked: Asked): Soon<HttpExchange | Unconnected> {
    const { request, options } = asked;
    const through = passThrough(met, options);
    if (through)
      return through.net
        .http(through.to, request, { ...options, abandoned: (so) => options.abandoned?.(afterHops(met, so)) })
        .then((answer) => afterHops(met, answer));
    if ("tcp" in met.arrival.listener.accept) return this.#httpOverBytes(met, asked);
    const secured = this.#secure(met, options);
    const go = (one: Secured) =>
      "failure" in one
        ? unsecured(one, met)
        : this.#ask("seen" in one ? met.secured(one.seen) : met, asked, "session" in one ? one.session : undefined);
    return secured instanceof Promise ? secured.then(go) : go(secured);
  }

  #ask(met: Visit, asked: Asked, tls?: TlsSession): Soon<HttpExchange | Unconnected> {
    const { accept } = met.arrival.listener;
    if (!("http" in accept)) return unheard(met);
    const server = serverFor(met, accept);
    return server ? hand(server, met, asked, tls) : withoutPlaintext(met);
  }

  async #httpOverBytes(met: Visit, { to, request, options }: Asked): Promise<HttpExchange | Unconnected> {
    const connected = await this.#open(to, met, options);
    if (!connected.ok) return connected;
    const { connection, peer, local, tls } = connected;
    const abort = () => connection.reset();
    options.signal?.addEventListener("abort", abort, { once: true });
    const { askHttp1 } = await this.#around.later.http1();
    const answer = await askHttp1(connection, request, showSocket(peer));
    options.signal?.removeEventListener("abort", abort);
    const { hops } = connected;
    if (options.signal?.aborted) tellAbandoned(options, { failure: unanswered(met), hops, connected: true });
    options.signal?.throwIfAborted();
    if ("failure" in answer) return { ok: false, failure: answer.failure, hops };
    return { ok: true, response: answer.response, peer, local, ...(tls ? { tls } : {}), hops };
  }

  async datagram(
    to: SocketAddress,
    payload: Datagram,
    options: ConnectOptions = {},
  ): Promise<DatagramAnswer | Unconnected> {
    const met = this.#door.try(to, "UDP");
    if ("failure" in met) return this.#door.fail(met.failure, met.hops, options);
    const { listener, destination, host } = met.arrival;
    if (!("udp" in listener.accept)) throw new Error(`${listener.process} took a UDP port for another protocol`);
    countOne(met.arrival.tally);
    const answer = listener.accept.udp(payload, met);
    const waited = answer instanceof Promise ? await this.#door.within(answer, options) : answer;
    if (waited !== undefined) return { ok: true, payload: waited, hops: met.hops };
    const says = `${listener.process} on ${showSocket(destination)} got the datagram and did not answer`;
    const failure: TraceFailure = { kind: "timedOut", says, look: host.spec.about };
    return answer instanceof Promise
      ? { ok: false, failure, hops: met.hops }
      : this.#door.fail(failure, met.hops, options);
  }

  async ping(
    ip: string,
    options: ConnectOptions = {},
  ): Promise<{ readonly ok: true; readonly ms: number } | Unconnected> {
    const { wires, latency } = this.#around;
    this.#host.takePort();
    const arrived = travel(wires, this.#ways, { ip, port: 0 }, "ICMP");
    const limit = { timeoutMs: ECHO_LIMIT_MS, ...options };
    const { hops } = arrived.trail;
    if ("failure" in arrived) return this.#door.fail(arrived.failure, hops, limit);
    if (arrived.host.spec.ignoresPing) {
      const says = `${arrived.host.spec.name} does not answer ICMP echo`;
      return this.#door.fail({ kind: "timedOut", says, look: arrived.host.spec.about }, hops, limit);
    }
    return { ok: true, ms: roundTrip(arrived, this.#host, latency) };
  }

  listen(at: ListenAddress, accept: Acceptor): ListenHandle {
    return this.#host.listen({ ...at, process: at.process || this.#process }, accept);
  }

  listeners(): ReturnType<NetAccess["listeners"]> {
    return this.#host
      .listeners()
      .map(({ ip, port, transport, process }) => ({ protocol: transport, ip, port, process }));
  }

  #secure({ arrival }: Visit, options: HttpOptions): Soon<Secured> {
    if (!options.tls) return UNSECURED;
    const { accept } = arrival.listener;
    return this.#around.later.shakeHands({
      client: options.tls,
      server: "udp" in accept ? undefined : accept.tls,
      whom: showSocket(arrival.destination),
      about: arrival.host.spec.about,
    });
  }
}

const UNSECURED = {};
const NO_OPTIONS: HttpOptions = {};

type Secured = HandshakeResult | typeof UNSECURED;

function unsecured(
  { failure, session }: Extract<HandshakeResult, { readonly failure: TraceFailure }>,
  { hops }: Visit,
): Unconnected {
  return { ok: false, failure, hops, ...(session ? { tls: session } : {}) };
}

/** Where a listener hands a client's TLS on to, without ending it. */
function passThrough(
  met: Visit,
  { tls }: HttpOptions,
): { readonly net: NetAccess; readonly to: SocketAddress } | undefined {
  const { accept } = met.arrival.listener;
  if (!tls || "udp" in accept || !accept.tls?.passthrough) return undefined;
  const serverName = sentName(tls.serverName);
  const hello = {
    alpn: tls.alpn ?? [],
    versions: tls.versions ?? BOTH_VERSIONS,
    ...(serverName ? { serverName } : {}),
  };
  return accept.tls.passthrough(hello, met);
}

const BOTH_VERSIONS = ["TLSv1.2", "TLSv1.3"] as const;

/** An answer that came by way of somebody who handed the connection on. */
function afterHops<T extends { readonly hops: readonly Hop[] }>(met: Visit, answer: T): T {
  return {
    ...answer,
    ...("local" in answer ? { local: answer.local } : {}),
    get hops() {
      return [...met.hops, ...answer.hops];
    },
  };
}

/** Whoever came without TLS to a listener that speaks it meets what it has for such. */
function serverFor(peer: Visit, accept: HttpServer): Pick<HttpServer, "http"> | undefined {
  if (!accept.tls || peer.tls) return accept;
  return accept.tls.plaintext && { http: accept.tls.plaintext };
}

function unheard({ arrival, hops }: Visit): Unconnected {
  return { ok: false, failure: nobodyListens(arrival.host, arrival.destination, "TCP"), hops };
}

function withoutPlaintext({ arrival, hops }: Visit): Unconnected {
  const { host, listener, destination } = arrival;
  const says = `${listener.process} expects TLS on port ${destination.port} and closed the connection`;
  return { ok: false, failure: { kind: "emptyReply", says, look: host.spec.about }, hops };
}

/** Milliseconds of a plausible round trip: within a host, within a network, over the internet. */
function roundTrip({ host, far }: Arrival, origin: Host, latency: RandomStream): number {
  const [least, spread] = host === origin ? [0.03, 0.04] : far ? [8, 6] : [0.08, 0.25];
  return Math.round((least + latency.fraction() * spread) * 1000) / 1000;
}
