import { isDict } from "../../../base/sprig/index.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import { HelmError, within } from "../errors.ts";
import { readArchive } from "./archive.ts";
import type { Chart, ChartFile, Metadata } from "./chart.ts";
import { readDependency, readMetadata, validateMetadata } from "./metadata.ts";
import { decodeMap, decodeMerged } from "./yaml.ts";

/**
 * A chart out of its files, with the charts in its charts/ folder, which may be folders or archives.
 *
 * @throws HelmError in the loader's words
 * @see https://helm.sh/docs/topics/charts/#the-chart-file-structure
 */
export function loadChart(files: readonly ChartFile[]): Chart {
  const chartFile = files.find((file) => file.name === "Chart.yaml");
  const find = (name: string) => files.find((file) => file.name === name);
  if (!chartFile) throw new HelmError("Chart.yaml file is missing");
  let metadata = parsed("Chart.yaml", () => readMetadata(decodeMap(fromUtf8(chartFile.data))));
  metadata = withRequirements(metadata, find("requirements.yaml"));
  const valuesFile = find("values.yaml");
  const values = valuesFile ? parsed("values.yaml", () => decodeMerged(fromUtf8(valuesFile.data))) : {};
  metadata = validateMetadata(metadata);
  const lockFile = find("Chart.lock") ?? find("requirements.lock");
  const schema = find("values.schema.json");
  const isOwn = (name: string) => !/^(Chart\.yaml|Chart\.lock|values\.yaml|values\.schema\.json)$/.test(name);
  const isOldStyle = (name: string) => /^requirements\.(yaml|lock)$/.test(name);
  return {
    metadata,
    ...(lockFile && { lock: parsed(lockFile.name, () => decodeMap(fromUtf8(lockFile.data))) }),
    raw: files,
    templates: files.filter((file) => file.name.startsWith("templates/")),
    files: files.filter(
      ({ name }) =>
        isOwn(name) &&
        !name.startsWith("templates/") &&
        (!name.startsWith("charts/") || name.endsWith(".prov")) &&
        (!isOldStyle(name) || metadata.apiVersion === "v1"),
    ),
    values,
    ...(schema && { schema }),
    dependencies: subcharts(files, metadata.name),
    mtimeMs: chartFile.mtimeMs,
  };
}

function parsed<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw within(`cannot load ${name}`, error);
  }
}

/** Charts of the first API version list what they need in a file of its own. */
function withRequirements(metadata: Metadata, file: ChartFile | undefined): Metadata {
  if (!file) return metadata;
  const value = parsed(file.name, () => decodeMap(fromUtf8(file.data)));
  if (!isDict(value) || !Array.isArray(value.dependencies)) return metadata;
  return { ...metadata, dependencies: value.dependencies.map(readDependency) };
}

function subcharts(files: readonly ChartFile[], parent: string): Chart[] {
  const groups = new Map<string, ChartFile[]>();
  for (const file of files) {
    if (!file.name.startsWith("charts/") || file.name.endsWith(".prov")) continue;
    const rest = file.name.slice("charts/".length);
    const group = rest.split("/", 1)[0]!;
    if (/^[_.]/.test(group)) continue;
    groups.set(group, [...(groups.get(group) ?? []), { ...file, name: rest }]);
  }
  return [...groups].flatMap(([name, members]) => {
    try {
      if (name.endsWith(".tgz")) return [loadChart(readArchive(members[0]!.data))];
      const inside = members
        .filter((file) => file.name.includes("/"))
        .map((file) => ({ ...file, name: file.name.slice(name.length + 1) }));
      return [loadChart(inside)];
    } catch (error) {
      throw within(`error unpacking subchart ${name} in ${parent}`, error);
    }
  });
}
