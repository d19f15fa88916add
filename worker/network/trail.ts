import type { Station } from "../base/net.ts";
import type { Hop } from "../base/trace.ts";

/**
 * The stations of a way as they are passed; a trail never changes, so that many may go on from the same one. What a station says is
 * worked out when somebody reads the trail: most are never read.
 */
export class Trail {
  readonly before: Trail | undefined;
  station: Station | readonly Hop[];
  #told: readonly Hop[] | undefined;

  constructor(before?: Trail, station: Station | readonly Hop[] = []) {
    this.before = before;
    this.station = station;
  }

  /** The trail with one more station. */
  with(station: Station): Trail {
    return new Trail(this, station);
  }

  /** So far; always the same array. */
  get hops(): readonly Hop[] {
    this.#told ??= this.#tell();
    return this.#told;
  }

  #tell(): readonly Hop[] {
    const hops: Hop[][] = [];
    for (let at: Trail | undefined = this; at; at = at.before) {
      if (typeof at.station === "function") at.station = at.station();
      hops.push([at.station].flat());
    }
    return hops.reverse().flat();
  }
}
