import { isProcessIo } from "../../shell/machine/index.ts";
import type { Program } from "../../shell/program.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** A `sleep` that, as a container's first process, goes on with the rest of its time when the sandbox is restored. */
export function resumable(sleep: Program): Program {
  return async (args, io) => {
    const seconds = args.reduce((sum, arg) => {
      const parts = /^(\d*\.?\d+)([smhd]?)$/.exec(arg);
      return sum + (parts ? Number(parts[1]) * UNITS[parts[2]!]! : Number.NaN);
    }, 0);
    // Children share the memory of the process that they serve; only the first one may use it.
    if (!Number.isFinite(seconds) || !isProcessIo(io) || io.process.process.pid !== 1) return sleep(args, io);
    const known = (io.memory.read() as { readonly untilMs?: number } | undefined)?.untilMs;
    const untilMs = known ?? io.clock.now() + seconds * 1000;
    io.memory.write({ untilMs });
    return sleep([String(Math.max(0, untilMs - io.clock.now()) / 1000)], io);
  };
}
