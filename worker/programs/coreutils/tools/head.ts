import type { Io } from "../../../shell/program.ts";
import { countOf, NEWLINE, oldStyle, startOfLast, withHeaders } from "../ends.ts";
import { readInput } from "../input.ts";
import { tool } from "../tool.ts";

const headTool = tool({
  flags: "qvz",
  values: "nc",
  long: { lines: "n", bytes: "c", quiet: "q", silent: "q", verbose: "v" },
  usage: "[OPTION]... [FILE]...",
  help: "Print the first 10 lines of each FILE to standard output.",
  run: async (options, io) => {
    const bytes = options.value("c");
    const lines = options.value("n") ?? "10";
    const spec = bytes ?? lines;
    const count = countOf(spec.replace(/^[-+]/, ""), bytes === undefined ? "lines" : "bytes");
    return withHeaders(options, io, async (input, operand) => {
      if (spec.startsWith("-")) return allButLast(await readInput(operand, io), count, bytes !== undefined, io);
      await firstOf(input, count, bytes !== undefined, io);
    });
  },
});

/** head(1) */
export const head: typeof headTool = (args, io) => headTool(oldStyle(args), io);

async function firstOf(input: AsyncIterable<Uint8Array>, count: number, bytes: boolean, io: Io): Promise<void> {
  let left = count;
  if (left === 0) return;
  for await (const chunk of input) {
    if (bytes) {
      await io.stdout.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) return;
      continue;
    }
    let end = 0;
    while (left > 0) {
      const at = chunk.indexOf(NEWLINE, end);
      if (at < 0) break;
      end = at + 1;
      left -= 1;
    }
    await io.stdout.write(left === 0 ? chunk.subarray(0, end) : chunk);
    if (left === 0) return;
  }
}

async function allButLast(content: Uint8Array, count: number, bytes: boolean, io: Io): Promise<void> {
  await io.stdout.write(content.subarray(0, bytes ? Math.max(0, content.length - count) : startOfLast(content, count)));
}
