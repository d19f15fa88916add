import { linesOf } from "../../../base/streams.ts";
import { eachInput } from "../input.ts";
import { tool } from "../tool.ts";

/** rev(1) */
export const rev = tool({
  flags: "",
  usage: "[FILE]...",
  help: "Reverse the characters of each line.",
  run: ({ operands }, io) =>
    eachInput(operands, io, async (input) => {
      for await (const line of linesOf(input)) await io.stdout.write(`${[...line].reverse().join("")}\n`);
    }),
});
