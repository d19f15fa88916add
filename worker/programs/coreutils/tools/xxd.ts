import { fromUtf8 } from "../../../base/streams.ts";
import { hex } from "../hex.ts";
import { eachInput, readInput, splitLines } from "../input.ts";
import { tool } from "../tool.ts";

/** hexdump -C, xxd */
export const xxd = tool({
  flags: "pru",
  values: "lcsg",
  usage: "[options] [infile]",
  help: "Make a hexdump.",
  async run(options, io) {
    return eachInput(options.operands.slice(0, 1), io, async (_, operand) => {
      const input = await readInput(operand, io);
      if (options.has("r")) {
        const digits = splitLines(fromUtf8(input))
          .map((line) =>
            (options.has("p") ? line : line.replace(/^[0-9a-f]+:/, "").replace(/ {2}.*$/, "")).replace(/\s/g, ""),
          )
          .join("");
        await io.stdout.write(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
        return;
      }
      const content = input
        .subarray(Number(options.value("s") ?? 0))
        .subarray(0, options.value("l") === undefined ? undefined : Number(options.value("l")));
      if (options.has("p")) {
        await io.stdout.write(hex(content).replace(/.{1,60}/g, "$&\n"));
        return;
      }
      for (let at = 0; at < content.length; at += 16) {
        const row = content.subarray(at, at + 16);
        const pairs = hex(row)
          .replace(/.{1,4}/g, "$& ")
          .padEnd(40);
        const shown = [...row].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
        await io.stdout.write(`${at.toString(16).padStart(8, "0")}: ${pairs} ${shown}\n`);
      }
    });
  },
});
