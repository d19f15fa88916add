/**
 * A request's decision record: who handled it, on whose word, what lost. Plain data, so that the picture, `why` and the
 * checks of lessons are drawn from it and never re-derive it.
 */

/** An object that decided something, as a reader would name it: { kind: "Service", namespace: "web", name: "shop" }. */
export interface TraceObject {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The part that decided, as a JSONPath-like field: "spec.ports[0].targetPort". */
  readonly field?: string;
}

export type HopKind =
  | "resolver"
  | "client"
  | "router"
  | "loadBalancer"
  | "nodePort"
  | "service"
  | "proxy"
  | "route"
  | "filter"
  | "endpoint"
  | "container";

/** One station of a request, in the order passed. */
export interface Hop {
  readonly kind: HopKind;
  /** Where it happened: the host's name ("kind-worker", "laptop", "pod default/web-7d4b9-x2x4z"). */
  readonly at: string;
  /** What happened, one sentence in words, without a full stop. */
  readonly says: string;
  readonly object?: TraceObject;
  /** The destination after this hop, as "ip:port". */
  readonly to?: string;
  /** The source as the next station sees it, where this hop rewrote it. */
  readonly source?: string;
  /** Who could have been chosen, and with what share. */
  readonly candidates?: readonly { readonly to: string; readonly share: number; readonly object?: TraceObject }[];
  /** What almost decided instead, and why it did not. */
  readonly nearMisses?: readonly { readonly object: TraceObject; readonly because: string }[];
  /** This station answered with an error of its own (404, 502, 503, …): why, and the one object and field to look at. */
  readonly fault?: Omit<TraceFailure, "kind">;
}

export type FailureKind =
  | "refused"
  | "timedOut"
  | "noRoute"
  | "reset"
  | "nameNotFound"
  | "nameServerUnreachable"
  | "tls"
  /** The server closed the connection without a byte (curl 52). */
  | "emptyReply"
  /** What came back is not the protocol asked for (curl 1, "Received HTTP/0.9 when not allowed"). */
  | "badReply";

/**
 * What can go wrong in a TLS handshake. From "expired" to "keyUsage" it is the certificate that the side which verifies does not accept.
 */
export type TlsProblem =
  /** What answers does not speak TLS ("wrong version number"). */
  | "notTls"
  /** The server has no certificate for this name (alert handshake_failure, or unrecognized_name). */
  | "noCertificate"
  /** No version in common (alert protocol_version). */
  | "version"
  /** No protocol in common (alert no_application_protocol). */
  | "alpn"
  | "expired"
  | "notYetValid"
  /** One certificate, issued by itself, that nobody vouches for. */
  | "selfSigned"
  /** The chain ends at an authority of its own that is not trusted. */
  | "selfSignedInChain"
  /** Who issued it is neither sent nor trusted. */
  | "unknownAuthority"
  | "nameMismatch"
  | "badSignature"
  /** A certificate that may not issue others did. */
  | "notAnAuthority"
  /** Its extended key usage forbids what it is used for. */
  | "keyUsage"
  /** A key too short or a digest too old for the side that verifies. */
  | "weak"
  /** What was sent cannot be read as a certificate. */
  | "malformed"
  /** The server requires a client certificate and got none (alert certificate_required). */
  | "clientCertificateRequired"
  /** The server does not accept the client's certificate (alert bad_certificate, unknown_ca, certificate_expired). */
  | "clientCertificateRefused";

/** A handshake's failure in a form that clients put into words of their own. */
export interface TlsTrouble {
  readonly problem: TlsProblem;
  /** Where in the chain: 0 is the server's own certificate. */
  readonly depth: number;
  /** OpenSSL's X509_V_ERR number: 10 expired, 18 self-signed, 19 self-signed in chain, 20 no local issuer, 62 host name; 0 when no certificate is to blame. */
  readonly verifyCode: number;
  /** The sentence that Go's crypto/x509 or crypto/tls has for it: "x509: certificate signed by unknown authority". */
  readonly goSays: string;
  /** For `nameMismatch`: the names that the certificate has. */
  readonly names?: readonly string[];
}

/** Why a request got no answer: the one object and field to look at. */
export interface TraceFailure {
  readonly kind: FailureKind;
  /** One sentence in words. */
  readonly says: string;
  /** The object and field to look at. */
  readonly look?: TraceObject;
  readonly nearMisses?: readonly { readonly object: TraceObject; readonly because: string }[];
  /** For kind "tls": what exactly. */
  readonly tls?: TlsTrouble;
}

export interface Trace {
  /** Cluster time at the start, milliseconds since the epoch. */
  readonly startedMs: number;
  /** Who asked, as hops name where they happen: "laptop", "pod default/box". */
  readonly from?: string;
  /** What was asked for, as typed: "http://demo:8080/". */
  readonly target: string;
  readonly hops: readonly Hop[];
  readonly failure?: TraceFailure;
  /** The answer, for HTTP. */
  readonly status?: number;
}

/** "Service default/demo spec.ports[0].targetPort", "Node kind-worker". */
export function nameObject(object: TraceObject): string {
  const name = object.namespace ? `${object.namespace}/${object.name}` : object.name;
  return object.field ? `${object.kind} ${name} ${object.field}` : `${object.kind} ${name}`;
}

/** Why there was no answer, or why the last station that answered with an error of its own did; undefined when all went well. */
export const reasonOf = ({ failure, hops }: Trace): Omit<TraceFailure, "kind"> | undefined =>
  failure ?? hops.findLast(({ fault }) => fault)?.fault;
