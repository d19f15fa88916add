import { isProcessIo } from "../../../shell/machine/index.ts";
import { strftime } from "../../../shell/printf.ts";
import type { Program } from "../../../shell/program.ts";
import { processesOf } from "../processes.ts";

/** ps(1): procps' usual forms. */
export const ps: Program = async (args, io) => {
  const letters = args.join("").replaceAll("-", "");
  const all = /[aexA]/.test(letters);
  const list = processesOf(io);
  const own = isProcessIo(io) ? io.process.process.info.terminal : "?";
  const shown = all ? list : list.filter((info) => info.terminal === own);
  const program = (command: string) => command.split(" ")[0]!.replace(/^-/, "").replace(/^.*\//, "");
  let text: string;
  if (letters.includes("u") && letters.includes("a")) {
    text = "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n";
    for (const { pid, user, terminal, startedMs, command } of shown) {
      text += `${user.padEnd(8)} ${String(pid).padStart(7)}  0.0  0.1   4628  3584 ${terminal.padEnd(8)} S    ${strftime("%H:%M", startedMs)}   0:00 ${command}\n`;
    }
  } else if (letters.includes("f")) {
    text = "UID          PID    PPID  C STIME TTY          TIME CMD\n";
    for (const { pid, parent, user, terminal, startedMs, command } of shown) {
      text += `${user.padEnd(8)} ${String(pid).padStart(7)} ${String(parent).padStart(7)}  0 ${strftime("%H:%M", startedMs)} ${terminal.padEnd(8)} 00:00:00 ${command}\n`;
    }
  } else {
    text = "    PID TTY          TIME CMD\n";
    for (const { pid, terminal, command } of shown)
      text += `${String(pid).padStart(7)} ${terminal.padEnd(8)} 00:00:00 ${all ? command : program(command)}\n`;
  }
  await io.stdout.write(text);
  return 0;
};
