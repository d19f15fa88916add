import type { HttpOptions, TlsIdentity } from "../base/net.ts";
import type { TraceFailure } from "../base/trace.ts";

export interface Handshake {
  readonly chainPem: string;
  readonly version: string;
  readonly alpn?: string;
}

/**
 * TLS as a modelled handshake: the client's name and protocols against the listener's identity. The client verifies the
 * chain itself. What does not speak TLS answers a ClientHello with bytes of its own: "wrong version number" in OpenSSL.
 */
export function shakeHands(
  asked: NonNullable<HttpOptions["tls"]>,
  identity: TlsIdentity | undefined,
  whom: string,
): { readonly handshake: Handshake } | { readonly failure: TraceFailure } {
  if (!identity) {
    return { failure: { kind: "tls", says: `${whom} does not speak TLS: wrong version number` } };
  }
  const certificate = identity.certificate(asked.serverName || undefined);
  if (!certificate) {
    return {
      failure: {
        kind: "tls",
        says: `${whom} has no certificate for ${asked.serverName || "a client without SNI"}: handshake failure`,
      },
    };
  }
  const offered = asked.alpn ?? [];
  const alpn = (identity.alpn ?? ["http/1.1"]).find((protocol) => offered.includes(protocol));
  return { handshake: { chainPem: certificate.chainPem, version: "TLSv1.3", ...(alpn ? { alpn } : {}) } };
}
