/** Requests of an API server, as clients send them, for the tests of its HTTP door. */
import type { ApiServer } from "../../../../../worker/api/index.ts";
import { bodyText, type Header } from "../../../../../worker/base/http.ts";
import { utf8 } from "../../../../../worker/base/streams.ts";

export const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

export interface Ask {
  readonly method?: string;
  readonly accept?: string;
  readonly type?: string;
  /** Bytes and text as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: readonly Header[];
  readonly signal?: AbortSignal;
}

export async function ask(
  server: ApiServer,
  path: string,
  { method = "GET", accept, type, body, headers = [], signal }: Ask = {},
) {
  return server.handle({
    method,
    authority: "127.0.0.1:6443",
    path,
    headers: [
      ...(accept ? [["Accept", accept] as const] : []),
      ...(body === undefined ? [] : [["Content-Type", type ?? "application/json"] as const]),
      ...headers,
    ],
    body: bytesOf(body),
    protocol: "HTTP/2",
    ...(signal ? { signal } : {}),
  });
}

export async function json(server: ApiServer, path: string, options: Ask = {}) {
  const response = await ask(server, path, options);
  return { code: response.status, body: JSON.parse(await bodyText(response.body)), response };
}

export const WIDGETS = "/apis/example.com/v1/namespaces/default/widgets";

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return utf8(body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body));
}
