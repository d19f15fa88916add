/**
 * Tools that ask name servers: dig, nslookup and host of BIND 9.18, and the nslookup of busybox.
 *
 * In:   the command line, /etc/resolv.conf, name servers over UDP.
 * Out:  what the real tools print.
 *
 * @module
 */
import type { Program } from "../../shell/program.ts";
import { later } from "../later.ts";

const dig = later(async () => (await import("./dig.ts")).dig);
const nslookup = later(async () => (await import("./nslookup.ts")).nslookup);
const host = later(async () => (await import("./host.ts")).host);

/** As installed by bind9-dnsutils. */
export const dnsPrograms: ReadonlyMap<string, Program> = new Map([
  ["dig", dig],
  ["nslookup", nslookup],
  ["host", host],
]);
