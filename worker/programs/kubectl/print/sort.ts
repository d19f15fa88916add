import { compareValues, JsonPath, JsonPathError, relaxedJsonPath } from "../../../base/jsonpath/index.ts";
import { compareQuantities, parseQuantity, type Quantity } from "../../../base/quantity.ts";
import { CommandError } from "../cli/errors.ts";
import type { JsonObject } from "../json.ts";
import { goSorted } from "./goSort.ts";
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
  const sorted = goSorted(keyed, (a, b) => {
    if (a.key === undefined || b.key === undefined) return a.key === undefined;
    return compareKeys(a.key, b.key) < 0;
  });
  return sorted.map(({ item }) => item);
}

/** Numbers as numbers, quantities as quantities, other text by its characters ("a10" before "a2"). */
function compareKeys(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") {
    const left = quantityOf(a);
    const right = quantityOf(b);
    if (left !== undefined && right !== undefined) return compareQuantities(left, right);
    return a < b ? -1 : a > b ? 1 : 0;
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

function compile(field: string): JsonPath {
  try {
    return new JsonPath(relaxedJsonPath(field), { allowMissingKeys: true });
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}
