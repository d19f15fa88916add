import { type Status, StatusError } from "../../../api/machinery/status.ts";
import type { Call } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { typeWord } from "../client/discovery.ts";
import { TABLE_ACCEPT } from "../client/rest.ts";
import { type JsonObject, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import type { ObjectPrinter } from "../print/objectPrinter.ts";
import { outputFormat } from "../print/printer.ts";
import { asTable } from "../print/serverTable.ts";
import { type ServerTable, TablePrinter } from "../print/table.ts";
import { selectorsOf } from "../resource/query.ts";
import { targetsOf } from "../resource/targets.ts";

interface WatchFlags extends FlagTable {}

/** `kubectl get -w`: what is there, then every change as it happens, until the server ends or the learner stops it. */
export async function watch(kube: Kube, call: Call<WatchFlags>, printer: ObjectPrinter | undefined): Promise<void> {
  const flags = call.flags as unknown as Parameters<typeof selectorsOf>[0] & {
    readonly allNamespaces: boolean;
    readonly filename: readonly string[];
    readonly kustomize: string;
    readonly recursive: boolean;
    readonly labelColumns: readonly string[];
    readonly noHeaders: boolean;
    readonly output: string;
    readonly template: string;
    readonly outputWatchEvents: boolean;
    readonly showKind: boolean;
    readonly showLabels: boolean;
    readonly showManagedFields: boolean;
    readonly allowMissingTemplateKeys: boolean;
    readonly chunkSize: number;
    readonly watchOnly: boolean;
  };
  const { targets, errors } = await targetsOf(kube, { ...flags, operands: call.operands, typeMeansAll: true });
  throwAll(errors);
  if (targets.length !== 1) throw new CommandError("you may only specify a single resource type");
  const { place } = targets[0]!;
  const rest = await kube.rest();
  const { format } = outputFormat(flags);
  const table = new TablePrinter({
    wide: format === "wide",
    noHeaders: flags.noHeaders,
    withNamespace: flags.allNamespaces && place.resource.namespaced,
    showLabels: flags.showLabels,
    labelColumns: flags.labelColumns,
    ...(flags.outputWatchEvents && { event: true }),
    ...(flags.showKind && { kindPrefix: typeWord(place.resource) }),
  });
  const accept = printer ? "application/json" : TABLE_ACCEPT;
  const show = async (document: JsonObject, event: string): Promise<void> => {
    if (printer) {
      const shown = flags.outputWatchEvents ? { type: event, object: document } : document;
      return kube.out(printer.print(shown));
    }
    const part: ServerTable = asTable(kube, document);
    await kube.out(table.print({ columns: part.columns, rows: part.rows.map((row) => ({ ...row, event })) }));
  };
  const { name, ...collection } = place;
  let resourceVersion: string | undefined;
  if (name !== undefined) {
    const document = await rest.get(place, { accept });
    if (!flags.watchOnly) await show(document, "ADDED");
    resourceVersion = textAt(document, "metadata", "resourceVersion") || undefined;
  } else {
    const query = selectorsOf(flags);
    for await (const page of rest.pages(collection, query, { limit: flags.chunkSize, accept })) {
      resourceVersion = textAt(page, "metadata", "resourceVersion") || resourceVersion;
      if (flags.watchOnly) continue;
      const items = page.kind === "Table" ? undefined : (page.items as readonly JsonObject[] | undefined);
      if (printer && items) for (const item of items) await show(typed(item, page), "ADDED");
      else await show(page, "ADDED");
    }
  }
  await follow();

  async function follow(): Promise<void> {
    const query = [
      ...(name !== undefined ? [["fieldSelector", `metadata.name=${name}`] as const] : selectorsOf(flags)),
      ["resourceVersion", resourceVersion ?? "0"] as const,
    ];
    const timeout = rest.connection.requestTimeoutMs;
    const stop = new AbortController();
    const relay = () => stop.abort(kube.io.signal.reason);
    kube.io.signal.addEventListener("abort", relay, { once: true });
    const cancel = timeout > 0 ? kube.io.clock.after(timeout, () => stop.abort()) : () => {};
    try {
      for await (const line of rest.watch(collection, query, { accept, signal: stop.signal })) {
        if (line.type === "BOOKMARK") continue;
        if (line.type === "ERROR") throw new StatusError(line.object as unknown as Status);
        await show(line.object, line.type);
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      cancel();
      kube.io.signal.removeEventListener("abort", relay);
      stop.abort();
    }
    if (kube.io.signal.aborted) throw kube.io.signal.reason;
  }
}

/** Items of a list do not say what they are; the list does. */
function typed(item: JsonObject, list: JsonObject): JsonObject {
  return { apiVersion: list.apiVersion ?? null, kind: textAt(list, "kind").replace(/List$/, ""), ...item };
}
