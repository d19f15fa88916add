/**
 * The sandbox as a server for real clients: the API over HTTPS on loopback, with the cluster's own certificates.
 *
 * In:   a profile, a seed, how fast time passes.
 * Out:  sockets on loopback addresses, a kubeconfig; closed again by a signal.
 * Bytes only: what is said inside is for the simulated network and who listens there.
 *
 * @module
 */
export { type Doors, openDoors } from "./doors.ts";
export { freshPrimes } from "./keys.ts";
export { serveOptions } from "./options.ts";
export { Pace } from "./pace.ts";
export { type ServeOptions, serve } from "./serve.ts";
