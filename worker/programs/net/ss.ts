import type { Program } from "../../shell/program.ts";
import { processesOf } from "../coreutils/processes.ts";
import { chosen, listenerPid } from "./sockets.ts";

/** ss of iproute2: who listens. Columns are as wide as what is in them; the words "Port" and "Process" touch. */
export const ss: Program = async (args, io) => {
  const { shown, process, both } = chosen(args, io.net.listeners());
  const processes = processesOf(io);
  const rows = shown.map((one) => ({
    kind: one.protocol.toLowerCase(),
    state: one.protocol === "UDP" ? "UNCONN" : "LISTEN",
    received: "0",
    queue: one.protocol === "UDP" ? "0" : "4096",
    host: one.ip,
    port: String(one.port),
    peer: one.ip === "::" ? "[::]" : "0.0.0.0",
    process: process ? `users:(("${one.process}",pid=${listenerPid(one, processes)},fd=3))` : "",
  }));
  const width = (key: "kind" | "state" | "host" | "port" | "peer" | "process", least: number) =>
    Math.max(least, ...rows.map((row) => row[key].length));
  const [kind, state, host, port, peer] = [
    width("kind", 5),
    width("state", 5),
    width("host", 13),
    width("port", 4),
    width("peer", 12),
  ];
  const last = rows.length === 0 ? 7 : Math.max(7, width("process", 0));
  const line = (cells: readonly string[], end: string) =>
    `${both ? `${cells[0]!.padEnd(kind)} ` : ""}${cells[1]!.padEnd(state)} ${cells[2]!.padEnd(6)} ${cells[3]!.padEnd(6)} ` +
    `${cells[4]!.padStart(host)}:${cells[5]!.padEnd(port)} ${cells[6]!.padStart(peer)}:${cells[7]!.padEnd(4)}${end}`;
  const head = line(
    ["Netid", "State", "Recv-Q", "Send-Q", "Local Address", "Port", "Peer Address", "Port"],
    "Process".padEnd(last),
  );
  const body = rows.map((row) =>
    line([row.kind, row.state, row.received, row.queue, row.host, row.port, row.peer, "*"], row.process.padEnd(last)),
  );
  await io.stdout.write([head, ...body].map((one) => `${one}\n`).join(""));
  return 0;
};
