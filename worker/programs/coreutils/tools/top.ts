import type { Io, Program } from "../../../shell/program.ts";
import { PROCESS_MEMORY, shortName } from "../../proc/process.ts";
import { memoryOf, systemOf } from "../../system.ts";
import { processesOf } from "../processes.ts";
import { uptimeLine } from "./uptime.ts";

/** top(1) of procps: -b prints, otherwise it paints the screen until it is stopped. Nothing takes time here. */
export const top: Program = async (args, io) => {
  const letters = args.filter((arg) => /^-?[a-zA-Z]+\d*$/.test(arg)).join("");
  const numberAfter = (letter: string) => {
    const at = args.findIndex((arg) => new RegExp(`^-?[a-z]*${letter}\\d*$`).test(arg));
    return at < 0 ? undefined : Number(/\d+$/.exec(args[at]!)?.[0] ?? args[at + 1]);
  };
  const batch = letters.includes("b");
  if (!batch && !io.isTerminal(1)) {
    await io.stderr.write("top: failed tty get\n");
    return 1;
  }
  const rounds = numberAfter("n") ?? Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    if (round > 0) await io.clock.sleep((numberAfter("d") ?? 3) * 1000, io.signal);
    const size = batch ? undefined : io.tty?.size();
    const lines = screen(io).slice(0, size?.rows);
    const text = lines.map((line) => `${size ? line.slice(0, size.columns) : line}\n`).join("");
    await io.stdout.write(batch ? `${round > 0 ? "\n" : ""}${text}` : `\u001b[H\u001b[J${text}`);
  }
  return 0;
};

function screen(io: Io): readonly string[] {
  const system = systemOf(io);
  const memory = memoryOf(system);
  const processes = processesOf(io);
  const mib = (kib: number) => (kib / 1024).toFixed(1).padStart(8);
  const count = (number: number) => String(number).padStart(3);
  const { virtual, resident } = PROCESS_MEMORY;
  const share = ((resident * 100) / system.memoryKiB).toFixed(1).padStart(5);
  const rows = processes.map(({ pid, user, command }, at) => {
    const state = at === processes.length - 1 ? "R" : "S";
    const numbers = `${String(virtual).padStart(7)} ${String(resident).padStart(6)} ${String(3000).padStart(6)}`;
    return `${String(pid).padStart(7)} ${user.padEnd(8)}  20   0 ${numbers} ${state}   0.0 ${share}   0:00.00 ${shortName(command)}`;
  });
  return [
    `top -${uptimeLine(io)}`,
    `Tasks: ${count(processes.length)} total, ${count(1)} running, ${count(processes.length - 1)} sleeping,   0 stopped,   0 zombie`,
    "%Cpu(s):  0.0 us,  0.0 sy,  0.0 ni,100.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st ",
    `MiB Mem :${mib(memory.total)} total,${mib(memory.free)} free,${mib(memory.used)} used,${mib(memory.buffers + memory.cached)} buff/cache     `,
    `MiB Swap:${mib(0)} total,${mib(0)} free,${mib(0)} used.${mib(memory.available)} avail Mem `,
    "",
    "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND",
    ...rows,
  ];
}
