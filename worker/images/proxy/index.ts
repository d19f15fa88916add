/**
 * The data plane that proxies share: ports with HTTP and HTTPS, a route table, endpoints.
 *
 * In:   a `RouteTable` and `Upstreams` as plain data, whenever they change; a style: pages, headers, logs, patience.
 * Out:  answers, and in the trace every station: the rule and what lost, the draw, each endpoint tried, why an error.
 * Never: it asks no API and remembers nothing: whoever runs it keeps table and endpoints in `io.memory` and hands them over again.
 *
 * @module
 */
export { Exchange } from "./exchange.ts";
export { HttpProxy, type ProxyIo } from "./proxy.ts";
export type { OwnStatuses, ProxyStyle } from "./style.ts";
