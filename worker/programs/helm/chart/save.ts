import { goYaml } from "../../../base/goprint/index.ts";
import { utf8 } from "../../../base/streams.ts";
import { packChart } from "./archive.ts";
import type { ChartFile, Metadata } from "./chart.ts";

/** A chart's files as the archive NAME-VERSION.tgz, Chart.yaml written anew as helm writes it. */
export function savedChart(
  files: readonly ChartFile[],
  metadata: Metadata,
): { readonly name: string; readonly data: Uint8Array } {
  const packed = files.map((file) => (file.name === "Chart.yaml" ? { ...file, data: utf8(goYaml(metadata)) } : file));
  return { name: `${metadata.name}-${metadata.version}.tgz`, data: packChart(metadata.name, packed) };
}
