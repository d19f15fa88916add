import { goText } from "../../../base/goformat/index.ts";
import { inRange } from "../../../base/semver/index.ts";
import { type Dict, deepCopy, isDict } from "../../../base/sprig/index.ts";
import type { Chart, Dependency } from "../chart/chart.ts";
import { HelmError } from "../errors.ts";
import { coalesceTables, coalesceValues, mergeValues } from "./coalesce.ts";

/**
 * The chart with only those subcharts that its conditions and tags enable, under their aliases, and with the values that
 * it imports from them.
 *
 * @see https://helm.sh/docs/topics/charts/#chart-dependencies
 */
export function processDependencies(chart: Chart, values: Dict): Chart {
  return importValues(enabled(chart, values, ""));
}

/** @throws HelmError naming what Chart.yaml needs and charts/ lacks */
export function checkDependencies(chart: Chart): void {
  const names = new Set(chart.dependencies.map((one) => one.metadata.name));
  const missing = (chart.metadata.dependencies ?? []).filter((one) => !names.has(one.name)).map((one) => one.name);
  if (missing.length === 0) return;
  throw new HelmError(
    `an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: ${missing.join(", ")}`,
  );
}

const fits = (one: Dependency, chart: Chart): boolean =>
  chart.metadata.name === one.name && inRange(one.version ?? "", chart.metadata.version);

function enabled(chart: Chart, values: Dict, path: string): Chart {
  const wanted = chart.metadata.dependencies;
  if (!wanted) return chart;
  const extra = chart.dependencies.filter((one) => !wanted.some((dependency) => fits(dependency, one)));
  const named = wanted.flatMap((dependency) => {
    const found = chart.dependencies.find((one) => fits(dependency, one));
    if (!found) return [];
    return [dependency.alias ? { ...found, metadata: { ...found.metadata, name: dependency.alias } } : found];
  });
  const renamed = wanted.map((one) => (one.alias ? { ...one, name: one.alias } : one));
  const all: Chart = { ...chart, dependencies: [...extra, ...named] };
  const merged = coalesceValues(all, values);
  const kept = renamed.map((one) => ({ ...one, enabled: isEnabled(one, merged, path) })).filter((one) => one.enabled);
  const off = new Set(renamed.map((one) => one.name).filter((name) => !kept.some((one) => one.name === name)));
  return {
    ...all,
    metadata: { ...chart.metadata, dependencies: kept },
    dependencies: all.dependencies
      .filter((one) => !off.has(one.metadata.name))
      .map((one) => enabled(one, merged, `${path}${one.metadata.name}.`)),
  };
}

function isEnabled(dependency: Dependency, values: Dict, path: string): boolean {
  let answer = byTags(dependency, values);
  for (const condition of (dependency.condition ?? "").trim().split(",")) {
    if (condition === "") continue;
    const value = valueAt(values, `${path}${condition}`.split("."));
    if (typeof value === "boolean") {
      answer = value;
      break;
    }
  }
  return answer;
}

function byTags({ tags = [] }: Dependency, values: Dict): boolean {
  if (!isDict(values.tags)) return true;
  const said = tags.map((tag) => (values.tags as Dict)[tag]);
  return said.includes(true) || !said.includes(false);
}

function valueAt(values: Dict, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isDict(at) ? at[key] : undefined), values);
}

/** Children first, so that a grandchild's exports reach the top. */
function importValues(chart: Chart): Chart {
  const dependencies = chart.dependencies.map(importValues);
  const ready: Chart = { ...chart, dependencies };
  const wanted = chart.metadata.dependencies;
  if (!wanted) return ready;
  const values = mergeValues(ready, {});
  const imported: Dict = {};
  for (const { name, "import-values": imports = [] } of wanted) {
    for (const one of imports) {
      const child = isDict(one) ? goText(one.child) : `exports.${goText(one)}`;
      const parent = isDict(one) ? goText(one.parent) : ".";
      const table = valueAt(values, [name, ...child.split(".")]);
      if (!isDict(table)) continue;
      const placed =
        parent === "." ? table : parent.split(".").reduceRight<Dict>((inner, key) => ({ [key]: inner }), table);
      coalesceTables(imported, deepCopy(placed) as Dict, { prefix: "", keepNull: true, warn: () => {} });
    }
  }
  return { ...ready, values: coalesceTables(values, imported, { prefix: "", keepNull: true, warn: () => {} }) };
}
