/**
 * Routing: which rule, which backend a request goes to, and why.
 *
 * In:   a route table (plain data: listener → host → rule), a request.
 * Out:  a decision with its reasons.
 * Pure: no clock, no network, no Kubernetes; objects are names to show.
 *
 * @module
 */
export * from "./table.ts";
