/**
 * The simulated internet: what its hosts serve, and what their names resolve to.
 *
 * In:   sites (`worker/base/site.ts`) of this catalogue and of others; a lesson's own files by URL.
 * Out:  an Internet that answers requests by Host and path, gives its names as DNS zones, and lists what there is.
 * It stands on no wire: `worker/cluster` puts its addresses on the simulated network. Contents are loaded when asked for.
 *
 * @module
 */
export type { InternetHost } from "./addresses.ts";
export { catalogue } from "./catalogue.ts";
export { type FilesByUrl, filesByUrl } from "./files.ts";
export { Internet } from "./internet.ts";
export { internetProgram } from "./list.ts";
