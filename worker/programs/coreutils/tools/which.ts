import type { Program } from "../../../shell/program.ts";

/** which(1) */
export const which: Program = async (args, io) => {
  let status = 0;
  for (const name of args.filter((word) => !word.startsWith("-"))) {
    const found = io.find?.(name);
    if (found?.type === "found") await io.stdout.write(`${found.path}\n`);
    else status = 1;
  }
  return status;
};
