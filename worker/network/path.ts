import type { HttpServer, SocketAddress, Tally, Transport } from "../base/net.ts";
import type { Hop, TraceFailure } from "../base/trace.ts";
import { formatIp, parseIp, rangeHas, showSocket } from "./addresses.ts";
import type { Host, Listener, Way } from "./host.ts";
import { cutOff, endless, lost, noSuchHost, noWay } from "./reasons.ts";
import type { Decision, ForwardRule, Packet, Segment, Verdict } from "./topology.ts";
import { Trail } from "./trail.ts";
import type { KnownWays } from "./ways.ts";
import type { Wires } from "./wires.ts";

/** Where a packet arrives; the same for all that go there by the same way. */
export interface Arrival {
  readonly host: Host;
  /** Absent when nobody listens there. */
  readonly listener: Listener | undefined;
  /** The listener's. */
  readonly tally: Tally | undefined;
  /** The listener as a server of plain HTTP, where it is one. */
  readonly plainHttp: HttpServer | undefined;
  /** The sender's address as this host sees it. */
  readonly source: string;
  /** The sender's own address; what a rule rewrote on the way it never learns. */
  readonly clientAddress: string;
  readonly destination: SocketAddress;
  readonly whenRefused: ((refused: TraceFailure) => TraceFailure) | undefined;
  /** Over the internet, not within one network. */
  readonly far: boolean;
  readonly trail: Trail;
}

/** A packet that did not arrive, and how far it came. */
export interface Loss {
  readonly listener?: undefined;
  readonly failure: TraceFailure;
  readonly trail: Trail;
}

/** Where rules must be asked. */
interface Crossing {
  readonly rules: readonly ForwardRule[];
  /** The rule, where there is but one: what was found beyond each of its verdicts is kept, by its number. */
  readonly only: ForwardRule | undefined;
  readonly packet: Packet;
  readonly here: Position;
  readonly sent: Sent;
  readonly onward: (Crossing | Arrival)[];
}

/** What a packet comes to of necessity: a choice, or an end. */
export type Point = Crossing | Arrival;

interface Sent {
  readonly origin: Host;
  readonly to: SocketAddress;
  readonly transport: Transport | "ICMP";
}

/** A packet on its way. */
interface Position {
  readonly at: Host;
  readonly from: Packet["from"];
  readonly source: string;
  readonly destination: SocketAddress;
  readonly whenRefused: Arrival["whenRefused"];
  readonly far: boolean;
  /** Whose rules spoke last: they are not asked again of what they rewrote, as conntrack has it. */
  readonly decidedAt: Host | undefined;
  readonly passed: number;
  readonly trail: Trail;
}

/** Linux gives up after so many hosts: the default time to live. */
const MAXIMUM_HOSTS = 64;
/** Verdicts of one rule whose ways are kept. */
const MAXIMUM_ONWARD = 4096;

type Step =
  | { readonly next: Host; readonly from: Packet["from"]; readonly leavesBy?: Segment; readonly by?: Way }
  | { readonly failure: TraceFailure };

/**
 * Follows a connection's first packet from host to host. Rules apply once per host, as conntrack has it: what a rule
 * rewrote is not looked up again there. Traffic of child hosts that leaves their parent other than to a routed range is
 * masqueraded with the parent's address (ip-masq of the pod network).
 *
 * A way is found once: until something on the wires changes, only rules are asked again.
 */
export function travel(
  wires: Wires,
  ways: KnownWays<Point>,
  to: SocketAddress,
  transport: Transport | "ICMP",
): Arrival | Loss {
  let point = ways.find(wires.changes, to.ip, to.port, transport) ?? depart(wires, ways, to, transport);
  while ("rules" in point) point = cross(wires, point);
  return point;
}

function depart(wires: Wires, ways: KnownWays<Point>, to: SocketAddress, transport: Transport | "ICMP"): Point | Loss {
  const { origin } = ways;
  const found = follow(
    wires,
    { origin, to, transport },
    {
      at: origin,
      from: "self",
      source: sourceAddress(origin, to.ip),
      destination: to,
      whenRefused: undefined,
      far: false,
      decidedAt: undefined,
      passed: 0,
      trail: new Trail(),
    },
  );
  if (!("failure" in found)) ways.add(to.ip, to.port, transport, found);
  return found;
}

function cross(wires: Wires, crossing: Crossing): Point | Loss {
  const { only, packet, onward } = crossing;
  if (!only) return beyond(wires, crossing, firstVerdict(crossing.rules, packet));
  const verdict = only.decide(packet);
  const known = verdict?.number === undefined ? undefined : onward[verdict.number];
  return known ?? firstTime(wires, crossing, verdict);
}

function firstTime(wires: Wires, crossing: Crossing, verdict: Verdict): Point | Loss {
  const found = beyond(wires, crossing, verdict);
  const number = verdict?.number ?? MAXIMUM_ONWARD;
  if (number < MAXIMUM_ONWARD && !("failure" in found)) crossing.onward[number] = found;
  return found;
}

/** Where a verdict leads. */
function beyond(wires: Wires, { sent, here }: Crossing, verdict: Verdict): Point | Loss {
  if (!verdict) return followFrom(wires, sent, pass(wires, sent, here, here.source));
  const { at } = here;
  if ("reject" in verdict) return { failure: verdict.reject, trail: here.trail };
  if ("drop" in verdict) return { failure: verdict.drop, trail: here.trail };
  if ("handTo" in verdict) return handedTo(wires, sent, here, verdict);
  const { to: destination, masquerade, whenRefused } = verdict;
  const trail = here.trail.with(decided(verdict.hop, at, destination, masquerade));
  const source = masquerade ? at.address : here.source;
  const { from, far, passed } = here;
  const sentOn = { at, from, source, destination, whenRefused, far, decidedAt: at, passed, trail };
  return followFrom(wires, sent, pass(wires, sent, sentOn, here.source));
}

