/**
 * Package managers of container images: apk, apt-get and apt.
 *
 * In:   the command line, the mirrors of the simulated internet.
 * Out:  what the real ones print; the programs of a package that there is here can be run afterwards.
 * A program can only be installed where its image could run it: `installable` stands in its table, without a file until then.
 *
 * @module
 */
import type { Program } from "../../shell/program.ts";
import { curlPrograms } from "../curl/index.ts";
import { dnsPrograms } from "../dns/index.ts";
import { later } from "../later.ts";
import { netPrograms } from "../net/index.ts";
import { opensslPrograms } from "../openssl/index.ts";
import { textPrograms } from "../text/index.ts";

const apt = later(async () => (await import("./apt.ts")).aptGet);

export const apk: Program = later(async () => (await import("./apk.ts")).apk);
export const aptPrograms: ReadonlyMap<string, Program> = new Map([
  ["apt-get", apt],
  ["apt", apt],
]);

/** What packages bring, by path. */
export const installable: ReadonlyMap<string, Program> = new Map(
  [...curlPrograms, ...dnsPrograms, ...netPrograms, ...opensslPrograms, ...textPrograms].map(([name, program]) => [
    `/usr/bin/${name}`,
    program,
  ]),
);
