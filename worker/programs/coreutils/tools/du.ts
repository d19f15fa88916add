import { resolvePath } from "../../../shell/files.ts";
import { blocksOf, humanSize } from "../sizes.ts";
import { say, tool } from "../tool.ts";

/** du(1) */
export const du = tool({
  flags: "abchkms",
  values: "d",
  long: { all: "a", "human-readable": "h", summarize: "s", "max-depth": "d", total: "c", bytes: "b" },
  usage: "[OPTION]... [FILE]...",
  help: "Summarize device usage of the set of FILEs, recursively for directories.",
  async run(options, io) {
    const limit = options.has("s") ? 0 : Number(options.value("d") ?? Number.POSITIVE_INFINITY);
    const show = (kilobytes: number) =>
      options.has("h")
        ? humanSize(kilobytes * 1024)
        : options.has("b")
          ? String(kilobytes)
          : options.has("m")
            ? String(Math.ceil(kilobytes / 1024))
            : String(kilobytes);
    let sum = 0;
    let status = 0;
    const measure = async (path: string, shown: string, depth: number): Promise<number> => {
      const found = io.files.lstat(path)!;
      let size = options.has("b") ? found.size : blocksOf(found);
      if (found.type === "directory") {
        for (const name of io.files.list(path))
          size += await measure(
            `${path === "/" ? "" : path}/${name}`,
            `${shown.replace(/\/$/, "")}/${name}`,
            depth + 1,
          );
      }
      if (depth <= limit && (found.type === "directory" || options.has("a") || depth === 0))
        await io.stdout.write(`${show(size)}\t${shown}\n`);
      return size;
    };
    for (const operand of options.operands.length > 0 ? options.operands : ["."]) {
      const path = resolvePath(io.cwd, operand);
      if (!io.files.lstat(path)) {
        await say(io, `cannot access '${operand}': No such file or directory`);
        status = 1;
      } else sum += await measure(path, operand, 0);
    }
    if (options.has("c")) await io.stdout.write(`${show(sum)}\ttotal\n`);
    return status;
  },
});
