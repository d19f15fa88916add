import { linesOf } from "../../../base/streams.ts";
import { eachInput } from "../input.ts";
import { tool } from "../tool.ts";

/** fold(1) */
export const fold = tool({
  flags: "bs",
  values: "w",
  long: { width: "w", spaces: "s" },
  usage: "[OPTION]... [FILE]...",
  help: "Wrap input lines in each FILE, writing to standard output.",
  run: (options, io) =>
    eachInput(options.operands, io, async (input) => {
      const width = Number(options.value("w") ?? 80);
      for await (const line of linesOf(input)) {
        let rest = line;
        while (rest.length > width) {
          const space = options.has("s") ? rest.slice(0, width).lastIndexOf(" ") + 1 : 0;
          const end = space > 0 ? space : width;
          await io.stdout.write(`${rest.slice(0, end)}\n`);
          rest = rest.slice(end);
        }
        await io.stdout.write(`${rest}\n`);
      }
    }),
});
