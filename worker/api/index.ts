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
 * - `server.handle(request)` → `HttpResponse`: the whole HTTP API on records; `server.connectNodes(nodeProxy)` gives it logs,
 *   exec, attach and port-forward (interface `NodeProxy`, which the kubelet's side implements)
 * - `server.connectOutbound(caller)` gives it a way out, to admission webhooks (interface `OutboundCaller`)
 * - exec and attach answer 101 with `upgraded` streams that speak WebSocket, subprotocol v5.channel.k8s.io;
 *   `runRemoteCommand(response.upgraded, { stdin, stdout, stderr, sizes })` (client/remoteCommand.ts) is the client's half. Port-forward
 *   (`?ports=80`, any Upgrade header) answers 101 and the upgraded streams are the connection to the port itself.
 * - `server.verbs.token(serviceAccountRef, { spec: { audiences, expirationSeconds, boundObjectRef } })` mints what a pod mounts;
 *   requests that bring it as `Authorization: Bearer` are that service account's
 * - `runController(controller, { client, cache, clock, random, events, log }, signal)` runs a loop until the signal aborts
 *
 * @module
 */
export * from "./client/client.ts";
export * from "./client/controller.ts";
export { eventRecorder, type RecorderOptions } from "./client/recorder.ts";
export type { ReflectorOptions } from "./client/reflected.ts";
export { type ControllerDeps, runController } from "./client/runner.ts";
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
export type { BirthPolicy } from "./server/authorization/authorization.ts";
export type { StoreEvent } from "./server/collection.ts";
export type { Deletion } from "./server/deletion.ts";
export * from "./server/nodeProxy.ts";
export * from "./server/outbound.ts";
export type { Identity } from "./server/request.ts";
export { type ApiServer, type ApiServerOptions, createApiServer, type SavedApi } from "./server/server.ts";
export { type SavedStore, Store } from "./server/store.ts";
