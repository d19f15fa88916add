/**
 * Connections to pods: what follows the name of one in the API's path and is no object.
 *
 * In:   a request for pods/log, pods/exec, pods/attach or pods/portforward, and the way to the pod's node; for the proxy of pods, Services
 *       and nodes, and the way out into the network.
 * Out:  the answer; after 101 the two directions of the upgraded connection, over which WebSocket or SPDY is spoken.
 * Who may ask was asked before.
 *
 * @module
 */
export { commandAnswer } from "./commands.ts";
export { logAnswer } from "./logs.ts";
export { portForwardAnswer } from "./portForward.ts";
export { proxyAnswer } from "./proxy.ts";
