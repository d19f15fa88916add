import { FileError, resolvePath } from "../../../shell/files.ts";
import { attempt, tool, UsageError } from "../tool.ts";

/** rmdir(1) */
export const rmdir = tool({
  flags: "pv",
  long: { parents: "p", verbose: "v", "ignore-fail-on-non-empty": "ignore" },
  usage: "[OPTION]... DIRECTORY...",
  help: "Remove the DIRECTORY(ies), if they are empty.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const removed = await attempt(io, `failed to remove '${operand}'`, () => {
        const stat = io.files.lstat(path);
        if (stat && stat.type !== "directory") throw new FileError("ENOTDIR", operand);
        io.files.remove(path);
      });
      if (!removed) status = 1;
    }
    return status;
  },
});
