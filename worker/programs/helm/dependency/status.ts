import { inRange, isStrictVersion, parseVersion } from "../../../base/semver/index.ts";
import type { Chart, Dependency } from "../chart/chart.ts";
import { loadChartAt } from "../chart/folder.ts";
import type { Helm } from "../helm.ts";

/** Archives and folders in a chart's charts/, by name. */
function inCharts(helm: Helm, root: string): readonly string[] {
  const folder = helm.path(`${root}/charts`);
  return helm.io.files.stat(folder)?.type === "directory" ? [...helm.io.files.list(folder)].sort() : [];
}

/** "ok", "missing" and so on: whether charts/ has what a dependency asks for. @param root the chart's folder as it was typed */
export function dependencyStatus(helm: Helm, root: string, dependency: Dependency, chart: Chart): string {
  const { name } = dependency;
  const archives = inCharts(helm, root).filter((one) => one.startsWith(`${name}-`) && one.endsWith(".tgz"));
  const versioned = archives.filter((one) => isStrictVersion(one.slice(name.length + 1, -".tgz".length)));
  if (archives.length > 1 && versioned.length > 1) return "too many matches";
  const archive = archives.length === 1 ? archives[0] : versioned[0];
  if (archive !== undefined) return archiveStatus(helm, `${root}/charts/${archive}`, dependency);
  const found = chart.dependencies.find((one) => one.metadata.name === name);
  return found ? (versionTrouble(found, dependency) ?? "unpacked") : "missing";
}

function archiveStatus(helm: Helm, path: string, dependency: Dependency): string {
  let chart: Chart;
  try {
    chart = loadChartAt(helm.io.files, helm.path(path), path);
  } catch {
    return "corrupt";
  }
  if (chart.metadata.name !== dependency.name) return "misnamed";
  return versionTrouble(chart, dependency) ?? "ok";
}

function versionTrouble({ metadata }: Chart, { version = "" }: Dependency): string | undefined {
  if (metadata.version === version) return undefined;
  if (!parseVersion(metadata.version)) return "invalid version";
  try {
    return inRange(version, metadata.version) ? undefined : "wrong version";
  } catch {
    return "invalid version";
  }
}

/** What is wrong with things in charts/ that Chart.yaml does not name. */
export function strayCharts(helm: Helm, root: string, dependencies: readonly Dependency[]): readonly string[] {
  return inCharts(helm, root).flatMap((name) => {
    const path = `${root}/charts/${name}`;
    const isFolder = helm.io.files.stat(helm.path(path))?.type === "directory";
    if (!isFolder && !name.endsWith(".tgz")) return [];
    try {
      const chart = loadChartAt(helm.io.files, helm.path(path), path);
      if (dependencies.some((one) => one.name === chart.metadata.name)) return [];
      return [`WARNING: ${JSON.stringify(path)} is not in Chart.yaml.\n`];
    } catch {
      return [`WARNING: ${JSON.stringify(path)} is not a chart.\n`];
    }
  });
}
