/**
 * What a namespace's LimitRanges and ResourceQuotas ask of new objects.
 *
 * In:   an object about to be created; what is there in its namespace.
 * Out:  defaults of LimitRanges filled in; refusals in the server's words.
 * Never: writes; the usage that a quota reports is the loop's business.
 *
 * @module
 */
export { fillLimits, refuseByLimits } from "./limitRanges.ts";
export { refuseByQuotas } from "./quotas.ts";
export { isInScope, usageOf } from "./usage.ts";
