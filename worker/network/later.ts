import type { Clock } from "../base/clock.ts";
import type { Vouched } from "./examiner.ts";
import type { Ends, HandshakeResult, Soon } from "./handshake.ts";

type Http1 = typeof import("./http1/index.ts");

/**
 * TLS and HTTP/1.1 as bytes, which a fresh cluster does not speak: their code is fetched with the first connection that needs it,
 * cluster time standing still meanwhile.
 */
export class LaterCode {
  readonly #clock: Clock;
  readonly #vouched: readonly Vouched[];
  #shakeHands: ((ends: Ends) => Soon<HandshakeResult>) | undefined;
  #http1: Http1 | undefined;

  constructor(clock: Clock, vouched: readonly Vouched[]) {
    this.#clock = clock;
    this.#vouched = vouched;
  }

  /** A handshake; see `shakeHands` of handshake.ts. */
  shakeHands(ends: Ends): Soon<HandshakeResult> {
    if (this.#shakeHands) return this.#shakeHands(ends);
    return this.#clock.hold(import("./tls.ts")).then(({ handshakes }) => {
      this.#shakeHands ??= handshakes(this.#clock, this.#vouched);
      return this.#shakeHands(ends);
    });
  }

  async http1(): Promise<Http1> {
    this.#http1 ??= await this.#clock.hold(import("./http1/index.ts"));
    return this.#http1;
  }
}
