import type { HttpRequest } from "../base/http.ts";
import type { Acceptor, HttpServer, ListenAddress, ListenHandle, NetAccess, Peer } from "../base/net.ts";

/** Requests that a container has served and sent. */
export interface Tally {
  requests?: number | undefined;
}

function count(tally: Tally): void {
  tally.requests = (tally.requests ?? 0) + 1;
}

/** Network access that counts what a container serves and sends, and keeps its listeners, which end with it. */
export class TrackedAccess implements NetAccess {
  readonly #access: NetAccess;
  readonly #listening: Set<ListenHandle>;
  readonly #tally: Tally;

  constructor(access: NetAccess, listening: Set<ListenHandle>, tally: Tally) {
    this.#access = access;
    this.#listening = listening;
    this.#tally = tally;
  }

  get host(): NetAccess["host"] {
    return this.#access.host;
  }

  connect(...asked: Parameters<NetAccess["connect"]>): ReturnType<NetAccess["connect"]> {
    count(this.#tally);
    return this.#access.connect(...asked);
  }

  http(...asked: Parameters<NetAccess["http"]>): ReturnType<NetAccess["http"]> {
    count(this.#tally);
    return this.#access.http(...asked);
  }

  datagram(...asked: Parameters<NetAccess["datagram"]>): ReturnType<NetAccess["datagram"]> {
    return this.#access.datagram(...asked);
  }

  ping(...asked: Parameters<NetAccess["ping"]>): ReturnType<NetAccess["ping"]> {
    return this.#access.ping(...asked);
  }

  listeners(): ReturnType<NetAccess["listeners"]> {
    return this.#access.listeners();
  }

  listen(at: ListenAddress, accept: Acceptor): ListenHandle {
    const handle = this.#access.listen(at, counting(accept, this.#tally));
    // Kept after a close too: what it accepted is still open, and ends with the container.
    this.#listening.add(handle);
    return handle;
  }
}

/** Takes note of whatever arrives. */
function counting(accept: Acceptor, tally: Tally): Acceptor {
  if ("http" in accept) return new CountedServer(accept, tally);
  if ("tcp" in accept) {
    const tcp: typeof accept.tcp = (connection, peer) => {
      count(tally);
      accept.tcp(connection, peer);
    };
    return { ...accept, tcp };
  }
  return {
    udp: (payload, peer) => {
      count(tally);
      return accept.udp(payload, peer);
    },
  };
}

class CountedServer implements HttpServer {
  readonly #server: HttpServer;
  readonly #tally: Tally;
  declare readonly tls?: NonNullable<HttpServer["tls"]>;
  declare readonly malformed?: NonNullable<HttpServer["malformed"]>;

  constructor(server: HttpServer, tally: Tally) {
    this.#server = server;
    this.#tally = tally;
    if (server.tls) this.tls = server.tls;
    if (server.malformed) this.malformed = () => server.malformed!();
  }

  http(request: HttpRequest, peer: Peer): ReturnType<HttpServer["http"]> {
    this.#tally.requests = (this.#tally.requests ?? 0) + 1;
    return this.#server.http(request, peer);
  }
}
