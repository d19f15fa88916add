import type { Dict } from "../../../base/sprig/index.ts";

/** A file of a chart, its path relative to the chart's folder. */
export interface ChartFile {
  readonly name: string;
  readonly data: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly mtimeMs: number;
}

export interface Maintainer {
  readonly name?: string;
  readonly email?: string;
  readonly url?: string;
}

export interface Dependency {
  readonly name: string;
  readonly version?: string;
  readonly repository?: string;
  readonly condition?: string;
  readonly tags?: readonly string[];
  readonly enabled?: boolean;
  readonly "import-values"?: readonly unknown[];
  readonly alias?: string;
}

/** Chart.yaml. https://helm.sh/docs/topics/charts/#the-chartyaml-file */
export interface Metadata {
  readonly name: string;
  readonly home?: string;
  readonly sources?: readonly string[];
  readonly version: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly maintainers?: readonly Maintainer[];
  readonly icon?: string;
  readonly apiVersion: string;
  readonly condition?: string;
  readonly tags?: string;
  readonly appVersion?: string;
  readonly deprecated?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly kubeVersion?: string;
  readonly dependencies?: readonly Dependency[];
  readonly type?: string;
}

/** A chart with the charts in its charts/ folder. */
export interface Chart {
  readonly metadata: Metadata;
  readonly lock?: unknown;
  /** The text of Chart.yaml, values.yaml and so on, as they came. */
  readonly raw: readonly ChartFile[];
  readonly templates: readonly ChartFile[];
  /** Everything that is no template, chart or values. */
  readonly files: readonly ChartFile[];
  readonly values: Dict;
  readonly schema?: ChartFile;
  readonly dependencies: readonly Chart[];
  /** Modification time of Chart.yaml, ms. */
  readonly mtimeMs: number;
}

export interface CrdFile {
  readonly name: string;
  /** With the path of the chart before it. */
  readonly path: string;
  readonly data: Uint8Array;
}

/** Files of the crds/ folders, own ones first. */
export function crdsOf(chart: Chart, path = chart.metadata.name): readonly CrdFile[] {
  const own = chart.files
    .filter((file) => file.name.startsWith("crds/") && /\.(ya?ml|json)$/i.test(file.name))
    .map((file) => ({ name: file.name, path: `${path}/${file.name}`, data: file.data }));
  return [...own, ...chart.dependencies.flatMap((one) => crdsOf(one, `${path}/charts/${one.metadata.name}`))];
}
