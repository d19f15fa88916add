import { strftime } from "../../../shell/printf.ts";
import type { Program } from "../../../shell/program.ts";

/** uptime(1) */
export const uptime: Program = async (_, io) => {
  await io.stdout.write(
    ` ${strftime("%H:%M:%S", io.clock.now())} up 1 min,  1 user,  load average: 0.08, 0.03, 0.01\n`,
  );
  return 0;
};
