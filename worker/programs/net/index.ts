/**
 * Small network tools: nc, ping, wget, ip, ss, netstat, route, ifconfig, arp, hostname; busybox's own forms of some; and `why`.
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
const nc = later(async () => (await import("./nc.ts")).nc);
const wget = later(async () => (await import("./wget.ts")).wget);
const ip = later(async () => (await import("./ip.ts")).ip);
const ss = later(async () => (await import("./ss.ts")).ss);
const netstat = later(async () => (await import("./netstat.ts")).netstat);
const route = later(async () => (await import("./route.ts")).route);
const ifconfig = later(async () => (await import("./ifconfig.ts")).ifconfig);
const arp = later(async () => (await import("./arp.ts")).arp);

/** As a Debian with netcat-openbsd, iputils-ping, iproute2, net-tools and wget has them. */
export const netPrograms: ReadonlyMap<string, Program> = new Map([
  ["nc", nc],
  ["ping", ping],
  ["wget", wget],
  ["ip", ip],
  ["ss", ss],
  ["netstat", netstat],
  ["route", route],
  ["ifconfig", ifconfig],
  ["arp", arp],
  ["hostname", hostname],
  ["why", why],
]);
