import type { HttpRequest, HttpResponse } from "../base/http.ts";
import { ConnectionReset } from "../base/net.ts";
import type { ByteReader } from "../base/streams.ts";
import { type Open, type Registry, resettable } from "./connection.ts";
import { asReceived } from "./http1/framing.ts";

/**
 * Hands one request to a listener as a record and gives its answer back as the client would receive it, without a byte
 * being encoded. While it is under way it counts as an open connection of both hosts.
 *
 * @returns undefined when the connection was reset
 */
export function handRecord(
  handle: () => Promise<HttpResponse> | HttpResponse,
  under: Handed,
): HttpResponse | undefined | Promise<HttpResponse | undefined> {
  const { registries, signal } = under;
  signal?.throwIfAborted();
  try {
    const answer = handle();
    if (!(answer instanceof Promise)) return received(answer, under);
    return unlessReset(answer, registries, signal).then((response) => received(response, under), cut);
  } catch (error) {
    return cut(error);
  }
}

interface Handed {
  readonly request: HttpRequest;
  readonly registries: Registry;
  readonly signal?: AbortSignal;
}

/** A listener that throws a reset answers nothing. */
function cut(error: unknown): undefined {
  if (error instanceof ConnectionReset) return undefined;
  throw error;
}

function received(response: HttpResponse, { request, registries }: Handed): HttpResponse {
  const own = asReceived(request, response);
  if (own.upgraded) return { ...own, upgraded: trackedUpgrade(own.upgraded, registries) };
  if (own.body instanceof Uint8Array) return own;
  return { ...own, body: resettable(own.body, registries) };
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
