import { readText, splitLines } from "../input.ts";
import { say, tool } from "../tool.ts";

/** shuf(1) */
export const shuf = tool({
  flags: "erz",
  values: "ni",
  long: { echo: "e", "head-count": "n", "input-range": "i" },
  usage: "[OPTION]... [FILE]",
  help: "Write a random permutation of the input lines to standard output.",
  async run(options, io) {
    const range = /^(\d+)-(\d+)$/.exec(options.value("i") ?? "");
    const lines = range
      ? Array.from({ length: Number(range[2]) - Number(range[1]) + 1 }, (_, at) => String(Number(range[1]) + at))
      : options.has("e")
        ? [...options.operands]
        : splitLines(await readText(options.operands[0] ?? "-", io));
    const chance = io.random.stream("shuf");
    for (let at = lines.length - 1; at > 0; at--) {
      const other = chance.below(at + 1);
      [lines[at], lines[other]] = [lines[other]!, lines[at]!];
    }
    const count = options.value("n");
    if (count !== undefined && !/^\d+$/.test(count)) {
      await say(io, `invalid line count: ‘${count}’`);
      return 1;
    }
    const kept = lines.slice(0, count === undefined ? undefined : Number(count));
    if (kept.length > 0) await io.stdout.write(`${kept.join("\n")}\n`);
    return 0;
  },
});
