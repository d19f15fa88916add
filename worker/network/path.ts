import type { SocketAddress, Transport } from "../base/net.ts";
import type { Hop, TraceFailure } from "../base/trace.ts";
import { formatIp, parseIp, rangeHas, showSocket } from "./addresses.ts";
import type { Host, Way } from "./host.ts";
import { cutOff, endless, lost, noSuchHost, noWay } from "./reasons.ts";
import type { Packet, Segment } from "./topology.ts";
import type { Trail } from "./trail.ts";
import type { Wires } from "./wires.ts";

/** A packet that reached a host; whether anybody listens there is the next question. */
export interface Arrival {
  readonly host: Host;
  readonly source: SocketAddress;
  readonly destination: SocketAddress;
  readonly whenRefused?: (refused: TraceFailure) => TraceFailure;
  /** Over the internet, not within one network. */
  readonly far: boolean;
  /** Who rejected it on the way, where somebody did. */
  readonly failure?: undefined;
}

/** A packet that did not arrive. */
export interface Loss {
  readonly failure: TraceFailure;
}

/** Linux gives up after so many hosts: the default time to live. */
const MAXIMUM_HOSTS = 64;

type Step =
  | { readonly next: Host; readonly from: Packet["from"]; readonly leavesBy?: Segment; readonly by?: Way }
  | Loss;

/**
 * Follows a connection's first packet from host to host. Rules apply once per host, as conntrack has it: what a rule
 * rewrote is not looked up again there. Traffic of child hosts that leaves their parent other than to a routed range is
 * masqueraded with the parent's address (ip-masq of the pod network).
 *
 * @param port undefined for ICMP, which no rule matches
 */
export function travel(
  wires: Wires,
  origin: Host,
  sent: { readonly to: SocketAddress; readonly transport: Transport | "ICMP"; readonly trail: Trail },
): Arrival | Loss {
  const { transport, trail } = sent;
  let at = origin;
  let from: Packet["from"] = "self";
  let destination = sent.to;
  let source: SocketAddress = { ip: sourceAddress(origin, destination.ip), port: origin.takePort() };
  let whenRefused: Arrival["whenRefused"];
  let decidedAt: Host | undefined;
  let far = false;
  for (let passed = 0; passed < MAXIMUM_HOSTS; passed++) {
    const verdict =
      transport === "ICMP" || decidedAt === at ? undefined : at.decide({ source, destination, transport, from });
    const before = source;
    if (verdict) {
      decidedAt = at;
      if ("reject" in verdict) return { failure: verdict.reject };
      if ("drop" in verdict) return { failure: verdict.drop };
      if ("handTo" in verdict) {
        trail.add(decided(verdict.hop, at, destination, false));
        const next = wires.host(verdict.handTo);
        if (!next?.connected) return { failure: cutOff(next ?? at, destination) };
        at = next;
        from = "outside";
        continue;
      }
      destination = verdict.to;
      whenRefused = verdict.whenRefused;
      if (verdict.masquerade) source = { ip: at.address, port: source.port };
      trail.add(decided(verdict.hop, at, destination, verdict.masquerade));
    }
    if (at.filter && transport !== "ICMP") {
      const dropped = at.filter({ source: before, destination, transport, from });
      if (dropped) return { failure: dropped };
    }
    if (at.owns(destination.ip)) {
      return { host: at, source, destination, far, ...(whenRefused ? { whenRefused } : {}) };
    }
    const step = nextHost(wires, { origin, at, destination, from });
    if ("failure" in step) return step;
    const out = step.leavesBy;
    if (out && from === "child" && at.children.has(source.ip)) source = masquerade(at, source, trail);
    if (out?.uplink && !rangeIncludesHost(out, step.next)) {
      source = translate(out, source, trail);
      far = true;
    }
    if (step.by) trail.add(forwarded(at, step.next, step.by, destination));
    at = step.next;
    from = step.from;
  }
  return { failure: endless(origin, destination) };
}

function nextHost(
  wires: Wires,
  packet: {
    readonly origin: Host;
    readonly at: Host;
    readonly destination: SocketAddress;
    readonly from: Packet["from"];
  },
): Step {
  const { at, destination, origin } = packet;
  const child = at.children.get(destination.ip);
  if (child) return child.connected ? { next: child, from: "outside" } : { failure: cutOff(child, destination) };
  const address = parseIp(destination.ip);
  if (address === undefined) return { failure: noWay(origin, destination) };
  for (const way of at.ways) {
    if (!rangeHas(way.range, address)) continue;
    const step = alongWay(wires, packet, way);
    if (step) return step;
  }
  if (at.parent) {
    return at.connected ? { next: at.parent, from: "child" } : { failure: cutOff(at, destination) };
  }
  if (!at.connected) return { failure: cutOff(at, destination) };
  return byDefault(wires, packet);
}

