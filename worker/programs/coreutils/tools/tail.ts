import { concatBytes, linesOf } from "../../../base/streams.ts";
import { resolvePath } from "../../../shell/files.ts";
import type { Io } from "../../../shell/program.ts";
import { countOf, oldStyle, startOfLast, withHeaders } from "../ends.ts";
import { readFile, readInput } from "../input.ts";
import type { Options } from "../options.ts";
import { complain, say, tool } from "../tool.ts";

const tailTool = tool({
  flags: "fFqvz",
  values: "ncs",
  long: {
    lines: "n",
    bytes: "c",
    quiet: "q",
    silent: "q",
    verbose: "v",
    follow: "follow?",
    "sleep-interval": "s",
    retry: "retry",
    pid: "pid=",
  },
  usage: "[OPTION]... [FILE]...",
  help: "Print the last 10 lines of each FILE to standard output; with -f, go on as it grows.",
  async run(options, io) {
    const bytes = options.value("c");
    const spec = bytes ?? options.value("n") ?? "10";
    const count = countOf(spec.replace(/^[-+]/, ""), bytes === undefined ? "lines" : "bytes");
    const follows = options.has("f") || options.has("F") || options.has("follow");
    const status = await withHeaders(options, io, async (input, operand) => {
      if (spec.startsWith("+")) return fromOn(input, count, bytes !== undefined, io);
      const content =
        operand === "-" ? await lastPart(input, count, bytes !== undefined) : await readInput(operand, io);
      await io.stdout.write(
        content.subarray(bytes === undefined ? startOfLast(content, count) : Math.max(0, content.length - count)),
      );
    });
    const named = options.operands.filter((operand) => operand !== "-");
    if (!follows || named.length === 0) return status;
    return follow(named, options, io);
  },
});

/** tail(1) */
export const tail: typeof tailTool = (args, io) => tailTool(oldStyle(args), io);

/** Enough of a stream's end; keeps no more than it must. */
async function lastPart(input: AsyncIterable<Uint8Array>, count: number, bytes: boolean): Promise<Uint8Array> {
  let kept: Uint8Array = new Uint8Array();
  for await (const chunk of input) {
    kept = concatBytes([kept, chunk]);
    kept = kept.subarray(bytes ? Math.max(0, kept.length - count) : startOfLast(kept, count + 1));
  }
  return kept;
}

async function fromOn(input: AsyncIterable<Uint8Array>, count: number, bytes: boolean, io: Io): Promise<void> {
  let skip = Math.max(0, count - 1);
  if (bytes) {
    for await (const chunk of input) {
      if (skip < chunk.length) await io.stdout.write(chunk.subarray(skip));
      skip = Math.max(0, skip - chunk.length);
    }
    return;
  }
  for await (const line of linesOf(input)) {
    if (skip > 0) skip -= 1;
    else await io.stdout.write(`${line}\n`);
  }
}

/** Looks at the files again and again; says when one was cut off. */
async function follow(operands: readonly string[], options: Options, io: Io): Promise<number> {
  const interval = Number(options.value("s") ?? 1) * 1000;
  const size = (operand: string) => io.files.stat(resolvePath(io.cwd, operand))?.size;
  const seen = new Map(operands.map((operand) => [operand, size(operand) ?? 0]));
  let shown = operands.at(-1);
  for (;;) {
    await io.clock.sleep(interval, io.signal);
    for (const operand of operands) {
      const now = size(operand);
      const before = seen.get(operand)!;
      if (now === undefined || now === before) continue;
      if (now < before) {
        await say(io, `${operand}: file truncated`);
        seen.set(operand, 0);
      }
      try {
        const content = readFile(operand, io);
        if (operands.length > 1 && shown !== operand) await io.stdout.write(`\n==> ${operand} <==\n`);
        shown = operand;
        await io.stdout.write(content.subarray(seen.get(operand)!));
        seen.set(operand, content.length);
      } catch (error) {
        await complain(io, error, operand);
      }
    }
  }
}
