import { fromUtf8 } from "../../../base/streams.ts";
import { readInput } from "../input.ts";
import { complain, tool, UsageError } from "../tool.ts";

/** cmp(1) */
export const cmp = tool({
  flags: "bls",
  values: "in",
  long: { silent: "s", quiet: "s", verbose: "l", bytes: "n" },
  usageCode: 2,
  usage: "[OPTION]... FILE1 [FILE2]",
  help: "Compare two files byte by byte.",
  async run(options, io) {
    const [one, two = "-"] = options.operands;
    if (one === undefined) throw new UsageError("missing operand after 'cmp'", 2);
    try {
      const [a, b] = [await readInput(one, io), await readInput(two, io)];
      const at = a.findIndex((byte, place) => byte !== b[place]);
      if (at < 0 && a.length === b.length) return 0;
      if (options.has("s")) return 1;
      if (at >= 0 && at < b.length) {
        const line = fromUtf8(a.subarray(0, at)).split("\n").length;
        await io.stdout.write(`${one} ${two} differ: byte ${at + 1}, line ${line}\n`);
      } else {
        const [short, length] = a.length < b.length ? [one, a.length] : [two, b.length];
        const lines = fromUtf8(a.length < b.length ? a : b).split("\n").length - 1;
        await io.stderr.write(
          `cmp: EOF on ${short} after byte ${length}, ${(a.length < b.length ? a : b).at(-1) === 10 ? `line ${lines}` : `in line ${lines + 1}`}\n`,
        );
      }
      return 1;
    } catch (error) {
      await complain(io, error);
      return 2;
    }
  },
});
