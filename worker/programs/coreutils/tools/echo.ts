import { echoText } from "../../../shell/builtins/output.ts";
import type { Program } from "../../../shell/program.ts";

/** echo(1) */
export const echo: Program = async (args, io) => {
  await io.stdout.write(echoText(args).text);
  return 0;
};
