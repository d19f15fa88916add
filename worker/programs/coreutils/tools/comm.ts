import { fromUtf8, readAll } from "../../../base/streams.ts";
import { readText, splitLines } from "../input.ts";
import { tool, UsageError } from "../tool.ts";

/** comm(1) */
export const comm = tool({
  flags: "123z",
  usage: "[OPTION]... FILE1 FILE2",
  help: "Compare sorted files FILE1 and FILE2 line by line.",
  async run(options, io) {
    const [one, two] = options.operands;
    if (one === undefined || two === undefined)
      throw new UsageError(one === undefined ? "missing operand" : `missing operand after ‘${one}’`);
    const whole = one === "-" || two === "-" ? fromUtf8(await readAll(io.stdin)) : "";
    const lines = async (operand: string) => splitLines(operand === "-" ? whole : await readText(operand, io));
    const [left, right] = [await lines(one), await lines(two)];
    const indent = (column: number) =>
      "\t".repeat([1, 2, 3].slice(0, column - 1).filter((before) => !options.has(String(before))).length);
    let [a, b] = [0, 0];
    let out = "";
    const put = (column: number, line: string) => {
      if (!options.has(String(column))) out += `${indent(column)}${line}\n`;
    };
    while (a < left.length || b < right.length) {
      if (b >= right.length || (a < left.length && left[a]! < right[b]!)) put(1, left[a++]!);
      else if (a >= left.length || right[b]! < left[a]!) put(2, right[b++]!);
      else {
        put(3, left[a++]!);
        b += 1;
      }
    }
    await io.stdout.write(out);
    return 0;
  },
});
