import type { Header, HttpRequest, HttpResponse } from "../../base/http.ts";
import type { SocketAddress } from "../../base/net.ts";

/**
 * How the API server calls out: admission webhooks, and whatever else it asks elsewhere. Whoever puts the server into a network
 * supplies it; the server knows Services by name only.
 */
export interface OutboundCaller {
  /** Sends a request over HTTPS. Never rejects: what the network does is an answer. */
  send(call: OutboundCall): Promise<OutboundAnswer>;
  /** Hands a request on as it is, over TLS whose certificate is not looked at where that is wanted. Never rejects. */
  pass(call: PassedCall): Promise<HttpResponse | { readonly error: string }>;
}

export interface PassedCall {
  readonly to: SocketAddress;
  readonly secure: boolean;
  readonly request: HttpRequest;
}

export interface OutboundCall {
  readonly to:
    | { readonly service: { readonly namespace: string; readonly name: string; readonly port: number } }
    /** A host of a URL: a name or an address. */
    | { readonly host: string; readonly port: number };
  /** The name in the certificate, and that the client asks for: "hook.shop.svc". */
  readonly serverName: string;
  /** Host header: "hook.shop.svc:443". */
  readonly authority: string;
  /** With its query. */
  readonly path: string;
  /** PEM of the authorities that are trusted; the system's own where absent. */
  readonly caBundle?: string;
  /** The certificate is not looked at. */
  readonly insecure?: true;
  readonly method: string;
  /** Beside Host, User-Agent and the body's length. */
  readonly headers: readonly Header[];
  readonly body: string;
  readonly timeoutMs: number;
}

/** Either tells which address was asked, "10.96.3.4:443", where one was found. */
export type OutboundAnswer = { readonly at?: string } & (
  | { readonly status: number; readonly headers?: readonly Header[]; readonly body: string }
  /** Why there was no answer, as Go's HTTP client says it: "dial tcp 10.96.3.4:443: connect: connection refused". */
  | { readonly error: string }
);
