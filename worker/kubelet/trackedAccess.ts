import {
  type Acceptor,
  countOne,
  type ListenAddress,
  type ListenHandle,
  type NetAccess,
  type Tally,
} from "../base/net.ts";

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
    countOne(this.#tally);
    return this.#access.connect(...asked);
  }

  http(...asked: Parameters<NetAccess["http"]>): ReturnType<NetAccess["http"]> {
    countOne(this.#tally);
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
    const handle = this.#access.listen({ tally: this.#tally, ...at }, accept);
    // Kept after a close too: what it accepted is still open, and ends with the container.
    this.#listening.add(handle);
    return handle;
  }
}
