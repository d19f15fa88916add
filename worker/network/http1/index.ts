/**
 * HTTP/1.1 as bytes on a raw connection, for the side that knows only records. Fetched when first needed.
 *
 * @module
 */
export { askHttp1 } from "./ask.ts";
export { serveHttp1 } from "./serve.ts";
