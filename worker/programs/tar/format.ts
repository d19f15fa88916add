import { concatBytes, fromUtf8, utf8 } from "../../base/streams.ts";

/** One member of a tar archive. */
export interface TarEntry {
  readonly name: string;
  readonly type: "file" | "directory";
  readonly mode: number;
  readonly mtimeMs: number;
  readonly content: Uint8Array;
}

const BLOCK = 512;

/** A ustar archive: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06 */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    parts.push(header(entry), entry.content, new Uint8Array((BLOCK - (entry.content.length % BLOCK)) % BLOCK));
  }
  parts.push(new Uint8Array(2 * BLOCK));
  return concatBytes(parts);
}

function header(entry: TarEntry): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (text: string, at: number) => block.set(utf8(text), at);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\u0000`;
  const { name, prefix } = splitName(entry.type === "directory" ? `${entry.name}/` : entry.name);
  put(name, 0);
  put(octal(entry.mode & 0o7777, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(entry.content.length, 11), 124);
  put(octal(Math.floor(entry.mtimeMs / 1000), 11), 136);
  put("        ", 148);
  put(entry.type === "directory" ? "5" : "0", 156);
  put("ustar\u000000", 257);
  put(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, "0")}\u0000 `, 148);
  return block;
}

/** Names over 100 bytes go on in the prefix. */
function splitName(name: string): { readonly name: string; readonly prefix: string } {
  if (name.length <= 100) return { name, prefix: "" };
  const slash = name.indexOf("/", name.length - 101);
  return { name: name.slice(slash + 1), prefix: name.slice(0, slash) };
}

/** The members of an archive; links and the like are left out. */
export function readTar(archive: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  const text = (from: number, length: number) =>
    fromUtf8(archive.subarray(from, from + length)).replace(/\u0000.*$/s, "");
  const number = (from: number, length: number) => Number.parseInt(text(from, length).trim() || "0", 8);
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const size = number(at + 124, 12);
    const prefix = text(at + 345, 155);
    const name = `${prefix ? `${prefix}/` : ""}${text(at, 100)}`;
    const flag = text(at + 156, 1);
    const content = archive.slice(at + BLOCK, at + BLOCK + size);
    const common = { name: name.replace(/\/$/, ""), mode: number(at + 100, 8), mtimeMs: number(at + 136, 12) * 1000 };
    if (flag === "5" || name.endsWith("/")) entries.push({ ...common, type: "directory", content: new Uint8Array() });
    else if (flag === "0" || flag === "") entries.push({ ...common, type: "file", content });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}
