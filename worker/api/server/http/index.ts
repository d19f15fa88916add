/**
 * The API server's HTTP side, fetched with the first request: loops inside the process never need it.
 *
 * In:   HTTP requests as records. Out: answers as records.
 *
 * @module
 */
export { Door } from "./door.ts";
export { OpenApi } from "./openApi.ts";
