import {
  gatewayAccepted,
  gatewayInvalidParameters,
  noListenerValid,
  someListenersNotValid,
  unsupportedAddress,
} from "../conditions/index.ts";
import type { ConditionDraft, GatewayObject } from "../kinds/index.ts";
import { findConflicts } from "./conflicts.ts";
import type { GatewayClassNode } from "./gatewayclass.ts";
import type { Implementation } from "./implementation.ts";
import { type ListenerContext, type ListenerNode, resolveListener } from "./listener.ts";

/** A Gateway of one of our classes. */
export interface GatewayNode {
  readonly object: GatewayObject;
  readonly class: GatewayClassNode;
  readonly accepted: ConditionDraft;
  readonly listeners: readonly ListenerNode[];
}

export const isAccepted = ({ accepted }: GatewayNode): boolean => accepted.status === "True";

/** https://gateway-api.sigs.k8s.io/reference/spec/#gateway */
export function resolveGateway(
  object: GatewayObject,
  ofClass: GatewayClassNode,
  context: ListenerContext,
): GatewayNode {
  const specs = object.spec.listeners ?? [];
  const conflicts = findConflicts(specs);
  const listeners = specs.map((_, index) => resolveListener(object, index, conflicts.get(index), context));
  const accepted = gatewayProblem(object, context.implementation) ?? acceptanceOf(listeners);
  return { object, class: ofClass, accepted, listeners };
}

function gatewayProblem({ spec }: GatewayObject, { name, addressTypes }: Implementation): ConditionDraft | undefined {
  const parameters = spec.infrastructure?.parametersRef;
  if (parameters) return gatewayInvalidParameters(`${parameters.kind} "${parameters.name}"`, name);
  const strange = (spec.addresses ?? []).find(({ type = "IPAddress" }) => !addressTypes.includes(type));
  return strange ? unsupportedAddress(strange.type ?? "IPAddress", addressTypes.join(", ")) : undefined;
}

/** Accepted while one listener is: the spec's ListenersNotValid stands beside True and False alike. */
function acceptanceOf(listeners: readonly ListenerNode[]): ConditionDraft {
  const refused = listeners.filter(({ refused }) => refused).map(({ spec }) => spec.name);
  if (refused.length === listeners.length) return noListenerValid(refused);
  return refused.length > 0 ? someListenersNotValid(refused) : gatewayAccepted();
}
