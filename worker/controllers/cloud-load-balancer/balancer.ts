import type { NodeObject, ServiceObject, ServicePort } from "../../api/generated/types.ts";
import { keyOf } from "../../api/index.ts";
import type { NetAccess, Transport } from "../../base/net.ts";
import type { RandomStream } from "../../base/random.ts";
import type { TraceObject } from "../../base/trace.ts";
import { parseIp, parseRange, rangeHas } from "../../network/index.ts";
import type { NetHost, Packet, Topology, Verdict } from "../../network/topology.ts";
import { balancerName, type Frontend } from "./azure.ts";
import { probeFor, probeWords, runProbe } from "./probes.ts";

/** What load balancers stand on. */
export interface BalancerDeps {
  readonly topology: Topology;
  /** The host of a node by the node's name. */
  hostOf(node: string): NetHost | undefined;
  /** Where health probes come from. */
  readonly prober: NetAccess;
  readonly chance: RandomStream;
}

/** Probes that must fail in a row before a node gets no more: Azure's numberOfProbes. */
const FAILURES = 2;

/**
 * One Service's frontend on the wires: an address that hands packets to healthy nodes and leaves their destination as it
 * is, as Azure's floating IP does, so that the node's own rules take them from there.
 */
export class Balancer {
  readonly frontend: Frontend;
  readonly #deps: BalancerDeps;
  readonly #host: NetHost;
  #service: ServiceObject;
  #nodes: readonly NodeObject[] = [];
  #rules = 0;
  /** "node port" → probes failed in a row, and what the last one said. */
  readonly #failures = new Map<string, { readonly count: number; readonly says: string }>();

  constructor(service: ServiceObject, frontend: Frontend, deps: BalancerDeps) {
    this.frontend = frontend;
    this.#deps = deps;
    this.#service = service;
    const id = `load-balancer/${keyOf(service)}`;
    deps.topology.host(id)?.remove();
    this.#host = deps.topology.addHost({
      id,
      name: balancerName(frontend.internal),
      interfaces: [{ name: "frontend", ip: frontend.ip, prefix: 32, segment: frontend.segment }],
      about: this.#object("status.loadBalancer.ingress[0].ip"),
      ignoresPing: true,
      dropsUnmatched: true,
    });
  }

  get nodeNames(): readonly string[] {
    return this.#nodes.map(({ metadata }) => metadata.name);
  }

  set(service: ServiceObject, nodes: readonly NodeObject[]): void {
    this.#service = service;
    this.#nodes = nodes;
    const ports = service.spec.ports ?? [];
    for (let at = ports.length; at < this.#rules; at++) this.#host.removeRule(`port ${at}`);
    this.#rules = ports.length;
    ports.forEach((port, at) => {
      this.#host.setRule(`port ${at}`, {
        match: { ip: this.frontend.ip, port: port.port, transport: (port.protocol ?? "TCP") as Transport },
        about: this.#object("status.loadBalancer.ingress[0].ip"),
        decide: (packet) => this.#decide(packet, port, at),
      });
    });
  }

  /** Asks every node for every port once. A node that was never asked before counts as failed at the first failure. */
  async probe(): Promise<void> {
    const service = this.#service;
    const rounds = (service.spec.ports ?? []).flatMap((port) =>
      this.#nodes.map(async (node) => {
        const { name } = node.metadata;
        const key = `${name} ${port.port}`;
        const ip = internalIp(node);
        const says = ip ? await runProbe(this.#deps.prober, ip, probeFor(service, port)) : "has no address";
        const before = this.#failures.get(key);
        const count = says === undefined ? 0 : before ? before.count + 1 : FAILURES;
        this.#failures.set(key, { count, says: says ?? "" });
      }),
    );
    await Promise.all(rounds);
  }

  /** Takes every node for healthy until its probes say otherwise: a load balancer that was there before. */
  trust(): void {
    for (const port of this.#service.spec.ports ?? []) {
      for (const node of this.nodeNames) this.#failures.set(`${node} ${port.port}`, { count: 0, says: "" });
    }
  }

  remove(): void {
    this.#host.remove();
  }

  #decide(packet: Packet, port: ServicePort, index: number): Verdict {
    const ranges = this.#service.spec.loadBalancerSourceRanges ?? [];
    const source = parseIp(packet.source) ?? -1;
    const object = this.#object(`spec.ports[${index}]`);
    if (ranges.length > 0 && !ranges.some((range) => rangeHas(parseRange(range.trim()), source))) {
      return {
        drop: {
          kind: "timedOut",
          says: `the network security group lets ${ranges.join(", ")} in only: the packet from ${packet.source} is dropped`,
          look: this.#object("spec.loadBalancerSourceRanges"),
        },
      };
    }
    const well = this.#nodes.filter(({ metadata }) => this.#isWell(metadata.name, port));
    if (well.length === 0) return { drop: this.#nobodyWell(port, index) };
    const chosen = well[well.length === 1 ? 0 : this.#deps.chance.below(well.length)]!;
    const host = this.#deps.hostOf(chosen.metadata.name);
    if (!host) return { drop: this.#nobodyWell(port, index) };
    const node = (one: NodeObject): TraceObject => ({ kind: "Node", name: one.metadata.name });
    const sick = this.#nodes.filter((one) => !well.includes(one));
    return {
      handTo: host.id,
      hop: {
        kind: "loadBalancer",
        says: `the load balancer hands ${this.frontend.ip}:${port.port} to ${chosen.metadata.name}, ${one(well.length, "healthy node")}`,
        object,
        candidates: well.map((one) => ({ to: one.metadata.name, share: 1 / well.length, object: node(one) })),
        ...(sick.length > 0
          ? { nearMisses: sick.map((one) => ({ object: node(one), because: this.#because(one, port) })) }
          : {}),
      },
    };
  }

  #isWell(node: string, port: ServicePort): boolean {
    const state = this.#failures.get(`${node} ${port.port}`);
    return state !== undefined && state.count < FAILURES;
  }

  #because(node: NodeObject, port: ServicePort): string {
    const state = this.#failures.get(`${node.metadata.name} ${port.port}`);
    return `fails its health probe ${probeWords(probeFor(this.#service, port))}: ${state?.says ?? "not yet asked"}`;
  }

  #nobodyWell(port: ServicePort, index: number) {
    const probe = probeFor(this.#service, port);
    const local = this.#service.spec.externalTrafficPolicy === "Local";
    const field = local
      ? "spec.externalTrafficPolicy"
      : probe.protocol === "TCP"
        ? `spec.ports[${index}].nodePort`
        : "metadata.annotations";
    return {
      kind: "timedOut" as const,
      says:
        this.#nodes.length === 0
          ? "the load balancer has no nodes to send to"
          : `no node passes the load balancer's health probe ${probeWords(probe)}, so it sends the packet nowhere`,
      look: this.#object(field),
      nearMisses: this.#nodes.map((one) => ({
        object: { kind: "Node", name: one.metadata.name },
        because: this.#because(one, port),
      })),
    };
  }

  #object(field: string): TraceObject {
    const { namespace, name } = this.#service.metadata;
    return { kind: "Service", ...(namespace ? { namespace } : {}), name, field };
  }
}

const one = (count: number, noun: string): string => (count === 1 ? `the only ${noun}` : `one of ${count} ${noun}s`);

const internalIp = ({ status }: NodeObject): string | undefined =>
  status?.addresses?.find(({ type }) => type === "InternalIP")?.address;
