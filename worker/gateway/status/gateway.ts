import {
  gatewayInvalid,
  listenerAccepted,
  listenerInvalid,
  listenerPending,
  listenerProgrammed,
  noConflicts,
  refsResolved,
} from "../conditions/index.ts";
import { type GatewayNode, type Graph, isAccepted, type ListenerNode, notServedBecause } from "../graph/index.ts";
import type { ConditionDraft, GatewayAddress, GatewayStatus, ListenerStatus } from "../kinds/index.ts";
import { type Moment, settleConditions } from "./settle.ts";

/** How far an accepted Gateway's proxies have come. */
export interface Deployed {
  readonly addresses: readonly GatewayAddress[];
  /** The Programmed condition of the Gateway. */
  readonly programmed: ConditionDraft;
  /** Why its listeners are not programmed yet; undefined once a proxy serves them. */
  readonly pending?: string;
}

const GATEWAY_TYPES = ["Accepted", "Programmed"];
const LISTENER_TYPES = ["Accepted", "Programmed", "ResolvedRefs", "Conflicted", "OverlappingTLSConfig"];

/** https://gateway-api.sigs.k8s.io/reference/spec/#gatewaystatus */
export function gatewayStatus(node: GatewayNode, graph: Graph, deployed: Deployed, now: string): GatewayStatus {
  const { object, accepted, listeners } = node;
  const at = { now, generation: object.metadata.generation ?? 0 };
  const programmed = isAccepted(node) ? deployed.programmed : gatewayInvalid();
  const pending = isAccepted(node) ? deployed.pending : accepted.message;
  return {
    ...(deployed.addresses.length > 0 && { addresses: deployed.addresses }),
    conditions: settleConditions(object.status?.conditions, [accepted, programmed], GATEWAY_TYPES, at),
    listeners: listeners.map((listener) =>
      listenerStatus(listener, { attachedRoutes: graph.attachedRoutes(listener), pending, at }),
    ),
  };
}

interface ListenerState {
  readonly attachedRoutes: number;
  readonly pending: string | undefined;
  readonly at: Moment;
}

function listenerStatus(listener: ListenerNode, { attachedRoutes, pending, at }: ListenerState): ListenerStatus {
  const { gateway, spec, supportedKinds, refused, conflict, overlap, unresolved } = listener;
  const drafts = [
    refused ?? listenerAccepted(),
    conflict ?? noConflicts(),
    unresolved ?? refsResolved(),
    programmedOf(listener, pending),
    ...(overlap ? [overlap] : []),
  ];
  const old = gateway.status?.listeners?.find(({ name }) => name === spec.name);
  return {
    name: spec.name,
    supportedKinds,
    attachedRoutes,
    conditions: settleConditions(old?.conditions, drafts, LISTENER_TYPES, at),
  };
}

function programmedOf(listener: ListenerNode, pending: string | undefined): ConditionDraft {
  const notServed = notServedBecause(listener);
  if (notServed !== undefined) return listenerInvalid(notServed);
  return pending === undefined ? listenerProgrammed() : listenerPending(pending);
}
