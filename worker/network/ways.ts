import type { Transport } from "../base/net.ts";
import { type Slot, slotOf } from "./addresses.ts";
import type { Host } from "./host.ts";

/** More destinations than anybody asks for by hand; a port scan begins anew. */
const LIMIT = 4096;

/** Where the ways out of one host lead that were gone before, to points of some sort: true as long as nothing on the wires has changed. */
export class KnownWays<Point> {
  readonly origin: Host;
  #asOf = -1;
  #size = 0;
  readonly #byAddress = new Map<string, Map<Slot, Point>>();

  constructor(origin: Host) {
    this.origin = origin;
  }

  /** @param asOf how often the wires have changed: what was learnt before the last change is forgotten */
  find(asOf: number, ip: string, port: number, transport: Transport | "ICMP"): Point | undefined {
    if (asOf === this.#asOf) return this.#byAddress.get(ip)?.get(slotOf(port, transport));
    this.#forget();
    this.#asOf = asOf;
    return undefined;
  }

  add(ip: string, port: number, transport: Transport | "ICMP", point: Point): void {
    if (this.#size >= LIMIT) this.#forget();
    this.#size += 1;
    let there = this.#byAddress.get(ip);
    if (!there) this.#byAddress.set(ip, (there = new Map()));
    there.set(slotOf(port, transport), point);
  }

  #forget(): void {
    if (this.#size === 0) return;
    this.#byAddress.clear();
    this.#size = 0;
  }
}
