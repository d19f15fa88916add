import { resolvePath } from "../../../shell/files.ts";
import { nameOf, say, tool, UsageError } from "../tool.ts";

/** chown(1), chgrp(1): only root may. */
export const chown = tool({
  flags: "cfhvR",
  long: { recursive: "R", verbose: "v" },
  usage: "[OPTION]... [OWNER][:[GROUP]] FILE...",
  help: "Change the owner and/or group of each FILE.",
  async run(options, io) {
    const [owner, ...operands] = options.operands;
    if (owner === undefined || operands.length === 0)
      throw new UsageError(owner === undefined ? "missing operand" : `missing operand after ‘${owner}’`);
    let status = 0;
    for (const operand of operands) {
      if (!io.files.lstat(resolvePath(io.cwd, operand))) {
        await say(io, `cannot access '${operand}': No such file or directory`);
        status = 1;
      } else if (io.user.uid !== 0) {
        await say(
          io,
          `changing ${nameOf(io) === "chgrp" ? "group" : "ownership"} of '${operand}': Operation not permitted`,
        );
        status = 1;
      }
    }
    return status;
  },
});
