import {
  type Acceptor,
  AddressInUse,
  type ListenAddress,
  type ListenHandle,
  type NetAccess,
  type SocketAddress,
  type Tally,
  type Transport,
} from "../base/net.ts";
import { ANY_ADDRESS, isLoopback, parseIp, parseRange, type Range, type Slot, slotOf } from "./addresses.ts";
import type { Open } from "./connection.ts";
import type { ForwardRule, HostSpec, NetHost, PacketFilter, SavedRuleSet } from "./topology.ts";

export interface Listener {
  readonly ip: string;
  readonly port: number;
  readonly transport: Transport;
  readonly process: string;
  readonly tally: Tally | undefined;
  readonly accept: Acceptor;
  /** What it accepted and is not over. */
  readonly opened: Set<Open>;
}

/** What a host needs of the network around it. */
export interface Surroundings {
  access(host: Host, process: string): NetAccess;
  interpret(host: Host, program: string, key: string, data: unknown): readonly ForwardRule[];
  /** Something has changed that ways depend on. */
  altered(): void;
  changed(host: Host): void;
  removed(host: Host): void;
}

/** An interface or a route, as a range that leads somewhere. */
export interface Way {
  readonly range: Range;
  readonly segment?: string;
  readonly via?: string;
}

const NO_RULES: readonly ForwardRule[] = [];

/** The ports that Linux hands out: net.ipv4.ip_local_port_range. */
const FIRST_PORT = 32_768;
const PORTS = 28_232;

/** One network namespace: its addresses, listeners, rules and open connections. */
export class Host implements NetHost {
  readonly id: string;
  readonly children = new Map<string, Host>();
  readonly opened = new Set<Open>();
  parent: Host | undefined;
  connected = true;
  ways: readonly Way[] = [];
  filter: PacketFilter | undefined;
  /** The address that leaves: the first of the interfaces. */
  address = "";
  #spec: HostSpec;
  #own = new Set<string>();
  #nextPort: number;
  readonly #around: Surroundings;
  readonly #listeners = new Map<Slot, Listener[]>();
  readonly #rules = new Map<string, ForwardRule>();
  readonly #rulesByIp = new Map<string, Map<Slot, ForwardRule[]>>();
  readonly #sets = new Map<string, Map<string, SavedRuleSet>>();

  constructor(spec: HostSpec, around: Surroundings) {
    this.id = spec.id;
    this.#spec = spec;
    this.#around = around;
    this.#nextPort = startPort(spec.id);
    this.#readSpec();
  }

  /** What traces call it: its name, or "pod default/web" for a host inside another. */
  get label(): string {
    const { about, name, parent } = this.#spec;
    if (parent === undefined) return name;
    return `${about.kind.toLowerCase()} ${about.namespace ? `${about.namespace}/` : ""}${about.name}`;
  }

  get spec(): HostSpec {
    return this.#spec;
  }

  owns(ip: string): boolean {
    return this.#own.has(ip) || isLoopback(ip);
  }

  addresses(): Iterable<string> {
    return this.#own;
  }

  update(change: Partial<Pick<HostSpec, "interfaces" | "routes">>): void {
    this.#spec = { ...this.#spec, ...change };
    this.#readSpec();
    this.#around.changed(this);
  }

  access(process: string): NetAccess {
    return this.#around.access(this, process);
  }

  setConnected(connected: boolean): void {
    this.connected = connected;
    this.#around.altered();
  }

  remove(): void {
    for (const child of [...this.children.values()]) child.remove();
    for (const open of [...this.opened]) open.reset();
    this.#around.removed(this);
  }

  /** The next source port. Counted up from a start that depends on the host's id alone. */
  takePort(): number {
    this.#nextPort = (this.#nextPort + 1) % PORTS;
    return FIRST_PORT + this.#nextPort;
  }

