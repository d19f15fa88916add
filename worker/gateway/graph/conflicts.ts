import { hostnameConflict, overlappingHostnames, protocolConflict, refusedByConflict } from "../conditions/index.ts";
import type { ConditionDraft, Listener } from "../kinds/index.ts";
import { intersection } from "./hostname.ts";
import { portUse } from "./protocols.ts";

export interface ListenerConflict {
  /** Conflicted True. */
  readonly conflicted?: ConditionDraft;
  /** Accepted False, for the same reason. */
  readonly refused?: ConditionDraft;
  /** OverlappingTLSConfig True: legal, but worth knowing. */
  readonly overlap?: ConditionDraft;
}

/**
 * What listeners of one Gateway have against each other, by their index. Those that conflict lose together: none of them may win.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#gatewayspec listeners
 */
export function findConflicts(listeners: readonly Listener[]): ReadonlyMap<number, ListenerConflict> {
  const found = new Map<number, ListenerConflict>();
  listeners.forEach((listener, index) => {
    const neighbours = listeners.filter(
      (other, at) => at !== index && other.port === listener.port && isUdp(other) === isUdp(listener),
    );
    const conflicted = conflictOf(listener, neighbours);
    const overlap = conflicted ? undefined : overlapOf(listener, neighbours);
    if (conflicted) found.set(index, { conflicted, refused: refusedByConflict(conflicted) });
    else if (overlap) found.set(index, { overlap });
  });
  return found;
}

const isUdp = ({ protocol }: Listener): boolean => protocol === "UDP";
const hostOf = ({ hostname }: Listener): string => (hostname ?? "").toLowerCase();

function conflictOf(listener: Listener, neighbours: readonly Listener[]): ConditionDraft | undefined {
  const otherUse = neighbours.filter(({ protocol }) => portUse(protocol) !== portUse(listener.protocol));
  if (otherUse.length > 0) return protocolConflict(listener.port, listener.protocol, otherUse);
  const sameHost = neighbours.filter((other) => hostOf(other) === hostOf(listener));
  if (sameHost.length === 0) return undefined;
  return hostnameConflict(
    listener.port,
    listener.hostname,
    sameHost.map(({ name }) => name),
  );
}

function overlapOf(listener: Listener, neighbours: readonly Listener[]): ConditionDraft | undefined {
  if (portUse(listener.protocol) !== "TLS") return undefined;
  const overlapping = neighbours.filter((other) => intersection(hostOf(other), hostOf(listener)) !== undefined);
  return overlapping.length > 0 ? overlappingHostnames(overlapping.map(({ name }) => name)) : undefined;
}
