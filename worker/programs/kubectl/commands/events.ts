import { humanDuration } from "../../../base/duration.ts";
import { parseRfc3339 } from "../../../base/time.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { apiVersionOf } from "../client/discovery.ts";
import { type JsonObject, namespaceOf, numberAt, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { goSorted } from "../print/goSort.ts";
import { listOf } from "../print/list.ts";
import { noPrinter, objectPrinter, outputFormat } from "../print/printer.ts";
import { TabWriter } from "../print/tabwriter.ts";
import { ALL_NAMESPACES_FLAG, PRINT_FLAGS } from "../resource/flags.ts";

const FLAGS = {
  ...ALL_NAMESPACES_FLAG,
  ...PRINT_FLAGS,
  chunkSize: { type: "int", value: 500, help: "Ask for large lists in pieces of this size. 0 asks for all at once." },
  for: { type: "string", help: "Only events about this object, as TYPE/NAME." },
  noHeaders: { type: "bool", help: "Leave the column heads out." },
  types: { type: "list", help: "Only events of these types." },
  watch: { type: "bool", short: "w", help: "After listing, go on with events as they happen." },
} as const satisfies FlagTable;

export default command({
  usage:
    "events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]",
  about: ["Display events: what happened to objects, oldest first."],
  examples: [
    ["Of the current namespace", "kubectl events"],
    ["About one pod, and what comes", "kubectl events --for pod/web-pod-13je7 --watch"],
    ["Warnings only", "kubectl events --types=Warning"],
  ],
  flags: FLAGS,
  run: events,
});

async function events({ flags }: Call<typeof FLAGS>, kube: Kube): Promise<void> {
  const wrong = flags.types.find((type) => !["normal", "warning"].includes(type.toLowerCase()));
  if (wrong !== undefined) throw new CommandError(`valid --types are Normal or Warning`);
  const printer =
    outputFormat(flags).format === "" ? undefined : ((await objectPrinter(kube, flags)) ?? noPrinter(flags.output));
  const rest = await kube.rest();
  const resource = (await kube.discovery()).find("events");
  const place = { resource, ...(!flags.allNamespaces && { namespace: await kube.namespace() }) };
  const query = [["fieldSelector", await aboutSelector(kube, flags.for)]] as const;
  const wanted = (event: JsonObject) =>
    flags.types.length === 0 || flags.types.some((type) => type.toLowerCase() === textAt(event, "type").toLowerCase());
  const { items, list } = await rest.list(place, query, flags.chunkSize);
  const found = goSorted(items.filter(wanted), (a, b) => lastSeen(a) < lastSeen(b));
  const writer = new TabWriter();
  const now = () => kube.io.clock.now();
  if (!flags.watch && found.length === 0) {
    await kube.err(
      flags.allNamespaces ? "No events found.\n" : `No events found in ${await kube.namespace()} namespace.\n`,
    );
    return;
  }
  if (printer) {
    const typed = found.map((event) => ({ apiVersion: "v1", kind: "Event", ...event }));
    if (!flags.watch) await kube.out(printer.print(listOf(typed)));
    else for (const event of typed) await kube.out(printer.print(event));
  } else if (found.length > 0) {
    const rows = found.map((event) => row(event, now(), flags.allNamespaces));
    await kube.out(writer.format(flags.noHeaders ? rows : [head(flags.allNamespaces), ...rows]));
  }
  if (!flags.watch) return;
  const resourceVersion = textAt(list, "metadata", "resourceVersion");
  for await (const line of rest.watch(place, [...query, ["resourceVersion", resourceVersion]], {
    signal: kube.io.signal,
  })) {
    if (line.type === "DELETED" || line.type === "BOOKMARK" || !wanted(line.object)) continue;
    await kube.out(
      printer ? printer.print(line.object) : writer.format([row(line.object, now(), flags.allNamespaces)]),
    );
  }
}

async function aboutSelector(kube: Kube, target: string): Promise<string | undefined> {
  if (target === "") return undefined;
  const parts = target.split("/");
  if (parts.length !== 2 || parts.includes("")) {
    throw new CommandError(`--for must be in resource/name form`);
  }
  const resource = (await kube.discovery()).find(parts[0]!);
  return `involvedObject.kind=${resource.kind},involvedObject.name=${parts[1]},involvedObject.apiVersion=${apiVersionOf(resource)}`;
}

const head = (withNamespace: boolean): string[] => [
  ...(withNamespace ? ["NAMESPACE"] : []),
  "LAST SEEN",
  "TYPE",
  "REASON",
  "OBJECT",
  "MESSAGE",
];

function row(event: JsonObject, nowMs: number, withNamespace: boolean): string[] {
  return [
    ...(withNamespace ? [namespaceOf(event)] : []),
    eventAge(event, nowMs),
    textAt(event, "type"),
    textAt(event, "reason"),
    `${textAt(event, "involvedObject", "kind")}/${textAt(event, "involvedObject", "name")}`,
    textAt(event, "message").trim(),
  ];
}

const when = (...texts: readonly string[]): number | undefined =>
  texts.map((text) => (text === "" ? undefined : parseRfc3339(text))).find((ms) => ms !== undefined);

function lastSeen(event: JsonObject): number {
  return (
    when(textAt(event, "series", "lastObservedTime"), textAt(event, "lastTimestamp"), textAt(event, "eventTime")) ?? 0
  );
}

/** "5m" or "5m (x3 over 10m)"; as kubectl events and describe print it. */
export function eventAge(event: JsonObject, nowMs: number): string {
  const since = (ms: number | undefined) => (ms === undefined ? "<unknown>" : humanDuration(nowMs - ms));
  const first = since(when(textAt(event, "eventTime"), textAt(event, "firstTimestamp")));
  const series = numberAt(event, "series", "count");
  if (series !== undefined)
    return `${since(when(textAt(event, "series", "lastObservedTime")))} (x${series} over ${first})`;
  const count = numberAt(event, "count") ?? 0;
  return count > 1 ? `${since(when(textAt(event, "lastTimestamp")))} (x${count} over ${first})` : first;
}
