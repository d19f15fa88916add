import { eachInput } from "../input.ts";
import { buffered, tool } from "../tool.ts";

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
