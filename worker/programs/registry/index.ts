/**
 * A registry of images, charts and other artifacts, by the distribution API: the server side of `helm push` and `helm pull oci://…`.
 *
 * In:   requests below /v2/; files to keep what is pushed; what else there is to pull.
 * Out:  answers in the words of the distribution project's registry.
 * Never: listens by itself, and knows no host; images and hosts of the internet do.
 *
 * @module
 */
export { createRegistry, type RegistryParts, type Wish } from "./distribution.ts";
export { Refusal, refusalResponse } from "./errors.ts";
export type { Shelf, StoredManifest } from "./shelf.ts";
export { FileStorage } from "./storage.ts";
export { credentialsOf, grants, signed, type Token, tokenOf, tokenResponse } from "./tokens.ts";
