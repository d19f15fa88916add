import type { Program } from "../../../shell/program.ts";
import { nameOf } from "../../coreutils/tool.ts";

/** BusyBox has it, Gatehouse does not: said plainly, so that nobody looks for a mistake of their own. */
export const noProgram: Program = async (_args, io) => {
  await io.stderr.write(`${nameOf(io)}: Gatehouse has no program for this\n`);
  return 1;
};
