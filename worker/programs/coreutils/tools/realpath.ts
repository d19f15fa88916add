import { resolvePath } from "../../../shell/files.ts";
import { baseOf, dirOf } from "../paths.ts";
import { say, tool, UsageError } from "../tool.ts";

/** realpath(1) */
export const realpath = tool({
  flags: "eLmPqsz",
  long: {
    "canonicalize-missing": "m",
    "canonicalize-existing": "e",
    strip: "s",
    "no-symlinks": "s",
    "relative-to": "relative-to=",
  },
  usage: "[OPTION]... FILE...",
  help: "Print the resolved absolute file name.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      if (options.has("s") || options.has("m"))
        await io.stdout.write(`${io.files.stat(path) && !options.has("s") ? io.files.realPath(path) : path}\n`);
      else if (io.files.stat(path)) await io.stdout.write(`${io.files.realPath(path)}\n`);
      else if (!options.has("e") && io.files.stat(dirOf(path)))
        await io.stdout.write(`${resolvePath(io.files.realPath(dirOf(path)), baseOf(path))}\n`);
      else {
        await say(io, `${operand}: No such file or directory`);
        status = 1;
      }
    }
    return status;
  },
});
