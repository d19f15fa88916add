import { StatusError } from "../../../api/machinery/status.ts";
import { linesOf } from "../../../base/streams.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { typeWord } from "../client/discovery.ts";
import type { Place } from "../client/rest.ts";
import { withContext } from "../explain-failure.ts";
import { type JsonObject, nameOf, namespaceOf, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { readDryRun } from "../print/printer.ts";
import {
  ALL_NAMESPACES_FLAG,
  DRY_RUN_FLAG,
  FIELD_SELECTOR_FLAG,
  FILE_FLAGS,
  SELECTOR_FLAG,
} from "../resource/flags.ts";
import { waitUntilGone } from "../resource/gone.ts";
import { selectorsOf } from "../resource/query.ts";
import { type Target, targetsOf } from "../resource/targets.ts";

/** Flags of commands that delete; replace and apply --force have them too. */
export const DELETE_FLAGS = {
  cascade: {
    type: "string",
    value: "background",
    alone: "background",
    help: 'What becomes of objects that belong to the deleted one: "background", "orphan" or "foreground".',
  },
  force: { type: "bool", help: "Do not wait for a graceful end; with --grace-period=0 the object goes at once." },
  gracePeriod: {
    type: "int",
    value: -1,
    help: "Seconds that the object gets to end in peace. Negative: its own; 0 only together with --force.",
  },
  timeout: { type: "duration", help: "How long to wait before giving up; zero takes it from the object." },
} as const satisfies FlagTable;

const FLAGS = {
  ...ALL_NAMESPACES_FLAG,
  ...DRY_RUN_FLAG,
  ...FIELD_SELECTOR_FLAG,
  ...FILE_FLAGS,
  ...SELECTOR_FLAG,
  ...DELETE_FLAGS,
  all: { type: "bool", help: "Delete all objects of the given types in the namespace." },
  ignoreNotFound: { type: "bool", help: "Count an object that is not there as deleted. The default with --all." },
  interactive: { type: "bool", short: "i", help: "Ask before deleting." },
  now: { type: "bool", help: "Give the object one second to end." },
  output: { type: "string", short: "o", help: 'Output mode. "-o name" prints names only.' },
  raw: { type: "string", help: "A path on the server to send DELETE to." },
  wait: { type: "bool", value: true, help: "Wait until the objects are really gone." },
} as const satisfies FlagTable;

export default command({
  usage: "delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])",
  about: [
    "Delete objects by file names, stdin, types and names, or by types and label selector.",
    "Some objects end gracefully: they get a while before they are forced. Deleting by force does not wait until a pod has really stopped.",
  ],
  examples: [
    ["What a file describes", "kubectl delete -f ./pod.json"],
    ["By name", "kubectl delete pod,service baz foo"],
    ["By label", "kubectl delete pods,services -l name=myLabel"],
    ["All pods", "kubectl delete pods --all"],
  ],
  flags: FLAGS,
  run: remove,
});

async function remove({ flags, operands }: Call<typeof FLAGS>, kube: Kube): Promise<void> {
  const dryRun = await readDryRun(kube, flags.dryRun);
  if (flags.raw) {
    const { connection } = await kube.rest();
    return kube.out(await connection.text({ method: "DELETE", path: flags.raw }));
  }
  if (flags.output !== "" && flags.output !== "name") {
    throw new CommandError(`unexpected -o output mode: ${flags.output}. We only support '-o name'`);
  }
  const propagationPolicy = propagationOf(flags.cascade);
  if (flags.now && flags.gracePeriod !== -1)
    throw new CommandError("--now and --grace-period cannot be specified together");
  let grace = flags.now ? 1 : flags.gracePeriod;
  if (grace === 0 && !flags.force) {
    grace = 1;
  }
  if (flags.force && grace < 0) grace = 0;
  if (flags.force && flags.gracePeriod > 0) {
    throw new CommandError("--force and --grace-period greater than 0 cannot be specified together");
  }
  const ignoreNotFound = flags.ignoreNotFound || flags.all || flags.selector !== "" || flags.fieldSelector !== "";
  const { targets, errors } = await targetsOf(kube, { ...flags, operands });
  const failures: unknown[] = [...errors];
  const places = await expand(kube, targets, flags, failures);
  if (flags.interactive && !(await confirmed(kube, places))) return;
  if (grace === 0 && dryRun === "none" && places.length > 0) {
    await kube.warn(
      "Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.",
    );
  }
  const suffix = dryRun === "client" ? " (dry run)" : dryRun === "server" ? " (server dry run)" : "";
  const rest = await kube.rest();
  const waiting: { place: Place; uid: string }[] = [];
  let found = 0;
  for (const { place, source } of places) {
    try {
      if (dryRun === "client") await rest.get(place);
      else {
        const answer = await rest.delete(place, {
          propagationPolicy,
          ...(grace >= 0 && { gracePeriodSeconds: grace }),
          ...(dryRun === "server" && { dryRun: ["All"] }),
        });
        waiting.push({ place, uid: textAt(answer, "details", "uid") || textAt(answer, "metadata", "uid") });
      }
      found += 1;
      await kube.out(said(place, { name: flags.output === "name", forced: grace === 0, suffix }));
    } catch (error) {
      if (ignoreNotFound && error instanceof StatusError && error.is("NotFound")) continue;
      failures.push(source ? withContext(error, `error when deleting ${JSON.stringify(source)}`) : error);
    }
  }
  if (found === 0 && failures.length === 0 && !(flags.ignoreNotFound && targets.some((one) => one.place.name))) {
    await kube.out("No resources found\n");
  }
  if (flags.wait && dryRun === "none") {
    const deadline = flags.timeout > 0 ? kube.io.clock.now() + flags.timeout : undefined;
    for (const one of waiting) {
      try {
        await waitUntilGone(kube, one.place, { uid: one.uid, ...(deadline !== undefined && { deadline }) });
      } catch (error) {
        if (!(error instanceof StatusError && (error.is("Forbidden") || error.is("MethodNotAllowed"))))
          failures.push(error);
      }
    }
  }
  throwAll(failures);
}

/** @throws CommandError for another word */
export function propagationOf(cascade: string): "Background" | "Orphan" | "Foreground" {
  switch (cascade) {
    case "background":
    case "true":
      return "Background";
    case "orphan":
    case "false":
      return "Orphan";
    case "foreground":
      return "Foreground";
    default:
      throw new CommandError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  }
}

interface Doomed {
  readonly place: Place;
  readonly source?: string;
}

/** Whole types become their objects, in the order of the list. */
async function expand(
  kube: Kube,
  targets: readonly Target[],
  flags: { readonly selector: string; readonly fieldSelector: string },
  failures: unknown[],
): Promise<Doomed[]> {
  const rest = await kube.rest();
  const places: Doomed[] = [];
  for (const { place, file } of targets) {
    if (place.name !== undefined) {
      places.push(file ? { place, source: file.source } : { place });
      continue;
    }
    try {
      const { items } = await rest.list(place, selectorsOf(flags), 0);
      for (const item of items) places.push({ place: placeOf(place, item) });
    } catch (error) {
      if (!(error instanceof StatusError && error.is("MethodNotAllowed"))) failures.push(error);
    }
  }
  return places;
}

export function placeOf(list: Place, item: JsonObject): Place {
  const namespace = namespaceOf(item);
  return { resource: list.resource, name: nameOf(item), ...(namespace && { namespace }) };
}

/** `pod "web" deleted from default namespace` */
function said(
  place: Place,
  how: { readonly name: boolean; readonly forced: boolean; readonly suffix: string },
): string {
  if (how.name) return `${typeWord(place.resource)}/${place.name}\n`;
  const deed = how.forced ? "force deleted" : "deleted";
  const from = place.namespace ? ` from ${place.namespace} namespace` : "";
  return `${typeWord(place.resource)} "${place.name}" ${deed}${from}${how.suffix}\n`;
}

async function confirmed(kube: Kube, places: readonly Doomed[]): Promise<boolean> {
  await kube.out("You are about to delete the following ");
  await kube.out(`${places.length} resource(s):\n`);
  for (const { place } of places) await kube.out(`${typeWord(place.resource)}/${place.name}\n`);
  await kube.out("Do you want to continue? (y/N): ");
  for await (const line of linesOf(kube.io.stdin)) {
    if (/^y(es)?$/i.test(line.trim())) return true;
    break;
  }
  await kube.out("deletion is cancelled\n");
  return false;
}
