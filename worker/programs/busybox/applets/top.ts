import type { Io } from "../../../shell/program.ts";
import { processesOf } from "../../coreutils/processes.ts";
import { PROCESS_MEMORY } from "../../proc/process.ts";
import { LOAD, memoryOf, systemOf } from "../../system.ts";
import type { Applet } from "../applet.ts";

/** top: nothing takes time here, so every process is at rest but the one that looks. */
export const top: Applet = {
  usage: "[-bH] [-n COUNT] [-d SECONDS]",
  help: "Show a view of process activity in real time.",
  flags: "bHm",
  values: "nd",
  async run(options, io) {
    const interactive = io.isTerminal(1) && !options.has("b");
    const count = Number(options.value("n") ?? Number.POSITIVE_INFINITY);
    const seconds = Number(options.value("d") ?? 5);
    for (let round = 0; round < count; round++) {
      if (round > 0) await io.clock.sleep(seconds * 1000, io.signal);
      const size = interactive ? io.tty?.size() : undefined;
      const lines = screen(io).slice(0, size ? size.rows - 1 : undefined);
      const shown = lines.map((line) => `${size ? line.slice(0, size.columns) : line}\n`).join("");
      await io.stdout.write(interactive ? `\u001b[H\u001b[J${shown}` : shown);
    }
    return 0;
  },
};

function screen(io: Io): readonly string[] {
  const system = systemOf(io);
  const { used, free, shared, buffers, cached } = memoryOf(system);
  const processes = processesOf(io);
  const share = Math.floor((PROCESS_MEMORY.virtual * 100) / system.memoryKiB);
  const rows = processes.map(({ pid, parent, user, command }, at) =>
    [
      String(pid).padStart(5),
      String(parent).padStart(5),
      user.slice(0, 8).padEnd(8),
      (at === processes.length - 1 ? "R" : "S").padEnd(4),
      `${String(PROCESS_MEMORY.virtual).padStart(5)} ${String(share).padStart(3)}%`,
      `${String(0).padStart(3)}%`,
      command,
    ].join(" "),
  );
  return [
    `Mem: ${used}K used, ${free}K free, ${shared}K shrd, ${buffers}K buff, ${cached}K cached`,
    "CPU:   0% usr   0% sys   0% nic 100% idle   0% io   0% irq   0% sirq",
    `Load average: ${LOAD.join(" ")} 1/${processes.length + 180} ${processes.at(-1)?.pid ?? 1}`,
    "  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND",
    ...rows.reverse(),
  ];
}
