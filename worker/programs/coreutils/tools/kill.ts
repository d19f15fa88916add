import { isProcessIo } from "../../../shell/machine/index.ts";
import type { Program } from "../../../shell/program.ts";
import { say } from "../tool.ts";

/** kill(1), for `xargs kill` and `sudo kill`; shells have their own. */
export const kill: Program = async (args, io) => {
  let signal: "SIGTERM" | "SIGKILL" | "SIGINT" | "SIGHUP" = "SIGTERM";
  const names = {
    "9": "SIGKILL",
    KILL: "SIGKILL",
    "15": "SIGTERM",
    TERM: "SIGTERM",
    "2": "SIGINT",
    INT: "SIGINT",
    "1": "SIGHUP",
    HUP: "SIGHUP",
  } as const;
  let status = 0;
  for (const word of args) {
    const option = /^-(?:SIG)?(\w+)$/.exec(word)?.[1]?.toUpperCase();
    if (option === "S") continue;
    if (option !== undefined && option in names) signal = names[option as keyof typeof names];
    else if (word in names && args.includes("-s")) signal = names[word as keyof typeof names];
    else if (!isProcessIo(io) || !io.process.machine.processes.kill(Number(word), signal)) {
      await say(io, `(${word}): No such process`);
      status = 1;
    }
  }
  return status;
};
