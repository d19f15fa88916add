import type { Dict } from "../../../base/sprig/index.ts";
import type { FlagValues } from "../../kubectl/cli/flags.ts";
import type { Chart } from "../chart/chart.ts";
import { locateChart } from "../chart/locate.ts";
import type { CHANGE_FLAGS } from "../cli/flags.ts";
import { HelmError } from "../errors.ts";
import type { Helm } from "../helm.ts";
import type { Capabilities } from "../render/capabilities.ts";
import { type ChartOutput, renderChart } from "../render/chartOutput.ts";
import { clusterLookup } from "../render/lookup.ts";
import { checkDependencies } from "../values/dependencies.ts";
import { givenValues } from "../values/given.ts";
import { withDependencies } from "./dependencies.ts";
import { checkReleaseName, nameAndChart } from "./names.ts";

export type ChangeFlags = FlagValues<typeof CHANGE_FLAGS> & {
  readonly generateName: boolean;
  readonly nameTemplate: string;
};

/** A chart and the values that go into it, before anything is rendered. */
export interface Prepared {
  readonly name: string;
  readonly namespace: string;
  /** As it was loaded. */
  readonly chart: Chart;
  readonly values: Dict;
}

/** Loads the chart and reads the values of an installation. @throws HelmError */
export async function loadForInstall(
  helm: Helm,
  operands: readonly string[],
  flags: ChangeFlags,
  defaultName?: string,
): Promise<Prepared> {
  const { name, reference } = nameAndChart(helm, operands, flags, defaultName);
  const chart = await locateChart(helm, {
    reference,
    version: flags.version,
    repo: flags.repo,
    devel: flags.devel,
    insecure: flags.insecureSkipTlsVerify,
    plainHttp: flags.plainHttp,
    verify: flags.verify,
  });
  const values = await givenValues(helm, flags);
  checkInstallable(chart);
  if (chart.metadata.deprecated) await helm.log("WARN", "this chart is deprecated");
  checkDependencies(chart);
  return { name, namespace: await helm.namespace(), chart, values };
}

/** @throws HelmError for library charts */
export function checkInstallable({ metadata }: Chart): void {
  if (metadata.type === undefined || metadata.type === "application") return;
  throw new HelmError(`${metadata.type} charts are not installable`);
}

/** Loads and renders a chart for an installation that is not made. @throws HelmError */
export async function prepareInstall(
  helm: Helm,
  operands: readonly string[],
  flags: ChangeFlags,
  options: {
    readonly capabilities: Capabilities;
    readonly defaultName?: string;
    readonly includeCrds?: boolean;
    readonly isUpgrade?: boolean;
    readonly asksCluster?: boolean;
  },
): Promise<Prepared & { readonly output: ChartOutput }> {
  const prepared = await loadForInstall(helm, operands, flags, options.defaultName);
  await checkReleaseName(helm, prepared.name);
  const output = await renderChart(helm, {
    chart: await withDependencies(helm, prepared.chart, prepared.values),
    values: prepared.values,
    release: { name: prepared.name, namespace: prepared.namespace, revision: 1, isUpgrade: options.isUpgrade ?? false },
    capabilities: options.capabilities,
    includeCrds: options.includeCrds ?? false,
    hideSecret: flags.hideSecret,
    subNotes: flags.renderSubchartNotes,
    skipSchema: flags.skipSchemaValidation,
    ...(options.asksCluster && { lookup: clusterLookup(helm) }),
  });
  return { ...prepared, output };
}
