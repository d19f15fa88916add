import { strftime } from "../../../shell/printf.ts";
import type { Io, Program } from "../../../shell/program.ts";
import { LOAD, systemOf } from "../../system.ts";

/** uptime(1) of procps; -p tells it in words. */
export const uptime: Program = async (args, io) => {
  if (args.includes("-p") || args.includes("--pretty")) {
    const { days, hours, minutes } = since(io);
    const part = (count: number, word: string) => (count > 0 ? [`${count} ${word}${count === 1 ? "" : "s"}`] : []);
    const parts = [...part(days, "day"), ...part(hours, "hour"), ...part(minutes, "minute")];
    await io.stdout.write(`up ${parts.length > 0 ? parts.join(", ") : "0 minutes"}\n`);
    return 0;
  }
  await io.stdout.write(`${uptimeLine(io)}\n`);
  return 0;
};

function since(io: Io) {
  const up = Math.max(0, Math.floor((io.clock.now() - systemOf(io).bootedMs) / 60_000));
  return { days: Math.floor(up / 1440), hours: Math.floor(up / 60) % 24, minutes: up % 60 };
}

/** " 20:29:56 up 10:18,  1 user,  load average: 0.08, 0.03, 0.01" */
export function uptimeLine(io: Io): string {
  const { days, hours, minutes } = since(io);
  const clock = hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, "0")}` : `${minutes} min`;
  const up = `${days > 0 ? `${days} day${days === 1 ? "" : "s"}, ` : ""}${clock}`;
  const users = io.tty ? "1 user" : "0 user";
  return ` ${strftime("%H:%M:%S", io.clock.now())} up ${up},  ${users},  load average: ${LOAD.join(", ")}`;
}
