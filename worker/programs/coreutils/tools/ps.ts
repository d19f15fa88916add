import { isProcessIo, type ProcessInfo } from "../../../shell/machine/index.ts";
import { strftime } from "../../../shell/printf.ts";
import type { Program } from "../../../shell/program.ts";
import { PROCESS_MEMORY, shortName } from "../../proc/process.ts";
import { systemOf } from "../../system.ts";
import { processesOf } from "../processes.ts";

interface Column {
  readonly head: string;
  readonly width: number;
  readonly right?: true;
  readonly cell: (info: ProcessInfo) => string;
}

const DAY_MS = 86_400_000;

/** ps(1): procps' usual forms, and -o with its columns. */
export const ps: Program = async (args, io) => {
  const list = processesOf(io);
  const self = isProcessIo(io) ? io.process.process.info : undefined;
  const nowMs = io.clock.now();
  const started = ({ startedMs }: ProcessInfo) => strftime(nowMs - startedMs < DAY_MS ? "%H:%M" : "%b%d", startedMs);
  const memoryShare = ((PROCESS_MEMORY.resident * 100) / systemOf(io).memoryKiB).toFixed(1);
  const stat = (info: ProcessInfo) =>
    `${info === self ? "R" : "S"}${info.group === info.pid ? "s" : ""}${info.terminal !== "?" && info === self ? "+" : ""}`;
  const left = (head: string, width: number, cell: Column["cell"]): Column => ({ head, width, cell });
  const right = (head: string, width: number, cell: Column["cell"]): Column => ({ head, width, right: true, cell });
  const columns: Readonly<Record<string, Column>> = {
    user: left("USER", 8, ({ user }) => user),
    uid: right("UID", 5, ({ owner }) => String(owner?.uid ?? 0)),
    pid: right("PID", 7, ({ pid }) => String(pid)),
    ppid: right("PPID", 7, ({ parent }) => String(parent)),
    pgid: right("PGID", 7, ({ group }) => String(group)),
    "%cpu": right("%CPU", 4, () => "0.0"),
    pcpu: right("%CPU", 4, () => "0.0"),
    "%mem": right("%MEM", 4, () => memoryShare),
    pmem: right("%MEM", 4, () => memoryShare),
    vsz: right("VSZ", 6, () => String(PROCESS_MEMORY.virtual)),
    rss: right("RSS", 5, () => String(PROCESS_MEMORY.resident)),
    tty: left("TT", 8, ({ terminal }) => terminal),
    stat: left("STAT", 4, stat),
    start: right("STARTED", 8, ({ startedMs }) => strftime("%H:%M:%S", startedMs)),
    etime: right("ELAPSED", 11, ({ startedMs }) => elapsed(nowMs - startedMs)),
    time: right("TIME", 8, () => "00:00:00"),
    comm: left("COMMAND", 15, ({ command }) => shortName(command)),
    cmd: left("CMD", 27, ({ command }) => command),
    args: left("COMMAND", 27, ({ command }) => command),
    command: left("COMMAND", 27, ({ command }) => command),
  };
  const { letters, formats, pids, headers } = readArguments(args);
  const chosen = formats
    .flatMap((format) => format.split(","))
    .map((word) => {
      const [name = "", head] = word.split("=");
      const known = columns[name];
      return known && head !== undefined ? { ...known, head } : { ...known, name };
    });
  const unknown = chosen.find((one) => !("cell" in one)) as { name: string } | undefined;
  if (unknown) {
    await io.stderr.write(`error: unknown user-defined format specifier "${unknown.name}"\n\nUsage:\n ps [options]\n`);
    return 1;
  }
  const all = /[aexA]/.test(letters);
  const own = self?.terminal ?? "?";
  const shown =
    pids.length > 0
      ? list.filter(({ pid }) => pids.includes(pid))
      : all
        ? list
        : list.filter((info) => info.terminal === own);
  const usual: readonly Column[] =
    letters.includes("u") && formats.length === 0
      ? [
          columns.user!,
          columns.pid!,
          columns["%cpu"]!,
          columns["%mem"]!,
          columns.vsz!,
          columns.rss!,
          left("TTY", 8, ({ terminal }) => terminal),
          columns.stat!,
          left("START", 5, started),
          right("TIME", 6, () => "0:00"),
          columns.command!,
        ]
      : letters.includes("f")
        ? [
            left("UID", 8, ({ user }) => user),
            columns.pid!,
            columns.ppid!,
            right("C", 2, () => "0"),
            left("STIME", 5, started),
            left("TTY", 8, ({ terminal }) => terminal),
            columns.time!,
            columns.cmd!,
          ]
        : [
            columns.pid!,
            left("TTY", 8, ({ terminal }) => terminal),
            columns.time!,
            left("CMD", 15, ({ command }) => shortName(command)),
          ];
  const table = chosen.length > 0 ? (chosen as readonly Column[]) : usual;
  const line = (cells: readonly string[]) =>
    `${cells
      .map((cell, at) => {
        const { width, right: toTheRight } = table[at]!;
        if (toTheRight) return cell.padStart(width);
        return at === table.length - 1 ? cell : cell.padEnd(width);
      })
      .join(" ")}\n`;
  const heads = headers && table.some(({ head }) => head !== "") ? line(table.map(({ head }) => head)) : "";
  await io.stdout.write(heads + shown.map((info) => line(table.map(({ cell }) => cell(info)))).join(""));
  return shown.length > 0 ? 0 : 1;
};

/** Letters of all option words, the lists of -o and -p. */
function readArguments(args: readonly string[]) {
  const formats: string[] = [];
  const pids: number[] = [];
  let letters = "";
  let headers = true;
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const list = /^-?([a-zA-Z]*)([op])(.*)$/s.exec(word);
    if (word === "--no-headers" || word === "--no-heading") headers = false;
    else if (word.startsWith("--format")) formats.push(word.slice(word.indexOf("=") + 1));
    else if (word.startsWith("--")) continue;
    else if (list) {
      letters += list[1];
      const value = list[3] || rest.shift() || "";
      if (list[2] === "o") formats.push(value);
      else pids.push(...value.split(",").map(Number));
    } else if (/^\d+$/.test(word)) pids.push(Number(word));
    else letters += word.replace(/^-/, "");
  }
  return { letters, formats, pids, headers };
}

/** [[DD-]hh:]mm:ss */
function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24];
  const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (days > 0) return `${days}-${two(hours)}:${clock}`;
  return hours > 0 ? `${two(hours)}:${clock}` : clock;
}
