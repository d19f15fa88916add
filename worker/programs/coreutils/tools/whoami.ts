import type { Program } from "../../../shell/program.ts";

/** whoami(1) */
export const whoami: Program = async (_, io) => {
  await io.stdout.write(`${io.user.name}\n`);
  return 0;
};
