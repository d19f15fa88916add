import { FileError, resolvePath } from "../../../shell/files.ts";
import { copyTree } from "../copying.ts";
import { baseOf } from "../paths.ts";
import { attempt, say, tool, UsageError } from "../tool.ts";

/** ln(1) */
export const ln = tool({
  flags: "fnrsvT",
  values: "t",
  long: { force: "f", "no-dereference": "n", symbolic: "s", relative: "r", verbose: "v" },
  usage: "[OPTION]... TARGET LINK_NAME",
  help: "Make links between files.",
  async run(options, io) {
    const [target, given = baseOf(options.operands[0] ?? "")] = options.operands;
    if (target === undefined) throw new UsageError("missing file operand");
    const isFolder =
      !options.has("n") && !options.has("T") && io.files.stat(resolvePath(io.cwd, given))?.type === "directory";
    const name = isFolder ? `${given.replace(/\/$/, "")}/${baseOf(target)}` : given;
    const path = resolvePath(io.cwd, name);
    const kind = options.has("s") ? "symbolic" : "hard";
    if (kind === "hard" && !io.files.stat(resolvePath(io.cwd, target))) {
      await say(io, `failed to access '${target}': No such file or directory`);
      return 1;
    }
    const made = await attempt(io, `failed to create ${kind} link '${name}'`, () => {
      if (options.has("f") && io.files.lstat(path)) io.files.remove(path);
      if (kind === "symbolic") return io.files.link(target, path);
      if (io.files.lstat(path)) throw new FileError("EEXIST", name);
      // Files here have one name each: a hard link is a copy that later writes do not reach.
      copyTree(io.files, resolvePath(io.cwd, target), path, true, true);
    });
    if (made && options.has("v")) await io.stdout.write(`'${name}' -> '${target}'\n`);
    return made ? 0 : 1;
  },
});
