import type { Body, HttpRequest } from "../../base/http.ts";
import type { Peer } from "../../base/net.ts";
import type { Entry, RouteBackend, RouteListener, RouteRequest } from "../../routing/index.ts";

/** One try at one endpoint, for logs. */
export interface Attempt {
  /** "10.244.1.7:8080" */
  readonly to: string;
  readonly status: number;
  readonly ms: number;
  bytes: number;
}

/** One request on its way through a proxy, and what has been settled about it so far. */
export class Exchange {
  readonly request: HttpRequest;
  readonly peer: Peer;
  readonly route: RouteRequest;
  readonly startedMs: number;
  readonly scheme: "http" | "https";
  /** 32 hexadecimal digits. */
  readonly id: string;
  listener: RouteListener | undefined;
  entry: Entry | undefined;
  backend: RouteBackend | undefined;
  readonly attempts: Attempt[] = [];
  /** What the backend is asked for: as it came, until a filter changes it. */
  path: string;
  query: string;
  authority: string;
  /** As it came, or taken in whole where somebody needed all of it. */
  body: Body;
  /** Who a header of the request says that he is, once his password was right. */
  user: string | undefined;
  /** What an authentication service said, for the backend. */
  readonly authHeaders: [string, string][] = [];
  /** To be added to the answer: cookies of affinity, headers of CORS. */
  readonly answerHeaders: [string, string][] = [];

  constructor(
    request: HttpRequest,
    peer: Peer,
    facts: { readonly route: RouteRequest; readonly nowMs: number; readonly id: string },
  ) {
    this.request = request;
    this.peer = peer;
    this.route = facts.route;
    this.startedMs = facts.nowMs;
    this.id = facts.id;
    this.scheme = peer.tls ? "https" : "http";
    const mark = request.path.indexOf("?");
    this.path = mark < 0 ? request.path : request.path.slice(0, mark);
    this.query = facts.route.query;
    this.authority = request.authority;
    this.body = request.body;
  }

  /** Whether the client speaks HTTP/2. */
  get http2(): boolean {
    return this.request.protocol === "HTTP/2" || this.peer.tls?.alpn === "h2";
  }

  /** The port as clients know it. */
  get publicPort(): number {
    return this.listener?.publicPort ?? this.listener?.port ?? this.route.port;
  }
}
