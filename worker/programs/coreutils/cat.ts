import { linesOf } from "../../base/streams.ts";
import { resolvePath } from "../../shell/files.ts";
import { eachInput, openInput, readText, splitLines } from "./input.ts";
import { buffered, complain, tool } from "./tool.ts";

/** cat(1) */
export const cat = tool({
  flags: "AbeEnstTuv",
  long: {
    "show-all": "A",
    "number-nonblank": "b",
    "show-ends": "E",
    number: "n",
    "squeeze-blank": "s",
    "show-tabs": "T",
    "show-nonprinting": "v",
  },
  usage: "[OPTION]... [FILE]...",
  help: "Concatenate FILE(s) to standard output.",
  async run(options, io) {
    const plain = !["A", "b", "e", "E", "n", "s", "t", "T", "v"].some((key) => options.has(key));
    let number = 0;
    let blanks = 0;
    return eachInput(options.operands, io, async (input) => {
      if (plain) {
        for await (const chunk of input) await io.stdout.write(chunk);
        return;
      }
      const out = buffered(io.stdout);
      for await (const line of linesWithEnds(input)) {
        const bare = line.replace(/\n$/, "");
        blanks = bare === "" ? blanks + 1 : 0;
        if (options.has("s") && blanks > 1) continue;
        const counted = options.has("b") ? bare !== "" : options.has("n");
        const head = counted ? `${String(++number).padStart(6)}\t` : "";
        const tail = line.endsWith("\n")
          ? options.has("E") || options.has("A") || options.has("e")
            ? "$\n"
            : "\n"
          : "";
        const tabs = options.has("T") || options.has("A") || options.has("t");
        const shown =
          options.has("v") || options.has("A") || options.has("e") || options.has("t") ? visible(bare) : bare;
        await out.write(head + (tabs ? shown.replaceAll("\t", "^I") : shown) + tail);
        if (input === io.stdin) await out.flush();
      }
      await out.flush();
    });
  },
});

/** Control characters as ^X. */
const visible = (text: string): string =>
  text.replace(/[\x00-\x08\x0a-\x1f\x7f]/g, (char) => `^${String.fromCharCode(char.charCodeAt(0) ^ 64)}`);

async function* linesWithEnds(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of input) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/(?<=\n)/);
    rest = lines.at(-1)?.endsWith("\n") ? "" : (lines.pop() ?? "");
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** tac(1) */
export const tac = tool({
  flags: "brs",
  usage: "[OPTION]... [FILE]...",
  help: "Write each FILE to standard output, last line first.",
  run: ({ operands }, io) =>
    eachInput(operands, io, async (_, operand) => {
      const lines = splitLines(await readText(operand, io)).reverse();
      if (lines.length > 0) await io.stdout.write(`${lines.join("\n")}\n`);
    }),
});

/** nl(1): numbers lines that are not empty. */
export const nl = tool({
  flags: "p",
  values: "bwsvi",
  usage: "[OPTION]... [FILE]...",
  help: "Write each FILE to standard output, with line numbers added.",
  async run(options, io) {
    let number = Number(options.value("v") ?? 1);
    const width = Number(options.value("w") ?? 6);
    const separator = options.value("s") ?? "\t";
    return eachInput(options.operands, io, async (input) => {
      const out = buffered(io.stdout);
      for await (const line of linesOf(input)) {
        const counted = options.value("b") === "a" || (options.value("b") !== "n" && line !== "");
        if (counted) {
          await out.write(`${String(number).padStart(width)}${separator}${line}\n`);
          number += Number(options.value("i") ?? 1);
        } else await out.write(`${" ".repeat(width + separator.length)}${line}\n`);
      }
      await out.flush();
    });
  },
});

/** tee(1) */
export const tee = tool({
  flags: "aip",
  long: { append: "a", "ignore-interrupts": "i" },
  usage: "[OPTION]... [FILE]...",
  help: "Copy standard input to each FILE, and also to standard output.",
  async run(options, io) {
    let status = 0;
    const paths: string[] = [];
    for (const operand of options.operands) {
      const path = resolvePath(io.cwd, operand);
      try {
        io.files.write(path, "", { append: options.has("a") });
        paths.push(path);
      } catch (error) {
        await complain(io, error, operand);
        status = 1;
      }
    }
    for await (const chunk of openInput("-", io)) {
      for (const path of paths) io.files.write(path, chunk, { append: true });
      await io.stdout.write(chunk);
    }
    return status;
  },
});
