import type { SocketAddress } from "./net.ts";
import type { TraceFailure } from "./trace.ts";

/** What net/http and crypto/tls say of a request that came to nothing. */
export function goNetWords({ kind, tls, says }: TraceFailure, { ip, port }: SocketAddress): string {
  const dial = `dial tcp ${ip}:${port}`;
  switch (kind) {
    case "refused":
      return `${dial}: connect: connection refused`;
    case "noRoute":
      return `${dial}: connect: no route to host`;
    case "timedOut":
      return "context deadline exceeded";
    case "reset":
      return "read: connection reset by peer";
    case "emptyReply":
      return "EOF";
    case "tls":
      return tls ? tlsWords(tls.goSays) : says;
    default:
      return says;
  }
}

/** Go's HTTP client on a failed handshake. */
export function tlsWords(goSays: string): string {
  if (goSays.startsWith("x509:")) return `tls: failed to verify certificate: ${goSays}`;
  // What answers a handshake with a plain HTTP response is told apart from other bytes.
  if (goSays === "tls: first record does not look like a TLS handshake") {
    return "http: server gave HTTP response to HTTPS client";
  }
  return goSays;
}
