import { type FunctionMap, templateFunction as fn } from "../gotemplate/index.ts";
import type { Random } from "../random.ts";
import { base64 } from "./encoding.ts";

const DIGITS = "0123456789";
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ASCII = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join("");

/** https://masterminds.github.io/sprig/strings.html#randalphanum-randalpha-randnumeric-and-randascii , uuid.html */
export function chance(random: Random): FunctionMap {
  const stream = random.stream("helm-template");
  const picked = (from: string) =>
    fn(["int"], (count: number) => Array.from({ length: count }, () => from[stream.below(from.length)]).join(""));
  const bytes = (count: number) => Uint8Array.from({ length: count }, () => stream.below(256));
  return {
    randAlphaNum: picked(LETTERS + DIGITS),
    randAlpha: picked(LETTERS),
    randNumeric: picked(DIGITS),
    randAscii: picked(ASCII),
    randBytes: fn(["int"], (count: number) => base64(bytes(count))),
    randInt: fn(["int", "int"], (from: number, to: number) => {
      if (to <= from) throw new Error("invalid argument to Intn");
      return from + stream.below(to - from);
    }),
    shuffle: fn(["string"], (value: string) => {
      const letters = [...value];
      for (let at = letters.length - 1; at > 0; at--) {
        const other = stream.below(at + 1);
        [letters[at], letters[other]] = [letters[other]!, letters[at]!];
      }
      return letters.join("");
    }),
    uuidv4: fn([], () => {
      const parts = bytes(16);
      parts[6] = (parts[6]! & 0x0f) | 0x40;
      parts[8] = (parts[8]! & 0x3f) | 0x80;
      const hex = Array.from(parts, (byte) => byte.toString(16).padStart(2, "0")).join("");
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    }),
  };
}
