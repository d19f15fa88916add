import type { HttpRequest, HttpResponse } from "../base/http.ts";
import {
  ConnectionReset,
  countOne,
  type HttpExchange,
  type HttpOptions,
  type HttpServer,
  type SocketAddress,
  type Unconnected,
} from "../base/net.ts";
import type { ByteReader } from "../base/streams.ts";
import type { TlsSession } from "../base/tls.ts";
import type { TraceFailure } from "../base/trace.ts";
import { showSocket } from "./addresses.ts";
import { type Open, type Registry, resettable } from "./connection.ts";
import type { Soon } from "./handshake.ts";
import type { Host } from "./host.ts";
import { asReceived } from "./http1/framing.ts";
import { tellAbandoned } from "./knocking.ts";
import { Exchange, type Visit } from "./visit.ts";

/**
 * Hands one request to a listener as a record and gives its answer back as the client would receive it, without a byte
 * being encoded. While it is under way it counts as an open connection of both hosts.
 *
 * Not asynchronous where the listener is not, and in one piece: each function that a request passes is one more for V8 to compile.
 */
export function hand(
  server: Pick<HttpServer, "http">,
  peer: Visit,
  asked: Asked,
  tls?: TlsSession,
): Soon<HttpExchange | Unconnected> {
  const { request, to, options } = asked;
  options.signal?.throwIfAborted();
  countOne(peer.arrival.tally);
  try {
    const answer = server.http(request, peer);
    if (answer === unchanged && request.method !== "HEAD") return new Exchange(peer, answer, to, tls);
    if (answer instanceof Promise) return inItsTime(answer, peer, asked, tls);
    return new Exchange(peer, received(answer, peer, asked), to, tls);
  } catch (error) {
    return cut(error, peer);
  }
}

/** The last answer with a body that arrived as it was sent: many servers give the same one again and again. */
let unchanged: HttpResponse | undefined;

/** A request, who sends it, and to what address. */
export interface Asked {
  readonly client: Host;
  readonly to: SocketAddress;
  readonly request: HttpRequest;
  readonly options: HttpOptions;
}

/** A listener that throws a reset answers nothing. */
function cut(error: unknown, { arrival, hops }: Visit): Unconnected {
  if (!(error instanceof ConnectionReset)) throw error;
  const { host, listener, destination } = arrival;
  const says = `${listener.process} on ${showSocket(destination)} cut the connection`;
  return { ok: false, failure: { kind: "reset", says, look: host.spec.about }, hops };
}

function received(response: HttpResponse, peer: Visit, { client, request }: Asked): HttpResponse {
  const own = asReceived(request, response);
  if (own.upgraded) return { ...own, upgraded: trackedUpgrade(own.upgraded, peer.registries(client)) };
  if (own.body instanceof Uint8Array) {
    if (own === response && request.method !== "HEAD") unchanged = response;
    return own;
  }
  return { ...own, body: resettable(own.body, peer.registries(client)) };
}

async function inItsTime(
  answer: Promise<HttpResponse>,
  met: Visit,
  asked: Asked,
  tls: TlsSession | undefined,
): Promise<HttpExchange | Unconnected> {
  const { client, options, to } = asked;
  try {
    const response = await unlessReset(answer, met.registries(client), options.signal);
    return new Exchange(met, received(response, met, asked), to, tls);
  } catch (error) {
    if (error instanceof ConnectionReset) return cut(error, met);
    tellAbandoned(options, { failure: unanswered(met), hops: met.hops, connected: true });
    throw error;
  }
}

/** Why somebody who gave up waiting had no answer. */
export function unanswered({ arrival }: Visit): TraceFailure {
  return {
    kind: "timedOut",
    says: `${arrival.listener.process} on ${showSocket(arrival.destination)} took the request and had not answered when the client gave up`,
    look: arrival.host.spec.about,
  };
}

/** An upgraded connection's directions, cut when either host goes. */
function trackedUpgrade(upgraded: NonNullable<HttpResponse["upgraded"]>, registries: Registry): typeof upgraded {
  const { input, output } = upgraded;
  let cut = false;
  const open: Open = {
    reset() {
      cut = true;
      forget();
      input.cancel();
      output.close();
    },
  };
  const forget = () => {
    for (const registry of registries) registry.delete(open);
  };
  for (const registry of registries) registry.add(open);
  const reader: ByteReader = {
    async read() {
      const chunk = await input.read();
      if (cut) throw new ConnectionReset();
      if (!chunk) forget();
      return chunk;
    },
    cancel() {
      forget();
      input.cancel();
    },
    async *[Symbol.asyncIterator]() {
      for (let chunk = await reader.read(); chunk; chunk = await reader.read()) yield chunk;
    },
  };
  return { input: reader, output };
}

function unlessReset<T>(answer: Promise<T>, registries: Registry, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const open: Open = { reset: () => done(() => reject(new ConnectionReset())) };
    const abort = () => done(() => reject(signal?.reason));
    const done = (settle: () => void) => {
      for (const registry of registries) registry.delete(open);
      signal?.removeEventListener("abort", abort);
      settle();
    };
    for (const registry of registries) registry.add(open);
    signal?.addEventListener("abort", abort, { once: true });
    answer.then(
      (value) => done(() => resolve(value)),
      (error) => done(() => reject(error)),
    );
  });
}
