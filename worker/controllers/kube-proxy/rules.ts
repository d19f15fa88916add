import type { ServiceObject, ServicePort } from "../../api/generated/types.ts";
import type { Transport } from "../../base/net.ts";
import type { RandomStream } from "../../base/random.ts";
import { parseIp, parseRange, rangeHas } from "../../network/index.ts";
import type {
  DecisionTold,
  ForwardRule,
  Packet,
  RuleInterpreter,
  RuleKernel,
  Verdict,
} from "../../network/topology.ts";
import { stickTo } from "./affinity.ts";
import { type Backend, backendsOf, type ProxiedService, usable } from "./backends.ts";
import {
  nearMisses,
  outsideSourceRanges,
  serviceObject,
  withoutEndpoints,
  withoutLocalEndpoints,
  wrongTargetPort,
} from "./explain.ts";

/** Where a Service can be asked for, and which of its fields says so. */
interface Door {
  readonly ip: string;
  readonly port: number;
  readonly kind: "cluster" | "nodePort" | "external" | "loadBalancer";
  readonly field: string;
}

/** The name of kube-proxy's rule sets. */
export const KUBE_PROXY = "kube-proxy";

/**
 * The forwarding rules of one Service on one node, as kube-proxy's iptables mode has them. Nothing is worked out before
 * the first packet comes.
 *
 * @see k8s.io/kubernetes pkg/proxy/iptables proxier.go syncProxyRules, pkg/proxy/topology.go CategorizeEndpoints
 */
export const rulesFor: RuleInterpreter = (data, kernel) => {
  const proxied = data as ProxiedService;
  const { service } = proxied;
  return (service.spec.ports ?? []).flatMap((port, index) => {
    const backends = new PortBackends(proxied, port, kernel.host.spec.name);
    return doorsOf(service, port).map((door) => new DoorChain({ service, port, index, door }, backends, kernel));
  });
};

/** Whether kube-proxy has anything to do for a Service. */
export function isProxied(service: ServiceObject): boolean {
  const { clusterIP, type } = service.spec;
  const labels = service.metadata.labels ?? {};
  if ("service.kubernetes.io/service-proxy-name" in labels || "service.kubernetes.io/headless" in labels) return false;
  return type !== "ExternalName" && clusterIP !== undefined && clusterIP !== "" && clusterIP !== "None";
}

function doorsOf(service: ServiceObject, port: ServicePort): readonly Door[] {
  const { spec, status } = service;
  const doors: Door[] = [{ ip: spec.clusterIP!, port: port.port, kind: "cluster", field: "spec.clusterIP" }];
  (spec.externalIPs ?? []).forEach((ip, at) => {
    doors.push({ ip, port: port.port, kind: "external", field: `spec.externalIPs[${at}]` });
  });
  (status?.loadBalancer?.ingress ?? []).forEach(({ ip, ipMode }, at) => {
    if (!ip || ipMode === "Proxy") return;
    doors.push({ ip, port: port.port, kind: "loadBalancer", field: `status.loadBalancer.ingress[${at}].ip` });
  });
  if (port.nodePort) {
    const at = (spec.ports ?? []).indexOf(port);
    doors.push({ ip: "local", port: port.nodePort, kind: "nodePort", field: `spec.ports[${at}].nodePort` });
  }
  return doors;
}

/** Who stands behind one port of a Service, sorted when the first packet comes. */
class PortBackends {
  readonly #proxied: ProxiedService;
  readonly #port: ServicePort;
  readonly #node: string;
  #sorted: { readonly all: Backends; readonly cluster: Backends } | undefined;

  constructor(proxied: ProxiedService, port: ServicePort, node: string) {
    this.#proxied = proxied;
    this.#port = port;
    this.#node = node;
  }

