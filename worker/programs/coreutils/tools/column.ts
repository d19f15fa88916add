import { inColumns } from "../columns.ts";
import { eachInput, readText, splitLines } from "../input.ts";
import { tool } from "../tool.ts";

/** column(1) with -t */
export const column = tool({
  flags: "tenx",
  values: "socNR",
  long: { table: "t", separator: "s", "output-separator": "o" },
  usage: "[options] [<file>...]",
  help: "Columnate lists.",
  async run(options, io) {
    const lines: string[] = [];
    const status = await eachInput(options.operands, io, async (_, operand) => {
      lines.push(...splitLines(await readText(operand, io)).filter((line) => line.trim() !== ""));
    });
    if (!options.has("t")) {
      await io.stdout.write(inColumns(lines, io.tty?.size().columns ?? 80));
      return status;
    }
    const separators = options.value("s");
    const rows = lines.map((line) =>
      separators === undefined
        ? line.trim().split(/\s+/)
        : line.split(new RegExp(`[${separators.replace(/[\\\]^-]/g, "\\$&")}]`)),
    );
    const headings = options.value("N")?.split(",");
    if (headings) rows.unshift(headings);
    const widths: number[] = [];
    for (const row of rows)
      for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, [...cell].length);
    const gap = options.value("o") ?? "  ";
    for (const row of rows) {
      const cells = row.map((cell, at) =>
        at === row.length - 1 ? cell : cell + " ".repeat(widths[at]! - [...cell].length),
      );
      await io.stdout.write(`${cells.join(gap)}\n`);
    }
    return status;
  },
});
