import { GoFloat } from "../../../base/goformat/index.ts";
import { type Dict, isDict, readJson } from "../../../base/sprig/index.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import type { Chart } from "../chart/chart.ts";
import { HelmError } from "../errors.ts";
import { schemaFailures } from "./jsonSchema.ts";

/**
 * Checks values against the values.schema.json of a chart and of its subcharts.
 *
 * @throws HelmError "values don't meet the specifications of the schema(s) in the following chart(s): …"
 */
export function validateValues(chart: Chart, values: Dict): void {
  const says = failuresOf(chart, values);
  if (says === "") return;
  throw new HelmError(`values don't meet the specifications of the schema(s) in the following chart(s):\n${says}`);
}

function failuresOf(chart: Chart, values: Dict): string {
  let says = "";
  const { name } = chart.metadata;
  if (chart.schema) {
    const failures = schemaComplaint(chart.schema.data, values);
    if (failures !== "") says += `${name}:\n${failures}`;
  }
  for (const child of chart.dependencies) {
    const own = values[child.metadata.name];
    if (own === undefined || own === null) continue;
    if (isDict(own)) says += failuresOf(child, own);
    else says += `${child.metadata.name}:\ninvalid type for values: expected object (map), got ${typeof own}\n`;
  }
  return says;
}

/** What values offend against in one schema, a line each; "" where it is nothing. */
export function schemaComplaint(schema: Uint8Array, values: Dict): string {
  const failures = schemaFailures(plain(readJson(fromUtf8(schema))), plain(values));
  return failures.map((one) => `- at '${one.at}': ${one.says}\n`).join("");
}

/** Values as JSON has them. */
function plain(value: unknown): unknown {
  if (value instanceof GoFloat) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  if (!isDict(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}
