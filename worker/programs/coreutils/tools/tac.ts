import { eachInput, readText, splitLines } from "../input.ts";
import { tool } from "../tool.ts";

/** tac(1) */
export const tac = tool({
  flags: "brs",
  usage: "[OPTION]... [FILE]...",
  help: "Write each FILE to standard output, last line first.",
  run: ({ operands }, io) =>
    eachInput(operands, io, async (_, operand) => {
      const lines = splitLines(await readText(operand, io)).reverse();
      if (lines.length > 0) await io.stdout.write(`${lines.join("\n")}\n`);
    }),
});
