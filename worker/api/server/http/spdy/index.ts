/**
 * SPDY/3.1 as Kubernetes still speaks it: many streams over one upgraded connection, for exec, attach and port-forward.
 *
 * In:   the two directions of an upgraded connection; of a WebSocket's messages, where SPDY is tunnelled through one.
 * Out:  streams with their headers, as the client opens them.
 * No flow control and no priorities: Kubernetes' own implementation has none either.
 *
 * @see https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/
 * @module
 */
export { spdyCommand } from "./command.ts";
export { spdyPortForward, tunnelled } from "./portForward.ts";
