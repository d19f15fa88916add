import type { Clock } from "../base/clock.ts";
import type { NetAccess, NetInterface, SocketAddress, Transport } from "../base/net.ts";
import type { Random } from "../base/random.ts";
import type { Hop, TraceFailure, TraceObject } from "../base/trace.ts";

/**
 * The simulated wires. A host is a network namespace (the laptop, a VM, a node, a pod, a load balancer); hosts hang on
 * segments (the internet, a private network, a bridge) or on a parent host (a pod on its node), which forwards for them.
 * It knows addresses and rules, nothing of Kubernetes; the words and objects in traces come from whoever added a thing.
 */
export interface Topology {
  addSegment(segment: Segment): void;
  addHost(host: HostSpec): NetHost;
  host(id: string): NetHost | undefined;
  hosts(): readonly NetHost[];
  /** The rule sets of every host, to be given to `createNetwork` again; a host gets its own back when it is added. */
  save(): NetworkState;
}

/** Host id → program → key → what `setRuleSet` was given, and what its rules remember. */
export interface NetworkState {
  readonly ruleSets: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, SavedRuleSet>>>>>>;
}
export interface SavedRuleSet {
  readonly data: unknown;
  readonly memory?: unknown;
}

/** Turns a program's plain data into rules. Called once per `setRuleSet`; must be cheap, work belongs into `decide`. */
export type RuleInterpreter = (data: unknown, kernel: RuleKernel) => readonly ForwardRule[];

/** What an interpreter's rules may use of the host that they run on. */
export interface RuleKernel {
  readonly host: NetHost;
  readonly clock: Clock;
  readonly random: Random;
  /** Plain data kept with the rule set over replacements (who was sent where, for session affinity). */
  readonly memory: { read(): unknown; write(value: unknown): void };
}

/** Hosts on one segment reach each other directly. */
export interface Segment {
  readonly name: string;
  /** "172.18.0.0/16"; "0.0.0.0/0" is the internet. */
  readonly cidr: string;
  /** The segment whose hosts private hosts reach through NAT (a private network's way to the internet); not the way back. */
  readonly uplink?: string;
  /** The source that the uplink's hosts see for what leaves by NAT; the sender's own where absent. */
  readonly natAddress?: string;
  /** A cloud's virtual network: packets to an address that nobody has vanish, instead of ARP failing after three seconds. */
  readonly silent?: boolean;
}

export interface HostSpec {
  /** Unique in the sandbox: "laptop", "node/kind-worker", "pod/<uid>". */
  readonly id: string;
  /** The host's name as `hostname` prints it. */
  readonly name: string;
  readonly interfaces: readonly (NetInterface & { readonly segment?: string })[];
  /** The host that forwards for this one: the node of a pod. Its rules apply to what passes. */
  readonly parent?: string;
  /** Address ranges behind other hosts: a node knows the pod range of every other node. */
  readonly routes?: readonly { readonly cidr: string; readonly via: string }[];
  /** The object that this host stands for, for traces: Node kind-worker, Pod default/web (field "status.podIP"). */
  readonly about: TraceObject;
  /** Does not answer ICMP echo (a cloud's load balancer). */
  readonly ignoresPing?: boolean;
  /** Packets for ports that nobody listens on are dropped instead of refused (a cloud's load balancer, a firewall). */
  readonly dropsUnmatched?: boolean;
}

export interface NetHost {
  readonly id: string;
  readonly spec: HostSpec;
  /** Replaces routes and interfaces that change in life (a node joins; a load balancer gets an address). */
  update(change: Partial<Pick<HostSpec, "interfaces" | "routes">>): void;
  /** Network access for a process on this host. */
  access(process: string): NetAccess;
  /** Rules that rewrite what leaves, passes or enters this host; by key, so that their owner can replace them. */
  setRule(key: string, rule: ForwardRule): void;
  removeRule(key: string): void;
  /**
   * Rules as plain data, which the network's interpreter of that `program` turns into rules. They are the host's kernel
   * state: they outlive the process that wrote them, and are saved. `undefined` flushes the set.
   */
  setRuleSet(program: string, key: string, data: unknown): void;
  /** What decides whether a packet may pass between this host and its children; nothing does when undefined. */
  setFilter(filter: PacketFilter | undefined): void;
  /** The keys and data of a program's rule sets, as it left them. */
  ruleSets(program: string): ReadonlyMap<string, unknown>;
  /** Cut off from every wire, and joined again: a node that has lost power or its network. */
  setConnected(connected: boolean): void;
  /** Removes the host with its children; their open connections are reset. */
  remove(): void;
}

/** What kube-proxy installs, a load balancer is, and a port mapping of the container runtime does. */
export interface ForwardRule {
  readonly match: {
    /** An address, or "local": any address of the host itself (node ports). */
    readonly ip: string | "local";
    readonly port: number;
    readonly transport: Transport;
  };
  decide(packet: Packet): Verdict;
  /** For explaining why an address does not exist elsewhere: Service default/demo spec.clusterIP. */
  readonly about: TraceObject;
}

export interface Packet {
  /** The sender's address. */
  readonly source: string;
  readonly destination: SocketAddress;
  readonly transport: Transport;
  /** Where it came from, seen from the rule's host. */
  readonly from: "self" | "child" | "outside";
}

/**
 * Looks at the first packet of a connection after rules have chosen its destination and before any rewrites its source (postrouting).
 * Why it is dropped; undefined lets it pass. The packet alone decides: whoever changes their mind sets another filter.
 */
export type PacketFilter = (packet: Packet) => TraceFailure | undefined;

/** What traces say of a rule's decision; where there is much to say, only when somebody reads it. */
export type Decision = DecisionTold | (() => DecisionTold);
export type DecisionTold = Omit<Hop, "at" | "to" | "source">;

/**
 * `number` says which of the rule's decisions it is, counted from 0: what lies beyond the same one is found only once, beyond one without a
 * number every time.
 */
export type Verdict =
  | {
      readonly number?: number;
      readonly to: SocketAddress;
      /** The destination sees this host's address instead of the client's. */
      readonly masquerade: boolean;
      readonly hop: Decision;
      /** Says more when nobody listens there: what to look at is the Service's targetPort. */
      readonly whenRefused?: (refused: TraceFailure) => TraceFailure;
    }
  /** Handed to the host with this id, destination unchanged: a load balancer that keeps its address (floating IP). */
  | { readonly number?: number; readonly handTo: string; readonly hop: Decision }
  | { readonly number?: undefined; readonly reject: TraceFailure }
  /** Silently dropped: the client times out. */
  | { readonly number?: undefined; readonly drop: TraceFailure }
  /** Not for this rule after all; go on as if it were not there. */
  | undefined;
