import { fromUtf8 } from "../../../base/streams.ts";
import type { Io, Program } from "../../../shell/program.ts";
import { eachInput, openInput, readText } from "../input.ts";
import { complain } from "../tool.ts";

/** less(1) and more(1): a pager on a terminal, cat elsewhere. Keys: q, space, b, g, G, arrows, j, k, /, n. */
export const less: Program = async (args, io) => {
  const operands = args.filter((word) => !/^[-+]./.test(word));
  if (!io.tty || !io.isTerminal(1)) {
    return eachInput(operands, io, async (input) => {
      for await (const chunk of input) await io.stdout.write(chunk);
    });
  }
  if (operands.length === 0 && io.isTerminal(0)) {
    await io.stderr.write('Missing filename ("less --help" for help)\n');
    return 1;
  }
  let text = "";
  for (const operand of operands.length > 0 ? operands : ["-"]) {
    try {
      text += await readText(operand, io);
    } catch (error) {
      await complain(io, error, operand);
      return 1;
    }
  }
  const lines = text.replace(/\n$/, "").split("\n");
  const keys = io.isTerminal(0) ? io.stdin : openTerminal(io);
  const quitsIfShort = args.some((word) => /^-\w*F/.test(word));
  if (!keys || (quitsIfShort && lines.length < io.tty.size().rows)) {
    await io.stdout.write(text);
    return 0;
  }
  await io.stdout.write("\u001b[?1049h");
  try {
    await io.tty.raw(() => page(lines, operands[0] ?? "", keys, io));
  } finally {
    await io.stdout.write("\u001b[?1049l").catch(() => {});
  }
  return 0;
};

/** Keys come from the terminal even when the text comes by a pipe. */
function openTerminal(io: Io): AsyncIterable<Uint8Array> | undefined {
  return io.tty?.keys?.() ?? (io.isTerminal(0) ? openInput("-", io) : undefined);
}

async function page(lines: readonly string[], name: string, keys: AsyncIterable<Uint8Array>, io: Io): Promise<void> {
  let top = 0;
  let search = "";
  let typing: string | undefined;
  let note = name;
  const draw = async () => {
    const { rows, columns } = io.tty!.size();
    const body = Array.from({ length: rows - 1 }, (_, at) =>
      lines[top + at] === undefined ? "~" : lines[top + at]!.slice(0, columns),
    );
    const end = top + rows - 1 >= lines.length;
    const prompt =
      typing !== undefined
        ? `/${typing}`
        : end
          ? "\u001b[7m(END)\u001b[27m"
          : note
            ? `\u001b[7m${note}\u001b[27m`
            : ":";
    await io.stdout.write(`\u001b[H\u001b[2J${body.join("\r\n")}\r\n${prompt}`);
  };
  const find = (from: number) => {
    const at = search === "" ? -1 : lines.findIndex((line, place) => place >= from && line.includes(search));
    note = at < 0 ? "Pattern not found" : "";
    if (at >= 0) top = at;
  };
  await draw();
  for await (const chunk of keys) {
    const { rows } = io.tty!.size();
    const last = Math.max(0, lines.length - (rows - 1));
    for (const key of fromUtf8(chunk).match(/\u001b\[[\d;]*[~A-Z]|\u001bO[A-Z]|[\s\S]/g) ?? []) {
      note = "";
      if (typing !== undefined) {
        if (key === "\r" || key === "\n") {
          search = typing || search;
          typing = undefined;
          find(top + 1);
        } else if (key === "\u007f") typing = typing.slice(0, -1);
        else if (key === "\u001b" || key === "\u0003") typing = undefined;
        else typing += key;
        continue;
      }
      if (key === "q" || key === "Q" || key === "\u0003") return;
      if (key === " " || key === "f" || key === "\u001b[6~") top = Math.min(last, top + rows - 1);
      else if (key === "b" || key === "\u001b[5~") top = Math.max(0, top - (rows - 1));
      else if (key === "d") top = Math.min(last, top + Math.floor(rows / 2));
      else if (key === "u") top = Math.max(0, top - Math.floor(rows / 2));
      else if (["j", "\r", "\n", "\u001b[B", "\u001bOB"].includes(key)) top = Math.min(last, top + 1);
      else if (["k", "\u001b[A", "\u001bOA"].includes(key)) top = Math.max(0, top - 1);
      else if (key === "g" || key === "\u001b[H") top = 0;
      else if (key === "G" || key === "\u001b[F") top = last;
      else if (key === "/") typing = "";
      else if (key === "n") find(top + 1);
    }
    await draw();
  }
}