/** To another host, which takes it from there as if it had come to it. */
function handedTo(
  wires: Wires,
  sent: Sent,
  here: Position,
  { handTo, hop }: Extract<Verdict, { readonly handTo: string }>,
): Point | Loss {
  const { at, destination } = here;
  const trail = here.trail.with(decided(hop, at, destination, false));
  const next = wires.host(handTo);
  if (!next?.connected) return { failure: cutOff(next ?? at, destination), trail };
  return follow(wires, sent, { ...here, at: next, from: "outside", decidedAt: at, trail, passed: here.passed + 1 });
}

const followFrom = (wires: Wires, sent: Sent, passed: Position | Arrival | Loss): Point | Loss =>
  "at" in passed ? follow(wires, sent, passed) : passed;

/** Goes on until rules must be asked, or to the end. */
function follow(wires: Wires, sent: Sent, from: Position): Point | Loss {
  const { transport, origin } = sent;
  let here = from;
  while (here.passed < MAXIMUM_HOSTS) {
    const { at, source, destination } = here;
    if (transport !== "ICMP" && here.decidedAt !== at) {
      const rules = at.rulesAbout(destination, transport);
      if (rules.length > 0) {
        const only = rules.length === 1 ? rules[0] : undefined;
        return { rules, only, packet: { source, destination, transport, from: here.from }, here, sent, onward: [] };
      }
    }
    const next = pass(wires, sent, here, source);
    if (!("at" in next)) return next;
    here = next;
  }
  return { failure: endless(origin, here.destination), trail: here.trail };
}

function plainHttp(listener: Listener | undefined): HttpServer | undefined {
  return listener && "http" in listener.accept && !listener.accept.tls ? listener.accept : undefined;
}

/**
 * Through one host, to the next or into it.
 *
 * @param before the source's address before this host's rules rewrote it
 */
function pass(wires: Wires, sent: Sent, here: Position, before: string): Position | Arrival | Loss {
  const { origin, transport } = sent;
  const { at, from, destination } = here;
  let { source, far, trail } = here;
  if (at.filter && transport !== "ICMP") {
    const failure = at.filter({ source: before, destination, transport, from });
    if (failure) return { failure, trail };
  }
  if (at.owns(destination.ip)) return arrive(sent, here);
  const step = nextHost(wires, { origin, at, destination });
  if ("failure" in step) return { failure: step.failure, trail };
  const out = step.leavesBy;
  if (out && from === "child" && at.children.has(source)) {
    trail = trail.with(masqueraded(at, source));
    source = at.address;
  }
  if (out?.uplink && !rangeIncludesHost(out, step.next)) {
    const { natAddress } = out;
    if (natAddress && natAddress !== source) {
      trail = trail.with(translated(out.name, source, natAddress));
      source = natAddress;
    }
    far = true;
  }
  if (step.by) trail = trail.with(forwarded(at, step.next, step.by, destination));
  const { whenRefused, decidedAt, passed } = here;
  const { next, from: side } = step;
  return { at: next, from: side, source, destination, whenRefused, far, decidedAt, passed: passed + 1, trail };
}

function arrive({ origin, transport }: Sent, here: Position): Arrival {
  const { at, source, destination, whenRefused, far, trail } = here;
  const clientAddress = origin.owns(source) ? source : origin.address;
  const listener = transport === "ICMP" ? undefined : at.listenerFor(destination.ip, destination.port, transport);
  const heard = listener ? trail.with(taken(listener, at, source)) : trail;
  return {
    host: at,
    listener,
    plainHttp: plainHttp(listener),
    tally: listener?.tally,
    source,
    clientAddress,
    destination,
    whenRefused,
    far,
    trail: heard,
  };
}

function nextHost(
  wires: Wires,
  packet: { readonly origin: Host; readonly at: Host; readonly destination: SocketAddress },
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

function firstVerdict(rules: readonly ForwardRule[], packet: Packet): Verdict {
  for (let at = 0; at < rules.length; at++) {
    const verdict = rules[at]!.decide(packet);
    if (verdict) return verdict;
  }
  return undefined;
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

const decided = (decision: Decision, at: Host, to: SocketAddress, masquerade: boolean) => (): Hop => ({
  ...(typeof decision === "function" ? decision() : decision),
  at: at.label,
  to: showSocket(to),
  ...(masquerade ? { source: at.address } : {}),
});

const masqueraded = (at: Host, source: string) => (): Hop => ({
  kind: "router",
  at: at.label,
  says: `leaves the pod network: ${source} becomes ${at.address}`,
  object: at.spec.about,
  source: at.address,
});

const translated = (segment: string, source: string, natAddress: string) => (): Hop => ({
  kind: "router",
  at: segment,
  says: `leaves network ${segment} by NAT: ${source} becomes ${natAddress}`,
  source: natAddress,
});

const taken = (listener: Listener, host: Host, source: string) => (): Hop => ({
  kind: host.parent ? "container" : "endpoint",
  at: host.label,
  says: `${listener.process} listens on ${listener.ip}:${listener.port} and sees ${source}`,
  object: host.spec.about,
});
