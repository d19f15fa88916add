import type { Program } from "../../../shell/program.ts";

/** clear(1) */
export const clear: Program = async (_, io) => {
  await io.stdout.write("\u001b[H\u001b[2J\u001b[3J");
  return 0;
};
