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

/** Why a request got no answer: the one object and field to look at. */
export interface TraceFailure {
  readonly kind: FailureKind;
  /** One sentence in words. */
  readonly says: string;
  /** The object and field to look at. */
  readonly look?: TraceObject;
  readonly nearMisses?: readonly { readonly object: TraceObject; readonly because: string }[];
}

export interface Trace {
  /** Cluster time at the start, milliseconds since the epoch. */
  readonly startedMs: number;
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
