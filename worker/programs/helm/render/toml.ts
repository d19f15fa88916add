import { parse } from "smol-toml";
import { GoFloat } from "../../../base/goformat/index.ts";
import { formatFloatG } from "../../../base/goprint/index.ts";
import { type Dict, isDict, isNil, keysOf } from "../../../base/sprig/index.ts";

const BARE = /^[A-Za-z0-9_-]+$/;
const key = (name: string): string => (BARE.test(name) ? name : quoted(name));
const quoted = (text: string): string =>
  JSON.stringify(text)
    .replace(/\\u007f/g, "\\u007F")
    .replace(/\u007f/g, "\\u007f");

function float(value: number): string {
  const text = formatFloatG(value);
  return /[.en]/i.test(text) ? text : `${text}.0`;
}

function inline(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  if (value instanceof GoFloat) return float(value.value);
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : float(value);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (isDict(value))
    return `{${keysOf(value)
      .map((name) => `${key(name)} = ${inline(value[name])}`)
      .join(", ")}}`;
  return quoted(String(value));
}

const isTables = (value: unknown): value is Dict[] => Array.isArray(value) && value.length > 0 && value.every(isDict);

/** TOML as github.com/BurntSushi/toml encodes a map: plain values first, then tables, both by name, tables indented. */
export function toToml(value: unknown): string {
  if (!isDict(value)) return "toml: top-level values must be Go maps or structs";
  const lines: string[] = [];
  writeTable(value, [], lines);
  return lines.join("");
}

function writeTable(table: Dict, path: readonly string[], lines: string[]): void {
  const margin = "  ".repeat(path.length);
  const names = keysOf(table).filter((name) => !isNil(table[name]));
  const nested = names.filter((name) => isDict(table[name]) || isTables(table[name]));
  for (const name of names) if (!nested.includes(name)) lines.push(`${margin}${key(name)} = ${inline(table[name])}\n`);
  for (const name of nested) {
    const below = [...path, name];
    const title = below.map(key).join(".");
    const value = table[name];
    for (const one of isTables(value) ? value : [value as Dict]) {
      if (path.length === 0 && lines.length > 0) lines.push("\n");
      else if (isTables(value) && lines.length > 0 && path.length > 0) lines.push("\n");
      lines.push(`${margin}${isTables(value) ? `[[${title}]]` : `[${title}]`}\n`);
      writeTable(one, below, lines);
    }
  }
}

/** @throws Error where the text is no TOML */
export function fromToml(text: string): Dict {
  return plain(parse(text)) as Dict;
}

/** Dates as text; everything else is what the parser made of it. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}
