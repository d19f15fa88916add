import type { HttpResponse } from "../base/http.ts";
import type { HttpExchange, Peer, SocketAddress, Station } from "../base/net.ts";
import type { TlsSession } from "../base/tls.ts";
import type { Hop } from "../base/trace.ts";
import type { Registry } from "./connection.ts";
import type { Host, Listener } from "./host.ts";
import type { Arrival } from "./path.ts";
import type { Trail } from "./trail.ts";

/** Somebody who listens there. */
export interface Answered extends Arrival {
  readonly listener: Listener;
}

/** One connection at the listener's end: the client as the listener sees it. */
export class Visit implements Peer {
  readonly arrival: Answered;
  /** The client's port. */
  readonly port: number;
  declare readonly tls?: NonNullable<Peer["tls"]>;
  /** What was passed so far. */
  trail: Trail;

  constructor(arrival: Answered, port: number, secured?: { readonly tls: Visit["tls"]; readonly trail: Trail }) {
    this.arrival = arrival;
    this.port = port;
    this.trail = secured ? secured.trail : arrival.trail;
    if (secured?.tls) this.tls = secured.tls;
  }

  get source(): SocketAddress {
    return { ip: this.arrival.source, port: this.port };
  }

  get local(): SocketAddress {
    return this.arrival.destination;
  }

  get hops(): readonly Hop[] {
    return this.trail.hops;
  }

  record(station: Station): void {
    this.trail = this.trail.with(station);
  }

  /** The visit from here on, once a handshake has settled who is who. */
  secured(tls: Visit["tls"]): Visit {
    return new Visit(this.arrival, this.port, { tls, trail: this.trail });
  }

  /** The client's own end; what a rule rewrote on the way it never learns. */
  get clientEnd(): SocketAddress {
    return { ip: this.arrival.clientAddress, port: this.port };
  }

  /** Where a connection of this visit counts as open. */
  registries(client: Host): Registry {
    const { host, listener } = this.arrival;
    return [client.opened, host.opened, listener.opened];
  }
}

/** A request and its answer, as the client has them. */
export class Exchange implements HttpExchange {
  readonly ok: true;
  readonly response: HttpResponse;
  readonly peer: SocketAddress;
  declare readonly tls?: TlsSession;
  readonly visit: Visit;

  constructor(visit: Visit, response: HttpResponse, peer: SocketAddress, tls: TlsSession | undefined) {
    this.ok = true;
    this.visit = visit;
    this.response = response;
    this.peer = peer;
    if (tls) this.tls = tls;
  }

  get local(): SocketAddress {
    return this.visit.clientEnd;
  }

  get hops(): readonly Hop[] {
    return this.visit.hops;
  }
}
