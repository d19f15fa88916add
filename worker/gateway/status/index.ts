/**
 * Status: what is written into the objects, from the graph and from how far the proxies have come.
 *
 * Pure. Times of transition move only when a condition's status does, so that a status which says nothing new is the same.
 *
 * @module
 */
export { type Deployed, gatewayStatus } from "./gateway.ts";
export { gatewayClassStatus, tellsFeatures } from "./gatewayclass.ts";
export { routeParents } from "./httproute.ts";
