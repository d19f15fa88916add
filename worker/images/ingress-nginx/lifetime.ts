import type { ContainerIo } from "../../kubelet/image.ts";
import type { RouteCertificate, RouteTable, Upstreams } from "../../routing/index.ts";

/** What a controller remembers when its sandbox is saved: what it serves, and what it has already told. */
export interface Memory {
  readonly table?: RouteTable;
  readonly upstreams?: Upstreams;
  readonly config: Readonly<Record<string, string>>;
  readonly fake: Omit<RouteCertificate, "hostnames">;
  /** By uid: the resourceVersion of each Ingress that it has an event for. */
  readonly seen: Readonly<Record<string, string>>;
  readonly leader: string;
  /** Whether nginx has taken its first configuration. */
  readonly ready: boolean;
}

/** A record that is written as it changes. */
export class Remembered {
  #value: Memory;
  readonly #io: Pick<ContainerIo, "memory">;

  constructor(io: Pick<ContainerIo, "memory">, first: () => Memory) {
    this.#io = io;
    const before = io.memory.read() as Memory | undefined;
    this.#value = before ?? first();
    if (!before) io.memory.write(this.#value);
  }

  get value(): Memory {
    return this.#value;
  }

  update(change: Partial<Memory>): void {
    this.#value = { ...this.#value, ...change };
    this.#io.memory.write(this.#value);
  }
}
