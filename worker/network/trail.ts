import type { Station } from "../base/net.ts";
import type { Hop } from "../base/trace.ts";

/**
 * The stations of a way as they are passed. What a station says is worked out when somebody reads the trail: most are never
 * read. A trail may go on from another, which many share.
 */
export class Trail {
  readonly #before: Trail | undefined;
  readonly #stations: (Station | readonly Hop[])[] = [];
  #told: readonly Hop[] | undefined;

  constructor(before?: Trail) {
    this.#before = before;
  }

  add(station: Station): void {
    this.#stations.push(station);
    this.#told = undefined;
  }

  /** The trail with one more station; this one stays as it is. */
  with(station: Station): Trail {
    const longer = new Trail(this);
    longer.add(station);
    return longer;
  }

  /** So far; the same array until there is one more. */
  get hops(): readonly Hop[] {
    if (this.#told) return this.#told;
    const stations = this.#stations;
    for (let at = 0; at < stations.length; at++) {
      const station = stations[at]!;
      if (typeof station === "function") stations[at] = station();
    }
    this.#told = [...(this.#before?.hops ?? []), ...(stations as (Hop | readonly Hop[])[]).flat()];
    return this.#told;
  }
}
