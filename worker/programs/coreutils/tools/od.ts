import { concatBytes } from "../../../base/streams.ts";
import { eachInput, readInput } from "../input.ts";
import { tool } from "../tool.ts";

/** od(1), with -c, -x, -t x1 and -A */
export const od = tool({
  flags: "bcdovx",
  values: "AtjNw",
  usage: "[OPTION]... [FILE]...",
  help: "Write an unambiguous representation of FILE to standard output.",
  async run(options, io) {
    const parts: Uint8Array[] = [];
    const status = await eachInput(options.operands, io, async (_, operand) => {
      parts.push(await readInput(operand, io));
    });
    const skip = Number(options.value("j") ?? 0);
    const content = concatBytes(parts).subarray(
      skip,
      options.value("N") === undefined ? undefined : skip + Number(options.value("N")),
    );
    const radix = options.value("A") ?? "o";
    const address = (at: number) =>
      radix === "n"
        ? ""
        : at.toString(radix === "x" ? 16 : radix === "d" ? 10 : 8).padStart(radix === "x" ? 6 : 7, "0");
    const format =
      options.value("t") ?? (options.has("c") ? "c" : options.has("x") ? "x2" : options.has("b") ? "o1" : "o2");
    for (let at = 0; at < content.length; at += 16)
      await io.stdout.write(`${address(at)}${cells(content.subarray(at, at + 16), format)}\n`);
    if (radix !== "n") await io.stdout.write(`${address(content.length)}\n`);
    return status;
  },
});

const CHARACTERS: Readonly<Record<number, string>> = {
  0: "\\0",
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
};

function cells(bytes: Uint8Array, format: string): string {
  if (format.startsWith("c")) {
    return [...bytes]
      .map((byte) =>
        (
          CHARACTERS[byte] ?? (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, "0"))
        ).padStart(4),
      )
      .join("");
  }
  const size = Number(format.slice(1).replace(/z$/, "") || 2);
  const base = format.startsWith("x") ? 16 : format.startsWith("o") ? 8 : 10;
  const width = { 16: 2 * size, 8: size === 1 ? 3 : size === 2 ? 6 : 11, 10: size === 1 ? 3 : size === 2 ? 5 : 10 }[
    base as 16 | 8 | 10
  ];
  let out = "";
  for (let at = 0; at < bytes.length; at += size) {
    let value = 0;
    for (let byte = size - 1; byte >= 0; byte--) value = value * 256 + (bytes[at + byte] ?? 0);
    out += ` ${value.toString(base).padStart(width, base === 10 ? " " : "0")}`;
  }
  return out;
}
