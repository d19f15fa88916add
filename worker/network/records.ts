import type { HttpRequest, HttpResponse } from "../base/http.ts";
import { ConnectionReset, type HttpOptions, type HttpServer, type SocketAddress } from "../base/net.ts";
import type { ByteReader } from "../base/streams.ts";
import { type Open, type Registry, resettable } from "./connection.ts";
import type { Host } from "./host.ts";
import { asReceived } from "./http1/framing.ts";
import type { Visit } from "./visit.ts";

/**
 * Hands one request to a listener as a record and gives its answer back as the client would receive it, without a byte
 * being encoded. While it is under way it counts as an open connection of both hosts.
 *
 * @returns undefined when the connection was reset
 */
export function handRecord(
  server: Pick<HttpServer, "http">,
  peer: Visit,
  asked: Asked,
): HttpResponse | undefined | Promise<HttpResponse | undefined> {
  asked.options.signal?.throwIfAborted();
  peer.count();
  try {
    const answer = server.http(asked.request, peer);
    return answer instanceof Promise ? inTime(answer, peer, asked) : received(answer, peer, asked);
  } catch (error) {
    return cut(error);
  }
}

/** A request, who sends it, and to what address. */
export interface Asked {
  readonly client: Host;
  readonly to: SocketAddress;
  readonly request: HttpRequest;
  readonly options: HttpOptions;
}

/** A listener that throws a reset answers nothing. */
function cut(error: unknown): undefined {
  if (error instanceof ConnectionReset) return undefined;
  throw error;
}

function received(response: HttpResponse, peer: Visit, { client, request }: Asked): HttpResponse {
  const own = asReceived(request, response);
  if (own.upgraded) return { ...own, upgraded: trackedUpgrade(own.upgraded, peer.registries(client)) };
  if (own.body instanceof Uint8Array) return own;
  return { ...own, body: resettable(own.body, peer.registries(client)) };
}

const inTime = (answer: Promise<HttpResponse>, peer: Visit, asked: Asked): Promise<HttpResponse | undefined> =>
  unlessReset(answer, peer.registries(asked.client), asked.options.signal).then(
    (response) => received(response, peer, asked),
    cut,
  );

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
