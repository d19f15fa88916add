/** Why packets do not arrive, in words that name whose address it was and who could have reached it. */
import type { SocketAddress } from "../base/net.ts";
import { nameObject, type TraceFailure } from "../base/trace.ts";
import { isLoopback, showSocket } from "./addresses.ts";
import type { Host, Listener } from "./host.ts";
import type { Segment } from "./topology.ts";
import type { Wires } from "./wires.ts";

export function cutOff(host: Host, destination: SocketAddress): TraceFailure {
  return {
    kind: "timedOut",
    says: `packets to ${showSocket(destination)} get no answer: ${host.label} is cut off from the network`,
    look: host.spec.about,
  };
}

/** Nobody on the way has a route: the packet vanishes. */
export function lost(wires: Wires, origin: Host, at: Host, destination: SocketAddress): TraceFailure {
  const { ip } = destination;
  const owner = wires.hosts().find((host) => [...host.addresses()].includes(ip));
  const ruled = at.rulesFor(ip);
  if (ruled.length > 0) return wrongPort(at, destination);
  const ruler = wires.hosts().filter((host) => host.rulesFor(ip).length > 0);
  if (owner?.parent) {
    return {
      kind: "timedOut",
      says:
        `${ip} is ${nameObject(owner.spec.about)}: an address of the pod network behind ${owner.parent.label}, ` +
        `which only nodes and pods have a route to; ${origin.label} has none`,
      look: owner.spec.about,
    };
  }
  if (owner) {
    const segments = owner.spec.interfaces.flatMap((one) => (one.segment && one.ip === ip ? [one.segment] : []));
    return {
      kind: "timedOut",
      says: `${ip} is ${nameObject(owner.spec.about)}: an address of network ${segments.join(", ")}, which ${origin.label} has no route to`,
      look: owner.spec.about,
    };
  }
  const about = ruler[0]?.rulesFor(ip)[0]?.about;
  if (about) {
    return {
      kind: "timedOut",
      says:
        `${ip} is ${nameObject(about)}: it exists only as forwarding rules on ${someNames(ruler)}; ` +
        `${at.label} has no such rule and no route to it`,
      look: about,
    };
  }
  return {
    kind: "timedOut",
    says: `nobody has the address ${ip}: packets from ${origin.label} get no answer`,
  };
}

/** Rules exist for the address, but for other ports. */
export function wrongPort(at: Host, destination: SocketAddress): TraceFailure {
  const rules = at.rulesFor(destination.ip);
  const ports = [...new Set(rules.map((rule) => `${rule.match.port}/${rule.match.transport}`))];
  const about = rules[0]?.about ?? at.spec.about;
  const known = ports.length > 0 ? `has rules for ${ports.join(", ")} only` : "has no rules";
  return {
    kind: "timedOut",
    says: `${destination.ip} is ${nameObject(about)}, which ${known}: nothing answers on port ${destination.port}`,
    look: about,
    nearMisses: rules.map((rule) => ({
      object: rule.about,
      because: `is for port ${rule.match.port}/${rule.match.transport}`,
    })),
  };
}

/** ARP fails: the host's neighbour table says so after three tries, one a second. */
export function noSuchHost(wires: Wires, at: Host, segment: Segment, destination: SocketAddress): TraceFailure {
  const elsewhere = lost(wires, at, at, destination);
  return {
    kind: "noRoute",
    says: elsewhere.look
      ? elsewhere.says
      : `nobody on network ${segment.name} (${segment.cidr}) has the address ${destination.ip}`,
    ...(elsewhere.look ? { look: elsewhere.look } : {}),
  };
}

export function noWay(origin: Host, destination: SocketAddress): TraceFailure {
  return { kind: "noRoute", says: `${origin.label} has no route to ${destination.ip}`, look: origin.spec.about };
}

export function endless(origin: Host, destination: SocketAddress): TraceFailure {
  return {
    kind: "timedOut",
    says: `packets from ${origin.label} to ${showSocket(destination)} go round in circles until their time to live ends`,
  };
}

/** The host is there and says no: nobody listens on that port. */
export function nobodyListens(host: Host, destination: SocketAddress, transport: string): TraceFailure {
  const listeners = host.listeners();
  const onlyLocal = listeners.find(
    (one) => one.port === destination.port && one.transport === transport && isLoopback(one.ip),
  );
  return {
    kind: "refused",
    says: onlyLocal
      ? `${onlyLocal.process} in ${nameObject(host.spec.about)} listens on ${showSocket(onlyLocal)} only, which nobody else can reach`
      : `nobody listens on ${showSocket(destination)}/${transport} in ${nameObject(host.spec.about)}${heard(listeners)}`,
    look: host.spec.about,
    nearMisses: listeners
      .filter((one) => one.transport === transport)
      .slice(0, 5)
      .map((one) => ({ object: host.spec.about, because: `${one.process} listens on ${showSocket(one)}` })),
  };
}

function heard(listeners: readonly Listener[]): string {
  if (listeners.length === 0) return "; nothing listens there at all";
  const few = listeners.slice(0, 3).map((one) => `${one.process} on ${one.port}`);
  return `; there listen ${few.join(", ")}${listeners.length > 3 ? ", …" : ""}`;
}

function someNames(hosts: readonly Host[]): string {
  const names = hosts.slice(0, 3).map((host) => host.label);
  return hosts.length > 3 ? `${names.join(", ")} and ${hosts.length - 3} more` : names.join(", ");
}
