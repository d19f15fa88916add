import type { Station } from "../base/net.ts";
import type { Hop } from "../base/trace.ts";

/**
 * The stations of one request as it passes them. What a station says is worked out when somebody reads the trail: most are
 * never read.
 */
export class Trail {
  readonly #stations: (Station | readonly Hop[])[] = [];
  #told: Hop[] | undefined;

  add(station: Station): void {
    this.#stations.push(station);
    this.#told = undefined;
  }

  /** So far; the same array until there is one more. */
  get hops(): readonly Hop[] {
    if (this.#told) return this.#told;
    const stations = this.#stations;
    for (let at = 0; at < stations.length; at++) {
      const station = stations[at]!;
      if (typeof station === "function") stations[at] = station();
    }
    this.#told = (stations as (Hop | readonly Hop[])[]).flat();
    return this.#told;
  }
}
