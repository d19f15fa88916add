import { resolvePath } from "../../../shell/files.ts";
import { attempt, say, tool, UsageError } from "../tool.ts";

/** truncate(1) */
export const truncate = tool({
  flags: "co",
  values: "s",
  long: { size: "s", "no-create": "c" },
  usage: "OPTION... FILE...",
  help: "Shrink or extend the size of each FILE to the specified size.",
  async run(options, io) {
    const size = options.value("s");
    if (size === undefined) throw new UsageError("you must specify either ‘--size’ or ‘--reference’");
    const match = /^(\d+)([KMG])?$/.exec(size);
    if (!match) {
      await say(io, `Invalid number: ‘${size}’`);
      return 1;
    }
    const bytes = Number(match[1]) * 1024 ** " KMG".indexOf(match[2] ?? " ");
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const before = io.files.stat(path) ? io.files.read(path) : new Uint8Array();
      const after = new Uint8Array(bytes);
      after.set(before.subarray(0, bytes));
      if (!(await attempt(io, `cannot open '${operand}' for writing`, () => io.files.write(path, after)))) return 1;
    }
    return 0;
  },
});
