import { eachInput } from "../../coreutils/input.ts";
import type { Applet } from "../applet.ts";

/** wc: counts in columns of nine, one alone without. */
export const wc: Applet = {
  usage: "[-cmlwL] [FILE]...",
  help: "Count lines, words, and bytes for FILEs (or stdin)",
  flags: "cmlwL",
  async run(options, io) {
    const asked = (["l", "w", "m", "c", "L"] as const).filter((key) => options.has(key));
    const keys = asked.length > 0 ? asked : (["l", "w", "c"] as const);
    const total = { l: 0, w: 0, m: 0, c: 0, L: 0 };
    const line = (counts: typeof total, name: string | undefined) => {
      const cells = keys.map((key) => (keys.length === 1 ? String(counts[key]) : String(counts[key]).padStart(9)));
      return `${cells.join(" ")}${name === undefined ? "" : ` ${name}`}\n`;
    };
    const status = await eachInput(options.operands, io, async (input, operand) => {
      const counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
      const decoder = new TextDecoder();
      let [inWord, length] = [false, 0];
      for await (const chunk of input) {
        counts.c += chunk.length;
        for (const letter of decoder.decode(chunk, { stream: true })) {
          counts.m += 1;
          const blank = /\s/.test(letter);
          if (!blank && !inWord) counts.w += 1;
          inWord = !blank;
          length = letter === "\n" ? 0 : length + 1;
          counts.L = Math.max(counts.L, length);
          if (letter === "\n") counts.l += 1;
        }
      }
      for (const key of ["l", "w", "m", "c"] as const) total[key] += counts[key];
      total.L = Math.max(total.L, counts.L);
      await io.stdout.write(line(counts, options.operands.length > 0 ? operand : undefined));
    });
    if (options.operands.length > 1) await io.stdout.write(line(total, "total"));
    return status;
  },
};
