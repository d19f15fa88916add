/**
 * Small network tools: nc, ping, wget, ip, ss, netstat, hostname; busybox's own forms of some; and `why`.
 *
 * In:   the command line, the network of the host it runs on.
 * Out:  what the real tools print; the way of each request goes to `io.trace`.
 *
 * @module
 */
import type { Program } from "../../shell/program.ts";
import { why } from "../why.ts";
import { busyboxWget } from "./busyboxWget.ts";
import { hostname } from "./hostname.ts";
import { ip } from "./ip.ts";
import { busyboxNc, nc } from "./nc.ts";
import { busyboxPing, ping } from "./ping.ts";
import { netstat, ss } from "./ss.ts";

import { wget } from "./wget.ts";

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
