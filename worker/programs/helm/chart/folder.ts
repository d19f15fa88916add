import { fromUtf8 } from "../../../base/streams.ts";
import type { Files } from "../../../shell/files.ts";
import { HelmError } from "../errors.ts";
import { isGzip, readArchive } from "./archive.ts";
import type { Chart, ChartFile } from "./chart.ts";
import { ignoreRules } from "./ignore.ts";
import { loadChart } from "./load.ts";

/**
 * A chart from a folder or a packed file.
 *
 * @param shown the path as messages name it
 * @param detects whether it is first looked what version of charts a folder has, which words its absence
 */
export function loadChartAt(files: Files, path: string, shown: string, detects = false): Chart {
  const stat = files.stat(path);
  if (!stat) throw new HelmError(`stat ${shown}: no such file or directory`);
  if (stat.type === "directory") {
    const file = `${path}/Chart.yaml`;
    if (detects && !files.stat(file)) {
      throw new HelmError(`unable to detect chart at ${file}: open ${file}: no such file or directory`);
    }
    return loadChart(folderFiles(files, path));
  }
  const data = files.read(path);
  if (!isGzip(data)) {
    if (/\.ya?ml$/.test(shown)) {
      throw new HelmError(`file '${path}' seems to be a YAML file, but expected a gzipped archive`);
    }
    throw new HelmError(`file '${path}' does not appear to be a gzipped archive; got '${contentType(data)}'`);
  }
  return loadChart(readArchive(data));
}

/** What Go's http.DetectContentType says of the usual suspects. */
function contentType(data: Uint8Array): string {
  const binary = data.subarray(0, 512).some((byte) => byte < 9 || (byte > 13 && byte < 27));
  if (binary) return "application/octet-stream";
  const text = fromUtf8(data.subarray(0, 512)).trimStart();
  return /^<(!DOCTYPE HTML|html)/i.test(text) ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
}

/** Files of a chart's folder in order of their paths, without what .helmignore names. */
export function folderFiles(files: Files, root: string): ChartFile[] {
  const ignoreFile = `${root}/.helmignore`;
  const ignored = ignoreRules(files.stat(ignoreFile) ? files.readText(ignoreFile) : "");
  const below = (prefix: string): ChartFile[] =>
    [...files.list(prefix === "" ? root : `${root}/${prefix}`)].sort().flatMap((one) => {
      const name = prefix === "" ? one : `${prefix}/${one}`;
      const stat = files.stat(`${root}/${name}`);
      if (!stat || ignored(name, stat.type === "directory")) return [];
      if (stat.type === "directory") return below(name);
      return [{ name, data: withoutMark(files.read(`${root}/${name}`)), mtimeMs: stat.mtimeMs }];
    });
  return below("");
}

const withoutMark = (data: Uint8Array): Uint8Array =>
  data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data;
