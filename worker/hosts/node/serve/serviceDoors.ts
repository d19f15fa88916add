import type { Encounter, NetAccess, SocketAddress, Unconnected } from "../../../base/net.ts";
import { listenUdp } from "./datagrams.ts";
import { listenTcp } from "./listeners.ts";
import type { Pace } from "./pace.ts";
import type { PlannedDoor } from "./plan.ts";

export interface ServiceDoorsParts {
  readonly plan: () => readonly PlannedDoor[];
  readonly netFor: (ip: string) => NetAccess;
  readonly pace: Pace | undefined;
  readonly say: (line: string) => void;
}

interface Open {
  door: PlannedDoor;
  /** Resolves with how to close it; undefined when it could not be had. */
  readonly listening: Promise<{ close(): void | Promise<void> } | undefined>;
  /** How many have come, so that each goes to the next node. */
  count: number;
}

/** Keeps real sockets as a plan has them. */
export class ServiceDoors {
  readonly #parts: ServiceDoorsParts;
  readonly #open = new Map<string, Open>();
  #planned = false;
  #closed = false;

  constructor(parts: ServiceDoorsParts) {
    this.#parts = parts;
  }

  /** Looks at the plan anew, once all that changes now has changed. */
  plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    setImmediate(() => {
      this.#planned = false;
      if (!this.#closed) this.#follow(this.#parts.plan());
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const all = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(all.map(async ({ listening }) => (await listening)?.close()));
  }

  #follow(planned: readonly PlannedDoor[]): void {
    const wanted = new Map(planned.map((door) => [keyOf(door), door]));
    for (const [key, open] of this.#open) {
      if (wanted.has(key)) continue;
      this.#open.delete(key);
      void open.listening.then((there) => there?.close());
      this.#parts.say(`closed ${key} of service ${open.door.service}`);
    }
    for (const [key, door] of wanted) {
      const there = this.#open.get(key);
      if (there) there.door = door;
      else this.#open.set(key, this.#listen(key, door));
    }
  }

  #listen(key: string, door: PlannedDoor): Open {
    const { pace, say } = this.#parts;
    const way = () => this.#way(open);
    const listening =
      door.transport === "TCP"
        ? listenTcp({ at: door.at, meet: () => meet(way()), pace })
        : listenUdp({ at: door.at, dns: door.dns, to: way, waits: () => pace?.stream() ?? (() => {}) });
    const open: Open = {
      door,
      count: 0,
      listening: listening.then(
        (there) => {
          const { standsFor } = door;
          const as = standsFor ? ` as ${standsFor.ip}:${standsFor.port}` : "";
          say(`open ${key}${as} for service ${door.service}`);
          return there;
        },
        (error: NodeJS.ErrnoException) => {
          say(`cannot open ${key} for service ${door.service}: ${error.code ?? error.message}`);
          return undefined;
        },
      ),
    };
    return open;
  }

  #way(open: Open): Way | undefined {
    const { to } = open.door;
    const target = to[open.count++ % Math.max(1, to.length)];
    return target && { net: this.#parts.netFor(target.ip), to: target };
  }
}

interface Way {
  readonly net: NetAccess;
  readonly to: SocketAddress;
}

const keyOf = ({ at, transport }: PlannedDoor): string => `${at.ip}:${at.port}/${transport.toLowerCase()}`;

const NOBODY: Unconnected = { ok: false, failure: { kind: "refused", says: "no node takes it" }, hops: [] };

const meet = async (way: Way | undefined): Promise<Encounter | Unconnected> => (way ? way.net.meet!(way.to) : NOBODY);
