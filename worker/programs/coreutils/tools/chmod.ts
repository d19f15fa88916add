import { resolvePath } from "../../../shell/files.ts";
import { changedMode } from "../mode.ts";
import { attempt, say, tool, UsageError } from "../tool.ts";

/** chmod(1) */
export const chmod = tool({
  flags: "cfvRrwx",
  long: { recursive: "R", verbose: "v", changes: "c", silent: "f", quiet: "f" },
  usage: "[OPTION]... MODE[,MODE]... FILE...",
  help: "Change the mode of each FILE to MODE.",
  async run(options, io) {
    // "-x" is a mode, not an option.
    const minus = ["r", "w", "x"].filter((key) => options.has(key)).join("");
    const [spec = "", ...operands] = minus ? [`-${minus}`, ...options.operands] : options.operands;
    if (spec === "") throw new UsageError("missing operand");
    if (operands.length === 0) throw new UsageError(`missing operand after ‘${spec}’`);
    let status = 0;
    const change = async (path: string, shown: string): Promise<void> => {
      const stat = io.files.stat(path);
      if (!stat) {
        await say(io, `cannot access '${shown}': No such file or directory`);
        status = 1;
        return;
      }
      const mode = changedMode(spec, stat.mode, stat.type === "directory");
      if (mode === undefined) throw new UsageError(`invalid mode: ‘${spec}’`);
      if (!(await attempt(io, `changing permissions of '${shown}'`, () => io.files.chmod(path, mode)))) status = 1;
      if (!options.has("R") || stat.type !== "directory") return;
      for (const name of io.files.list(path)) await change(`${path}/${name}`, `${shown}/${name}`);
    };
    for (const operand of operands) await change(resolvePath(io.cwd, operand), operand);
    return status;
  },
});
