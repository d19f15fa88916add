import type { Io } from "../shell/program.ts";

/** "I0326 07:25:21.000000       1 controllermanager.go] …", as components of Kubernetes log: level, time, process, source. */
export function klogLine(level: "I" | "W" | "E", ms: number, source: string, line: string): string {
  const iso = new Date(ms).toISOString();
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000       1 ${source}] ${line}\n`;
}

/** Writes to stderr in klog's shape; what speaks of an error is at level E. */
export function klogger(io: Pick<Io, "stderr" | "clock">, source: string): (line: string) => void {
  return (line) => {
    const level = /^"(Unhandled )?Error\b/.test(line) ? "E" : "I";
    // Nobody may be reading any more; a component goes on without its log.
    io.stderr.write(klogLine(level, io.clock.now(), source, line)).catch(() => {});
  };
}
