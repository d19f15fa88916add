import { resolvePath } from "../../../shell/files.ts";
import { attempt, say, tool, UsageError } from "../tool.ts";

/** rm(1) */
export const rm = tool({
  flags: "dfirRvI",
  long: {
    dir: "d",
    force: "f",
    recursive: "r",
    verbose: "v",
    interactive: "i",
    "preserve-root": "p",
    "no-preserve-root": "n",
  },
  usage: "[OPTION]... [FILE]...",
  help: "Remove (unlink) the FILE(s).",
  async run(options, io) {
    const force = options.has("f");
    const recursive = options.has("r") || options.has("R");
    if (options.operands.length === 0 && !force) throw new UsageError("missing operand");
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const stat = io.files.lstat(path);
      if (!stat) {
        if (force) continue;
        await say(io, `cannot remove '${operand}': No such file or directory`);
        status = 1;
        continue;
      }
      if (stat.type === "directory" && !recursive && !options.has("d")) {
        await say(io, `cannot remove '${operand}': Is a directory`);
        status = 1;
        continue;
      }
      if (path === "/") {
        await say(
          io,
          "it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe",
        );
        status = 1;
        continue;
      }
      if (/^(.*\/)?\.\.?\/*$/.test(operand)) {
        await say(io, `refusing to remove '.' or '..' directory: skipping '${operand}'`);
        status = 1;
        continue;
      }
      if (!(await attempt(io, `cannot remove '${operand}'`, () => io.files.remove(path, { recursive })))) status = 1;
      else if (options.has("v"))
        await io.stdout.write(`removed ${stat.type === "directory" ? "directory " : ""}'${operand}'\n`);
    }
    return status;
  },
});
