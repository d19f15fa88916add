/**
 * Small network tools: nc, ping, wget, ip, ss, netstat, hostname; busybox's own forms of some; and `why`.
 *
 * In:   the command line, the network of the host it runs on.
 * Out:  what the real tools print; the way of each request goes to `io.trace`.
 *
 * @module
 */
import type { Program } from "../../shell/program.ts";
import { later } from "../later.ts";

const why = later(async () => (await import("../why.ts")).why);
const hostname = later(async () => (await import("./hostname.ts")).hostname);
const ping = later(async () => (await import("./ping.ts")).ping);
const busyboxPing = later(async () => (await import("./ping.ts")).busyboxPing);
const nc = later(async () => (await import("./nc.ts")).nc);
const busyboxNc = later(async () => (await import("./nc.ts")).busyboxNc);
const wget = later(async () => (await import("./wget.ts")).wget);
const busyboxWget = later(async () => (await import("./busyboxWget.ts")).busyboxWget);
const ip = later(async () => (await import("./ip.ts")).ip);
const ss = later(async () => (await import("./ss.ts")).ss);
const netstat = later(async () => (await import("./ss.ts")).netstat);

/** As a Debian with netcat-openbsd, iputils-ping, iproute2, net-tools and wget has them. */
export const netPrograms: ReadonlyMap<string, Program> = new Map([
  ["nc", nc],
  ["ping", ping],
  ["wget", wget],
  ["ip", ip],
  ["ss", ss],
  ["netstat", netstat],
  ["hostname", hostname],
  ["why", why],
]);

/** As built into busybox. */
export const busyboxNetPrograms: ReadonlyMap<string, Program> = new Map([
  ["nc", busyboxNc],
  ["ping", busyboxPing],
  ["wget", busyboxWget],
  ["ip", ip],
  ["netstat", netstat],
  ["hostname", hostname],
  ["why", why],
]);
