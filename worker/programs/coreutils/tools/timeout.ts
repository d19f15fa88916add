import { type SignalName, Terminated } from "../../../shell/program.ts";
import { durationMs } from "../duration.ts";
import { runGiven } from "../runGiven.ts";
import { tool, UsageError } from "../tool.ts";

/** timeout(1) */
export const timeout = tool({
  flags: "fv",
  values: "ks",
  long: { "kill-after": "k", signal: "s", foreground: "f", "preserve-status": "preserve", verbose: "v" },
  strict: true,
  usageCode: 125,
  usage: "[OPTION] DURATION COMMAND [ARG]...",
  help: "Start COMMAND, and kill it if still running after DURATION.",
  async run(options, io) {
    const [duration, ...command] = options.operands;
    if (duration === undefined || command.length === 0) throw new UsageError("");
    const ms = durationMs(duration);
    if (ms === undefined) throw new UsageError(`invalid time interval ‘${duration}’`);
    const name = `SIG${(options.value("s") ?? "TERM").toUpperCase().replace(/^SIG/, "").replace(/^9$/, "KILL").replace(/^15$/, "TERM").replace(/^2$/, "INT")}`;
    const controller = new AbortController();
    let timedOut = false;
    const cancel =
      ms === 0 || ms === Number.POSITIVE_INFINITY
        ? () => {}
        : io.clock.after(ms, () => {
            timedOut = true;
            controller.abort(new Terminated(name as SignalName));
          });
    const code = await runGiven(command, io, (word) => `failed to run command ‘${word}’`, {
      signal: controller.signal,
    });
    cancel();
    if (!timedOut) return code;
    return options.has("preserve") ? code : name === "SIGKILL" ? 137 : 124;
  },
});
