import type { Program } from "../../../shell/program.ts";

/** reset(1) */
export const reset: Program = async (_, io) => {
  await io.stdout.write("\u001bc");
  return 0;
};
