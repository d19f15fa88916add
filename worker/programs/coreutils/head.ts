import { concatBytes, linesOf } from "../../base/streams.ts";
import { resolvePath } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";
import { eachInput, readFile, readInput } from "./input.ts";
import type { Options } from "./options.ts";
import { complain, say, tool, UsageError } from "./tool.ts";

const NEWLINE = 10;

/** A count with its suffix: "10", "5K", "2M". */
function countOf(text: string, what: "lines" | "bytes"): number {
  const match = /^(\d+)(b|[KMG](?:i?B)?)?$/.exec(text);
  if (!match) throw new UsageError(`invalid number of ${what}: ‘${text}’`, 1, false);
  const unit = { b: 512, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match[2]?.[0] ?? ""] ?? 1;
  return Number(match[1]) * unit;
}

/** "-5" is an old way of "-n 5". */
const oldStyle = (args: readonly string[]): string[] =>
  args.map((word, at) => (at === 0 && /^-\d+$/.test(word) ? `-n${word.slice(1)}` : word));

async function withHeaders(
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

/** Where the last `count` lines begin. */
function startOfLast(content: Uint8Array, count: number): number {
  if (count === 0) return content.length;
  let at = content.at(-1) === NEWLINE ? content.length - 1 : content.length;
  for (let left = count; left > 0; left--) {
    at = content.lastIndexOf(NEWLINE, at - 1);
    if (at < 0) return 0;
    if (at === 0) return left === 1 ? 1 : 0;
  }
  return at + 1;
}

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
