import type { Header, HttpRequest, HttpResponse } from "../../base/http.ts";
import type { Peer } from "../../base/net.ts";
import type { Exchange } from "./exchange.ts";

/** What one proxy does in its own way: its pages, the headers that it adds, its logs, its patience. */
export interface ProxyStyle {
  /** The process that listens, as `ss` and traces name it: "nginx", "envoy". */
  readonly process: string;
  /** Protocols offered by ALPN, best first. */
  readonly alpn?: readonly string[];
  readonly library?: "openssl" | "go";
  /**
   * The path as rules and backends see it, without its query: slashes merged, dots resolved. As it came when absent;
   * undefined for a path that gets a 400.
   */
  normalizePath?(path: string): string | undefined;
  /** An answer of the proxy's own: its page for a status. Redirects get their Location afterwards. */
  page(status: number, exchange: Exchange): HttpResponse;
  /** Headers that the backend gets, of those that the client sent; connection headers are gone already. */
  toBackend(headers: readonly Header[], exchange: Exchange): readonly Header[];
  /** The answer as the client gets it, a backend's or the proxy's own; the last thing done to it. */
  toClient(response: HttpResponse, exchange: Exchange): HttpResponse;
  /** Called when the last byte has gone. */
  log?(exchange: Exchange, answer: { readonly status: number; readonly bytes: number }): void;
  /** A backend that failed, in the network's words. */
  complain?(exchange: Exchange, failure: { readonly kind: string; readonly to: string }): void;
  /** How many endpoints are tried in all. */
  readonly tries: number;
  readonly connectTimeoutMs: number;
  /** How long a backend may take for its answer. */
  readonly readTimeoutMs: number;
  /** Takes the whole body in before it asks a backend; else the body streams and only refused connections are tried again. */
  readonly buffersRequests?: boolean;
  /** Statuses of the proxy's own answers where they differ from the usual. */
  readonly statuses?: Partial<OwnStatuses>;
  /** Answers before any rule is looked at: health checks. */
  early?(request: HttpRequest, peer: Peer, port: number): HttpResponse | undefined;
  /** Plain HTTP on an HTTPS port: nginx's 400; the connection closes without an answer when absent. */
  plaintext?(request: HttpRequest, peer: Peer): HttpResponse;
  /** Answer to bytes that are no HTTP. */
  malformed?(): HttpResponse;
}

/** What the proxy answers when nobody else can. */
export interface OwnStatuses {
  readonly noRule: number;
  /** A backend that cannot be used: missing Service, no grant. */
  readonly invalidBackend: number;
  /** A usable backend without endpoints. */
  readonly noEndpoints: number;
  readonly refused: number;
  readonly timedOut: number;
  readonly noBackends: number;
}

export const STATUSES: OwnStatuses = {
  noRule: 404,
  invalidBackend: 500,
  noEndpoints: 503,
  refused: 502,
  timedOut: 504,
  noBackends: 500,
};