  /** Everybody, and who is usable. */
  get sorted() {
    if (this.#sorted) return this.#sorted;
    const all = backendsOf(this.#proxied, this.#port);
    this.#sorted = { all, cluster: usable(all) };
    return this.#sorted;
  }

  /** Who is usable of those that run on this node. */
  get local(): Backends {
    return usable(this.sorted.all.filter((backend) => backend.nodeName === this.#node));
  }
}

type Backends = readonly Backend[];

/** What a door comes to for packets of one side. */
interface Fork {
  /** Whether it matters who comes; where it does not, all go to any of several endpoints. */
  readonly dependsOnSource: boolean;
  /** Who came before goes to the same. */
  readonly sticks: boolean;
  /** Nobody stands behind it. */
  readonly rejects?: Verdict;
  /** Nobody whom its traffic policy allows. */
  readonly drops?: Verdict;
  readonly among: Backends;
  readonly chance: RandomStream;
  readonly masquerade: boolean;
  readonly hop: () => DecisionTold;
  /** Verdicts given before, one an endpoint; and those of endpoints that call themselves, which see the node. */
  readonly given: Verdict[];
  readonly hairpins: Verdict[];
}

interface DoorOf {
  readonly service: ServiceObject;
  readonly port: ServicePort;
  readonly index: number;
  readonly door: Door;
}

/** What happens to packets for one port of a Service at one of its addresses on one node: KUBE-SVC, KUBE-SVL and KUBE-EXT in one. */
class DoorChain implements ForwardRule {
  readonly match: ForwardRule["match"];
  readonly about: ForwardRule["about"];
  readonly #of: DoorOf;
  readonly #backends: PortBackends;
  readonly #kernel: RuleKernel;
  readonly #forks: Partial<Record<Packet["from"], Fork>> = {};

  constructor(of: DoorOf, backends: PortBackends, kernel: RuleKernel) {
    const { service, port, door } = of;
    this.match = { ip: door.ip, port: door.port, transport: (port.protocol ?? "TCP") as Transport };
    this.about = serviceObject(service, door.field);
    this.#of = of;
    this.#backends = backends;
    this.#kernel = kernel;
  }

  decide(packet: Packet): Verdict {
    const fork = this.#forks[packet.from] ?? this.#fork(packet.from);
    if (!fork.dependsOnSource) {
      const at = fork.chance.below(fork.among.length);
      return fork.given[at] ?? this.#give(fork, at);
    }
    const { source } = packet;
    const refusal = this.#refusal(fork, source);
    if (refusal) return refusal;
    const at = fork.sticks ? this.#lastOf(fork, source) : anyOf(fork);
    if (!fork.masquerade && fork.among[at]!.ip === source) return this.#giveBack(fork, at);
    return fork.given[at] ?? this.#give(fork, at);
  }

  #refusal({ rejects, drops }: Fork, source: string): Verdict {
    const { service, door } = this.#of;
    if (rejects) return rejects;
    if (door.kind === "loadBalancer" && !withinSourceRanges(service, source)) {
      return { drop: outsideSourceRanges(service, source) };
    }
    return drops;
  }

  #give({ given, among, masquerade, hop }: Fork, at: number): Verdict {
    given[at] = this.#sendTo(among[at]!, { number: at, masquerade, hop });
    return given[at];
  }

  /** To the endpoint that called. */
  #giveBack({ hairpins, among, hop }: Fork, at: number): Verdict {
    hairpins[at] ??= this.#sendTo(among[at]!, { number: among.length + at, masquerade: true, hop });
    return hairpins[at];
  }

  #sendTo(
    backend: Backend,
    how: { readonly number: number; readonly masquerade: boolean; readonly hop: Fork["hop"] },
  ): Verdict {
    const { service, port, index } = this.#of;
    return {
      number: how.number,
      masquerade: how.masquerade,
      hop: how.hop,
      to: { ip: backend.ip, port: backend.port! },
      whenRefused: (refused) => wrongTargetPort(refused, service, port, index, backend),
    };
  }

