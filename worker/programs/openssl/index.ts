/**
 * openssl: the command line of OpenSSL 3.0, as far as keys, certificates and TLS connections go.
 *
 * In:   the command line, files, the clock, the sandbox's chance; `s_client` speaks over the host's network.
 * Out:  PEM that the real openssl reads, and texts laid out as it lays them out; errors in its words.
 * Fetched when first run.
 *
 * @module
 */
import type { Program } from "../../shell/program.ts";
import { later } from "../later.ts";

export const opensslPrograms: ReadonlyMap<string, Program> = new Map([
  ["openssl", later(async () => (await import("./openssl.ts")).openssl)],
]);
