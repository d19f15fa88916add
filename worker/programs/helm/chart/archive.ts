import { gunzipSync, gzipSync } from "fflate";
import { cleanPath } from "../../../base/sprig/paths.ts";
import { concatBytes, fromUtf8, utf8 } from "../../../base/streams.ts";
import { HelmError } from "../errors.ts";
import type { ChartFile } from "./chart.ts";

const BLOCK = 512;

/** Whether bytes begin as a gzip stream does. */
export const isGzip = (data: Uint8Array): boolean => data[0] === 0x1f && data[1] === 0x8b && data[2] === 0x08;

/** @throws HelmError in the words of compress/gzip */
export function gunzip(data: Uint8Array): Uint8Array {
  if (!isGzip(data)) throw new HelmError(data.length === 0 ? "EOF" : "gzip: invalid header");
  try {
    return gunzipSync(data);
  } catch {
    throw new HelmError("unexpected EOF");
  }
}

/** The same input gives the same bytes on every machine. */
export const gzip = (data: Uint8Array): Uint8Array => gzipSync(data, { level: 9, mtime: 0 });

/** The files of a packed chart, named relative to the chart's folder. @throws HelmError */
export function readArchive(data: Uint8Array): ChartFile[] {
  const files = untar(gunzip(data)).map(({ name, ...rest }) => ({ ...rest, name: insideFolder(name) }));
  if (files.length === 0) throw new HelmError("no files in chart archive");
  return files;
}

function insideFolder(name: string): string {
  const parts = name.split("/");
  const rest = parts.slice(1).join("/");
  if (rest.startsWith("/")) throw new HelmError("chart illegally contains absolute paths");
  const path = cleanPath(rest);
  if (parts[0] === "Chart.yaml") throw new HelmError("chart yaml not in base directory");
  if (path === ".")
    throw new HelmError(`chart illegally contains content outside the base directory: ${JSON.stringify(name)}`);
  if (path.startsWith("..")) throw new HelmError("chart illegally references parent directory");
  return path;
}

/** Regular files of a tar stream, ustar with GNU and pax long names. */
export function untar(tar: Uint8Array): ChartFile[] {
  const files: ChartFile[] = [];
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const field = (from: number, length: number) =>
      fromUtf8(header.subarray(from, from + length)).replace(/\0.*$/s, "");
    const size = Number.parseInt(field(124, 12).trim() || "0", 8);
    if (Number.isNaN(size)) throw new HelmError("archive/tar: invalid tar header");
    const type = field(156, 1) || "0";
    const body = tar.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === "L") longName = fromUtf8(body).replace(/\0.*$/s, "");
    else if (type === "x") longName = /(?:^|\n)\d+ path=([^\n]*)\n/.exec(fromUtf8(body))?.[1];
    else {
      const prefix = field(257, 5) === "ustar" ? field(345, 155) : "";
      const name = longName ?? (prefix ? `${prefix}/${field(0, 100)}` : field(0, 100));
      longName = undefined;
      if (type === "0")
        files.push({ name, data: body, mtimeMs: Number.parseInt(field(136, 12).trim() || "0", 8) * 1000 });
    }
  }
  return files;
}

/** A ustar stream of files, in the order given. */
export function tar(files: readonly ChartFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const file of files) {
    parts.push(tarHeader(file), file.data, new Uint8Array((BLOCK - (file.data.length % BLOCK)) % BLOCK));
  }
  return concatBytes([...parts, new Uint8Array(2 * BLOCK)]);
}

function tarHeader({ name, data, mtimeMs }: ChartFile): Uint8Array {
  const header = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => header.set(utf8(text), at);
  const octal = (value: number, width: number) => value.toString(8).padStart(width - 1, "0");
  const cut = name.length > 100 ? name.lastIndexOf("/", 155) : -1;
  put(0, name.slice(cut + 1));
  if (cut > 0) put(345, name.slice(0, cut));
  put(100, octal(0o644, 8));
  put(108, octal(0, 8));
  put(116, octal(0, 8));
  put(124, octal(data.length, 12));
  put(136, octal(Math.floor(mtimeMs / 1000), 12));
  put(148, "        ");
  put(156, "0");
  put(257, "ustar\u000000");
  put(
    148,
    `${octal(
      header.reduce((sum, byte) => sum + byte, 0),
      7,
    )}\0 `,
  );
  return header;
}

/** A packed chart: every file below a folder of the chart's name, Chart.yaml first as helm packs it. */
export function packChart(name: string, files: readonly ChartFile[]): Uint8Array {
  const rank = (path: string): number => (path === "Chart.yaml" ? 0 : path === "values.yaml" ? 1 : 2);
  const ordered = [...files].sort((a, b) => rank(a.name) - rank(b.name) || (a.name < b.name ? -1 : 1));
  return gzip(tar(ordered.map((file) => ({ ...file, name: `${name}/${file.name}` }))));
}
