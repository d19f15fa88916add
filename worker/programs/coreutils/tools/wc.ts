import { eachInput, readInput } from "../input.ts";
import { tool } from "../tool.ts";

/** wc(1) */
export const wc = tool({
  flags: "clmwL",
  long: { bytes: "c", chars: "m", lines: "l", words: "w", "max-line-length": "L" },
  usage: "[OPTION]... [FILE]...",
  help: "Print newline, word, and byte counts for each FILE.",
  async run(options, io) {
    const columns = ["l", "w", "m", "c", "L"].filter((key) => options.has(key));
    const wanted = columns.length > 0 ? columns : ["l", "w", "c"];
    const rows: { counts: number[]; label: string }[] = [];
    const totals = wanted.map(() => 0);
    const status = await eachInput(options.operands, io, async (_, operand) => {
      const counts = countsOf(await readInput(operand, io), wanted);
      counts.forEach((count, at) => {
        totals[at] = wanted[at] === "L" ? Math.max(totals[at]!, count) : totals[at]! + count;
      });
      rows.push({ counts, label: options.operands.length === 0 ? "" : operand });
    });
    if (rows.length > 1) rows.push({ counts: totals, label: "total" });
    // One number stands alone; from a pipe GNU pads to seven places.
    const fromPipe = options.operands.length === 0 || options.operands.includes("-");
    const widest = Math.max(...rows.flatMap(({ counts }) => counts.map((count) => String(count).length)), 1);
    const width = wanted.length === 1 && rows.length === 1 ? 1 : fromPipe ? Math.max(7, widest) : widest;
    for (const { counts, label } of rows) {
      await io.stdout.write(
        `${counts.map((count) => String(count).padStart(width)).join(" ")}${label ? ` ${label}` : ""}\n`,
      );
    }
    return status;
  },
});

function countsOf(content: Uint8Array, wanted: readonly string[]): number[] {
  const text = new TextDecoder().decode(content);
  return wanted.map((key) => {
    switch (key) {
      case "l":
        return text.split("\n").length - 1;
      case "w":
        return text.match(/\S+/g)?.length ?? 0;
      case "m":
        return [...text].length;
      case "L":
        return Math.max(0, ...text.split("\n").map((line) => [...line].length));
      default:
        return content.length;
    }
  });
}
