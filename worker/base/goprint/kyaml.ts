import { sortedKeys } from "./json.ts";
import { isInteger, isTimestamp } from "./resolve.ts";

/**
 * KYAML, the strict subset of YAML that `kubectl -o kyaml` prints: a "---" header, braces and brackets, every string
 * quoted, keys quoted only where they could be read as something else. With the final newline.
 *
 * @see https://pkg.go.dev/sigs.k8s.io/yaml/kyaml
 */
export function goKyaml(value: unknown): string {
  return `---\n${node(value, 0)}\n`;
}

const indented = (level: number): string => "  ".repeat(level);

function node(value: unknown, level: number): string {
  if (typeof value === "string") return quoted(value, level + 1);
  if (Array.isArray(value)) return sequence(value, level);
  if (typeof value === "object" && value !== null) return mapping(value as Readonly<Record<string, unknown>>, level);
  return JSON.stringify(value ?? null);
}

function sequence(items: readonly unknown[], level: number): string {
  if (items.length === 0) return "[]";
  // Lists of lists and objects share brackets with them.
  if (items.every((item) => typeof item === "object" && item !== null)) {
    return `[${items.map((item) => node(item, level)).join(", ")}]`;
  }
  const lines = items.map((item) => `${indented(level + 1)}${node(item, level + 1)},\n`);
  return `[\n${lines.join("")}${indented(level)}]`;
}

function mapping(fields: Readonly<Record<string, unknown>>, level: number): string {
  const keys = sortedKeys(fields);
  if (keys.length === 0) return "{}";
  const lines = keys.map((key) => {
    const name = needsQuotes(key) ? `"${[...key].map((one) => COMPACT[one] ?? escaped(one)).join("")}"` : key;
    return `${indented(level + 1)}${name}: ${node(fields[key], level + 1)},\n`;
  });
  return `{\n${lines.join("")}${indented(level)}}`;
}

const COMPACT: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t" };

/** Text of several lines is folded, so that it reads like the original. */
function quoted(text: string, level: number): string {
  if (!text.includes("\n")) return `"${[...text].map((one) => (one === "\t" ? one : escaped(one))).join("")}"`;
  const margin = indented(level);
  const lines = text.split("\n").map((line, at, all) => {
    if (line === "") return at === all.length - 1 ? "" : `${margin} \\n\\\n`;
    const body = [...line].map((one) => (one === "\t" ? one : escaped(one))).join("");
    // Leading blanks would be lost in a folded line unless the first is escaped.
    return `${margin}${/^\s/u.test(line) ? "\\" : " "}${body}${at === all.length - 1 ? "\\\n" : "\\n\\\n"}`;
  });
  return `"\\\n${lines.join("")}${margin}"`;
}

const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;
const NAMED: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\r": "\\r",
  "\v": "\\v",
  "\0": "\\0",
  "\x1b": "\\e",
  "\x85": "\\N",
  "\xa0": "\\_",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

function escaped(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  if (PRINTABLE.test(character)) return character;
  const code = character.codePointAt(0)!;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\U${code.toString(16).padStart(8, "0")}`;
}

const SAFE_KEY = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u;
const WORDS = new Set("null ~ true false t f 0 1 y yes on n no off .inf -.inf +.inf .nan".split(" "));
const FLOAT =
  /^[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|inf(?:inity)?|nan|0x(?:[\da-f]+\.?[\da-f]*|\.[\da-f]+)p[-+]?\d+)$/i;
const BASE_60 = /^[+-]?[1-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/;

/** Whether a key could be taken for something other than a string, or has characters beyond the plainest. */
function needsQuotes(key: string): boolean {
  const bare = key.replaceAll("_", "");
  return (
    !SAFE_KEY.test(key) ||
    WORDS.has(key.toLowerCase()) ||
    isInteger(bare) ||
    (FLOAT.test(bare) && (!/^[-+]?\d/.test(bare) || Number.isFinite(Number(bare)))) ||
    BASE_60.test(key) ||
    isTimestamp(key)
  );
}
