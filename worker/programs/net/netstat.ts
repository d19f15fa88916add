import type { Io, Program } from "../../shell/program.ts";
import { processesOf } from "../coreutils/processes.ts";
import { routeTable } from "./route.ts";
import { chosen, listenerPid } from "./sockets.ts";

/** netstat of net-tools. */
export const netstat: Program = async (args, io) => {
  if (args.some((arg) => /^-\w*r/.test(arg) || arg === "--route")) {
    await io.stdout.write(routeTable(io.net, "netstat"));
    return 0;
  }
  await io.stdout.write(socketTable(args, io, 11));
  return 0;
};

/** Heads and lines of net-tools and BusyBox alike, but for the width of the state. */
export function socketTable(args: readonly string[], io: Io, stateWidth: number): string {
  const { shown, process, listening, all } = chosen(args, io.net.listeners());
  const processes = processesOf(io);
  const what = listening ? "only servers" : all ? "servers and established" : "w/o servers";
  const rows = shown.map((one) => {
    const own = `${one.protocol.toLowerCase().padEnd(5)}      0      0 `;
    const local = `${one.ip}:${one.port}`.padEnd(23);
    const state = (one.protocol === "UDP" ? "" : "LISTEN").padEnd(stateWidth);
    const program = process ? `${listenerPid(one, processes)}/${one.process}`.padEnd(20) : "";
    return `${own}${local} ${"0.0.0.0:*".padEnd(23)} ${state}${process ? ` ${program}` : ""}`;
  });
  const head = `Proto Recv-Q Send-Q Local Address           Foreign Address         ${"State".padEnd(stateWidth)}${process ? " PID/Program name    " : ""}`;
  return [`Active Internet connections (${what})`, head, ...rows].map((line) => `${line}\n`).join("");
}
