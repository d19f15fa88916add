/**
 * Packs the charts of worker/charts into modules, one a chart, so that browser and Node load them alike: `npm run generate:charts`.
 * The folders are the source; a test tells when a module is behind its folder.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const charts = new URL("../worker/charts/", import.meta.url).pathname;

/** The files of a chart's folder, by path, in order. */
export function chartFiles(name: string): Record<string, string> {
  const root = join(charts, name);
  const below = (prefix: string): string[] =>
    readdirSync(join(root, prefix), { withFileTypes: true })
      .flatMap((one) => (one.isDirectory() ? below(join(prefix, one.name)) : [join(prefix, one.name)]))
      .sort();
  return Object.fromEntries(below("").map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** The text of a chart's module. */
export function chartModule(name: string): string {
  const entries = Object.entries(chartFiles(name)).map(
    ([path, text]) => `  ${JSON.stringify(path)}: ${JSON.stringify(text)},\n`,
  );
  return `// Made by scripts/pack-charts.ts from worker/charts/${name}; do not edit.\nexport const files: Readonly<Record<string, string>> = {\n${entries.join("")}};\n`;
}

/** Folders that hold a chart. */
export function chartNames(): string[] {
  return readdirSync(charts, { withFileTypes: true })
    .filter((one) => one.isDirectory() && readdirSync(join(charts, one.name)).includes("Chart.yaml"))
    .map((one) => one.name);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const name of chartNames()) writeFileSync(join(charts, "generated", `${name}.ts`), chartModule(name));
}
