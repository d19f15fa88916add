import { isProcessIo } from "../../../shell/machine/index.ts";
import { durationMs } from "../duration.ts";
import { tool, UsageError } from "../tool.ts";

/** sleep(1) */
export const sleep = tool({
  flags: "",
  usage: "NUMBER[SUFFIX]...",
  help: "Pause for NUMBER seconds.",
  async run({ operands }, io) {
    if (operands.length === 0) throw new UsageError("missing operand");
    let total = 0;
    for (const operand of operands) {
      const ms = durationMs(operand);
      if (ms === undefined) throw new UsageError(`invalid time interval ‘${operand}’`);
      total += ms;
    }
    // The first process of a container has no default for SIGTERM.
    if (isProcessIo(io) && io.process.process.pid === 1) io.process.process.handler = (signal) => signal !== "SIGKILL";
    if (total === Number.POSITIVE_INFINITY)
      await new Promise<never>((_, reject) => io.signal.addEventListener("abort", () => reject(io.signal.reason)));
    else await io.clock.sleep(total, io.signal);
    return 0;
  },
});
