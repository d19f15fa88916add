import type { Clock } from "../base/clock.ts";
import type { Abandoned, ConnectOptions, SocketAddress, Transport, Unconnected } from "../base/net.ts";
import type { Hop, TraceFailure } from "../base/trace.ts";
import { type Arrival, type Loss, type Point, travel } from "./path.ts";
import { nobodyListens, wrongPort } from "./reasons.ts";
import { type Answered, Visit } from "./visit.ts";
import type { KnownWays } from "./ways.ts";
import type { Wires } from "./wires.ts";

/** A SYN is sent again six times, each wait doubled: tcp_syn_retries. */
const SYN_LIMIT_MS = 130_000;
/** When it is sent again, counted from the first. */
const SYN_AGAIN_MS: readonly number[] = [1_000, 3_000, 7_000, 15_000, 31_000, 63_000];
/** Three ARP requests, one a second. */
const ARP_LIMIT_MS = 3_000;

/** A way that ends at nobody. */
export interface Missed {
  readonly failure: TraceFailure;
  readonly hops: readonly Hop[];
}

/** Goes to an address and finds out who listens there: at once, or for as long as nobody says no. */
export class Knocking {
  readonly #ways: KnownWays<Point>;
  readonly #wires: Wires;
  readonly #clock: Clock;

  constructor(ways: KnownWays<Point>, { wires, clock }: { readonly wires: Wires; readonly clock: Clock }) {
    this.#ways = ways;
    this.#wires = wires;
    this.#clock = clock;
  }

  /** Goes the way and knocks: who listens there, or why there is nobody. */
  try(to: SocketAddress, transport: Transport): Visit | Missed {
    const port = this.#ways.origin.takePort();
    const arrival = travel(this.#wires, this.#ways, to, transport);
    if (isAnswered(arrival)) return new Visit(arrival, port);
    if ("failure" in arrival) return { failure: arrival.failure, hops: arrival.trail.hops };
    return missed(arrival, transport);
  }

  /** What got no answer is sent again, as the kernel does with a SYN, until it does or the client gives up. */
  async again(to: SocketAddress, first: Missed, options: ConnectOptions): Promise<Visit | Unconnected> {
    const { timeoutMs = SYN_LIMIT_MS, signal } = options;
    const limit = Math.min(timeoutMs, SYN_LIMIT_MS);
    let last = first;
    let waited = 0;
    signal?.throwIfAborted();
    for (const at of SYN_AGAIN_MS) {
      if (last.failure.kind !== "timedOut") return this.fail(last.failure, last.hops, options);
      if (at >= limit) break;
      await this.#wait(at - waited, last, options);
      waited = at;
      const met = this.try(to, "TCP");
      if (!("failure" in met)) return met;
      last = met;
    }
    await this.#wait(limit - waited, last, options);
    return { ok: false, ...last };
  }

  async #wait(ms: number, missed: Missed, options: ConnectOptions): Promise<void> {
    try {
      await this.#clock.sleep(ms, options.signal);
    } catch (error) {
      tellAbandoned(options, { ...missed, connected: false });
      throw error;
    }
  }

  /** A failure takes the time it takes: a refusal none, silence until somebody gives up. */
  async fail(failure: TraceFailure, hops: readonly Hop[], options: ConnectOptions): Promise<Unconnected> {
    const own = failure.kind === "timedOut" ? SYN_LIMIT_MS : failure.kind === "noRoute" ? ARP_LIMIT_MS : 0;
    const { timeoutMs = SYN_LIMIT_MS, signal } = options;
    signal?.throwIfAborted();
    if (own === 0) return { ok: false, failure, hops };
    await this.#wait(Math.min(own, timeoutMs), { failure, hops }, options);
    return { ok: false, failure: timeoutMs < own ? { ...failure, kind: "timedOut" } : failure, hops };
  }

  /** The answer, or undefined when there is none in time. */
  within<T>(answer: Promise<T>, options: ConnectOptions): Promise<T | undefined> {
    const { timeoutMs, signal } = options;
    return new Promise((resolve, reject) => {
      const abort = () => done(() => reject(signal?.reason));
      const cancel = this.#clock.after(timeoutMs ?? SYN_LIMIT_MS, () => done(() => resolve(undefined)));
      const done = (settle: () => void) => {
        cancel();
        signal?.removeEventListener("abort", abort);
        settle();
      };
      signal?.addEventListener("abort", abort, { once: true });
      if (signal?.aborted) abort();
      answer.then(
        (value) => done(() => resolve(value)),
        (error) => done(() => reject(error)),
      );
    });
  }
}

export function tellAbandoned({ signal, abandoned }: ConnectOptions, so: Abandoned): void {
  if (signal?.aborted) abandoned?.(so);
}

const isAnswered = (arrival: Arrival | Loss): arrival is Answered => arrival.listener !== undefined;

/** Why nobody takes what has arrived. */
function missed({ host, destination, whenRefused, trail }: Arrival, transport: Transport): Missed {
  if (host.spec.dropsUnmatched) return { failure: wrongPort(host, destination), hops: trail.hops };
  const plain = nobodyListens(host, destination, transport);
  return { failure: whenRefused?.(plain) ?? plain, hops: trail.hops };
}
