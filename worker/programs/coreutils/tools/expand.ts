import { linesOf } from "../../../base/streams.ts";
import { eachInput } from "../input.ts";
import { tool } from "../tool.ts";

/** expand(1) */
export const expand = tool({
  flags: "i",
  values: "t",
  usage: "[OPTION]... [FILE]...",
  help: "Convert tabs in each FILE to spaces, writing to standard output.",
  run: (options, io) =>
    eachInput(options.operands, io, async (input) => {
      const stop = Number(options.value("t") ?? 8);
      for await (const line of linesOf(input)) {
        let out = "";
        for (const char of line) out += char === "\t" ? " ".repeat(stop - (out.length % stop)) : char;
        await io.stdout.write(`${out}\n`);
      }
    }),
});
