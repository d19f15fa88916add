import { baseOf } from "../paths.ts";
import { tool, UsageError } from "../tool.ts";

/** basename(1) */
export const basename = tool({
  flags: "az",
  values: "s",
  long: { multiple: "a", suffix: "s" },
  usage: "NAME [SUFFIX]",
  help: "Print NAME with any leading directory components removed.",
  async run(options, io) {
    const [first] = options.operands;
    if (first === undefined) throw new UsageError("missing operand");
    const many = options.has("a") || options.has("s");
    const suffix = options.value("s") ?? (many ? undefined : options.operands[1]);
    if (!many && options.operands.length > 2) throw new UsageError(`extra operand ‘${options.operands[2]}’`);
    for (const name of many ? options.operands : [first]) {
      const base = baseOf(name);
      await io.stdout.write(
        `${suffix && base !== suffix && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base}\n`,
      );
    }
    return 0;
  },
});
