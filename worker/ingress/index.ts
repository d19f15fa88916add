/**
 * Ingress: what Ingresses mean to a controller, and the route table that comes of it.
 *
 * In:   a snapshot of Ingresses, IngressClasses, Services, EndpointSlices, Secrets; the controller's options.
 * Out:  a graph (servers, locations, what is left out and why), a route table with upstreams, refusals of the webhook, status.
 * Pure: no clock, no client, no logging. Invalid input is data, never a throw.
 *
 * @module
 */
export { type CheckAround, refusalOf, warningsOf } from "./check.ts";
export { type Claim, claimOf } from "./claim.ts";
export { type CompileAround, type CompiledIngress, compileIngress } from "./compile.ts";
export { buildIngressGraph, type IngressGraph } from "./graph.ts";
export type { IngressOptions, IngressSnapshot } from "./options.ts";
export { publishedAddresses, statusDiffers } from "./status.ts";
export { type BackendRef, serviceUpstream } from "./upstreams.ts";
