import { StatusError } from "../../../api/machinery/status.ts";
import { goText } from "../../../base/goformat/index.ts";
import { JsonPath, JsonPathError, relaxedJsonPath } from "../../../base/jsonpath/index.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { qualifiedPlural } from "../client/discovery.ts";
import type { Place } from "../client/rest.ts";
import { type JsonObject, listAt, numberAt, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { deedPrinter } from "../print/printer.ts";
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, PRINT_FLAGS, SELECTOR_FLAG } from "../resource/flags.ts";
import { followObject } from "../resource/follow.ts";
import { waitUntilGone } from "../resource/gone.ts";
import { type Target, targetsOf } from "../resource/targets.ts";
import { placeOf } from "./delete.ts";

const FLAGS = {
  ...ALL_NAMESPACES_FLAG,
  ...FIELD_SELECTOR_FLAG,
  ...PRINT_FLAGS,
  ...SELECTOR_FLAG,
  all: { type: "bool", help: "All objects of the given types in the namespace" },
  filename: { type: "list", short: "f", help: "File, directory or URL with the objects meant." },
  for: {
    type: "array",
    help: "What to wait for: [create|delete|condition=condition-name[=condition-value]|jsonpath='{JSONPath expression}'=[JSONPath value]]. A condition's value is true unless given.",
  },
  local: { type: "bool", help: "Look at the files only, not at the server." },
  recursive: { type: "bool", short: "R", value: true, help: "Go into the directories below the one named by -f." },
  timeout: { type: "duration", value: 30_000, help: "How long to wait. Zero looks once, negative waits for a week." },
} as const satisfies FlagTable;

export default command({
  usage:
    "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  about: ["Wait until objects fulfil a condition, have a certain value, are there, or are gone."],
  examples: [
    ["A pod is ready", "kubectl wait --for=condition=Ready pod/busybox1"],
    ["A pod runs", `kubectl wait --for=jsonpath='{.status.phase}'=Running pod/busybox1`],
    ["A pod is gone", "kubectl wait --for=delete pod/busybox1 --timeout=60s"],
  ],
  flags: FLAGS,
  run: wait,
});

/** What is waited for. */
type Goal =
  | { readonly type: "delete" }
  | { readonly type: "create" }
  | { readonly type: "test"; holds(object: JsonObject): boolean };

async function wait({ flags, operands }: Call<typeof FLAGS>, kube: Kube): Promise<void> {
  const goals = flags.for.map(readGoal);
  if (goals.length === 0) throw new CommandError("unrecognized condition: []");
  const timeout = flags.timeout < 0 ? 7 * 24 * 3600 * 1000 : flags.timeout;
  const deadline = kube.io.clock.now() + timeout;
  const request = { ...flags, operands };
  if (goals.some((goal) => goal.type === "create"))
    await waitForAll(kube, (await targetsOf(kube, request)).targets, deadline);
  const { targets, errors } = await targetsOf(kube, request);
  const failures: unknown[] = [...errors];
  const places = await expand(kube, targets, flags);
  const last = goals.at(-1)!;
  if (places.length === 0 && errors.length === 0) {
    if (last.type === "delete") return;
    throw new CommandError("no matching resources found");
  }
  const printer = await deedPrinter(kube, flags);
  for (const place of places) {
    try {
      for (const goal of goals) {
        if (goal.type === "create") continue;
        const met = await reach(kube, place, goal, deadline);
        if (met && goal === last) await printer.print({ ...met, apiVersion: met.apiVersion ?? "v1" }, "condition met");
      }
      if (last.type === "create") {
        await printer.print(await (await kube.rest()).get(place), "condition met");
      }
    } catch (error) {
      failures.push(error);
    }
  }
  throwAll(failures);
}

