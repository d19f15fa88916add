import type { ProcessInfo } from "../../../shell/machine/index.ts";
import { processesOf } from "../../coreutils/processes.ts";
import { PROCESS_MEMORY, shortName } from "../../proc/process.ts";
import type { Applet } from "../applet.ts";

interface Column {
  readonly head: string;
  readonly width: number;
  readonly cell: (info: ProcessInfo, nowMs: number) => string;
}

const column = (head: string, width: number, cell: Column["cell"]): Column => ({ head, width, cell });
const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;
const inMegabytes = (kib: number): string => (kib >= 10_000 ? `${Math.floor(kib / 1024)}m` : String(kib));

/** In the order in which `ps` lists what it knows. */
const COLUMNS: Readonly<Record<string, Column>> = {
  user: column("USER", 8, ({ user }) => user.slice(0, 8)),
  group: column("GROUP", 8, ({ owner }) => ((owner?.gid ?? 0) === 0 ? "root" : String(owner?.gid))),
  comm: column("COMMAND", 16, ({ command }) => shortName(command)),
  args: column("COMMAND", 256, ({ command }) => command),
  pid: column("PID", 5, ({ pid }) => String(pid).padStart(5)),
  ppid: column("PPID", 5, ({ parent }) => String(parent).padStart(5)),
  pgid: column("PGID", 5, ({ group }) => String(group).padStart(5)),
  etime: column("ELAPSED", 7, ({ startedMs }, nowMs) => minutes((nowMs - startedMs) / 1000).padStart(7)),
  nice: column("NI", 5, () => "    0"),
  rgroup: column("RGROUP", 8, ({ owner }) => ((owner?.gid ?? 0) === 0 ? "root" : String(owner?.gid))),
  ruser: column("RUSER", 8, ({ user }) => user.slice(0, 8)),
  time: column("TIME", 5, () => minutes(0).padStart(5)),
  tty: column("TT", 6, ({ terminal }) => (terminal === "pts/0" ? "136,0" : terminal)),
  vsz: column("VSZ", 4, () => inMegabytes(PROCESS_MEMORY.virtual).padStart(4)),
  sid: column("SID", 5, ({ group }) => String(group).padStart(5)),
  stat: column("STAT", 4, ({ terminal }) => (terminal === "?" ? "S" : "S")),
  rss: column("RSS", 4, () => inMegabytes(PROCESS_MEMORY.resident).padStart(4)),
};

/** ps: every process with its whole command line, whatever letters are given. */
export const ps: Applet = {
  usage: "[-o COL1,COL2=HEADER] [-T]",
  help: "Show list of processes",
  flags: "TaAdefl",
  values: "o",
  async run(options, io) {
    const asked = options.all("o").flatMap((list) => list.split(","));
    const chosen: Column[] = [];
    for (const word of asked.length > 0 ? asked : ["pid", "user", "time", "args"]) {
      const [name = "", head] = word.split("=");
      const known = COLUMNS[name];
      if (!known) {
        const all = Object.keys(COLUMNS).join(",");
        await io.stderr.write(`ps: bad -o argument '${name}', supported arguments: ${all}\n`);
        return 1;
      }
      chosen.push(head === undefined ? known : { ...known, head, width: Math.max(known.width, head.length) });
    }
    const line = (cells: readonly string[]) =>
      `${cells.map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(chosen[at]!.width))).join(" ")}\n`;
    const nowMs = io.clock.now();
    const rows = processesOf(io).map((info) => line(chosen.map(({ cell }) => cell(info, nowMs))));
    await io.stdout.write(line(chosen.map(({ head }) => head)) + rows.join(""));
    return 0;
  },
};
