/**
 * How the API server calls out: admission webhooks, and whatever else it asks elsewhere. Whoever puts the server into a network
 * supplies it; the server knows Services by name only.
 */
export interface OutboundCaller {
  /** Sends JSON by POST over HTTPS, whose certificate is verified. Never rejects: what the network does is an answer. */
  post(call: OutboundCall): Promise<OutboundAnswer>;
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
  readonly body: string;
  readonly timeoutMs: number;
}

export type OutboundAnswer =
  | { readonly status: number; readonly body: string }
  /** Why there was no answer, as Go's HTTP client says it: "dial tcp 10.96.3.4:443: connect: connection refused". */
  | { readonly error: string };
