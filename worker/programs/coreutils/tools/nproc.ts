import type { Program } from "../../../shell/program.ts";
import { systemOf } from "../../system.ts";

/** nproc(1) */
export const nproc: Program = async (_, io) => {
  await io.stdout.write(`${systemOf(io).cpus}\n`);
  return 0;
};
