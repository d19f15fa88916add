import type { Random } from "../../../base/random.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { Collection } from "../collection.ts";

/** What services have taken, read off the store, so that it is always what the objects say. */
const INDEX = "serviceAddress";

interface ServiceView extends KubeObject {
  readonly spec?: {
    readonly clusterIPs?: readonly string[];
    readonly ports?: readonly { readonly nodePort?: number }[];
    readonly healthCheckNodePort?: number;
  };
}

function takenBy(object: KubeObject): readonly string[] {
  const { spec } = object as ServiceView;
  const ports = [...(spec?.ports ?? []).map(({ nodePort }) => nodePort), spec?.healthCheckNodePort];
  return [...(spec?.clusterIPs ?? []), ...new Set(ports.filter((port) => port).map(String))];
}

export type Refusal = "already allocated" | "out of range";

/** A range of numbers that services take from: addresses, or node ports. Chance chooses above the first, static part. */
class AddressRange {
  constructor(
    readonly first: number,
    readonly last: number,
    /** Up to here numbers are left to those who ask for one, while there are others. */
    readonly staticSize: number,
    readonly random: Random,
    readonly purpose: string,
  ) {}

  has(value: number): boolean {
    return value >= this.first && value <= this.last;
  }

  /** A free number; undefined when the range is full. */
  choose(free: (value: number) => boolean): number | undefined {
    const dynamic = this.first + this.staticSize;
    return this.#chooseIn(dynamic, this.last, free) ?? this.#chooseIn(this.first, dynamic - 1, free);
  }

  #chooseIn(first: number, last: number, free: (value: number) => boolean): number | undefined {
    const size = last - first + 1;
    if (size <= 0) return undefined;
    const start = this.random.stream(this.purpose).below(size);
    for (let i = 0; i < size; i++) {
      const value = first + ((start + i) % size);
      if (free(value)) return value;
    }
    return undefined;
  }
}

/**
 * Cluster IPs and node ports of one server.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
 */
export class ServiceAddresses {
  readonly #services: Collection;
  readonly #ips: AddressRange;
  readonly #ports: AddressRange;
  readonly nodePortRange: string;

  constructor(
    services: Collection,
    options: { serviceCidr: string; nodePortRange: readonly [number, number]; random: Random },
  ) {
    this.#services = services;
    services.addIndex(INDEX, takenBy);
    const [base, bits] = options.serviceCidr.split("/") as [string, string];
    const size = 2 ** (32 - Number(bits));
    const start = ipNumber(base) ?? 0;
    const staticIps = size <= 16 ? 0 : Math.min(Math.max(16, size / 16), 256);
    // Neither the network's own address nor the broadcast one; the static part counts from the network's.
    this.#ips = new AddressRange(start + 1, start + size - 2, Math.max(0, staticIps - 1), options.random, "clusterIP");
    const [first, last] = options.nodePortRange;
    const count = last - first + 1;
    const staticPorts = count < 16 ? 0 : Math.min(Math.max(16, Math.floor(count / 32)), 128);
    this.#ports = new AddressRange(first, last, staticPorts, options.random, "nodePort");
    this.nodePortRange = `${first}-${last}`;
  }

  /** Why this address cannot be had; undefined when it can. */
  refuseIp(ip: string, own?: string): Refusal | undefined {
    const value = ipNumber(ip);
    if (value === undefined || !this.#ips.has(value)) return "out of range";
    return this.#taken(ip, own) ? "already allocated" : undefined;
  }

  refusePort(port: number, own?: string): Refusal | undefined {
    if (!this.#ports.has(port)) return "out of range";
    return this.#taken(String(port), own) ? "already allocated" : undefined;
  }

  chooseIp(): string | undefined {
    const chosen = this.#ips.choose((value) => !this.#taken(ipText(value)));
    return chosen === undefined ? undefined : ipText(chosen);
  }

  /** @param others ports that the same service has already been given, not stored yet */
  choosePort(others: ReadonlySet<number>): number | undefined {
    return this.#ports.choose((value) => !others.has(value) && !this.#taken(String(value)));
  }

  /** @param own the key of the service that asks: what it holds itself is not taken */
  #taken(value: string, own?: string): boolean {
    for (const { metadata } of this.#services.indexed(INDEX, value)) {
      if (`${metadata.namespace}/${metadata.name}` !== own) return true;
    }
    return false;
  }
}

function ipNumber(ip: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(ip)?.slice(1).map(Number);
  if (!parts?.every((part) => part <= 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

const ipText = (value: number): string =>
  [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join(".");
