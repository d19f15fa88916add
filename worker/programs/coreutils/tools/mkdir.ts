import { resolvePath } from "../../../shell/files.ts";
import { attempt, tool, UsageError } from "../tool.ts";

/** mkdir(1) */
export const mkdir = tool({
  flags: "pv",
  values: "m",
  long: { parents: "p", verbose: "v", mode: "m" },
  usage: "[OPTION]... DIRECTORY...",
  help: "Create the DIRECTORY(ies), if they do not already exist.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    const mode = Number.parseInt(options.value("m") ?? "755", 8);
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const made = await attempt(io, `cannot create directory ‘${operand}’`, () =>
        io.files.makeDirectory(path, { parents: options.has("p"), mode }),
      );
      if (!made) status = 1;
      else if (options.has("v")) await io.stdout.write(`mkdir: created directory '${operand}'\n`);
    }
    return status;
  },
});
