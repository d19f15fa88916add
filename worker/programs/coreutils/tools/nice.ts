import type { Program } from "../../../shell/program.ts";
import { runGiven } from "../runGiven.ts";
import { tool, UsageError } from "../tool.ts";

/** nohup(1), nice(1), stdbuf(1), setsid(1): run the command; what they change has no meaning here. */
const plainRunner = (values: string): Program =>
  tool({
    flags: "",
    values,
    long: { adjustment: "n" },
    strict: true,
    usageCode: 125,
    usage: "COMMAND [ARG]...",
    help: "Run COMMAND.",
    async run({ operands }, io) {
      if (operands.length === 0) throw new UsageError("missing operand");
      return runGiven(operands, io, (word) => `failed to run command ‘${word}’`);
    },
  });

export const nohup: Program = async (args, io) => {
  if (io.isTerminal(1)) await io.stderr.write("nohup: ignoring input\n");
  return plainRunner("")(args, io);
};

export const nice = plainRunner("n");

export const stdbuf = plainRunner("ioe");
