import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { customColumns } from "./customColumns.ts";

export interface Table {
  readonly kind: "Table";
  readonly apiVersion: "meta.k8s.io/v1";
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly columnDefinitions: readonly ColumnDefinition[] | null;
  readonly rows: readonly TableRow[];
}

export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly (string | number | boolean | null)[];
  readonly object?: unknown;
}

export type IncludeObject = "None" | "Metadata" | "Object";

export function includeObject(query: URLSearchParams): IncludeObject {
  const asked = query.get("includeObject");
  return asked === "None" || asked === "Object" ? asked : "Metadata";
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables */
export function tableOf(
  kind: Kind,
  objects: readonly KubeObject[],
  options: { metadata: Table["metadata"]; include: IncludeObject; nowMs: number; withoutColumns?: boolean },
): Table {
  const { metadata, include, nowMs, withoutColumns } = options;
  const columns = kind.printerColumns ? customColumns(kind.printerColumns) : kind.columns;
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: withoutColumns ? null : columns.map(columnDefinition),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, nowMs)),
      ...(include === "None" ? {} : { object: include === "Object" ? object : partial(object) }),
    })),
  };
}

function columnDefinition(column: Kind["columns"][number]): ColumnDefinition {
  return {
    name: column.name,
    type: column.type ?? "string",
    format: column.format ?? (column.name === "Name" ? "name" : ""),
    description: column.description ?? "",
    priority: column.priority ?? (column.wide ? 1 : 0),
  };
}

/** An object's metadata alone. */
export function partial(object: KubeObject): unknown {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata };
}
