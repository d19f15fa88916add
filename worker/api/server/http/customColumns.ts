import { humanDuration } from "../../../base/duration.ts";
import { JsonPath, printValue } from "../../../base/jsonpath/index.ts";
import type { CustomResourceColumnDefinition } from "../../generated/types.ts";
import type { Column } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";

type Cell = ReturnType<Column<KubeObject>["cell"]>;

const nameColumn: Column<KubeObject> = { name: "Name", format: "name", cell: ({ metadata }) => metadata.name };

/** What a version without columns of its own shows. */
const AGE: CustomResourceColumnDefinition = { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" };

const AGE_WORDS =
  "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.";

/**
 * Columns of custom resources: the name, then what the definition names by JSONPath.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#additional-printer-columns
 */
export function customColumns(columns: readonly CustomResourceColumnDefinition[]): readonly Column<KubeObject>[] {
  if (columns.length === 0) return [nameColumn, { ...columnOf(AGE), description: AGE_WORDS }];
  return [nameColumn, ...columns.map(columnOf)];
}

function columnOf(column: CustomResourceColumnDefinition): Column<KubeObject> {
  const { name, type, format, description, priority = 0, jsonPath } = column;
  let path: JsonPath | undefined;
  return {
    name,
    ...(isCellType(type) ? { type } : {}),
    ...(format ? { format } : {}),
    description: description || `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    ...(priority === 0 ? {} : { wide: true, priority }),
    cell(object, nowMs) {
      path ??= new JsonPath(`{${jsonPath}}`, { allowMissingKeys: true });
      return cellOf(path, type, object, nowMs);
    },
  };
}

const CELL_TYPES = ["string", "integer", "number", "boolean", "date"] as const;
const isCellType = (type: string): type is (typeof CELL_TYPES)[number] => CELL_TYPES.some((one) => one === type);

/** A cell; null where there is nothing, or nothing of the column's type. */
function cellOf(path: JsonPath, type: string, object: KubeObject, nowMs: number): Cell {
  let value: unknown;
  try {
    value = path.find(object)[0]?.[0];
  } catch {
    return null;
  }
  if (value === undefined || value === null) return null;
  switch (type) {
    case "string":
      return printValue(value);
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? dateCell(value, nowMs) : null;
    default:
      return null;
  }
}

function dateCell(text: string, nowMs: number): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? "<invalid>" : humanDuration(nowMs - ms);
}
