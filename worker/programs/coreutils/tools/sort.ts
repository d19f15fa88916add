import { resolvePath } from "../../../shell/files.ts";
import { readText, splitLines } from "../input.ts";
import type { Options } from "../options.ts";
import { complain, say, tool, UsageError } from "../tool.ts";

interface Key {
  readonly from: number;
  readonly fromChar: number;
  readonly to: number;
  readonly toChar: number;
  readonly modes: string;
}

/** sort(1), in the C locale. */
export const sort = tool({
  flags: "bcCdfghiMmnRrsuVz",
  values: "koStT",
  long: {
    "ignore-leading-blanks": "b",
    check: "c",
    "dictionary-order": "d",
    "ignore-case": "f",
    "general-numeric-sort": "g",
    "human-numeric-sort": "h",
    "month-sort": "M",
    "numeric-sort": "n",
    "random-sort": "R",
    reverse: "r",
    stable: "s",
    unique: "u",
    "version-sort": "V",
    "zero-terminated": "z",
    key: "k",
    output: "o",
    "field-separator": "t",
  },
  usageCode: 2,
  usage: "[OPTION]... [FILE]...",
  help: "Write sorted concatenation of all FILE(s) to standard output.",
  async run(options, io) {
    const lines: string[] = [];
    for (const operand of options.operands.length > 0 ? options.operands : ["-"]) {
      try {
        const text = await readText(operand, io);
        lines.push(...(options.has("z") ? text.replace(/\0$/, "").split("\0") : splitLines(text)));
      } catch (error) {
        await complainCannotRead(error, operand, io);
        return 2;
      }
    }
    const compare = comparison(options);
    if (options.has("c") || options.has("C")) {
      const at = lines.findIndex((line, place) => {
        const order = place > 0 ? compare.full(lines[place - 1]!, line) : 0;
        return order > 0 || (options.has("u") && place > 0 && order === 0);
      });
      if (at < 0) return 0;
      if (options.has("c")) await say(io, `${options.operands[0] ?? "-"}:${at + 1}: disorder: ${lines[at]}`);
      return 1;
    }
    if (options.has("R")) {
      const chance = io.random.stream("sort");
      const weights = new Map([...new Set(lines)].map((line) => [line, chance.next()]));
      lines.sort((a, b) => weights.get(a)! - weights.get(b)!);
    } else lines.sort(compare.full);
    const kept = options.has("u")
      ? lines.filter((line, at) => at === 0 || compare.keys(lines[at - 1]!, line) !== 0)
      : lines;
    const end = options.has("z") ? "\0" : "\n";
    const text = kept.map((line) => line + end).join("");
    const target = options.value("o");
    if (target === undefined) await io.stdout.write(text);
    else io.files.write(resolvePath(io.cwd, target), text);
    return 0;
  },
});

async function complainCannotRead(error: unknown, operand: string, io: Parameters<typeof complain>[0]): Promise<void> {
  await complain(io, error, `cannot read: ${operand}`);
}

function comparison(options: Options): {
  full: (a: string, b: string) => number;
  keys: (a: string, b: string) => number;
} {
  const global = ["b", "d", "f", "g", "h", "i", "M", "n", "V"].filter((key) => options.has(key)).join("");
  const reverse = options.has("r");
  const keys = options.all("k").map((text) => parseKey(text, global + (reverse ? "r" : "")));
  const separator = options.value("t") === "\\0" ? "\0" : options.value("t");
  if (separator !== undefined && [...separator].length !== 1)
    throw new UsageError(`multi-character tab ‘${separator}’`, 2);
  const whole: Key = { from: 1, fromChar: 1, to: 0, toChar: 0, modes: global + (reverse ? "r" : "") };
  const used = keys.length > 0 ? keys : [whole];
  const byKeys = (a: string, b: string) => {
    for (const key of used) {
      const order = compareBy(key.modes, part(a, key, separator), part(b, key, separator));
      if (order !== 0) return key.modes.includes("r") ? -order : order;
    }
    return 0;
  };
  const full = (a: string, b: string) => {
    const order = byKeys(a, b);
    if (order !== 0 || options.has("s") || options.has("u")) return order;
    return reverse ? byBytes(b, a) : byBytes(a, b);
  };
  return { full, keys: byKeys };
}

function parseKey(text: string, global: string): Key {
  const match = /^(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*)(?:,(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*))?$/.exec(text);
  if (!match) throw new UsageError(`invalid number at field start: invalid count at start of ‘${text}’`, 2);
  if (match[1] === "0")
    throw new UsageError(`-: invalid field specification ‘${text}’`.replace("-: ", "field number is zero: "), 2);
  const own = (match[3] ?? "") + (match[6] ?? "");
  return {
    from: Number(match[1]),
    fromChar: Number(match[2] ?? 1),
    to: Number(match[4] ?? 0),
    toChar: Number(match[5] ?? 0),
    modes: own === "" ? global : own,
  };
}

/** The part of a line that a key means. Without a separator a field begins with the blanks before it. */
function part(line: string, { from, fromChar, to, toChar, modes }: Key, separator: string | undefined): string {
  if (from === 1 && fromChar === 1 && to === 0) return line;
  const fields =
    separator === undefined
      ? (line.match(/[ \t]*[^ \t]*/g) ?? []).filter((field) => field !== "")
      : line.split(separator);
  const joint = separator ?? "";
  const upTo = to === 0 ? fields.length : to;
  const chosen = fields.slice(from - 1, upTo);
  if (chosen.length === 0) return "";
  if (toChar > 0 && upTo <= fields.length) {
    const last = chosen.pop()!;
    const skip = modes.includes("b") ? last.length - last.trimStart().length : 0;
    chosen.push(last.slice(0, skip + toChar));
  }
  const text = chosen.join(joint);
  const skip = modes.includes("b") ? text.length - text.trimStart().length : 0;
  return text.slice(skip + fromChar - 1);
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareBy(modes: string, a: string, b: string): number {
  if (modes.includes("n")) return compareNumbers(a, b);
  if (modes.includes("g")) return (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0);
  if (modes.includes("h")) return humanNumber(a) - humanNumber(b);
  if (modes.includes("M"))
    return MONTHS.indexOf(a.trim().slice(0, 3).toUpperCase()) - MONTHS.indexOf(b.trim().slice(0, 3).toUpperCase());
  if (modes.includes("V")) return compareVersions(a, b);
  const shape = (text: string) => {
    let shaped = modes.includes("b") ? text.trimStart() : text;
    if (modes.includes("d")) shaped = shaped.replace(/[^A-Za-z0-9 \t]/g, "");
    return modes.includes("f") ? shaped.toUpperCase() : shaped;
  };
  return byBytes(shape(a), shape(b));
}

function compareNumbers(a: string, b: string): number {
  const number = (text: string) => Number(/^\s*(-?(?:\d+\.?\d*|\.\d+))/.exec(text)?.[1] ?? 0);
  return number(a) - number(b);
}

function humanNumber(text: string): number {
  const match = /^\s*(-?\d*\.?\d+)([KMGTPE])?/.exec(text);
  return match ? Number(match[1]) * 1024 ** " KMGTPE".indexOf(match[2] ?? " ") : 0;
}

function compareVersions(a: string, b: string): number {
  const pieces = (text: string) => text.match(/\d+|\D+/g) ?? [];
  const [left, right] = [pieces(a), pieces(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [x = "", y = ""] = [left[at], right[at]];
    const order = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : byBytes(x, y);
    if (order !== 0) return order;
  }
  return 0;
}
