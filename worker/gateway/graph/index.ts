/**
 * Gateway graph: what the cluster's Gateway API objects mean, before any proxy is involved.
 *
 * In:   a snapshot of GatewayClasses, Gateways, HTTPRoutes, ReferenceGrants, and look-ups of Services, EndpointSlices, Secrets and
 *       Namespaces; what the implementation supports.
 * Out:  a Graph whose nodes say whether they are valid and carry the conditions that explain it.
 * Pure: no clock, no client, no logging. Invalid input is data, never a throw.
 *
 * @module
 */
export { type GatewayNode, isAccepted } from "./gateway.ts";
export type { GatewayClassNode } from "./gatewayclass.ts";
export { buildGraph, type Graph, type Stray } from "./graph.ts";
export { servedHostnames } from "./hostname.ts";
export { type Attachment, type HTTPRouteNode, type ParentNode, tellDropped } from "./httproute.ts";
export type { Implementation } from "./implementation.ts";
export { type ListenerCertificate, type ListenerNode, notServedBecause } from "./listener.ts";
export type { ProtocolName } from "./protocols.ts";
export type { BackendNode, RuleNode } from "./rules.ts";
export { type BackendTarget, endpointsOf } from "./service.ts";
export type { Snapshot } from "./snapshot.ts";
