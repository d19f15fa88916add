import { resolvePath } from "../../../shell/files.ts";
import { copyTree, destinations } from "../copying.ts";
import { baseOf } from "../paths.ts";
import { attempt, say, tool } from "../tool.ts";

/** cp(1) */
export const cp = tool({
  flags: "adfHiLnPprRuvT",
  values: "t",
  long: {
    archive: "a",
    force: "f",
    recursive: "r",
    "no-clobber": "n",
    update: "u",
    verbose: "v",
    "no-target-directory": "T",
    preserve: "p",
    "target-directory": "t",
    dereference: "L",
  },
  usage: "[OPTION]... SOURCE... DIRECTORY",
  help: "Copy SOURCE to DEST, or multiple SOURCE(s) to DIRECTORY.",
  async run(options, io) {
    const { sources, target, into } = await destinations(options.operands, options.value("t"), io);
    if (!sources) return 1;
    const recursive = options.has("r") || options.has("R") || options.has("a");
    let status = 0;
    for (const source of sources) {
      const from = resolvePath(io.cwd, source);
      const follow = !options.has("a") && !options.has("d") && !options.has("P") && !(recursive && !options.has("L"));
      const stat = follow ? io.files.stat(from) : io.files.lstat(from);
      const goal = into && !options.has("T") ? `${target.replace(/\/$/, "")}/${baseOf(source)}` : target;
      const to = resolvePath(io.cwd, goal);
      const fail = async (words: string) => {
        await say(io, words);
        status = 1;
      };
      if (!stat) await fail(`cannot stat '${source}': No such file or directory`);
      else if (stat.type === "directory" && !recursive) await fail(`-r not specified; omitting directory '${source}'`);
      else if (from === to) await fail(`'${source}' and '${goal}' are the same file`);
      else if (to.startsWith(`${from}/`)) await fail(`cannot copy a directory, '${source}', into itself, '${goal}'`);
      else if (io.files.stat(to)?.type === "directory" && stat.type !== "directory")
        await fail(`cannot overwrite directory '${goal}' with non-directory`);
      else if (stat.type === "directory" && io.files.stat(to) && io.files.stat(to)!.type !== "directory")
        await fail(`cannot overwrite non-directory '${goal}' with directory '${source}'`);
      else if (options.has("n") && io.files.stat(to)) continue;
      else if (
        !(await attempt(io, `cannot create ${stat.type === "directory" ? "directory" : "regular file"} '${goal}'`, () =>
          copyTree(io.files, from, to, options.has("a") || options.has("p"), follow),
        ))
      )
        status = 1;
      else if (options.has("v")) await io.stdout.write(`'${source}' -> '${goal}'\n`);
    }
    return status;
  },
});
