import { goQuote, goText } from "../goformat/index.ts";
import { type FunctionMap, templateFunction as fn } from "../gotemplate/index.ts";
import { fromUtf8, utf8 } from "../streams.ts";
import { camelCase, separatedCase, wrapped } from "./cases.ts";
import { isNil, text, texts } from "./values.ts";

const margin = (spaces: number): string => {
  if (spaces < 0) throw new Error("strings: negative Repeat count");
  return " ".repeat(spaces);
};

export const indent = (spaces: number, value: string): string => {
  const pad = margin(spaces);
  return pad + value.replaceAll("\n", `\n${pad}`);
};

/** A part of a text by bytes, as Go slices. */
function bytes(value: string, from: number, to?: number): string {
  const all = utf8(value);
  const end = to ?? all.length;
  if (from < 0 || from > end || end > all.length) {
    throw new Error(`runtime error: slice bounds out of range [${from}:${end}] with length ${all.length}`);
  }
  return fromUtf8(all.subarray(from, end));
}

function trunc(count: number, value: string): string {
  const { length } = utf8(value);
  if (count < 0 && length + count > 0) return bytes(value, length + count);
  return count >= 0 && length > count ? bytes(value, 0, count) : value;
}

function substring(start: number, end: number, value: string): string {
  if (start < 0) return bytes(value, 0, end);
  return end < 0 || end > utf8(value).length ? bytes(value, start) : bytes(value, start, end);
}

const cutset = (set: string): string => `[${set.replace(/[\]\\^-]/g, "\\$&")}]`;
const trimAll = (set: string, value: string): string =>
  set === "" ? value : value.replace(new RegExp(`^${cutset(set)}+|${cutset(set)}+$`, "gu"), "");

/** Go's strings.SplitN: at most so many parts. */
function splitN(value: string, separator: string, count: number): string[] {
  const parts = separator === "" ? [...value] : value.split(separator);
  if (count < 0 || parts.length <= count) return parts;
  return count === 0 ? [] : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

const numbered = (parts: readonly string[]): Record<string, string> =>
  Object.fromEntries(parts.map((part, at) => [`_${at}`, part]));

function abbreviated(width: number, value: string): string {
  if (width < 4 || value.length <= width) return value;
  return `${value.slice(0, width - 3)}...`;
}

function abbreviatedBoth(left: number, right: number, value: string): string {
  if (right < 4 || (left > 0 && right < 7) || value.length <= right) return value;
  const offset = Math.min(left, value.length);
  const from = value.length - offset < right - 3 ? value.length - (right - 3) : offset;
  if (from <= 4) return `${value.slice(0, right - 3)}...`;
  if (from + right - 3 < value.length) return `...${abbreviated(right - 3, value.slice(from))}`;
  return `...${value.slice(value.length - (right - 3))}`;
}

const swapCase = (value: string): string =>
  [...value].map((one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase())).join("");

const title = (value: string): string =>
  value.replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_, before, letter) => before + letter.toUpperCase());

/** https://masterminds.github.io/sprig/strings.html and string_slice.html */
export const STRINGS: FunctionMap = {
  abbrev: fn(["int", "string"], abbreviated),
  abbrevboth: fn(["int", "int", "string"], abbreviatedBoth),
  trunc: fn(["int", "string"], trunc),
  trim: fn(["string"], (value: string) => value.trim()),
  upper: fn(["string"], (value: string) => value.toUpperCase()),
  lower: fn(["string"], (value: string) => value.toLowerCase()),
  title: fn(["string"], title),
  untitle: fn(["string"], (value: string) =>
    value.replace(/(^|\s)(\S)/gu, (_, before, one) => before + one.toLowerCase()),
  ),
  substr: fn(["int", "int", "string"], substring),
  repeat: fn(["int", "string"], (count: number, value: string) => {
    if (count < 0) throw new Error("strings: negative Repeat count");
    return value.repeat(count);
  }),
  trimall: fn(["string", "string"], trimAll),
  trimAll: fn(["string", "string"], trimAll),
  trimSuffix: fn(["string", "string"], (end: string, value: string) =>
    end !== "" && value.endsWith(end) ? value.slice(0, -end.length) : value,
  ),
  trimPrefix: fn(["string", "string"], (start: string, value: string) =>
    value.startsWith(start) ? value.slice(start.length) : value,
  ),
  nospace: fn(["string"], (value: string) => value.replace(/\s/g, "")),
  initials: fn(["string"], (value: string) => (value.match(/(?<!\S)\S/gu) ?? []).join("")),
  swapcase: fn(["string"], swapCase),
  snakecase: fn(["string"], (value: string) => separatedCase(value, "_")),
  kebabcase: fn(["string"], (value: string) => separatedCase(value, "-")),
  camelcase: fn(["string"], camelCase),
  wrap: fn(["int", "string"], (width: number, value: string) => wrapped(value, width, "\n", false)),
  wrapWith: fn(["int", "string", "string"], (width: number, end: string, value: string) =>
    wrapped(value, width, end, true),
  ),
  contains: fn(["string", "string"], (part: string, value: string) => value.includes(part)),
  hasPrefix: fn(["string", "string"], (part: string, value: string) => value.startsWith(part)),
  hasSuffix: fn(["string", "string"], (part: string, value: string) => value.endsWith(part)),
  quote: fn(["...any"], (...values: unknown[]) =>
    values
      .filter((one) => !isNil(one))
      .map((one) => goQuote(text(one)))
      .join(" "),
  ),
  squote: fn(["...any"], (...values: unknown[]) =>
    values
      .filter((one) => !isNil(one))
      .map((one) => `'${goText(one)}'`)
      .join(" "),
  ),
  cat: fn(["...any"], (...values: unknown[]) =>
    values
      .filter((one) => !isNil(one))
      .map(goText)
      .join(" "),
  ),
  indent: fn(["int", "string"], indent),
  nindent: fn(["int", "string"], (spaces: number, value: string) => `\n${indent(spaces, value)}`),
  replace: fn(["string", "string", "string"], (from: string, to: string, value: string) =>
    value.replaceAll(from, () => to),
  ),
  plural: fn(["string", "string", "int"], (one: string, many: string, count: number) => (count === 1 ? one : many)),
  toString: fn(["any"], text),
  toStrings: fn(["any"], texts),
  join: fn(["string", "any"], (separator: string, value: unknown) => texts(value).join(separator)),
  sortAlpha: fn(["any"], (value: unknown) => (Array.isArray(value) ? texts(value).sort(byBytes) : [text(value)])),
  split: fn(["string", "string"], (separator: string, value: string) => numbered(splitN(value, separator, -1))),
  splitn: fn(["string", "int", "string"], (separator: string, count: number, value: string) =>
    numbered(splitN(value, separator, count)),
  ),
  splitList: fn(["string", "string"], (separator: string, value: string) => splitN(value, separator, -1)),
};

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