function alongWay(
  wires: Wires,
  { origin, at, destination }: { readonly origin: Host; readonly at: Host; readonly destination: SocketAddress },
  way: Way,
): Step | undefined {
  if (!at.connected) return { failure: cutOff(at, destination) };
  if (way.segment === undefined) {
    const next = neighbour(wires, at, way.via!);
    if (!next) return { failure: lost(wires, origin, at, destination) };
    return next.connected ? { next, from: "outside", by: way } : { failure: cutOff(next, destination) };
  }
  const segment = wires.segment(way.segment);
  const next = wires.onSegment(way.segment, destination.ip);
  if (!segment) return undefined;
  if (next) {
    return next.connected ? { next, from: "outside", leavesBy: segment } : { failure: cutOff(next, destination) };
  }
  if (way.range.prefix === 0) return undefined;
  return {
    failure: segment.silent ? lost(wires, origin, at, destination) : noSuchHost(wires, at, segment, destination),
  };
}

/** The default gateway: other parts of the own network, the internet itself, or the ways up by NAT. */
function byDefault(
  wires: Wires,
  { origin, at, destination }: { readonly origin: Host; readonly at: Host; readonly destination: SocketAddress },
): Step {
  const segments = at.spec.interfaces.flatMap((one) => (one.segment ? (wires.segment(one.segment) ?? []) : []));
  for (const segment of segments) {
    for (let up: Segment | undefined = segment; up; up = up.uplink ? wires.segment(up.uplink) : undefined) {
      const next = wires.onSegment(up.name, destination.ip);
      if (!next) continue;
      return next.connected ? { next, from: "outside", leavesBy: segment } : { failure: cutOff(next, destination) };
    }
  }
  return { failure: segments.length > 0 ? lost(wires, origin, at, destination) : noWay(origin, destination) };
}

/** A host that shares a segment and has this address. */
function neighbour(wires: Wires, at: Host, ip: string): Host | undefined {
  for (const { segment } of at.spec.interfaces) {
    const found = segment ? wires.onSegment(segment, ip) : undefined;
    if (found) return found;
  }
  return undefined;
}

const rangeIncludesHost = (segment: Segment, host: Host): boolean =>
  host.spec.interfaces.some((one) => one.segment === segment.name);

function sourceAddress(origin: Host, to: string): string {
  if (origin.owns(to)) return to;
  const address = parseIp(to);
  if (address === undefined || origin.spec.interfaces.length < 2) return origin.address;
  const way = origin.ways.find((one) => rangeHas(one.range, address));
  const out = origin.spec.interfaces.find((one) => way?.segment !== undefined && one.segment === way.segment);
  return out?.ip ?? origin.address;
}

function decided(hop: Omit<Hop, "at" | "to" | "source">, at: Host, to: SocketAddress, masqueraded: boolean): () => Hop {
  return () => ({ ...hop, at: at.label, to: showSocket(to), ...(masqueraded ? { source: at.address } : {}) });
}

function forwarded(at: Host, next: Host, way: Way, destination: SocketAddress): () => Hop {
  return () => ({
    kind: "router",
    at: at.label,
    says: `sends it on to ${next.label}, behind which ${formatIp(way.range.first)}/${way.range.prefix} lies`,
    object: next.spec.about,
    to: showSocket(destination),
  });
}

function masquerade(at: Host, source: SocketAddress, trail: Trail): SocketAddress {
  trail.add(() => ({
    kind: "router",
    at: at.label,
    says: `leaves the pod network: ${source.ip} becomes ${at.address}`,
    object: at.spec.about,
    source: at.address,
  }));
  return { ip: at.address, port: source.port };
}

function translate(segment: Segment, source: SocketAddress, trail: Trail): SocketAddress {
  const { natAddress } = segment;
  if (!natAddress || natAddress === source.ip) return source;
  trail.add(() => ({
    kind: "router",
    at: segment.name,
    says: `leaves network ${segment.name} by NAT: ${source.ip} becomes ${natAddress}`,
    source: natAddress,
  }));
  return { ip: natAddress, port: source.port };
}