async function expand(
  kube: Kube,
  targets: readonly Target[],
  flags: { readonly selector: string; readonly fieldSelector: string },
): Promise<Place[]> {
  const rest = await kube.rest();
  const places: Place[] = [];
  for (const { place } of targets) {
    if (place.name !== undefined) places.push(place);
    else {
      const query = [
        ["labelSelector", flags.selector || undefined],
        ["fieldSelector", flags.fieldSelector || undefined],
      ] as const;
      const { items } = await rest.list(place, query);
      places.push(...items.map((item) => placeOf(place, item)));
    }
  }
  return places;
}

/** Waits for one goal; the object as it then was. Undefined when it was gone before we looked. */
async function reach(kube: Kube, place: Place, goal: Goal, deadline: number): Promise<JsonObject | undefined> {
  const rest = await kube.rest();
  if (goal.type === "delete") return waitUntilGone(kube, place, { deadline });
  if (goal.type === "create") return undefined;
  const first = await rest.get(place);
  if (goal.holds(first)) return first;
  if (deadline > kube.io.clock.now()) {
    for await (const event of followObject(kube, place, deadline)) {
      if (event.type === "DELETED") continue;
      if (goal.holds(event.object)) return event.object;
    }
  }
  throw new CommandError(`timed out waiting for the condition on ${qualifiedPlural(place.resource)}/${place.name}`);
}

/** --for=create: until every named object is there. */
async function waitForAll(kube: Kube, targets: readonly Target[], deadline: number): Promise<void> {
  const rest = await kube.rest();
  for (const { place } of targets) {
    for (;;) {
      try {
        if (place.name !== undefined) await rest.get(place);
        break;
      } catch (error) {
        if (!(error instanceof StatusError && error.is("NotFound"))) throw error;
        if (kube.io.clock.now() >= deadline) throw new CommandError("timed out waiting for the condition");
        await kube.io.clock.sleep(500, kube.io.signal);
      }
    }
  }
}

/** @throws CommandError for words that name no goal */
function readGoal(text: string): Goal {
  if (text.toLowerCase() === "delete") return { type: "delete" };
  if (text.toLowerCase() === "create") return { type: "create" };
  if (text.startsWith("condition=")) {
    const [name = "", value = "true"] = text.slice("condition=".length).split("=");
    return { type: "test", holds: (object) => hasCondition(object, name, value) };
  }
  if (text.startsWith("jsonpath=")) return { type: "test", holds: jsonPathTest(text.slice("jsonpath=".length)) };
  throw new CommandError(`unrecognized condition: ${JSON.stringify(text)}`);
}

function hasCondition(object: JsonObject, name: string, value: string): boolean {
  const condition = listAt(object, "status", "conditions").find(
    (one) => textAt(one, "type").toLowerCase() === name.toLowerCase(),
  );
  if (!condition) return false;
  const generation = numberAt(object, "metadata", "generation");
  const observed = numberAt(condition, "observedGeneration") ?? numberAt(object, "status", "observedGeneration");
  if (generation !== undefined && observed !== undefined && observed < generation) return false;
  return textAt(condition, "status").toLowerCase() === value.toLowerCase();
}

function jsonPathTest(text: string): (object: JsonObject) => boolean {
  // The value's equals sign is the first one outside of braces.
  const match = /^(\{.*\}|[^={]+)(?:=(.*))?$/s.exec(text.replace(/^'(.*)'$/s, "$1"));
  if (!match)
    throw new CommandError(
      "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
    );
  const [, expression = "", wanted] = match;
  if (wanted === "")
    throw new CommandError(
      "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3",
    );
  const value = wanted?.replace(/^(['"])(.*)\1$/s, "$2");
  let path: JsonPath;
  try {
    path = new JsonPath(relaxedJsonPath(expression), { allowMissingKeys: true });
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
  return (object) => {
    const found = path.find(object).flat();
    if (found.length === 0) return false;
    if (value === undefined) return true;
    if (found.length > 1) throw new CommandError("given jsonpath expression matches more than one value");
    if (typeof found[0] === "object" && found[0] !== null) {
      throw new CommandError("jsonpath leads to a nested object or list which is not supported");
    }
    return goText(found[0]) === value;
  };
}
