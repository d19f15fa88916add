import { createdColumn } from "../../kinds/columns.ts";
import { badRequest } from "../../machinery/failures.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { customColumns } from "./customColumns.ts";

export interface Table {
  readonly kind: "Table";
  readonly apiVersion: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly columnDefinitions: readonly ColumnDefinition[] | null;
  /** Null where kinds without columns of their own have no rows. */
  readonly rows: readonly TableRow[] | null;
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

/** @throws StatusError BadRequest */
export function includeObject(query: URLSearchParams): IncludeObject {
  const asked = query.get("includeObject") || "Metadata";
  if (asked === "None" || asked === "Object" || asked === "Metadata") return asked;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(asked)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

export interface TableOptions {
  readonly metadata: Table["metadata"];
  readonly include: IncludeObject;
  readonly nowMs: number;
  /** Of meta.k8s.io; v1 when absent. */
  readonly version?: string;
  readonly withoutColumns?: boolean;
  /** The object, or a part of it of a named type, as it goes over the wire. */
  encode<T extends object>(object: T, type?: string): T;
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables */
export function tableOf(kind: Kind, objects: readonly KubeObject[], options: TableOptions): Table {
  const { metadata, include, nowMs, version = "v1", withoutColumns, encode } = options;
  const columns = kind.printerColumns ? customColumns(kind.printerColumns) : kind.columns;
  const { rowOrder } = kind;
  const ordered = rowOrder ? [...objects].sort((a, b) => rowOrder(a, b)) : objects;
  const shown = (object: KubeObject) => (include === "Object" ? encode(object) : partial(object, version, encode));
  return {
    kind: "Table",
    apiVersion: `meta.k8s.io/${version}`,
    metadata,
    columnDefinitions: withoutColumns ? null : columns.map(columnDefinition),
    rows:
      objects.length === 0 && columns.at(-1)?.name === createdColumn.name
        ? null
        : ordered.map((object) => ({
            cells: columns.map((column) => column.cell(object, nowMs)),
            object: include === "None" ? null : shown(object),
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
export function partial(object: KubeObject, version: string, encode: TableOptions["encode"]): KubeObject {
  const metadata = encode(object.metadata, "ObjectMeta");
  return { kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${version}`, metadata };
}
