/**
 * The gatehouse implementation: a controller that deploys a proxy for each Gateway and hands it its configuration over the network.
 *
 * - `runGatehouse(parts, signal)`: the controller, until the signal aborts; `Configurations.serve(connection)` for each proxy
 * - `followConfiguration(options, signal)`: the proxy's end of that connection
 * - `manifest.ts` holds what installs it, apart, so that reading it loads nothing else
 *
 * The controller forgets everything with its pod; a proxy goes on with the configuration it has.
 *
 * @module
 */
export { Configurations } from "./configurations.ts";
export { type GatehouseParts, runGatehouse } from "./controller.ts";
export { gatehouse } from "./description.ts";
export { type FeedOptions, followConfiguration } from "./feed.ts";
export { PROXY_IMAGE, VERSION } from "./manifest.ts";
export type { Hello, Update } from "./messages.ts";
export { CONFIGURATION_PORT, HEALTH_PORT, READY_PORT } from "./names.ts";
