import { goUnquoteCharacters } from "../goformat/index.ts";
import type { NumberValue } from "./node.ts";

/** Reads a numeric or character constant; a string is a complaint in Go's words. */
export function readNumber(text: string, isCharacter: boolean): NumberValue | string {
  if (isCharacter) {
    const inside = goUnquoteCharacters(text.slice(1, -1), "'");
    const characters = [...(inside ?? "")];
    if (characters.length !== 1) return `malformed character constant: ${text}`;
    const code = characters[0]!.codePointAt(0)!;
    return { int: code, float: code, looksFloat: false };
  }
  const digits = text.replaceAll("_", "");
  const integer = /^([-+]?)(0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9]\d*)$/.exec(digits);
  if (integer) {
    const size = BigInt(integer[2]!.replace(/^0(?=[0-7])/, "0o"));
    const value = integer[1] === "-" ? -size : size;
    if (value >= -(2n ** 63n) && value < 2n ** 63n) {
      return { int: Number(value), float: Number(value), looksFloat: false };
    }
    if (size < 2n ** 64n && integer[1] === "") return { float: Number(value), looksFloat: false, overflows: true };
    return `integer overflow: ${JSON.stringify(text)}`;
  }
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(digits)) return `illegal number syntax: ${JSON.stringify(text)}`;
  const value = Number(digits);
  if (!/[.eE]/.test(digits)) return `illegal number syntax: ${JSON.stringify(text)}`;
  return { float: value, looksFloat: true, ...(Number.isInteger(value) && { int: value }) };
}
