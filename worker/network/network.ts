import type { Clock } from "../base/clock.ts";
import type { NetAccess } from "../base/net.ts";
import type { Random } from "../base/random.ts";
import { HostAccess, type Surrounding } from "./access.ts";
import type { Vouched } from "./examiner.ts";
import { Host, type Surroundings } from "./host.ts";
import { LaterCode } from "./later.ts";
import type { Point } from "./path.ts";
import type { ForwardRule, HostSpec, NetworkState, RuleInterpreter, Segment, Topology } from "./topology.ts";
import { KnownWays } from "./ways.ts";
import type { Wires } from "./wires.ts";

export interface NetworkOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** By program: who turns the plain data of rule sets into rules. */
  readonly interpreters?: Readonly<Record<string, RuleInterpreter>>;
  /** Certificates whose maker stands in for them, so that handshakes with them need not read X.509. */
  readonly vouched?: readonly Vouched[];
  /** What `save()` gave in a former life. */
  readonly saved?: NetworkState;
}

/** All hosts and segments of a sandbox. */
export class Network implements Topology, Wires, Surroundings {
  readonly #options: NetworkOptions;
  readonly #hosts = new Map<string, Host>();
  readonly #segments = new Map<string, Segment>();
  /** Segment → address → host. */
  readonly #attached = new Map<string, Map<string, Host>>();
  readonly #waiting: Map<string, NetworkState["ruleSets"][string]>;
  readonly #around: Surrounding;
  readonly #ways = new Map<Host, KnownWays<Point>>();
  changes = 0;

  constructor(options: NetworkOptions) {
    this.#options = options;
    this.#waiting = new Map(Object.entries(options.saved?.ruleSets ?? {}));
    this.#around = {
      wires: this,
      clock: options.clock,
      latency: options.random.stream("network/latency"),
      later: new LaterCode(options.clock, options.vouched ?? []),
    };
  }

  addSegment(segment: Segment): void {
    this.#segments.set(segment.name, segment);
    this.altered();
  }

  addHost(spec: HostSpec): Host {
    if (this.#hosts.has(spec.id)) throw new Error(`a host with the id ${spec.id} is there already`);
    const parent = spec.parent === undefined ? undefined : this.#hosts.get(spec.parent);
    if (spec.parent !== undefined && !parent)
      throw new Error(`the parent host ${spec.parent} of ${spec.id} is not there`);
    const host = new Host(spec, this);
    host.parent = parent;
    this.#hosts.set(spec.id, host);
    this.changed(host);
    const saved = this.#waiting.get(spec.id);
    this.#waiting.delete(spec.id);
    if (saved) host.restoreRuleSets(saved);
    return host;
  }

  host(id: string): Host | undefined {
    return this.#hosts.get(id);
  }

  hosts(): readonly Host[] {
    return [...this.#hosts.values()];
  }

  segment(name: string): Segment | undefined {
    return this.#segments.get(name);
  }

  onSegment(segment: string, ip: string): Host | undefined {
    return this.#attached.get(segment)?.get(ip);
  }

  save(): NetworkState {
    const kept = [...this.#hosts.values()].map((host) => [host.id, host.saveRuleSets()] as const);
    const sets = [...this.#waiting, ...kept].filter(([, own]) => Object.keys(own).length > 0);
    return { ruleSets: Object.fromEntries(sets.sort(([a], [b]) => (a < b ? -1 : 1))) };
  }

  access(host: Host, process: string): NetAccess {
    return new HostAccess(this.#waysOf(host), process, this.#around);
  }

  interpret(host: Host, program: string, key: string, data: unknown): readonly ForwardRule[] {
    const interpreter = this.#options.interpreters?.[program];
    if (!interpreter) throw new Error(`nobody interprets the rules of ${program}`);
    const { clock, random } = this.#options;
    return interpreter(data, {
      host,
      clock,
      random,
      memory: {
        read: () => host.readMemory(program, key),
        write: (memory) => host.writeMemory(program, key, memory),
      },
    });
  }

  altered(): void {
    this.changes += 1;
  }

  /** Puts a host's addresses where packets look for them. */
  changed(host: Host): void {
    this.altered();
    this.#detach(host);
    for (const one of host.spec.interfaces) {
      host.parent?.children.set(one.ip, host);
      if (one.segment === undefined) continue;
      const there = this.#attached.get(one.segment) ?? new Map<string, Host>();
      this.#attached.set(one.segment, there);
      there.set(one.ip, host);
    }
  }

  removed(host: Host): void {
    this.#ways.delete(host);
    this.altered();
    this.#hosts.delete(host.id);
    this.#detach(host);
  }

  #waysOf(host: Host): KnownWays<Point> {
    const known = this.#ways.get(host) ?? new KnownWays<Point>(host);
    this.#ways.set(host, known);
    return known;
  }

  #detach(host: Host): void {
    for (const there of [...this.#attached.values(), ...(host.parent ? [host.parent.children] : [])]) {
      for (const [ip, other] of there) if (other === host) there.delete(ip);
    }
  }
}
