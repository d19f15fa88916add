import type { Hop, TraceObject } from "../../../worker/base/trace.ts";
import { type Candidate, sameObject } from "./boxes.ts";

/** A hop as the picture shows it, with those that it stands for as well. */
export interface Station {
  readonly hop: Hop;
  /** Who is there: the object that decided, and the pod that it happened in. */
  readonly objects: readonly TraceObject[];
  /** The hop is the choice itself: it went to this one of its candidates. */
  readonly choice: Candidate | undefined;
  readonly filters: readonly Hop[];
}

/**
 * The stations that a reader wants to see. Routers between two stations are left to the list, a pod whose proxy decides is one with it, a
 * pod that was just chosen is not drawn again, and filters hang below the rule that has them.
 */
export function stationsOf(hops: readonly Hop[]): readonly Station[] {
  const stations: Station[] = [];
  let pod: TraceObject | undefined;
  for (const [index, hop] of hops.entries()) {
    const next = hops[index + 1];
    const last = stations.at(-1);
    if (hop.kind === "router" && next) continue;
    if (hop.kind === "container" && next?.at === hop.at) {
      pod = hop.object;
      continue;
    }
    if (hop.kind === "container" && last?.choice && sameObject(last.choice.object, hop.object)) continue;
    if (hop.kind === "filter" && last) {
      stations[stations.length - 1] = { ...last, filters: [...last.filters, hop] };
      continue;
    }
    const objects = [hop.object, pod].filter((object) => object !== undefined);
    const choice = hop.candidates?.find(({ object }) => sameObject(object, hop.object));
    stations.push({ hop, objects, choice, filters: [] });
    pod = undefined;
  }
  return stations;
}
