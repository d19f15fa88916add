import type { Program } from "../../../shell/program.ts";

/** pwd(1) */
export const pwd: Program = async (args, io) => {
  await io.stdout.write(`${args[0] === "-P" ? io.files.realPath(io.cwd) : io.cwd}\n`);
  return 0;
};
