import type { TraceObject } from "../../base/trace.ts";
import { parseIp, parseRange, type Range, rangeHas } from "../../network/index.ts";
import type { Packet, PacketFilter, RuleInterpreter } from "../../network/topology.ts";

/** The name of the rule sets that hold what network policies come to on a node; `filtersFor` interprets them. */
export const NETWORK_POLICIES = "kindnet-network-policies";

/** A pod of the node that some policy is for. Plain data. */
export interface FilteredPod {
  readonly ip: string;
  /** "default/web" */
  readonly name: string;
  /** What may come in, and out; everything when absent. */
  readonly ingress?: FilteredSide;
  readonly egress?: FilteredSide;
}

export interface FilteredSide {
  /** "default/deny-all": whoever is for this pod, in the order of their names. */
  readonly policies: readonly string[];
  readonly allows: readonly AllowedTraffic[];
}

/** One rule of a policy, with the pods that its selectors choose now. */
export interface AllowedTraffic {
  readonly policy: string;
  /** "spec.ingress[0]" */
  readonly field: string;
  /** "port 80/TCP from pods with app=web" */
  readonly says: string;
  /** Everybody when absent. */
  readonly peers?: readonly string[];
  readonly blocks?: readonly { readonly cidr: string; readonly except: readonly string[] }[];
  /** All ports when absent. */
  readonly ports?: readonly AllowedPort[];
}

export interface AllowedPort {
  readonly protocol: string;
  /** All ports of the protocol when absent. */
  readonly first?: number;
  readonly last?: number;
  /** A named port is another one in every pod: only for these. */
  readonly of?: readonly string[];
}

/** Drops what no policy allows. A node always reaches its own pods, and a pod itself. */
export const filtersFor: RuleInterpreter = (data, { host }) => {
  const pods = data as readonly FilteredPod[];
  host.setFilter(pods.length === 0 ? undefined : filterOf(pods));
  return [];
};

/** @see https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
export function filterOf(pods: readonly FilteredPod[]): PacketFilter {
  const byIp = new Map(pods.map((pod) => [pod.ip, pod]));
  const compiled = new Map<AllowedTraffic, (peer: string, target: string, packet: Packet) => boolean>();
  const allows = (side: FilteredSide, peer: string, packet: Packet) =>
    side.allows.some((one) => {
      let judge = compiled.get(one);
      if (!judge) compiled.set(one, (judge = judgeOf(one)));
      return judge(peer, packet.destination.ip, packet);
    });
  return (packet) => {
    const { source, destination, from } = packet;
    if (from === "self" || source === destination.ip) return undefined;
    const sender = byIp.get(source);
    if (sender?.egress && !allows(sender.egress, destination.ip, packet)) {
      return dropped(sender, "egress", sender.egress, packet);
    }
    const target = byIp.get(destination.ip);
    if (target?.ingress && !allows(target.ingress, source, packet)) {
      return dropped(target, "ingress", target.ingress, packet);
    }
    return undefined;
  };
}

function judgeOf({ peers, blocks, ports }: AllowedTraffic) {
  const among = peers && new Set(peers);
  const ranges = (blocks ?? []).map(({ cidr, except }) => ({ of: parseRange(cidr), except: except.map(parseRange) }));
  const inBlock = (address: number) =>
    ranges.some(({ of, except }) => rangeHas(of, address) && !except.some((range: Range) => rangeHas(range, address)));
  return (peer: string, target: string, { destination: { port }, transport }: Packet): boolean => {
    const known = !among || among.has(peer) || inBlock(parseIp(peer) ?? -1);
    return known && (ports?.some((one) => portAllows(one, target, port, transport)) ?? true);
  };
}

function portAllows({ protocol, first, last, of }: AllowedPort, target: string, port: number, transport: string) {
  if (protocol !== transport || (of && !of.includes(target))) return false;
  return first === undefined || (port >= first && port <= (last ?? first));
}

const objectOf = (policy: string, field: string): TraceObject => {
  const [namespace = "", name = ""] = policy.split("/");
  return { kind: "NetworkPolicy", namespace, name, field };
};

/** What is not let through vanishes. */
function dropped(
  { name }: FilteredPod,
  side: "ingress" | "egress",
  { policies, allows }: FilteredSide,
  { source, destination, transport }: Packet,
): ReturnType<PacketFilter> {
  const what = `${destination.port}/${transport}`;
  const way = side === "ingress" ? `${source} to` : `out to ${destination.ip}`;
  const who = policies.length === 1 ? `NetworkPolicy ${policies[0]} does` : `NetworkPolicies ${policies.join(", ")} do`;
  const nearest = allows[0];
  return {
    kind: "timedOut",
    says: `${who} not let ${side === "ingress" ? way : `pod ${name}`} ${side === "ingress" ? `pod ${name}` : way} on port ${what}: the packet is dropped`,
    look: nearest ? objectOf(nearest.policy, nearest.field) : objectOf(policies[0]!, `spec.${side}`),
    nearMisses: allows.map(({ policy, field, says }) => ({
      object: objectOf(policy, field),
      because: `allows ${says}`,
    })),
  };
}
