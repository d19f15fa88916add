import type { HttpRequest, HttpResponse } from "../base/http.ts";
import { ConnectionReset } from "../base/net.ts";
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
  if (received.body instanceof Uint8Array) return received;
  return { ...received, body: resettable(received.body, registries) };
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
