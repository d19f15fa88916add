import type { Dict } from "../../../base/sprig/index.ts";
import type { Chart } from "../chart/chart.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { processDependencies } from "../values/dependencies.ts";

/** A chart with the dependencies that its values leave on, for an installation. @throws HelmError, which is logged as well */
export async function withDependencies(helm: Helm, chart: Chart, values: Dict): Promise<Chart> {
  try {
    return processDependencies(chart, values);
  } catch (error) {
    await helm.log("ERROR", "chart dependencies processing failed", { error: messageOf(error) });
    throw new HelmError(`chart dependencies processing failed: ${messageOf(error)}`);
  }
}
