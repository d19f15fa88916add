import { readAll } from "../../../base/streams.ts";
import { readText, splitLines } from "../input.ts";
import { complain, tool } from "../tool.ts";

/** paste(1) */
export const paste = tool({
  flags: "sz",
  values: "d",
  long: { delimiters: "d", serial: "s" },
  usage: "[OPTION]... [FILE]...",
  help: "Write lines consisting of the sequentially corresponding lines from each FILE.",
  async run(options, io) {
    const delimiters = [
      ...(options.value("d") ?? "\t").replace(/\\n/g, "\n").replace(/\\t/g, "\t").replace(/\\0/g, ""),
    ];
    const operands = options.operands.length > 0 ? options.operands : ["-"];
    const join = (parts: readonly string[]) =>
      parts
        .map((part, at) => (at === 0 ? part : (delimiters[(at - 1) % Math.max(1, delimiters.length)] ?? "") + part))
        .join("");
    // Several "-" take their lines in turn.
    const shared = operands.filter((operand) => operand === "-").length;
    const stdin = shared > 0 ? splitLines(new TextDecoder().decode(await readAll(io.stdin))) : [];
    let turn = 0;
    const columns: string[][] = [];
    for (const operand of operands) {
      if (operand === "-" && !options.has("s")) {
        const mine = turn++;
        columns.push(stdin.filter((_, at) => at % shared === mine));
      } else if (operand === "-") columns.push(stdin);
      else {
        try {
          columns.push(splitLines(await readText(operand, io)));
        } catch (error) {
          await complain(io, error, operand);
          return 1;
        }
      }
    }
    if (options.has("s")) {
      for (const lines of columns) await io.stdout.write(`${join(lines)}\n`);
      return 0;
    }
    const rows = Math.max(0, ...columns.map((lines) => lines.length));
    for (let row = 0; row < rows; row++) await io.stdout.write(`${join(columns.map((lines) => lines[row] ?? ""))}\n`);
    return 0;
  },
});
