import type { HttpRequest, HttpResponse } from "../base/http.ts";
import { ConnectionReset } from "../base/net.ts";
import type { ByteReader } from "../base/streams.ts";
import { type Open, type Registry, resettable } from "./connection.ts";
import { asReceived } from "./http1/message.ts";

/**
 * Hands one request to a listener as a record and gives its answer back as the client would receive it, without a byte
 * being encoded. While it is under way it counts as an open connection of both hosts.
 *
 * @returns undefined when the connection was reset
 */
export async function handRecord(
  handle: () => Promise<HttpResponse> | HttpResponse,
  under: { readonly request: HttpRequest; readonly registries: Registry; readonly signal?: AbortSignal },
): Promise<HttpResponse | undefined> {
  const { request, registries, signal } = under;
  signal?.throwIfAborted();
  let response: HttpResponse | undefined;
  try {
    const answer = handle();
    response = answer instanceof Promise ? await unlessReset(answer, registries, signal) : answer;
  } catch (error) {
    if (error instanceof ConnectionReset) return undefined;
    throw error;
  }
  const received = asReceived(request, response);
  if (received.upgraded) return { ...received, upgraded: trackedUpgrade(received.upgraded, registries) };
  if (received.body instanceof Uint8Array) return received;
  return { ...received, body: resettable(received.body, registries) };
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
