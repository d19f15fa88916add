/**
 * Lays a request's trace out on a grid: who stands in which column, and what leads to what.
 *
 * In:   a Trace.
 * Out:  a Plan: boxes by column and row, and links. Row 0 is the way that the request took; below it stand those who could have
 *       been chosen, and what almost decided.
 * Pure: everything is read off the trace, nothing is worked out again.
 *
 * @module
 */
import { type Hop, reasonOf, type Trace } from "../../../worker/base/trace.ts";
import {
  type Candidate,
  candidateBox,
  clientBox,
  endBox,
  filterBox,
  missBox,
  moreBox,
  namesBox,
  sameObject,
  stationBox,
  type Told,
} from "./boxes.ts";
import { type Box, Grid, type Plan } from "./grid.ts";
import { type Station, stationsOf } from "./stations.ts";

/** So many of those who did not decide are shown; the rest are counted. */
const SHOWN = 3;

export function planOf(trace: Trace): Plan {
  const way = new Way(trace);
  const firstStep = trace.hops.findIndex(({ kind }) => kind !== "resolver" && kind !== "client");
  const steps = firstStep === -1 ? [] : trace.hops.slice(firstStep);
  const names = trace.hops.slice(0, trace.hops.length - steps.length).filter(({ kind }) => kind === "resolver");
  if (names.length > 0) way.asks(names, steps.length === 0);
  for (const station of stationsOf(steps)) way.passes(station);
  way.ends();
  return way.grid.whole();
}

/** A choice whose branches have not been drawn: they stand in the column after it. */
interface Fork {
  readonly at: Box;
  readonly chosen: Candidate | undefined;
  readonly others: readonly Candidate[];
}

class Way {
  readonly grid = new Grid();
  readonly #trace: Trace;
  #last: Box;
  #fork: Fork | undefined;

  constructor(trace: Trace) {
    this.#trace = trace;
    this.#last = this.#add(0, clientBox(trace));
  }

  /** Names are asked for first; `only`: and nothing came after. */
  asks(names: readonly Hop[], only: boolean): void {
    const box = this.#add(0, namesBox(names, only ? reasonOf(this.#trace)?.look : undefined));
    this.grid.link(this.#last, box, "asked");
  }

  passes(station: Station): void {
    const { hop, choice, filters } = station;
    if (choice) {
      this.#leaveFork(station);
      this.#fork = this.#forkTo(choice, hop);
      this.#branch();
    } else {
      const chosen = this.#leaveFork(station);
      this.#next(stationBox(hop, chosen));
      this.#others();
      const aimed = hop.candidates?.find(({ to }) => to === hop.to);
      if ((hop.candidates?.length ?? 0) > 1) this.#fork = this.#forkTo(aimed, hop);
    }
    for (const filter of filters) this.#hang(filterBox(filter), "way");
    const misses = [...(hop.nearMisses ?? []), ...(hop.fault?.nearMisses ?? [])];
    for (const miss of misses.slice(0, SHOWN)) this.#hang(missBox(miss), "missed");
    if (misses.length > SHOWN) this.#add(this.#last.column, moreBox(misses.length - SHOWN, "missed"));
  }

  ends(): void {
    if (this.#fork?.chosen) this.#branch();
    this.#next(endBox(this.#trace));
    this.#others();
  }

  /** The candidate that this station is; one that it is not gets a column before it. */
  #leaveFork({ objects, choice }: Station): Candidate | undefined {
    const chosen = this.#fork?.chosen;
    if (chosen && !choice && objects.some((object) => sameObject(object, chosen.object))) return chosen;
    if (chosen) this.#branch();
    return undefined;
  }

  #forkTo(chosen: Candidate | undefined, { candidates = [] }: Hop): Fork {
    return { at: this.#last, chosen, others: candidates.filter((one) => one !== chosen) };
  }

  /** Draws who was chosen, as a station of its own, and who was not. */
  #branch(): void {
    if (!this.#fork?.chosen) return;
    this.#next(candidateBox(this.#fork.chosen, "way"));
    this.#others();
  }

  /** Draws who was not chosen, beside who was. */
  #others(): void {
    if (!this.#fork) return;
    const { at, others } = this.#fork;
    const column = Math.max(this.#last.column, at.column + 1);
    for (const other of others.slice(0, SHOWN))
      this.grid.link(at, this.#add(column, candidateBox(other, "other")), "other");
    if (others.length > SHOWN) this.#add(column, moreBox(others.length - SHOWN, "other"));
    this.#fork = undefined;
  }

  #next(told: Told): void {
    const box = this.#add(this.#last.column + 1, told);
    this.grid.link(this.#last, box, told.state);
    this.#last = box;
  }

  /** Below the last station. */
  #hang(told: Told, state: "way" | "missed"): void {
    this.grid.link(this.#last, this.#add(this.#last.column, told), state === "way" ? "asked" : state);
  }

  #add(column: number, { object, ...told }: Told): Box {
    return this.grid.add(column, { ...told, look: sameObject(object, reasonOf(this.#trace)?.look) });
  }
}
