/**
 * curl 8.14.1 as Debian 13 has it, over the simulated network.
 *
 * In:   the command line, /etc/hosts and /etc/resolv.conf, the network of the host it runs on.
 * Out:  bodies as they come, the progress meter and messages on stderr, exit codes as the real one's; the way of each
 *       request goes to `io.trace`.
 *
 * @see https://curl.se/docs/manpage.html
 * @module
 */
import type { Program } from "../../shell/program.ts";
import { later } from "../later.ts";

/** Fetched when it is first run. */
export const curl: Program = later(async () => (await import("./curl.ts")).curl);

/** Programs of this folder by name. */
export const curlPrograms: ReadonlyMap<string, Program> = new Map([["curl", curl]]);
