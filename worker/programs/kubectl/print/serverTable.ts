import { humanDuration } from "../../../base/duration.ts";
import { parseRfc3339 } from "../../../base/time.ts";
import { isList, type JsonObject, listAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { plainTable, readTable, type ServerTable } from "./table.ts";

/** The server's table; for a server that does not make tables, name and age. */
export function asTable(kube: Kube, document: JsonObject): ServerTable {
  if (document.kind === "Table") return readTable(document);
  const items = isList(document.items) ? (listAt(document, "items") as readonly JsonObject[]) : [document];
  return plainTable(items, (created) => {
    const ms = parseRfc3339(created);
    return ms === undefined ? "<unknown>" : humanDuration(kube.io.clock.now() - ms);
  });
}
