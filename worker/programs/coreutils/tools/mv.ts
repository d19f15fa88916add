import { resolvePath } from "../../../shell/files.ts";
import { destinations } from "../copying.ts";
import { baseOf } from "../paths.ts";
import { attempt, say, tool } from "../tool.ts";

/** mv(1) */
export const mv = tool({
  flags: "finuvT",
  values: "t",
  long: { force: "f", "no-clobber": "n", verbose: "v", "target-directory": "t", "no-target-directory": "T" },
  usage: "[OPTION]... SOURCE... DIRECTORY",
  help: "Rename SOURCE to DEST, or move SOURCE(s) to DIRECTORY.",
  async run(options, io) {
    const { sources, target, into } = await destinations(options.operands, options.value("t"), io);
    if (!sources) return 1;
    let status = 0;
    for (const source of sources) {
      const from = resolvePath(io.cwd, source);
      const goal = into && !options.has("T") ? `${target.replace(/\/$/, "")}/${baseOf(source)}` : target;
      const to = resolvePath(io.cwd, goal);
      if (!io.files.lstat(from)) {
        await say(io, `cannot stat '${source}': No such file or directory`);
        status = 1;
        continue;
      }
      if (from === to) {
        await say(io, `'${source}' and '${goal}' are the same file`);
        status = 1;
        continue;
      }
      if (options.has("n") && io.files.lstat(to)) continue;
      if (!(await attempt(io, `cannot move '${source}' to '${goal}'`, () => io.files.rename(from, to)))) status = 1;
      else if (options.has("v")) await io.stdout.write(`renamed '${source}' -> '${goal}'\n`);
    }
    return status;
  },
});
