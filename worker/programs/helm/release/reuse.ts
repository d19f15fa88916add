import { type Dict, deepCopy } from "../../../base/sprig/index.ts";
import type { Chart } from "../chart/chart.ts";
import { coalesceTables, coalesceValues } from "../values/coalesce.ts";
import { chartOfRelease } from "./encoding.ts";
import type { Release } from "./release.ts";

/** What becomes of the values of the revision before. */
export type Reuse = "default" | "reset" | "reuse" | "resetThenReuse";

/**
 * Values of an upgrade. By default old ones stay only where none are given; `reuse` keeps them and the old chart's defaults
 * under the new ones; `resetThenReuse` keeps them over the new chart's defaults.
 */
export function reusedValues(
  chart: Chart,
  given: Dict,
  current: Release,
  reuse: Reuse,
): { readonly chart: Chart; readonly values: Dict } {
  const old = deepCopy(current.config) as Dict;
  switch (reuse) {
    case "reset":
      return { chart, values: given };
    case "reuse": {
      const values = coalesceValues(chartOfRelease(current.chart), current.config);
      return { chart: { ...chart, values }, values: coalesceTables(deepCopy(given) as Dict, old) };
    }
    case "resetThenReuse":
      return { chart, values: coalesceTables(deepCopy(given) as Dict, old) };
    default:
      return { chart, values: Object.keys(given).length === 0 ? old : given };
  }
}
