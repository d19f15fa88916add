/** Requests of an API server, as clients send them, for the tests of its HTTP door. */
import type { ApiServer } from "../../../../../worker/api/index.ts";
import { type Body, bodyText, type Header } from "../../../../../worker/base/http.ts";
import { type ByteReader, linesOf, utf8 } from "../../../../../worker/base/streams.ts";

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

export interface WatchLine {
  readonly type: string;
  readonly object: {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly resourceVersion: string; readonly annotations?: object };
    readonly [field: string]: unknown;
  };
}

/** The next so many lines of a watch, or all there are until it ends; the watch goes on. */
export async function linesFrom(lines: AsyncIterator<string>, count: number): Promise<WatchLine[]> {
  const found: WatchLine[] = [];
  while (found.length < count) {
    const { done, value } = await lines.next();
    if (done) break;
    found.push(JSON.parse(value));
  }
  return found;
}

export const linesIn = (body: Body): AsyncIterator<string> => linesOf(body as ByteReader)[Symbol.asyncIterator]();
