import { isList, type Json, type JsonObject, listAt, mapAt, namespaceOf, numberAt, objectAt, textAt } from "../json.ts";
import { TabWriter } from "./tabwriter.ts";

/** As wide as the longest event, MODIFIED. */
const EVENT_WIDTH = 8;

/** How `kubectl get` lays out the server's tables. */
export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly withNamespace: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  /** "pod" or "deployment.apps", put before names: pod/web. */
  readonly kindPrefix?: string;
  /** Puts an EVENT column first. */
  readonly event?: boolean;
}

/** One row of a server's table: its cells and the object's metadata. */
export interface TableRow {
  readonly cells: readonly Json[];
  readonly object: JsonObject;
  readonly event?: string;
}

/** What a server's Table says: https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables */
export interface ServerTable {
  readonly columns: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly TableRow[];
}

export function readTable(document: JsonObject): ServerTable {
  return {
    columns: listAt(document, "columnDefinitions").map((one) => ({
      name: textAt(one, "name"),
      priority: numberAt(one, "priority") ?? 0,
    })),
    rows: listAt(document, "rows").map((row) => ({ cells: listAt(row, "cells"), object: objectAt(row, "object") })),
  };
}

/** The table of a server that answered with plain objects: name and age only. */
export function plainTable(objects: readonly JsonObject[], age: (created: string) => string): ServerTable {
  return {
    columns: [
      { name: "Name", priority: 0 },
      { name: "Age", priority: 0 },
    ],
    rows: objects.map((object) => ({
      cells: [textAt(object, "metadata", "name"), age(textAt(object, "metadata", "creationTimestamp"))],
      object,
    })),
  };
}

/** Prints tables of one kind, one after the other: headers once, columns as wide as any row so far. */
export class TablePrinter {
  readonly #writer = new TabWriter();
  #columns: ServerTable["columns"] = [];
  #headed = false;

  constructor(readonly options: TableOptions) {}

  print(table: ServerTable): string {
    const { options } = this;
    if (table.columns.length > 0) this.#columns = table.columns;
    if (table.rows.length === 0) return "";
    const shown = this.#columns
      .map((column, index) => ({ ...column, index }))
      .filter((column) => options.wide || column.priority === 0);
    const rows: string[][] = [];
    if (!options.noHeaders && !this.#headed) {
      rows.push([
        ...(options.event ? ["EVENT"] : []),
        ...(options.withNamespace ? ["NAMESPACE"] : []),
        ...shown.map((column) => column.name.toUpperCase()),
        ...options.labelColumns.map((label) => label.split("/").at(-1)!.toUpperCase()),
        ...(options.showLabels ? ["LABELS"] : []),
      ]);
      this.#headed = true;
    }
    const nameColumn = this.#columns.findIndex((column) => column.name.toLowerCase() === "name");
    for (const row of table.rows) {
      const labels = mapAt(row.object, "metadata", "labels");
      rows.push([
        ...(options.event ? [(row.event ?? "").padEnd(EVENT_WIDTH)] : []),
        ...(options.withNamespace ? [namespaceOf(row.object)] : []),
        ...shown.map(({ index }) => {
          const text = cellText(row.cells[index]);
          return index === nameColumn && options.kindPrefix ? `${options.kindPrefix}/${text}` : text;
        }),
        ...options.labelColumns.map((label) => labels[label] ?? ""),
        ...(options.showLabels ? [formatLabels(labels)] : []),
      ]);
    }
    return this.#writer.format(rows);
  }
}

/** A cell on one line: text is cut at a line break, other values as Go prints them. */
function cellText(cell: Json | undefined): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "string") {
    const end = cell.search(/[\f\n\r]/);
    return escapeTerminal(end < 0 ? cell : `${cell.slice(0, end)}...`);
  }
  if (isList(cell)) return `[${cell.map(cellText).join(" ")}]`;
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

/** Escape characters cannot reach the terminal. */
const escapeTerminal = (text: string): string => text.replaceAll("\u001b", "^[");

/** "a=b,c=d" in order of keys, or "<none>". */
export function formatLabels(labels: Readonly<Record<string, string>>): string {
  const keys = Object.keys(labels).sort();
  return keys.length > 0 ? keys.map((key) => `${key}=${labels[key]}`).join(",") : "<none>";
}
