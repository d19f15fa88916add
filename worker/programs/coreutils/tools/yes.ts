import type { Program } from "../../../shell/program.ts";

/** yes(1) */
export const yes: Program = async (args, io) => {
  const line = `${args.length > 0 ? args.join(" ") : "y"}\n`;
  const block = line.repeat(Math.max(1, Math.floor(8192 / line.length)));
  for (;;) {
    if (io.signal.aborted) throw io.signal.reason;
    await io.stdout.write(block);
    const wait = io.clock.breathe();
    if (wait) await wait;
  }
};
