import { isProcessIo } from "../../../shell/machine/index.ts";
import type { Io, Program } from "../../../shell/program.ts";
import { processesOf } from "../processes.ts";
import { say } from "../tool.ts";

/** pgrep(1), pidof(1), pkill(1), killall(1) */
export const pgrep: Program = async (args, io) => matching(args, io, false);

export const pkill: Program = async (args, io) => matching(args, io, true);

async function matching(args: readonly string[], io: Io, kills: boolean): Promise<number> {
  const full = args.some((word) => /^-\w*f/.test(word));
  const pattern = args.findLast((word) => !word.startsWith("-"));
  const signal = args.find((word) => /^-(9|KILL|SIGKILL)$/.test(word)) ? "SIGKILL" : "SIGTERM";
  if (pattern === undefined) {
    await say(io, "no matching criteria specified\nTry `pgrep --help' for more information.");
    return 2;
  }
  const own = isProcessIo(io) ? io.process.process.pid : 0;
  const regExp = new RegExp(pattern);
  const found = processesOf(io).filter(
    ({ pid, command }) =>
      pid !== own && regExp.test(full ? command : (command.split(" ")[0] ?? "").replace(/^.*\//, "")),
  );
  for (const { pid } of found) {
    if (!kills) await io.stdout.write(`${pid}\n`);
    else if (isProcessIo(io)) io.process.machine.processes.kill(pid, signal);
  }
  return found.length > 0 ? 0 : 1;
}
