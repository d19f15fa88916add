import type { Host } from "./host.ts";
import type { Segment } from "./topology.ts";

/** What the search for a way reads of the network. */
export interface Wires {
  /** How often anything has changed that ways depend on: hosts, addresses, routes, rules, filters, listeners. */
  readonly changes: number;
  host(id: string): Host | undefined;
  segment(name: string): Segment | undefined;
  /** The host that has this address on this segment. */
  onSegment(segment: string, ip: string): Host | undefined;
  hosts(): readonly Host[];
}
