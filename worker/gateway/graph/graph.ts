import { keyOf } from "../../api/machinery/object.ts";
import type { HTTPRouteObject } from "../kinds/index.ts";
import type { GatewayNode } from "./gateway.ts";
import { resolveGateway } from "./gateway.ts";
import { type GatewayClassNode, resolveClass } from "./gatewayclass.ts";
import { type HTTPRouteNode, isGatewayRef, resolveRoute } from "./httproute.ts";
import type { Implementation } from "./implementation.ts";
import type { ListenerContext, ListenerNode } from "./listener.ts";
import { readGrants } from "./referencegrant.ts";
import type { Snapshot } from "./snapshot.ts";

/** What the cluster's Gateway API objects mean to one implementation. */
export interface Graph {
  readonly implementation: Implementation;
  /** By name. */
  readonly classes: ReadonlyMap<string, GatewayClassNode>;
  /** By "namespace/name"; only those of classes that are ours and accepted. */
  readonly gateways: ReadonlyMap<string, GatewayNode>;
  /** Those that name one of the gateways as a parent, in the order of the snapshot. */
  readonly routes: readonly HTTPRouteNode[];
  /** Routes of a Gateway. */
  routesOf(gateway: GatewayNode): readonly HTTPRouteNode[];
  /** parentRefs that name a Gateway which does not exist. */
  readonly strays: readonly Stray[];
  /** How many routes are attached to a listener. */
  attachedRoutes(listener: ListenerNode): number;
}

/** One of a route's parentRefs that leads nowhere. */
export interface Stray {
  readonly route: HTTPRouteObject;
  /** Its place in spec.parentRefs. */
  readonly index: number;
  readonly gateway: { readonly namespace: string; readonly name: string };
}

/** What the objects of a snapshot mean to an implementation: classes, Gateways, listeners, routes, and which is attached to which. */
export function buildGraph(snapshot: Snapshot, implementation: Implementation): Graph {
  const context: ListenerContext = { implementation, snapshot, grants: readGrants(snapshot.referenceGrants) };
  const classes = new Map<string, GatewayClassNode>();
  for (const object of snapshot.gatewayClasses) {
    const node = resolveClass(object, implementation, snapshot.bundleVersion);
    if (node) classes.set(object.metadata.name, node);
  }
  const gateways = new Map<string, GatewayNode>();
  for (const object of snapshot.gateways) {
    const ofClass = classes.get(object.spec.gatewayClassName);
    if (ofClass?.accepted) gateways.set(keyOf(object), resolveGateway(object, ofClass, context));
  }
  const routes: HTTPRouteNode[] = [];
  const ofGateway = new Map<GatewayNode, HTTPRouteNode[]>();
  const attached = new Map<ListenerNode, number>();
  const everyGateway = new Set(snapshot.gateways.map(keyOf));
  const strays: Stray[] = [];
  for (const object of snapshot.httpRoutes) {
    strays.push(...straysOf(object, everyGateway));
    const node = resolveRoute(object, gateways, context);
    if (!node) continue;
    routes.push(node);
    for (const gateway of new Set(node.parents.map((parent) => parent.gateway))) {
      const there = ofGateway.get(gateway);
      if (there) there.push(node);
      else ofGateway.set(gateway, [node]);
    }
    // A route that reaches a listener by two of its parentRefs is one route.
    const listeners = new Set(node.parents.flatMap((parent) => parent.attached.map(({ listener }) => listener)));
    for (const listener of listeners) attached.set(listener, (attached.get(listener) ?? 0) + 1);
  }
  return {
    implementation,
    classes,
    gateways,
    routes,
    strays,
    routesOf: (gateway) => ofGateway.get(gateway) ?? [],
    attachedRoutes: (listener) => attached.get(listener) ?? 0,
  };
}

function straysOf(route: HTTPRouteObject, gateways: ReadonlySet<string>): readonly Stray[] {
  return (route.spec.parentRefs ?? []).flatMap((ref, index): Stray[] => {
    if (!isGatewayRef(ref)) return [];
    const gateway = { namespace: ref.namespace ?? route.metadata.namespace ?? "", name: ref.name };
    return gateways.has(`${gateway.namespace}/${gateway.name}`) ? [] : [{ route, index, gateway }];
  });
}
