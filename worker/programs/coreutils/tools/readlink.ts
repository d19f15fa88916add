import { resolvePath } from "../../../shell/files.ts";
import { dirOf } from "../paths.ts";
import { tool, UsageError } from "../tool.ts";

/** readlink(1) */
export const readlink = tool({
  flags: "efmnqsvz",
  long: { canonicalize: "f", "canonicalize-existing": "e", "no-newline": "n" },
  usage: "[OPTION]... FILE...",
  help: "Print value of a symbolic link or canonical file name.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const end = options.has("n") ? "" : "\n";
      if (options.has("f") || options.has("e") || options.has("m")) {
        if (io.files.stat(path)) await io.stdout.write(io.files.realPath(path) + end);
        else if (!options.has("e") && io.files.stat(dirOf(path))) await io.stdout.write(path + end);
        else status = 1;
      } else if (io.files.lstat(path)?.type === "link") await io.stdout.write(io.files.readLink(path) + end);
      else status = 1;
    }
    return status;
  },
});