  listen(at: ListenAddress, accept: Acceptor): ListenHandle {
    const listener: Listener = {
      ip: at.ip ?? ANY_ADDRESS,
      port: at.port,
      transport: at.transport ?? ("udp" in accept ? "UDP" : "TCP"),
      process: at.process,
      tally: at.tally,
      accept,
      opened: new Set(),
    };
    const slot = slotOf(listener.port, listener.transport);
    const there = this.#listeners.get(slot) ?? [];
    const clash = (other: Listener) =>
      other.ip === listener.ip || other.ip === ANY_ADDRESS || listener.ip === ANY_ADDRESS;
    if (there.some(clash)) throw new AddressInUse({ ip: listener.ip, port: listener.port });
    this.#listeners.set(slot, [...there, listener]);
    this.#around.altered();
    const close = () => {
      this.#around.altered();
      const rest = (this.#listeners.get(slot) ?? []).filter((other) => other !== listener);
      if (rest.length > 0) this.#listeners.set(slot, rest);
      else this.#listeners.delete(slot);
    };
    const reset = () => {
      close();
      for (const open of [...listener.opened]) open.reset();
    };
    return { close, reset };
  }

  listenerFor(ip: string, port: number, transport: Transport): Listener | undefined {
    const there = this.#listeners.get(slotOf(port, transport));
    return there?.find((listener) => listener.ip === ANY_ADDRESS || listener.ip === ip);
  }

  listeners(): readonly Listener[] {
    return [...this.#listeners.values()].flat().sort((a, b) => a.port - b.port);
  }

  setRule(key: string, rule: ForwardRule): void {
    this.removeRule(key);
    this.#around.altered();
    this.#rules.set(key, rule);
    const slots = this.#rulesByIp.get(rule.match.ip) ?? new Map<Slot, ForwardRule[]>();
    this.#rulesByIp.set(rule.match.ip, slots);
    const slot = slotOf(rule.match.port, rule.match.transport);
    slots.set(slot, [...(slots.get(slot) ?? []), rule]);
  }

  removeRule(key: string): void {
    const rule = this.#rules.get(key);
    const slots = rule && this.#rulesByIp.get(rule.match.ip);
    if (!rule || !slots) return;
    this.#around.altered();
    this.#rules.delete(key);
    const slot = slotOf(rule.match.port, rule.match.transport);
    const rest = (slots.get(slot) ?? []).filter((other) => other !== rule);
    if (rest.length > 0) slots.set(slot, rest);
    else slots.delete(slot);
    if (slots.size === 0) this.#rulesByIp.delete(rule.match.ip);
  }

  /** The rules that match, in the order in which they are asked. */
  rulesAbout({ ip, port }: SocketAddress, transport: Transport): readonly ForwardRule[] {
    if (this.#rules.size === 0) return NO_RULES;
    const slot = slotOf(port, transport);
    const own = this.#rulesByIp.get(ip)?.get(slot) ?? NO_RULES;
    const local = this.owns(ip) ? this.#rulesByIp.get("local")?.get(slot) : undefined;
    return local ? [...own, ...local] : own;
  }

  /** Rules for an address, whatever the port; for explaining. */
  rulesFor(ip: string): readonly ForwardRule[] {
    return [...(this.#rulesByIp.get(ip)?.values() ?? [])].flat();
  }

  setRuleSet(program: string, key: string, data: unknown): void {
    const sets = this.#sets.get(program) ?? new Map<string, SavedRuleSet>();
    this.#sets.set(program, sets);
    const prefix = `${program} ${key} `;
    for (let at = 0; this.#rules.has(prefix + at); at++) this.removeRule(prefix + at);
    if (data === undefined) {
      sets.delete(key);
      return;
    }
    const { memory } = sets.get(key) ?? {};
    sets.set(key, memory === undefined ? { data } : { data, memory });
    this.#around.interpret(this, program, key, data).forEach((rule, at) => {
      this.setRule(prefix + at, rule);
    });
  }

  setFilter(filter: PacketFilter | undefined): void {
    this.filter = filter;
    this.#around.altered();
  }

  ruleSets(program: string): ReadonlyMap<string, unknown> {
    return new Map([...(this.#sets.get(program) ?? [])].map(([key, set]) => [key, set.data]));
  }

  readMemory(program: string, key: string): unknown {
    return this.#sets.get(program)?.get(key)?.memory;
  }

  writeMemory(program: string, key: string, memory: unknown): void {
    const set = this.#sets.get(program)?.get(key);
    if (set) this.#sets.get(program)?.set(key, { data: set.data, memory });
  }

  saveRuleSets(): Record<string, Record<string, SavedRuleSet>> {
    return Object.fromEntries(
      [...this.#sets].filter(([, sets]) => sets.size > 0).map(([program, sets]) => [program, Object.fromEntries(sets)]),
    );
  }

  restoreRuleSets(saved: Readonly<Record<string, Readonly<Record<string, SavedRuleSet>>>>): void {
    for (const [program, sets] of Object.entries(saved)) {
      this.#sets.set(program, new Map(Object.entries(sets)));
      for (const [key, set] of Object.entries(sets)) this.setRuleSet(program, key, set.data);
    }
  }

  #readSpec(): void {
    const { interfaces, routes } = this.#spec;
    this.#own = new Set(interfaces.map((one) => one.ip));
    this.address = interfaces[0]?.ip ?? "";
    const direct = interfaces.flatMap((one): Way[] =>
      one.segment && parseIp(one.ip) !== undefined
        ? [{ range: parseRange(`${one.ip}/${one.prefix}`), segment: one.segment }]
        : [],
    );
    const routed = (routes ?? []).map((route): Way => ({ range: parseRange(route.cidr), via: route.via }));
    this.ways = [...direct, ...routed].sort((a, b) => b.range.prefix - a.range.prefix);
  }
}

function startPort(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  return hash % PORTS;
}
