import { resolvePath } from "../../../shell/files.ts";
import { readFile } from "../input.ts";
import { changedMode } from "../mode.ts";
import { baseOf, dirOf } from "../paths.ts";
import { complain, tool, UsageError } from "../tool.ts";

/** install(1), as Makefiles and guides use it: `install -m 755 a b`, `install -d`. */
export const install = tool({
  flags: "dDCcpsvb",
  values: "mogt",
  usage: "[OPTION]... SOURCE DEST",
  help: "Copy files and set their attributes.",
  async run(options, io) {
    const mode = changedMode(options.value("m") ?? "755", 0, false) ?? 0o755;
    if (options.has("d")) {
      for (const operand of options.operands)
        io.files.makeDirectory(resolvePath(io.cwd, operand), { parents: true, mode });
      return 0;
    }
    const [source, target = options.value("t")] = options.operands;
    if (source === undefined || target === undefined) throw new UsageError("missing file operand");
    try {
      const content = readFile(source, io);
      let path = resolvePath(io.cwd, target);
      if (io.files.stat(path)?.type === "directory") path = `${path}/${baseOf(source)}`;
      if (options.has("D")) io.files.makeDirectory(dirOf(path), { parents: true });
      io.files.write(path, content);
      io.files.chmod(path, mode);
      return 0;
    } catch (error) {
      await complain(io, error, `cannot stat '${source}'`);
      return 1;
    }
  },
});
