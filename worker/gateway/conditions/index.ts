/**
 * Every condition that Gateway API's objects can get here, a constructor each: types and reasons are the spec's, messages are
 * ours, name the object and stand only here.
 *
 * @module
 */
export * from "./gateway.ts";
export * from "./gatewayclass.ts";
export * from "./listener.ts";
export * from "./route.ts";
export { refsResolved } from "./words.ts";
