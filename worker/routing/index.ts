/**
 * Routing: which rule, which backend a request goes to, and why.
 *
 * In:   a route table (plain data: listener → host → rule), a request.
 * Out:  a decision with its reasons.
 * Pure: no clock, no network, no Kubernetes; objects are names to show.
 *
 * Entry points:
 * - `indexRoutes(table)` → `Routes`; `routes.decide(routeRequest(request, port))` → the rule and match, or undefined (404)
 * - `drawBackend(rule.backends, fraction)`, `steeredTo(rule, request)` → the backend
 * - `changeHeaders`, `redirectLocation`, `modifyPath`: the filters
 * - `tellChoice`, `lostTo`, `tellNoRule`, `candidatesOf`, `tellDraw`: the reasons, worked out when somebody asks
 *
 * @module
 */
export type { Entry } from "./accept.ts";
export {
  candidatesOf,
  lostTo,
  type NearMiss,
  type NoRule,
  tellChoice,
  tellDraw,
  tellNoRule,
} from "./explain.ts";
export { changeHeaders, redirectLocation } from "./filters.ts";
export { hostnameAccepts, hostOf } from "./hostnames.ts";
export { expressionOf, modifyPath } from "./paths.ts";
export { cookieValue, type RouteRequest, routeRequest } from "./request.ts";
export { indexRoutes, type ListenerRoutes, type Routes } from "./routes.ts";
export * from "./table.ts";
export { drawBackend, sharesOf, steeredTo } from "./weights.ts";
