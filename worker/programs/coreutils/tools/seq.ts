import { printf } from "../../../shell/printf.ts";
import type { Program } from "../../../shell/program.ts";

/** seq(1) */
export const seq: Program = async (args, io) => {
  const words = [...args];
  let separator = "\n";
  let format: string | undefined;
  let equal = false;
  while (/^-[swf]/.test(words[0] ?? "") || words[0] === "--equal-width" || words[0] === "--") {
    const word = words.shift()!;
    if (word === "--") break;
    if (word === "-w" || word === "--equal-width") equal = true;
    else if (word.startsWith("-s"))
      separator = (word.slice(2) || (words.shift() ?? "")).replaceAll("\\n", "\n").replaceAll("\\t", "\t");
    else format = word.slice(2) || words.shift();
  }
  const bad = words.find((word) => !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word));
  const complaint =
    words.length === 0
      ? "missing operand"
      : bad !== undefined
        ? `invalid floating point argument: ‘${bad}’`
        : words.length > 3
          ? `extra operand ‘${words[3]}’`
          : undefined;
  if (complaint) {
    await io.stderr.write(`seq: ${complaint}\nTry 'seq --help' for more information.\n`);
    return 1;
  }
  const [from, step, to] =
    words.length === 1
      ? ["1", "1", words[0]!]
      : words.length === 2
        ? [words[0]!, "1", words[1]!]
        : [words[0]!, words[1]!, words[2]!];
  if (Number(step) === 0) {
    await io.stderr.write(`seq: invalid Zero increment value: ‘${step}’\nTry 'seq --help' for more information.\n`);
    return 1;
  }
  const places = Math.max(...[from, step].map((text) => text.split(".")[1]?.length ?? 0));
  const count = Math.floor((Number(to) - Number(from)) / Number(step) + 1e-10) + 1;
  const width = equal ? Math.max(...[from, to].map((text) => Number(text).toFixed(places).length)) : 0;
  let held = "";
  for (let at = 0; at < count; at++) {
    const value = Number(from) + at * Number(step);
    let text = value.toFixed(places);
    if (equal) text = text.startsWith("-") ? `-${text.slice(1).padStart(width - 1, "0")}` : text.padStart(width, "0");
    if (format !== undefined) text = printf(format, [text], 0).text;
    held += at === count - 1 ? `${text}\n` : text + separator;
    if (held.length > 8192) {
      await io.stdout.write(held);
      held = "";
      const wait = io.clock.breathe();
      if (wait) await wait;
    }
  }
  if (held !== "") await io.stdout.write(held);
  return 0;
};
