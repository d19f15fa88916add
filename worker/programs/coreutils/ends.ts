import type { Io } from "../../shell/program.ts";
import { eachInput } from "./input.ts";
import type { Options } from "./options.ts";
import { UsageError } from "./tool.ts";

export const NEWLINE = 10;

/** A count with its suffix: "10", "5K", "2M". */
export function countOf(text: string, what: "lines" | "bytes"): number {
  const match = /^(\d+)(b|[KMG](?:i?B)?)?$/.exec(text);
  if (!match) throw new UsageError(`invalid number of ${what}: ‘${text}’`, 1, false);
  const unit = { b: 512, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match[2]?.[0] ?? ""] ?? 1;
  return Number(match[1]) * unit;
}

/** "-5" is an old way of "-n 5". */
export const oldStyle = (args: readonly string[]): string[] =>
  args.map((word, at) => (at === 0 && /^-\d+$/.test(word) ? `-n${word.slice(1)}` : word));

/** Goes through the operands as head and tail do: "==> FILE <==" before each of several. */
export async function withHeaders(
  options: Options,
  io: Io,
  work: (input: AsyncIterable<Uint8Array>, operand: string) => Promise<void>,
): Promise<number> {
  const headers = options.has("v") || (options.operands.length > 1 && !options.has("q"));
  let first = true;
  return eachInput(
    options.operands,
    io,
    async (input, operand) => {
      if (headers)
        await io.stdout.write(`${first ? "" : "\n"}==> ${operand === "-" ? "standard input" : operand} <==\n`);
      first = false;
      await work(input, operand);
    },
    (operand) => `cannot open '${operand}' for reading`,
  );
}

/** Where the last `count` lines begin. */
export function startOfLast(content: Uint8Array, count: number): number {
  if (count === 0) return content.length;
  let at = content.at(-1) === NEWLINE ? content.length - 1 : content.length;
  for (let left = count; left > 0; left--) {
    at = content.lastIndexOf(NEWLINE, at - 1);
    if (at < 0) return 0;
    if (at === 0) return left === 1 ? 1 : 0;
  }
  return at + 1;
}
