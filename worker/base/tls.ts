import type { TlsTrouble, TraceObject } from "./trace.ts";

/**
 * What the two ends of a modelled TLS handshake bring along and what they settle. Certificates and keys are PEM, so that whatever
 * a program has in a file or a Secret is what it hands over; they are read at most once (`worker/base/x509`, `worker/network/tls`).
 */

export type TlsVersion = "TLSv1.2" | "TLSv1.3";

/** A certificate with what leads to its authority, leaf first, and the leaf's private key. */
export interface CertifiedKey {
  readonly chainPem: string;
  readonly keyPem: string;
  /** Where it comes from, for the trace: { kind: "Secret", namespace: "shop", name: "demo-tls", field: "data[tls.crt]" }. */
  readonly object?: TraceObject;
}

/** What a client asks of the handshake. */
export interface TlsClient {
  /** The name sent as SNI (an IP address is not sent) and looked for in the certificate. */
  readonly serverName: string;
  /** Protocols offered by ALPN, best first. */
  readonly alpn?: readonly string[];
  /**
   * PEM of the authorities that the client believes; text around the blocks does not matter. Absent: it verifies nothing, as a
   * kubelet's probes and nginx's proxy_pass do.
   */
  readonly trust?: string;
  /** What is wrong with the certificate is told in `TlsSession.trouble` and the connection goes on (curl -k, s_client). */
  readonly insecure?: boolean;
  /** Whose rules and words: Go's crypto/tls (kubectl, controllers) or OpenSSL's (curl, nginx), which is meant when absent. */
  readonly library?: "openssl" | "go";
  /** Shown when the server asks for one. */
  readonly certificate?: CertifiedKey;
  /** Versions spoken; both when absent. */
  readonly versions?: readonly TlsVersion[];
}

/** What a server learns before anything is encrypted. */
export interface ClientHello {
  /** Absent when the client sent no SNI. */
  readonly serverName?: string;
  readonly alpn: readonly string[];
  readonly versions: readonly TlsVersion[];
}

/** Whom a client's certificate names. */
export interface ClientSubject {
  /** As RFC 2253 and Go write it: "CN=kubernetes-admin,O=kubeadm:cluster-admins". */
  readonly text: string;
  readonly commonName?: string;
  readonly organisations: readonly string[];
}

/** What a handshake settled, as the client sees it. */
export interface TlsSession {
  /** What the server sent, leaf first. */
  readonly chainPem: string;
  readonly version: TlsVersion;
  /** "TLS_AES_256_GCM_SHA384" */
  readonly cipher: string;
  /** The key exchange: "x25519". */
  readonly group: string;
  readonly alpn?: string;
  /** What a client that goes on regardless would have refused. */
  readonly trouble?: TlsTrouble;
  /** The server asked for a client certificate. */
  readonly certificateRequested: boolean;
  /** Session tickets that the server sends after a handshake of version 1.3. */
  readonly tickets: number;
}
