import { StatusError } from "../../../api/machinery/status.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError, throwAll, usageError } from "../cli/errors.ts";
import type { FlagTable, FlagValues } from "../cli/flags.ts";
import { type ApiResource, typeWord } from "../client/discovery.ts";
import { type Place, TABLE_ACCEPT } from "../client/rest.ts";
import type { JsonObject } from "../json.ts";
import type { Kube } from "../kube.ts";
import { listOf } from "../print/list.ts";
import type { ObjectPrinter } from "../print/objectPrinter.ts";
import { noPrinter, objectPrinter, outputFormat } from "../print/printer.ts";
import { asTable } from "../print/serverTable.ts";
import { type ServerTable, TablePrinter } from "../print/table.ts";
import {
  ALL_NAMESPACES_FLAG,
  FIELD_SELECTOR_FLAG,
  FILE_FLAGS,
  OBJECT_FORMATS,
  SELECTOR_FLAG,
  TABLE_PRINT_FLAGS,
} from "../resource/flags.ts";
import { selectorsOf } from "../resource/query.ts";
import { type Target, targetsOf } from "../resource/targets.ts";

const FLAGS = {
  ...ALL_NAMESPACES_FLAG,
  ...FIELD_SELECTOR_FLAG,
  ...FILE_FLAGS,
  ...SELECTOR_FLAG,
  ...TABLE_PRINT_FLAGS,
  chunkSize: { type: "int", value: 500, help: "Ask for large lists in pieces of this size. 0 asks for all at once." },
  ignoreNotFound: { type: "bool", help: "Say nothing about named objects that do not exist." },
  labelColumns: {
    type: "list",
    short: "L",
    help: "Labels to show as columns, separated by commas; may be given several times.",
  },
  noHeaders: { type: "bool", help: "Leave the column heads out." },
  outputWatchEvents: { type: "bool", help: "With --watch or --watch-only, print what kind of event each line is." },
  raw: { type: "string", help: "A path to ask the server for; the answer is printed as it comes." },
  serverPrint: { type: "bool", value: true, help: "Let the server lay out the table." },
  showKind: { type: "bool", help: "Put the type before each name." },
  showLabels: { type: "bool", help: "Show all labels in a last column." },
  sortBy: { type: "string", help: "Sort by this field, a JSONPath such as '{.metadata.name}' of a text or number." },
  subresource: { type: "string", help: "Get this subresource of the object." },
  watch: { type: "bool", short: "w", help: "After listing, go on with changes as they happen." },
  watchOnly: { type: "bool", help: "Print changes as they happen, without listing first." },
} as const satisfies FlagTable;

type Flags = FlagValues<typeof FLAGS>;

export default command({
  usage: `get [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]`,
  about: [
    "Show one object or many.",
    "The answer is a table of what matters most of each type. Label and field selectors narrow it down; of types that have namespaces only the current namespace is shown.",
    'Use "kubectl api-resources" for a complete list of supported resources.',
  ],
  examples: [
    ["Pods of the current namespace", "kubectl get pods"],
    ["With addresses and nodes", "kubectl get pods -o wide"],
    ["One deployment as YAML", "kubectl get deployment web -o yaml"],
    ["A single field of one object", "kubectl get service web -o jsonpath='{.spec.clusterIP}'"],
    ["Several types at once, in every namespace", "kubectl get deployments,services -A"],
    ["Changes as they happen", "kubectl get pods -l app=web --watch"],
  ],
  flags: FLAGS,
  run: get,
});

async function get(call: Call<typeof FLAGS>, kube: Kube): Promise<void> {
  const { flags, operands, path } = call;
  if (flags.raw) return raw(kube, flags.raw);
  if (operands.length === 0 && flags.filename.length === 0 && !flags.kustomize) {
    await kube.err(
      'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n',
    );
    throw usageError(
      path,
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    );
  }
  if ((flags.watch || flags.watchOnly) && flags.sortBy)
    await kube.err("warning: --watch requested, --sort-by will be ignored for watch events received\n");
  if (flags.outputWatchEvents && !flags.watch && !flags.watchOnly) {
    throw new CommandError("--output-watch-events option can only be used with --watch or --watch-only");
  }
  const { format } = outputFormat(flags);
  const columns = format.startsWith("custom-columns");
  const human = format === "" || format === "wide";
  let printer: ObjectPrinter | undefined;
  if (columns) {
    const { customColumnsPrinter } = await kube.load(import("../print/customColumns.ts"));
    printer = customColumnsPrinter(kube, outputFormat(flags), flags.noHeaders);
  } else if (!human) {
    printer = await objectPrinter(kube, flags);
    if (!printer) noPrinter(flags.output, `${OBJECT_FORMATS}, custom-columns, custom-columns-file, wide`);
  }
  if (flags.watch || flags.watchOnly) {
    const { watch } = await kube.load(import("./getWatch.ts"));
    return watch(kube, call, printer);
  }
  return printer ? objects(kube, flags, operands, printer, columns) : tables(kube, flags, operands, format === "wide");
}

async function raw(kube: Kube, path: string): Promise<void> {
  const { connection } = await kube.rest();
  await kube.out(await connection.text({ path, accept: "application/json, */*", raw: true }));
}

