/**
 * The API server and those who talk to it.
 *
 * In:   kinds, schemas, clock, chance; what a former life saved.
 * Out:  `createApiServer` → its store, in-process clients and cache for loops, and `save()`.
 * Never: it runs no loop of its own, and knows neither nodes nor wires.
 *
 * Entry points:
 * - `createApiServer({ kinds, schemas, clock, random, serviceCidr, version, … })` → `ApiServer`
 * - `server.client({ user, groups })` → `Client`; `server.cache` → `Cache` (always current; `cache.follow` is an informer)
 * - `server.recorder(client, { component, host })` → `EventRecorder`
 * - `runController(controller, { client, cache, clock, random, events, log }, signal)` runs a loop until the signal aborts
 *
 * @module
 */
export * from "./client/client.ts";
export * from "./client/controller.ts";
export type { Authorize, RequestAttributes } from "./client/inProcess.ts";
export { eventRecorder, type RecorderOptions } from "./client/recorder.ts";
export { anyKind, type ControllerDeps, refOfKey, runController } from "./client/runner.ts";
export { WorkQueue } from "./client/workQueue.ts";
export * from "./machinery/failures.ts";
export * from "./machinery/field.ts";
export * from "./machinery/fields.ts";
export * from "./machinery/kind.ts";
export * from "./machinery/labels.ts";
export * from "./machinery/names.ts";
export * from "./machinery/object.ts";
export { jsonPatch, mergePatch } from "./machinery/patch.ts";
export * from "./machinery/schema.ts";
export * from "./machinery/status.ts";
export { strategicMergePatch } from "./machinery/strategicMerge.ts";
export * from "./machinery/values.ts";
export type { StoreEvent } from "./server/collection.ts";
export type { Deletion } from "./server/deletion.ts";
export { KindRegistry } from "./server/kindRegistry.ts";
export type { Identity } from "./server/request.ts";
export { type ApiServer, type ApiServerOptions, createApiServer } from "./server/server.ts";
export { type SavedStore, Store } from "./server/store.ts";
