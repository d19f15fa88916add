import type { Program } from "../../../shell/program.ts";
import { say } from "../tool.ts";

/** Programs of a real machine that have no meaning here say so. */
export const unsupported =
  (because: string): Program =>
  async (_, io) => {
    await say(io, because);
    return 1;
  };