/** The tables of a get: one a type, or one for all named objects of a type. */
async function tables(kube: Kube, flags: Flags, operands: readonly string[], wide: boolean): Promise<void> {
  const { targets, errors } = await targetsOf(kube, { ...flags, operands, typeMeansAll: true });
  const kinds = new Set(targets.map((one) => one.place.resource));
  const withKind = flags.showKind || kinds.size > 1 || targets.some((one) => one.fromCategory);
  const groups: { resource: ApiResource; tables: ServerTable[] }[] = [];
  const failures: unknown[] = [...errors];
  for (const target of targets) {
    try {
      const got = await fetchTables(kube, flags, target);
      const last = groups.at(-1);
      if (last?.resource === target.place.resource) last.tables.push(...got);
      else groups.push({ resource: target.place.resource, tables: got });
    } catch (error) {
      if (!(flags.ignoreNotFound && error instanceof StatusError && error.is("NotFound"))) failures.push(error);
    }
  }
  if (flags.sortBy) {
    const { sortRows } = await kube.load(import("../print/sort.ts"));
    for (const group of groups) group.tables = [await sortRows(group.tables, flags.sortBy)];
  }
  let printed = false;
  for (const { resource, tables: parts } of groups) {
    const printer = new TablePrinter({
      wide,
      noHeaders: flags.noHeaders,
      withNamespace: flags.allNamespaces && resource.namespaced,
      showLabels: flags.showLabels,
      labelColumns: flags.labelColumns,
      ...(withKind && { kindPrefix: typeWord(resource) }),
    });
    const table = {
      columns: parts.find((one) => one.columns.length > 0)?.columns ?? [],
      rows: parts.flatMap((one) => one.rows),
    };
    const text = printer.print(table);
    if (text === "") continue;
    await kube.out(`${printed && !flags.noHeaders ? "\n" : ""}${text}`);
    printed = true;
  }
  if (!printed && failures.length === 0 && !(flags.ignoreNotFound && targets.some((one) => one.place.name))) {
    const namespaced = targets.some((one) => one.place.resource.namespaced);
    const where = namespaced && !flags.allNamespaces ? ` in ${await kube.namespace()} namespace` : "";
    await kube.err(`No resources found${where}${where ? "." : ""}\n`);
  }
  throwAll(failures);
}

async function fetchTables(kube: Kube, flags: Flags, target: Target): Promise<ServerTable[]> {
  const rest = await kube.rest();
  const place: Place = flags.subresource ? { ...target.place, subresource: flags.subresource } : target.place;
  if (!flags.serverPrint) return [await plainTable(kube, place, flags)];
  const include = flags.sortBy ? "Object" : undefined;
  if (target.place.name) {
    const document = await rest.get(place, { accept: TABLE_ACCEPT, query: [["includeObject", include]] });
    return [asTable(kube, document)];
  }
  const query = [...selectorsOf(flags), ["includeObject", include]] as const;
  const parts: ServerTable[] = [];
  const limit = flags.sortBy ? 0 : flags.chunkSize;
  for await (const page of rest.pages(place, query, { limit, accept: TABLE_ACCEPT })) parts.push(asTable(kube, page));
  return parts;
}

/** Without the server's columns there are names and ages only. */
async function plainTable(kube: Kube, place: Place, flags: Flags): Promise<ServerTable> {
  const rest = await kube.rest();
  if (place.name) return asTable(kube, await rest.get(place));
  const { items } = await rest.list(place, selectorsOf(flags), flags.chunkSize);
  return asTable(kube, { items: [...items] });
}

/** The objects of a get, for every format that is no table. */
async function objects(
  kube: Kube,
  flags: Flags,
  operands: readonly string[],
  printer: ObjectPrinter,
  columns: boolean,
): Promise<void> {
  const { targets, errors } = await targetsOf(kube, { ...flags, operands, typeMeansAll: true });
  const rest = await kube.rest();
  const failures: unknown[] = [...errors];
  let items: JsonObject[] = [];
  let whole: JsonObject | undefined;
  for (const target of targets) {
    try {
      const place: Place = flags.subresource ? { ...target.place, subresource: flags.subresource } : target.place;
      if (place.name) {
        whole = await rest.get(place);
        items.push(whole);
      } else {
        const { items: found } = await rest.list(place, selectorsOf(flags), flags.chunkSize);
        const { kind, group, version } = place.resource;
        items.push(...found.map((item) => ({ apiVersion: group ? `${group}/${version}` : version, kind, ...item })));
      }
    } catch (error) {
      if (!(flags.ignoreNotFound && error instanceof StatusError && error.is("NotFound"))) failures.push(error);
    }
  }
  if (flags.sortBy) {
    const { sortObjects } = await kube.load(import("../print/sort.ts"));
    items = await sortObjects(items, flags.sortBy);
  }
  const single = targets.length === 1 && targets[0]!.place.name !== undefined && items.length <= 1;
  if (single) {
    if (items[0]) await kube.out(printer.print(items[0]));
  } else if (columns) await kube.out(printer.print({ items }));
  else if (failures.length === 0 || items.length > 0) await kube.out(printer.print(listOf(items)));
  throwAll(failures);
}
