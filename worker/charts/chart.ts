/** A chart of the catalogue, with the versions that its repository offers. */
export interface CatalogueChart {
  readonly name: string;
  /** Files by path, as in the chart's folder; they are those of the newest version. */
  load(): Promise<Readonly<Record<string, string>>>;
  readonly versions: readonly CatalogueVersion[];
}

export interface CatalogueVersion {
  readonly version: string;
  /** When it came out, RFC 3339. */
  readonly created: string;
  /** The address of its archive. */
  readonly url: string;
  /** What this version has in place of the newest one's words; they stand in Chart.yaml and values.yaml only. */
  readonly instead?: readonly (readonly [newest: string, here: string])[];
}

/** A repository of charts: where its index.yaml is. */
export interface ChartRepository {
  /** "https://kubernetes.github.io/ingress-nginx" */
  readonly url: string;
  readonly charts: readonly CatalogueChart[];
}

/** The files of one version of a chart. */
export async function filesOfVersion(
  chart: CatalogueChart,
  version: CatalogueVersion,
): Promise<Record<string, string>> {
  const files = { ...(await chart.load()) };
  for (const path of ["Chart.yaml", "values.yaml"]) {
    for (const [newest, here] of version.instead ?? []) files[path] = files[path]?.replaceAll(newest, here) ?? "";
  }
  return files;
}
