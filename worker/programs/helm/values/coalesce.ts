import { goText, sprintf } from "../../../base/goformat/index.ts";
import { type Dict, deepCopy, isDict, isNil } from "../../../base/sprig/index.ts";
import type { Chart } from "../chart/chart.ts";
import { HelmError } from "../errors.ts";

/** Where warnings go: helm logs them on stderr. */
export type Warn = (text: string) => void;

const joined = (prefix: string, key: string): string => (prefix === "" ? key : `${prefix}.${key}`);

/**
 * Values of a chart and its subcharts: those given win over the chart's own, a null takes a default away.
 *
 * @see https://helm.sh/docs/chart_template_guide/values_files/
 */
export const coalesceValues = (chart: Chart, values: Dict, warn: Warn = () => {}): Dict =>
  coalesce(chart, deepCopy(values) as Dict, { prefix: "", keepNull: false, warn });

/** The same, but nulls stay for a later round. */
export const mergeValues = (chart: Chart, values: Dict, warn: Warn = () => {}): Dict =>
  coalesce(chart, deepCopy(values) as Dict, { prefix: "", keepNull: true, warn });

interface Round {
  readonly prefix: string;
  readonly keepNull: boolean;
  readonly warn: Warn;
}

function coalesce(chart: Chart, into: Dict, round: Round): Dict {
  coalesceOwn(chart, into, round);
  for (const child of chart.dependencies) {
    const { name } = child.metadata;
    into[name] ??= {};
    const values = into[name];
    if (!isDict(values)) throw new HelmError(`type mismatch on ${name}: ${sprintf("%t", [values])}`);
    const prefix = joined(round.prefix, chart.metadata.name);
    coalesceGlobals(values, into, { ...round, prefix });
    into[name] = coalesce(child, values, { ...round, prefix });
  }
  return into;
}

/** Globals go down to the subcharts; those from above win. */
function coalesceGlobals(into: Dict, from: Dict, { prefix, warn }: Round): void {
  const destination = into.global ?? {};
  const source = from.global ?? {};
  if (!isDict(destination)) return warn("warning: skipping globals because destination global is not a table.");
  if (!isDict(source)) return warn("warning: skipping globals because source global is not a table.");
  for (const [key, value] of Object.entries(source)) {
    const present = destination[key];
    if (isDict(value)) {
      const copy = { ...value };
      if (!Object.hasOwn(destination, key)) destination[key] = copy;
      else if (!isDict(present)) warn(`Conflict: cannot merge map onto non-map for ${JSON.stringify(key)}. Skipping.`);
      else destination[key] = coalesceTables(copy, present, { prefix: joined(prefix, key), keepNull: true, warn });
    } else if (isDict(present)) warn(`key ${key} is table. Skipping`);
    else destination[key] = value;
  }
  into.global = destination;
}

function coalesceOwn(chart: Chart, into: Dict, round: Round): void {
  const { keepNull, warn } = round;
  const prefix = joined(round.prefix, chart.metadata.name);
  const children = new Set(chart.dependencies.map((one) => one.metadata.name));
  for (const [key, own] of Object.entries(deepCopy(chart.values) as Dict)) {
    const given = into[key];
    if (!Object.hasOwn(into, key)) {
      if (!keepNull && own === null) continue;
      if (!keepNull && isDict(own)) dropNulls(own);
      into[key] = own;
    } else if (isNil(given) && !keepNull) delete into[key];
    else if (isDict(given)) {
      if (!isDict(own)) {
        if (!isNil(own)) warn(`warning: skipped value for ${joined(prefix, key)}: Not a table.`);
        continue;
      }
      const keeps = keepNull || children.has(key);
      if (!keeps) dropNulls(own);
      coalesceTables(given, own, { prefix: joined(prefix, key), keepNull: keeps, warn });
    }
  }
}

/** Fills `into` from `from`, map by map. */
export function coalesceTables(
  into: Dict,
  from: Dict,
  { prefix, keepNull, warn }: Round = { prefix: "", keepNull: false, warn: () => {} },
): Dict {
  const defaults = new Set(Object.keys(from).filter((key) => !isNil(from[key])));
  for (const key of Object.keys(into)) if (isNil(into[key])) from[key] = null;
  for (const [key, value] of Object.entries(from)) {
    const path = joined(prefix, key);
    const present = into[key];
    if (!Object.hasOwn(into, key)) into[key] = value;
    else if (!keepNull && isNil(present) && defaults.has(key)) delete into[key];
    else if (isDict(value)) {
      if (isDict(present)) coalesceTables(present, value, { prefix: path, keepNull, warn });
      else warn(`warning: cannot overwrite table with non table for ${path} (${goText(value)})`);
    } else if (isDict(present) && !isNil(value)) {
      warn(`warning: destination for ${path} is a table. Ignoring non-table value (${goText(value)})`);
    }
  }
  return into;
}

function dropNulls(values: Dict): void {
  for (const [key, value] of Object.entries(values)) {
    if (isNil(value)) delete values[key];
    else if (isDict(value)) dropNulls(value);
  }
}
