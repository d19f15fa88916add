/**
 * Charts of the simulated internet: real charts in folders of their own, and the repositories that offer them.
 *
 * In:   chart folders (Chart.yaml, values.yaml, templates/), packed into modules by `npm run generate:charts`.
 * Out:  sites with an index.yaml and archives, and the manifests that a project publishes beside its chart, made when somebody asks
 *       for them.
 * Never: renders by itself; helm's engine does.
 *
 * @module
 */
import type { Page, Site } from "../base/site.ts";
import type { ChartRepository } from "./chart.ts";
import { staticManifestPages } from "./flavours.ts";
import { ingressNginx } from "./ingressNginx.ts";
import { registrySites } from "./registries.ts";

export { type CatalogueChart, type CatalogueVersion, type ChartRepository, filesOfVersion } from "./chart.ts";

export const repositories: readonly ChartRepository[] = [ingressNginx];

/** What the repositories' hosts serve. */
export const chartSites: readonly Site[] = [
  ...repositories.flatMap(sitesOf),
  ...registrySites,
  { names: ["raw.githubusercontent.com"], pages: staticManifestPages(ingressNginx) },
];

function sitesOf(repository: ChartRepository): Site[] {
  const pages = new Map<string, Page[]>();
  const put = (url: string, page: Omit<Extract<Page, { content: unknown }>, "path">): void => {
    const { hostname, pathname } = new URL(url);
    pages.set(hostname, [...(pages.get(hostname) ?? []), { path: pathname, ...page }]);
  };
  put(`${repository.url}/index.yaml`, {
    content: async () => (await import("./pages.ts")).indexOf(repository),
    contentType: "text/yaml",
    says: `charts: helm repo add NAME ${repository.url}`,
  });
  for (const chart of repository.charts) {
    for (const version of chart.versions) {
      put(version.url, {
        content: async () => (await import("./pages.ts")).archiveOf(chart, version),
        contentType: "application/octet-stream",
      });
    }
  }
  return [...pages].map(([name, own]) => ({ names: [name], pages: own }));
}
