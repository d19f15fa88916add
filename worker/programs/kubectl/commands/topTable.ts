import { addQuantities, parseQuantity, type Quantity, quantityMilli, quantityValue } from "../../../base/quantity.ts";
import { dig, type JsonObject, listAt, nameOf, textAt } from "../json.ts";
import { goSorted } from "../print/goSort.ts";
import { TabWriter } from "../print/tabwriter.ts";

/** cpu, memory, and where it is asked for, swap. */
type Amounts = ReadonlyMap<string, Quantity>;

export interface TopOptions {
  readonly noHeaders: boolean;
  readonly sortBy: string;
  readonly showSwap: boolean;
}

const ZERO = parseQuantity("0");
const UNKNOWN = "<unknown>";
const measured = (showSwap: boolean): readonly string[] => ["cpu", "memory", ...(showSwap ? ["swap"] : [])];

function amountsOf(usage: JsonObject, showSwap: boolean): Amounts {
  return new Map(measured(showSwap).map((name) => [name, parseQuantity(textAt(usage, name) || "0")]));
}

function sumOf(all: readonly Amounts[], showSwap: boolean): Amounts {
  return new Map(
    measured(showSwap).map((name) => [name, all.reduce((sum, one) => addQuantities(sum, one.get(name) ?? ZERO), ZERO)]),
  );
}

/** "13m", "42Mi" */
function amountText(name: string, quantity: Quantity): string {
  if (name === "cpu") return `${quantityMilli(quantity)}m`;
  return `${Math.trunc(quantityValue(quantity) / (1024 * 1024))}Mi`;
}

const texts = (amounts: Amounts): readonly string[] =>
  [...amounts].map(([name, quantity]) => amountText(name, quantity));

/** More first; by name where nothing is asked for. k8s.io/kubectl pkg/metricsutil metrics_sorter.go */
function sorted<T>(items: readonly T[], sortBy: string, amounts: (item: T) => Amounts, key: (item: T) => string): T[] {
  const of = (item: T): number => {
    const quantity = amounts(item).get(sortBy) ?? ZERO;
    return sortBy === "cpu" ? quantityMilli(quantity) : quantityValue(quantity);
  };
  return goSorted(items, sortBy === "" ? (a, b) => key(a) < key(b) : (a, b) => of(a) > of(b));
}

/** Every cell is ended by a tab, the last one too. */
const drawn = (rows: readonly (readonly string[])[]): string => new TabWriter().format(rows.map((row) => [...row, ""]));

/** @param available by node: what it has of each resource */
export function nodeTable(
  metrics: readonly JsonObject[],
  available: ReadonlyMap<string, JsonObject>,
  { noHeaders, sortBy, showSwap }: TopOptions,
): string {
  const usage = (metric: JsonObject) => amountsOf(dig(metric, "usage") as JsonObject, showSwap);
  const rows: string[][] = noHeaders
    ? []
    : [["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)", ...(showSwap ? ["SWAP(bytes)", "SWAP(%)"] : [])]];
  for (const metric of sorted(metrics, sortBy, usage, nameOf)) {
    const there = available.get(nameOf(metric));
    const cells = [...usage(metric)].flatMap(([name, quantity]) => {
      // Nodes here have no swap.
      if (name === "swap") return [UNKNOWN, UNKNOWN];
      const all = there && textAt(there, name);
      return all
        ? [amountText(name, quantity), `${percent(quantity, parseQuantity(all))}%`]
        : [amountText(name, quantity)];
    });
    rows.push([nameOf(metric), ...cells]);
  }
  const told = new Set(metrics.map(nameOf));
  for (const name of [...available.keys()].sort()) {
    if (!told.has(name)) rows.push([name, ...measured(showSwap).flatMap(() => [UNKNOWN, UNKNOWN])]);
  }
  return drawn(rows);
}

function percent(used: Quantity, all: Quantity): number {
  const whole = quantityMilli(all);
  return whole === 0 ? 0 : Math.trunc((quantityMilli(used) / whole) * 100);
}

export interface TopPodOptions extends TopOptions {
  readonly allNamespaces: boolean;
  readonly containers: boolean;
  readonly sum: boolean;
}

export function podTable(metrics: readonly JsonObject[], options: TopPodOptions): string {
  const { noHeaders, sortBy, showSwap, allNamespaces, containers, sum } = options;
  const columns = ["NAME", "CPU(cores)", "MEMORY(bytes)", ...(showSwap ? ["SWAP(bytes)"] : [])];
  const partUsage = (part: JsonObject) => amountsOf(dig(part, "usage") as JsonObject, showSwap);
  const parts = (metric: JsonObject) => listAt(metric, "containers") as readonly JsonObject[];
  const usage = (metric: JsonObject) => sumOf(parts(metric).map(partUsage), showSwap);
  const within = (metric: JsonObject) => (allNamespaces ? [textAt(metric, "metadata", "namespace")] : []);
  const rows: string[][] = noHeaders
    ? []
    : [[...(allNamespaces ? ["NAMESPACE"] : []), ...(containers ? ["POD"] : []), ...columns]];
  const key = (metric: JsonObject) => [...within(metric), nameOf(metric)].join("\0");
  for (const metric of sorted(metrics, sortBy, usage, key)) {
    if (!containers) {
      rows.push([...within(metric), nameOf(metric), ...texts(usage(metric))]);
      continue;
    }
    for (const part of sorted(parts(metric), sortBy, partUsage, (one) => textAt(one, "name"))) {
      rows.push([...within(metric), nameOf(metric), textAt(part, "name"), ...texts(partUsage(part))]);
    }
  }
  if (sum) {
    // Without heads, the columns before the name are not counted.
    const width = columns.length + (noHeaders ? 0 : (allNamespaces ? 1 : 0) + (containers ? 1 : 0));
    const blanks = (count: number) => Array.from({ length: Math.max(0, count) }, () => "");
    const total = sumOf(metrics.map(usage), showSwap);
    rows.push([...blanks(width - 2), "________", "________"], [...blanks(width - 3), "", ...texts(total)]);
  }
  return drawn(rows);
}
