/**
 * The shapes of Gateway API's objects as their CustomResourceDefinitions let them be, and the kinds by which clients and caches
 * find them. Defaults and validation are the definitions' own.
 *
 * @module
 */
export * from "./common.ts";
export * from "./gateway.ts";
export * from "./gatewayclass.ts";
export * from "./httproute.ts";
export * from "./referencegrant.ts";
