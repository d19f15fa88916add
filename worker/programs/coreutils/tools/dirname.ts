import { dirOf } from "../paths.ts";
import { tool, UsageError } from "../tool.ts";

/** dirname(1) */
export const dirname = tool({
  flags: "z",
  usage: "[OPTION] NAME...",
  help: "Output each NAME with its last non-slash component and trailing slashes removed.",
  async run({ operands }, io) {
    if (operands.length === 0) throw new UsageError("missing operand");
    for (const name of operands) await io.stdout.write(`${dirOf(name)}\n`);
    return 0;
  },
});
