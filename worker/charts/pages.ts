import { goYaml } from "../base/goprint/index.ts";
import { sha256 } from "../base/hash.ts";
import { utf8 } from "../base/streams.ts";
import { packChart } from "../programs/helm/chart/archive.ts";
import { decodeMap } from "../programs/helm/chart/yaml.ts";
import { type CatalogueChart, type CatalogueVersion, type ChartRepository, filesOfVersion } from "./chart.ts";

/** A version's archive. */
export async function archiveOf(chart: CatalogueChart, version: CatalogueVersion): Promise<Uint8Array> {
  const mtimeMs = Date.parse(version.created);
  const files = Object.entries(await filesOfVersion(chart, version));
  return packChart(
    chart.name,
    files.map(([name, text]) => ({ name, data: utf8(text), mtimeMs })),
  );
}

/** A repository's index.yaml. https://helm.sh/docs/topics/chart_repository/#the-index-file */
export async function indexOf(repository: ChartRepository): Promise<string> {
  const entries: Record<string, unknown[]> = {};
  for (const chart of repository.charts) {
    entries[chart.name] = [];
    for (const version of chart.versions) {
      const metadata = decodeMap((await filesOfVersion(chart, version))["Chart.yaml"] ?? "");
      const digest = sha256(await archiveOf(chart, version));
      entries[chart.name]!.push({ ...metadata, created: version.created, digest, urls: [version.url] });
    }
  }
  const generated = repository.charts
    .flatMap((one) => one.versions.map(({ created }) => created))
    .sort()
    .at(-1);
  return goYaml({ apiVersion: "v1", entries, generated });
}
