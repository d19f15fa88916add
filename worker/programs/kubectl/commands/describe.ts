import { StatusError } from "../../../api/machinery/status.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { apiVersionOf } from "../client/discovery.ts";
import type { Place } from "../client/rest.ts";
import type { DescribeContext } from "../describe/describer.ts";
import { eventsAbout, writeEvents } from "../describe/events.ts";
import { genericDescriber } from "../describe/generic.ts";
import { describers } from "../describe/index.ts";
import { DescribeWriter } from "../describe/writer.ts";
import { type JsonObject, nameOf } from "../json.ts";
import type { Kube } from "../kube.ts";
import { ALL_NAMESPACES_FLAG, FILE_FLAGS, SELECTOR_FLAG } from "../resource/flags.ts";
import { targetsOf } from "../resource/targets.ts";
import { placeOf } from "./delete.ts";

const FLAGS = {
  ...ALL_NAMESPACES_FLAG,
  ...FILE_FLAGS,
  ...SELECTOR_FLAG,
  chunkSize: { type: "int", value: 500, help: "Ask for large lists in pieces of this size. 0 asks for all at once." },
  showEvents: { type: "bool", value: true, help: "Show events about the objects." },
} as const satisfies FlagTable;

export default command({
  usage: "describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
  about: [
    "Show details of an object or of several, with what belongs to them and the events about them.",
    "Where no object has the name exactly, all whose names begin with it are shown.",
    'Use "kubectl api-resources" for a complete list of supported resources.',
  ],
  examples: [
    ["A node", "kubectl describe nodes kubernetes-node-emt8.c.myproject.internal"],
    ["A pod", "kubectl describe pods/nginx"],
    ["All pods with a label", "kubectl describe pods -l name=myLabel"],
  ],
  flags: FLAGS,
  run: describe,
});

async function describe({ flags, changed, operands }: Call<typeof FLAGS>, kube: Kube): Promise<void> {
  if (operands.length === 0 && flags.filename.length === 0 && !flags.kustomize) {
    throw new CommandError(
      'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
    );
  }
  const { targets, errors } = await targetsOf(kube, { ...flags, operands, typeMeansAll: true });
  const failures: unknown[] = [...errors];
  const rest = await kube.rest();
  const found: Found[] = [];
  let similar = false;
  for (const { place } of targets) {
    try {
      if (place.name !== undefined) found.push({ place, object: await rest.get(place) });
      else {
        const { items } = await rest.list(place, [["labelSelector", flags.selector || undefined]], flags.chunkSize);
        found.push(...items.map((item) => ({ place: placeOf(place, item), object: typed(place, item) })));
      }
    } catch (error) {
      const prefixed = operands.length === 2 ? await byPrefix(kube, place, error) : [];
      similar = prefixed.length > 0;
      if (similar) found.push(...prefixed);
      else failures.push(error);
    }
  }
  // The events of several objects would be too much, unless they are asked for.
  const few = found.length <= 1 && failures.length === 0 && !similar;
  const showEvents = changed.has("showEvents") ? flags.showEvents : few;
  let first = true;
  for (const { place, object } of found) {
    try {
      const text = await describeObject(kube, place, object, showEvents);
      await kube.out(similar ? `${text}\n` : `${first ? "" : "\n\n"}${text}`);
      first = false;
    } catch (error) {
      failures.push(error);
    }
  }
  throwAll(failures);
  if (first) {
    await kube.err(
      flags.allNamespaces ? "No resources found\n" : `No resources found in ${await kube.namespace()} namespace.\n`,
    );
  }
}

interface Found {
  readonly place: Place;
  readonly object: JsonObject;
}

const typed = ({ resource }: Place, item: JsonObject): JsonObject => ({
  apiVersion: apiVersionOf(resource),
  kind: resource.kind,
  ...item,
});

/** All whose names begin with the one that was not found. */
async function byPrefix(kube: Kube, place: Place, error: unknown): Promise<readonly Found[]> {
  if (!(error instanceof StatusError && error.is("NotFound"))) return [];
  const { name = "", ...collection } = place;
  const { items } = await (await kube.rest()).list(collection);
  return items
    .filter((item) => nameOf(item).startsWith(name))
    .map((item) => ({ place: placeOf(place, item), object: typed(place, item) }));
}

async function describeObject(kube: Kube, place: Place, object: JsonObject, showEvents: boolean): Promise<string> {
  const context: DescribeContext = {
    resource: place.resource,
    rest: await kube.rest(),
    discovery: await kube.discovery(),
    nowMs: kube.io.clock.now(),
    zoneMinutes: 0,
  };
  const { group, kind } = place.resource;
  const describer = describers.find((one) => one.group === group && one.kind === kind) ?? genericDescriber;
  const out = new DescribeWriter();
  await describer.describe(object, out, context);
  if (showEvents && describer.events !== false) {
    writeEvents(await eventsAbout(object, context, describer.eventUids?.(object)), out, context.nowMs);
  }
  return out.toString();
}
