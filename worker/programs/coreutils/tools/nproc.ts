import type { Program } from "../../../shell/program.ts";

/** nproc(1) */
export const nproc: Program = async (_, io) => {
  await io.stdout.write("4\n");
  return 0;
};
