import {
  incompatibleFilters,
  noMatchingListenerHostname,
  noMatchingParent,
  noReadyListeners,
  notAllowedByListeners,
  routeUnsupportedValue,
} from "../conditions/index.ts";
import { type ConditionDraft, GATEWAY_GROUP, type HTTPRouteObject, type ParentReference } from "../kinds/index.ts";
import type { GatewayNode } from "./gateway.ts";
import { servedHostnames } from "./hostname.ts";
import type { ListenerContext, ListenerNode } from "./listener.ts";
import { type RuleNode, resolveRules, unresolvedRefs } from "./rules.ts";

/** An HTTPRoute with at least one parent that is ours. */
export interface HTTPRouteNode {
  readonly object: HTTPRouteObject;
  readonly rules: readonly RuleNode[];
  readonly parents: readonly ParentNode[];
  /** ResolvedRefs False, each once. */
  readonly unresolved: readonly ConditionDraft[];
}

/** One of a route's parentRefs that names a Gateway of ours. */
export interface ParentNode {
  readonly ref: ParentReference;
  /** Its place in spec.parentRefs. */
  readonly index: number;
  readonly gateway: GatewayNode;
  /** Listeners that take the route; counted in attachedRoutes, whatever the state of listener and route. */
  readonly attached: readonly Attachment[];
  /** Accepted False. */
  readonly refused?: ConditionDraft;
}

export interface Attachment {
  readonly listener: ListenerNode;
  /** In lower case; "" is every host. */
  readonly hostnames: readonly string[];
}

export const isGatewayRef = ({ group = GATEWAY_GROUP, kind = "Gateway" }: ParentReference): boolean =>
  group === GATEWAY_GROUP && kind === "Gateway";

/** Finds a Gateway of ours by "namespace/name". */
export type GatewayIndex = ReadonlyMap<string, GatewayNode>;

/** https://gateway-api.sigs.k8s.io/reference/spec/#httproute */
export function resolveRoute(
  object: HTTPRouteObject,
  gateways: GatewayIndex,
  context: ListenerContext,
): HTTPRouteNode | undefined {
  const own = object.metadata.namespace ?? "";
  const refs = object.spec.parentRefs ?? [];
  const ours = refs.flatMap((ref, index) => {
    const gateway = isGatewayRef(ref) ? gateways.get(`${ref.namespace ?? own}/${ref.name}`) : undefined;
    return gateway ? [{ ref, index, gateway }] : [];
  });
  if (ours.length === 0) return undefined;
  const rules = resolveRules(object, context);
  const invalid = routeProblem(rules);
  const parents = ours.map((parent): ParentNode => {
    const attachment = attach(object, parent);
    const refused = invalid ?? attachment.refused;
    return { ...parent, attached: attachment.attached, ...(refused && { refused }) };
  });
  return { object, rules, parents, unresolved: unresolvedRefs(rules) };
}

/** Not one rule can be served. */
function routeProblem(rules: readonly RuleNode[]): ConditionDraft | undefined {
  if (rules.length === 0 || rules.some(({ dropped }) => !dropped)) return undefined;
  const words = tellDropped(rules);
  return rules.some(({ dropped }) => dropped?.incompatible) ? incompatibleFilters(words) : routeUnsupportedValue(words);
}

/** "spec.rules[0]: …; spec.rules[2]: …" */
export function tellDropped(rules: readonly RuleNode[]): string {
  return rules.flatMap(({ dropped, index }) => (dropped ? [`spec.rules[${index}]: ${dropped.says}`] : [])).join("; ");
}

/**
 * Which listeners take the route, and when none does, the reason that came nearest: the parent's sections, then the kind and the
 * namespace, then the hostname, then the listener's own state.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#parentreference and #allowedroutes
 */
function attach(
  route: HTTPRouteObject,
  { ref, gateway }: Pick<ParentNode, "ref" | "gateway">,
): Pick<ParentNode, "attached" | "refused"> {
  const name = `Gateway "${gateway.object.metadata.namespace}/${gateway.object.metadata.name}"`;
  const candidates = gateway.listeners.filter(
    ({ spec }) =>
      (ref.sectionName === undefined || spec.name === ref.sectionName) &&
      (ref.port === undefined || spec.port === ref.port),
  );
  if (candidates.length === 0) return { attached: [], refused: noMatchingParent(sectionWords(name, ref, gateway)) };
  const namespace = route.metadata.namespace ?? "";
  const refusals: string[] = [];
  const allowing = candidates.filter((listener) => {
    const why = kindRefusal(listener) ?? listener.allows(namespace);
    if (why) refusals.push(`listener "${listener.spec.name}" ${why}`);
    return !why;
  });
  if (allowing.length === 0) {
    return { attached: [], refused: notAllowedByListeners(`${name}: ${refusals.join("; ")}`) };
  }
  const attached = allowing.flatMap((listener): Attachment[] => {
    const hostnames = servedHostnames(listener.spec.hostname, route.spec.hostnames);
    return hostnames.length > 0 ? [{ listener, hostnames }] : [];
  });
  if (attached.length === 0) {
    const theirs = allowing.map(({ spec }) => `"${spec.hostname}" (listener "${spec.name}")`).join(", ");
    const ours = (route.spec.hostnames ?? []).map((host) => `"${host}"`).join(", ");
    return {
      attached,
      refused: noMatchingListenerHostname(
        `${name} serves ${theirs}: the route's ${ours} has nothing in common with it`,
      ),
    };
  }
  if (attached.every(({ listener }) => listener.refused)) {
    const why = attached.map(({ listener }) => `listener "${listener.spec.name}": ${listener.refused!.message}`);
    return { attached, refused: noReadyListeners(`${name} does not accept ${why.join("; ")}`) };
  }
  return { attached };
}

function kindRefusal({ supportedKinds }: ListenerNode): string | undefined {
  if (supportedKinds.some(({ kind }) => kind === "HTTPRoute")) return undefined;
  return supportedKinds.length > 0
    ? `takes ${supportedKinds.map(({ kind }) => kind).join(", ")} only`
    : "takes no kind of route that is supported";
}

function sectionWords(name: string, { sectionName, port }: ParentReference, { listeners }: GatewayNode): string {
  const wanted = [
    ...(sectionName === undefined ? [] : [`named "${sectionName}"`]),
    ...(port === undefined ? [] : [`on port ${port}`]),
  ].join(" ");
  const there = listeners.map(({ spec }) => `"${spec.name}" on port ${spec.port}`).join(", ");
  if (wanted === "") return `${name} has no listeners`;
  return `${name} has no listener ${wanted}; it has ${there || "none"}`;
}
