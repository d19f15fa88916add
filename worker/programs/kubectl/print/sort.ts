import { compareValues, JsonPath, JsonPathError, relaxedJsonPath } from "../../../base/jsonpath/index.ts";
import { compareQuantities, parseQuantity, type Quantity } from "../../../base/quantity.ts";
import { CommandError } from "../cli/errors.ts";
import type { JsonObject } from "../json.ts";
import type { ServerTable } from "./table.ts";

/** Rows of several pages as one table, ordered by --sort-by; as they came when no object has the field. */
export function sortRows(tables: readonly ServerTable[], field: string): ServerTable {
  const all = tables.flatMap((table) => table.rows);
  const rows = sortBy(all, field, (row) => row.object, { lenient: true });
  return { columns: tables.find((table) => table.columns.length > 0)?.columns ?? [], rows };
}

export const sortObjects = (objects: readonly JsonObject[], field: string): JsonObject[] =>
  sortBy(objects, field, (object) => object);

function sortBy<T>(
  items: readonly T[],
  field: string,
  objectOf: (item: T) => JsonObject,
  { lenient = false }: { readonly lenient?: boolean } = {},
): T[] {
  const path = compile(field);
  const keyed = items.map((item) => ({ item, key: path.find(objectOf(item)).flat()[0] }));
  if (!lenient && items.length > 0 && keyed.every(({ key }) => key === undefined)) {
    throw new CommandError(
      `couldn't find any field with path ${JSON.stringify(relaxedJsonPath(field))} in the list of objects`,
    );
  }
  // Absent fields come first.
  keyed.sort((a, b) => {
    if (a.key === undefined || b.key === undefined)
      return (a.key === undefined ? 0 : 1) - (b.key === undefined ? 0 : 1);
    return compareKeys(a.key, b.key);
  });
  return keyed.map(({ item }) => item);
}

/** Numbers as numbers, quantities as quantities, other text as people count ("a2" before "a10"). */
function compareKeys(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") {
    const left = quantityOf(a);
    const right = quantityOf(b);
    if (left !== undefined && right !== undefined) return compareQuantities(left, right);
    return naturalOrder(a, b);
  }
  return compareValues(a, b, "order");
}

function quantityOf(text: string): Quantity | undefined {
  if (!/^[+-]?\d/.test(text)) return undefined;
  try {
    return parseQuantity(text);
  } catch {
    return undefined;
  }
}

function naturalOrder(a: string, b: string): number {
  const split = (text: string) => text.match(/\d+|\D+/g) ?? [];
  const left = split(a);
  const right = split(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] === right[i]) continue;
    const numbers = /^\d/.test(left[i]!) && /^\d/.test(right[i]!);
    if (numbers && Number(left[i]) !== Number(right[i])) return Number(left[i]) - Number(right[i]);
    return left[i]! < right[i]! ? -1 : 1;
  }
  return left.length - right.length;
}

function compile(field: string): JsonPath {
  try {
    return new JsonPath(relaxedJsonPath(field), { allowMissingKeys: true });
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}
