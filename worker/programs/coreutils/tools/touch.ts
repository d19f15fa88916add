import { resolvePath } from "../../../shell/files.ts";
import { attempt, say, tool, UsageError } from "../tool.ts";

/** touch(1) */
export const touch = tool({
  flags: "acmh",
  values: "drt",
  long: { "no-create": "c", date: "d", reference: "r" },
  usage: "[OPTION]... FILE...",
  help: "Update the access and modification times of each FILE to the current time.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing file operand");
    const date = options.value("d");
    const time =
      date === undefined
        ? io.clock.now()
        : Date.parse(date.includes("T") || !date.includes(":") ? date : date.replace(" ", "T"));
    if (Number.isNaN(time)) {
      await say(io, `invalid date format ‘${date}’`);
      return 1;
    }
    let status = 0;
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      const there = io.files.stat(path);
      if (!there && options.has("c")) continue;
      const done = await attempt(io, `cannot touch '${operand}'`, () => {
        if (!there) io.files.write(path, "");
        io.files.touch(path, time);
      });
      if (!done) status = 1;
    }
    return status;
  },
});