  #fork(from: Packet["from"]): Fork {
    const { service, port, index, door } = this.#of;
    const { all, cluster } = this.#backends.sorted;
    const policy = door.kind === "cluster" ? "internalTrafficPolicy" : "externalTrafficPolicy";
    // Pods and the node itself may use a node port or an external address of policy Local as if it were the cluster IP.
    const shortcut = door.kind !== "cluster" && from !== "outside";
    const onlyLocal = service.spec[policy] === "Local" && !shortcut;
    const among = onlyLocal ? this.#backends.local : cluster;
    const node = this.#kernel.host.spec.name;
    let told: DecisionTold | undefined;
    const sticks = service.spec.sessionAffinity === "ClientIP";
    const masquerade = masquerades(door, from, service.spec);
    const fork: Fork = {
      dependsOnSource: sticks || !masquerade || door.kind === "loadBalancer" || among.length < 2,
      sticks,
      ...(cluster.length === 0 ? { rejects: { reject: withoutEndpoints(service, port, index, all) } } : {}),
      ...(among.length === 0 ? { drops: { drop: withoutLocalEndpoints(service, node, policy, cluster) } } : {}),
      among,
      chance: this.#kernel.random.stream(`kube-proxy/${node}`),
      masquerade,
      hop: () => (told ??= this.#tell(among, all, cluster)),
      given: new Array<Verdict>(among.length).fill(undefined),
      hairpins: new Array<Verdict>(among.length).fill(undefined),
    };
    this.#forks[from] = fork;
    return fork;
  }

  /** @returns which of them the client was sent to the last time, if that still holds */
  #lastOf(fork: Fork, source: string): number {
    const { service, port } = this.#of;
    const client = { ip: source, port: port.port };
    const { among } = fork;
    return among.indexOf(stickTo(service, client, among, this.#kernel, () => among[anyOf(fork)]!));
  }

  #tell(among: Backends, all: Backends, cluster: Backends): DecisionTold {
    const { service, port, index, door } = this.#of;
    const field = door.kind === "nodePort" ? door.field : `spec.ports[${index}]`;
    const used = new Set([...among, ...cluster]);
    const unused = all.filter((backend) => !used.has(backend));
    const share = 1 / among.length;
    return {
      kind: door.kind === "nodePort" ? "nodePort" : "service",
      says: `${doorWords(door, port)} → ${among.length === 1 ? "its only endpoint" : `one of ${among.length} endpoints`}${service.spec.sessionAffinity === "ClientIP" ? ", the client's last" : ""}`,
      object: serviceObject(service, field),
      candidates: among.map(({ ip, port: own, object }) => ({ to: `${ip}:${own}`, share, object })),
      ...(unused.length > 0 ? { nearMisses: nearMisses(unused, port) ?? [] } : {}),
    };
  }
}

/** @returns which of them; nothing is drawn where there is no choice */
const anyOf = ({ among, chance }: Fork): number => (among.length > 1 ? chance.below(among.length) : 0);

/** Whether the endpoint sees the node instead of the client. */
function masquerades(door: Door, from: Packet["from"], spec: ServiceObject["spec"]): boolean {
  if (door.kind === "cluster") return from === "outside";
  if (spec.externalTrafficPolicy === "Local") return from === "self";
  return true;
}

function doorWords(door: Door, port: ServicePort): string {
  const name = port.name ? ` (${port.name})` : "";
  switch (door.kind) {
    case "cluster":
      return `cluster IP ${door.ip} port ${door.port}${name}`;
    case "nodePort":
      return `node port ${door.port} for port ${port.port}${name}`;
    case "external":
      return `external IP ${door.ip} port ${door.port}${name}`;
    case "loadBalancer":
      return `load balancer address ${door.ip} port ${door.port}${name}`;
  }
}

function withinSourceRanges(service: ServiceObject, ip: string): boolean {
  const ranges = service.spec.loadBalancerSourceRanges ?? [];
  const address = parseIp(ip);
  return (
    ranges.length === 0 ||
    (address !== undefined && ranges.some((range) => rangeHas(parseRange(range.trim()), address)))
  );
}
