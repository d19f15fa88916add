import type { ServiceObject, ServicePort } from "../../api/generated/types.ts";
import type { Transport } from "../../base/net.ts";
import type { RandomStream } from "../../base/random.ts";
import type { Hop } from "../../base/trace.ts";
import { parseIp, parseRange, rangeHas } from "../../network/index.ts";
import type { ForwardRule, Packet, RuleInterpreter, RuleKernel, Verdict } from "../../network/topology.ts";
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
    const chains = new PortChains(proxied, port, index, kernel);
    return doorsOf(service, port).map((door): ForwardRule => {
      const transport = (port.protocol ?? "TCP") as Transport;
      return {
        match: { ip: door.ip, port: door.port, transport },
        about: serviceObject(service, door.field),
        decide: (packet) => chains.decide(door, packet),
      };
    });
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

/** What happens to packets for one port of a Service on one node: KUBE-SVC, KUBE-SVL and KUBE-EXT in one. */
class PortChains {
  readonly #proxied: ProxiedService;
  readonly #port: ServicePort;
  readonly #index: number;
  readonly #kernel: RuleKernel;
  #all: readonly Backend[] | undefined;
  #cluster: readonly Backend[] = [];
  #local: readonly Backend[] = [];
  /** What was said of a choice, by the way in and by who could be chosen. */
  readonly #said = new Map<Door, Map<readonly Backend[], Omit<Hop, "at" | "to" | "source">>>();
  #chance: RandomStream | undefined;

  constructor(proxied: ProxiedService, port: ServicePort, index: number, kernel: RuleKernel) {
    this.#proxied = proxied;
    this.#port = port;
    this.#index = index;
    this.#kernel = kernel;
  }

  decide(door: Door, packet: Packet): Verdict {
    const { service } = this.#proxied;
    const { spec } = service;
    const all = this.#load();
    const node = this.#kernel.host.spec.name;
    if (this.#cluster.length === 0) return { reject: withoutEndpoints(service, this.#port, this.#index, all) };
    if (door.kind === "loadBalancer" && !withinSourceRanges(service, packet.source.ip)) {
      return { drop: outsideSourceRanges(service, packet.source.ip) };
    }
    const policy = door.kind === "cluster" ? "internalTrafficPolicy" : "externalTrafficPolicy";
    // Pods and the node itself may use a node port or an external address of policy Local as if it were the cluster IP.
    const shortcut = door.kind !== "cluster" && packet.from !== "outside";
    const onlyLocal = spec[policy] === "Local" && !shortcut;
    if (onlyLocal && this.#local.length === 0) {
      return { drop: withoutLocalEndpoints(service, node, policy, this.#cluster) };
    }
    const among = onlyLocal ? this.#local : this.#cluster;
    const backend = this.#choose(among, packet);
    return {
      to: { ip: backend.ip, port: backend.port! },
      masquerade: backend.ip === packet.source.ip || masquerades(door, packet, spec),
      hop: this.#hop(door, among, all),
      whenRefused: (refused) => wrongTargetPort(refused, service, this.#port, this.#index, backend),
    };
  }

  #choose(among: readonly Backend[], packet: Packet): Backend {
    const { service } = this.#proxied;
    this.#chance ??= this.#kernel.random.stream(`kube-proxy/${this.#kernel.host.spec.name}`);
    const chance = this.#chance;
    const choose = () => among[among.length === 1 ? 0 : chance.below(among.length)]!;
    if (service.spec.sessionAffinity !== "ClientIP") return choose();
    return stickTo(service, { ip: packet.source.ip, port: this.#port.port }, among, this.#kernel, choose);
  }

  #load(): readonly Backend[] {
    if (this.#all) return this.#all;
    this.#all = backendsOf(this.#proxied, this.#port);
    this.#cluster = usable(this.#all);
    const node = this.#kernel.host.spec.name;
    this.#local = usable(this.#all.filter((backend) => backend.nodeName === node));
    return this.#all;
  }

  #hop(door: Door, among: readonly Backend[], all: readonly Backend[]): Omit<Hop, "at" | "to" | "source"> {
    let said = this.#said.get(door);
    if (!said) this.#said.set(door, (said = new Map()));
    let hop = said.get(among);
    if (!hop) said.set(among, (hop = this.#tell(door, among, all)));
    return hop;
  }

  #tell(door: Door, among: readonly Backend[], all: readonly Backend[]): Omit<Hop, "at" | "to" | "source"> {
    const { service } = this.#proxied;
    const field = door.kind === "nodePort" ? door.field : `spec.ports[${this.#index}]`;
    const used = new Set([...among, ...this.#cluster]);
    const unused = all.filter((backend) => !used.has(backend));
    const share = 1 / among.length;
    return {
      kind: door.kind === "nodePort" ? "nodePort" : "service",
      says: `${doorWords(door, this.#port)} → ${among.length === 1 ? "its only endpoint" : `one of ${among.length} endpoints`}${service.spec.sessionAffinity === "ClientIP" ? ", the client's last" : ""}`,
      object: serviceObject(service, field),
      candidates: among.map(({ ip, port, object: chosen }) => ({ to: `${ip}:${port}`, share, object: chosen })),
      ...(unused.length > 0 ? { nearMisses: nearMisses(unused, this.#port) ?? [] } : {}),
    };
  }
}

/** Whether the endpoint sees the node instead of the client. */
function masquerades(door: Door, packet: Packet, spec: ServiceObject["spec"]): boolean {
  if (door.kind === "cluster") return packet.from === "outside";
  if (spec.externalTrafficPolicy === "Local") return packet.from === "self";
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
