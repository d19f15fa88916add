import { linesOf } from "../../../base/streams.ts";
import { eachInput } from "../input.ts";
import { buffered, tool } from "../tool.ts";

/** nl(1): numbers lines that are not empty. */
export const nl = tool({
  flags: "p",
  values: "bwsvi",
  usage: "[OPTION]... [FILE]...",
  help: "Write each FILE to standard output, with line numbers added.",
  async run(options, io) {
    let number = Number(options.value("v") ?? 1);
    const width = Number(options.value("w") ?? 6);
    const separator = options.value("s") ?? "\t";
    return eachInput(options.operands, io, async (input) => {
      const out = buffered(io.stdout);
      for await (const line of linesOf(input)) {
        const counted = options.value("b") === "a" || (options.value("b") !== "n" && line !== "");
        if (counted) {
          await out.write(`${String(number).padStart(width)}${separator}${line}\n`);
          number += Number(options.value("i") ?? 1);
        } else await out.write(`${" ".repeat(width + separator.length)}${line}\n`);
      }
      await out.flush();
    });
  },
});
