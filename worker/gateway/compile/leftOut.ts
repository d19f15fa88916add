import { nameObject, type TraceObject } from "../../base/trace.ts";
import type { LeftOut } from "../../routing/index.ts";
import {
  type GatewayNode,
  type Graph,
  type HTTPRouteNode,
  notServedBecause,
  type ParentNode,
  type Stray,
  servedHostnames,
} from "../graph/index.ts";
import type { GatewayObject, HTTPRouteObject } from "../kinds/index.ts";
import { compileMatches } from "./matches.ts";
import { routeObject } from "./rules.ts";

/** Part of a Gateway, as traces name it. */
export function listenerObject({ metadata }: GatewayObject, listener: string): TraceObject {
  return { kind: "Gateway", namespace: metadata.namespace ?? "", name: metadata.name, field: `listener ${listener}` };
}

/** What was written for a Gateway and is not served, and why: listeners, routes' parents, rules; and parents that do not exist. */
export function leftOutOf(gateway: GatewayNode, graph: Graph): readonly LeftOut[] {
  return [
    ...graph
      .routesOf(gateway)
      .flatMap((route) => [
        ...route.parents
          .filter((parent) => parent.gateway === gateway)
          .flatMap((parent) => parentLeftOut(route, parent, gateway)),
        ...rulesLeftOut(route),
      ]),
    ...graph.strays.map(strayLeftOut),
    ...listenersLeftOut(gateway),
  ];
}

function listenersLeftOut({ object, listeners }: GatewayNode): readonly LeftOut[] {
  return listeners.flatMap((listener) => {
    const because = notServedBecause(listener);
    if (because === undefined) return [];
    const { hostname, port, name } = listener.spec;
    return [
      { object: listenerObject(object, name), because, port, ...(hostname && { hostnames: [hostname.toLowerCase()] }) },
    ];
  });
}

const hostnamesOf = ({ object }: HTTPRouteNode): Pick<LeftOut, "hostnames"> =>
  object.spec.hostnames?.length ? { hostnames: object.spec.hostnames.map((host) => host.toLowerCase()) } : {};

function parentLeftOut(route: HTTPRouteNode, parent: ParentNode, gateway: GatewayNode): readonly LeftOut[] {
  const object = routeObject(route.object, `spec.parentRefs[${parent.index}]`);
  const { refused, ref, attached } = parent;
  if (refused) {
    return [
      { object, because: `${refused.reason}: ${refused.message}`, ...hostnamesOf(route), ...matchesOf(route.object) },
    ];
  }
  // Listeners that would serve its hosts, had the parentRef not chosen others, or had they not shut it out.
  return gateway.listeners.flatMap((listener): LeftOut[] => {
    const { name, port, hostname } = listener.spec;
    if (notServedBecause(listener) !== undefined) return [];
    if (route.parents.some((one) => one.attached.some((at) => at.listener === listener))) return [];
    const hostnames = servedHostnames(hostname, route.object.spec.hostnames);
    if (hostnames.length === 0) return [];
    const namespace = route.object.metadata.namespace ?? "";
    const where = attached.map((one) => `listener "${one.listener.spec.name}"`).join(", ");
    const elsewhere =
      (ref.sectionName !== undefined && ref.sectionName !== name) || (ref.port !== undefined && ref.port !== port);
    const because = elsewhere
      ? `is attached to ${where} only, not to listener "${name}"`
      : `listener "${name}" ${listener.allows(namespace) ?? "does not take it"}`;
    return [{ object, because, port, ...(!hostnames.includes("") && { hostnames }), ...matchesOf(route.object) }];
  });
}

function rulesLeftOut(route: HTTPRouteNode): readonly LeftOut[] {
  return route.rules.flatMap(({ dropped, index }) =>
    dropped
      ? [{ object: routeObject(route.object, `rule ${index + 1}`), because: dropped.says, ...hostnamesOf(route) }]
      : [],
  );
}

function strayLeftOut({ route, index, gateway }: Stray): LeftOut {
  const { hostnames } = route.spec;
  return {
    object: routeObject(route, `spec.parentRefs[${index}]`),
    because: `names ${nameObject({ kind: "Gateway", ...gateway })}, which does not exist`,
    ...(hostnames?.length && { hostnames: hostnames.map((host) => host.toLowerCase()) }),
    ...matchesOf(route),
  };
}

/** What a route takes, all its rules together; nothing said where one of them takes every request. */
function matchesOf({ spec }: HTTPRouteObject): Pick<LeftOut, "matches"> {
  const rules = spec.rules ?? [];
  if (rules.length === 0 || rules.some(({ matches }) => !matches?.length)) return {};
  return { matches: rules.flatMap(compileMatches) };
}
