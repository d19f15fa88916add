/**
 * Dynamic admission: webhooks that are asked about writes. Fetched when a write meets the first one; which writes do is known
 * without it (./registry.ts).
 *
 * In:   a write, the webhooks that it concerns, a way out of the server.
 * Out:  the object as mutating webhooks leave it, stored; or why not.
 * Never: waits for anything but answers, or stores what was not looked at again after waiting.
 *
 * @module
 */
export { Asker } from "./asker.ts";
export * as waiting from "./waiting.ts";
