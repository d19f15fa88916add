/**
 * Compile: what the proxies of a Gateway are told.
 *
 * In:   a graph, one of its Gateways, the snapshot (for endpoints).
 * Out:  a route table (listener → host → rule, with what is left out and why) and where the backends are.
 * Pure: invalid parts answer with the spec's error, or are left out with their reason.
 *
 * @module
 */
import type { RouteListener, RouteRule, RouteTable, Upstreams } from "../../routing/index.ts";
import {
  type GatewayNode,
  type Graph,
  isAccepted,
  type ListenerNode,
  notServedBecause,
  type Snapshot,
} from "../graph/index.ts";
import { leftOutOf, listenerObject } from "./leftOut.ts";
import { compileRules } from "./rules.ts";
import { compileUpstreams } from "./upstreams.ts";

/** All that a proxy must know to serve a Gateway; plain data. */
export interface ProxyConfiguration {
  readonly table: RouteTable;
  readonly upstreams: Upstreams;
}

export function compileGateway(gateway: GatewayNode, graph: Graph, snapshot: Snapshot): ProxyConfiguration {
  const listeners = isAccepted(gateway)
    ? gateway.listeners.filter((listener) => notServedBecause(listener) === undefined)
    : [];
  const rules = rulesByListener(gateway, graph);
  return {
    table: {
      listeners: listeners.map((listener) => compileListener(listener, rules.get(listener))),
      leftOut: leftOutOf(gateway, graph),
      detectMisdirected: true,
    },
    upstreams: compileUpstreams(graph.routesOf(gateway), snapshot),
  };
}

type Hosts = Map<string, RouteRule[]>;

function rulesByListener(gateway: GatewayNode, graph: Graph): ReadonlyMap<ListenerNode, Hosts> {
  const found = new Map<ListenerNode, Hosts>();
  for (const route of graph.routesOf(gateway)) {
    const rules = compileRules(route);
    // A route that reaches a listener by two of its parentRefs stands there once.
    const done = new Set<ListenerNode>();
    for (const parent of route.parents) {
      if (parent.gateway !== gateway || parent.refused) continue;
      for (const { listener, hostnames } of parent.attached) {
        if (done.has(listener)) continue;
        done.add(listener);
        const hosts = found.get(listener) ?? new Map<string, RouteRule[]>();
        found.set(listener, hosts);
        for (const hostname of hostnames) {
          const there = hosts.get(hostname);
          if (there) there.push(...rules);
          else hosts.set(hostname, [...rules]);
        }
      }
    }
  }
  return found;
}

function compileListener({ gateway, spec, certificates }: ListenerNode, hosts: Hosts | undefined): RouteListener {
  const hostname = spec.hostname?.toLowerCase();
  return {
    port: spec.port,
    protocol: spec.protocol === "HTTPS" ? "HTTPS" : "HTTP",
    object: listenerObject(gateway, spec.name),
    ...(hostname && { hostname }),
    ...(spec.protocol === "HTTPS" && {
      certificates,
    }),
    hosts: [...(hosts ?? [])].map(([host, rules]) => ({ hostname: host, rules })),
  };
}
