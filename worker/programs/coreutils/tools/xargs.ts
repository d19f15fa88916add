import { fromUtf8, readAll, readerOf } from "../../../base/streams.ts";
import type { Io } from "../../../shell/program.ts";
import { readText } from "../input.ts";
import { runGiven } from "../runGiven.ts";
import { say, tool } from "../tool.ts";

/** The words of xargs' input: blanks separate, quotes and backslashes protect. */
function wordsOf(text: string): string[] | string {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === "'" || char === '"') {
      const end = text.indexOf(char, at + 1);
      const newline = text.indexOf("\n", at + 1);
      if (end < 0 || (newline >= 0 && newline < end))
        return `unmatched ${char === "'" ? "single" : "double"} quote; by default quotes are special to xargs unless you use the -0 option`;
      word = (word ?? "") + text.slice(at + 1, end);
      at = end;
    } else if (char === "\\") word = (word ?? "") + (text[++at] ?? "");
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** xargs(1) */
export const xargs = tool({
  flags: "0rtpxo",
  values: "nIPLdEsa",
  long: {
    null: "0",
    "no-run-if-empty": "r",
    verbose: "t",
    "max-args": "n",
    "max-procs": "P",
    "max-lines": "L",
    delimiter: "d",
    replace: "I",
    "arg-file": "a",
  },
  strict: true,
  usage: "[OPTION]... COMMAND [INITIAL-ARGS]...",
  help: "Run COMMAND with arguments INITIAL-ARGS and more arguments read from input.",
  async run(options, io) {
    const file = options.value("a");
    const text = file === undefined ? fromUtf8(await readAll(io.stdin)) : await readText(file, io);
    const replace = options.value("I");
    const delimiter = options.has("0") ? "\0" : options.value("d")?.replace("\\n", "\n").replace("\\t", "\t");
    let words: string[] | string;
    if (delimiter !== undefined)
      words = text.endsWith(delimiter) ? text.slice(0, -1).split(delimiter) : text === "" ? [] : text.split(delimiter);
    else if (replace !== undefined || options.has("L"))
      words = text
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "");
    else words = wordsOf(text);
    if (typeof words === "string") {
      await say(io, words);
      return 1;
    }
    const command = options.operands.length > 0 ? options.operands : ["echo"];
    if (words.length === 0 && (options.has("r") || replace !== undefined)) return 0;
    const size = Number(
      options.value("n") ?? options.value("L") ?? (replace === undefined ? Math.max(1, words.length) : 1),
    );
    if (!(size > 0)) {
      await say(io, `value ${options.value("n")} for -n option should be >= 1`);
      return 1;
    }
    const batches: string[][] = [];
    for (let at = 0; at < words.length; at += size) batches.push(words.slice(at, at + size));
    if (words.length === 0) batches.push([]);
    const lines = batches.map((batch) => {
      if (replace !== undefined) return command.map((word) => word.replaceAll(replace, batch[0]!));
      return [...command, ...(options.has("L") ? batch.flatMap((line) => line.split(/\s+/)) : batch)];
    });
    return runAll(lines, Number(options.value("P") ?? 1) || lines.length, options.has("t"), io);
  },
});

async function runAll(
  lines: readonly (readonly string[])[],
  parallel: number,
  verbose: boolean,
  io: Io,
): Promise<number> {
  let next = 0;
  let status = 0;
  const worker = async (): Promise<void> => {
    while (next < lines.length && status < 124) {
      const line = lines[next++]!;
      if (verbose) await io.stderr.write(`${line.join(" ")}\n`);
      const code = await runGiven(line, io, (name) => name, { stdin: readerOf("") });
      if (code === 126 || code === 127) status = code;
      else if (code === 255) {
        await say(io, `${line[0]}: exited with status 255; aborting`);
        status = 124;
      } else if (code > 128) {
        await say(io, `${line[0]}: terminated by signal ${code - 128}`);
        status = 125;
      } else if (code !== 0) status = Math.max(status, 123);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, lines.length) }, worker));
  return status;
}
