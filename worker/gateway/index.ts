/**
 * Gateway API, as a pipeline of pure functions: snapshot → graph → route table and status.
 *
 * - `buildGraph(snapshot, implementation)`: what the objects mean, problems included
 * - `compileGateway(gateway, graph, snapshot)`: what the proxies of a Gateway are told
 * - `gatewayClassStatus`, `gatewayStatus`, `routeParents`: what is written into the objects
 * - `implementations/`: on top of these, what an implementation deploys and how it reports
 *
 * @module
 */
export * from "./compile/index.ts";
export * from "./graph/index.ts";
export * from "./kinds/index.ts";
export * from "./status/index.ts";
