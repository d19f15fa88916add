import { printf } from "../../../shell/printf.ts";
import type { Program } from "../../../shell/program.ts";
import { say } from "../tool.ts";

/** printf(1) */
export const printfProgram: Program = async ([format, ...values], io) => {
  if (format === undefined) {
    await io.stderr.write("printf: missing operand\nTry 'printf --help' for more information.\n");
    return 1;
  }
  const { text, problems } = printf(format, values, io.clock.now());
  for (const problem of problems) await say(io, problem);
  await io.stdout.write(text);
  return problems.length > 0 ? 1 : 0;
};
