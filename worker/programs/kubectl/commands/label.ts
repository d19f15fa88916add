import { type Call, type Command, command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { type Json, type JsonObject, mapAt, sameJson, textAt, withField } from "../json.ts";
import type { Kube } from "../kube.ts";
import { deedPrinter, objectName, outputFormat, readDryRun } from "../print/printer.ts";
import {
  ALL_NAMESPACES_FLAG,
  DRY_RUN_FLAG,
  FIELD_SELECTOR_FLAG,
  FILE_FLAGS,
  PRINT_FLAGS,
  SELECTOR_FLAG,
} from "../resource/flags.ts";
import { liveObjects } from "../resource/live.ts";

/** What label and annotate have in common, and where they differ. */
interface Wording {
  readonly verb: "label" | "annotate";
  readonly field: "labels" | "annotations";
  readonly noun: "label" | "annotation";
  readonly done: string;
}

const flagsOf = (wording: Wording) =>
  ({
    ...ALL_NAMESPACES_FLAG,
    ...DRY_RUN_FLAG,
    fieldManager: {
      type: "string",
      value: `kubectl-${wording.verb}`,
      help: "Name under which changed fields are recorded.",
    },
    ...FIELD_SELECTOR_FLAG,
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    ...SELECTOR_FLAG,
    all: { type: "bool", help: "All objects of the given types in the namespace" },
    list: { type: "bool", help: `Show the ${wording.field} of each object.` },
    local: { type: "bool", help: "Change what the files say, without asking the server." },
    overwrite: { type: "bool", help: `Allow to change ${wording.field} that have a value.` },
    resourceVersion: { type: "string", help: "Only change an object of this version; one object at a time." },
  }) as const satisfies FlagTable;

function setter(wording: Wording, about: readonly string[], examples: Command["examples"]): Command {
  return command({
    usage: `${wording.verb} [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]`,
    about,
    ...(examples && { examples }),
    flags: flagsOf(wording),
    run: (call, kube) => change(call, kube, wording),
  });
}

export const label = setter(
  { verb: "label", field: "labels", noun: "label", done: "labeled" },
  [
    "Put labels on objects, change them or take them away.",
    "A key alone with a dash at its end (KEY-) takes the label away. A label that has a value only changes with --overwrite.",
  ],
  [
    ["Set a label", "kubectl label pods foo unhealthy=true"],
    ["Change one that is set", "kubectl label --overwrite pods foo status=unhealthy"],
    ["Take one away", "kubectl label pods foo bar-"],
  ],
);

export const annotate = setter(
  { verb: "annotate", field: "annotations", noun: "annotation", done: "annotated" },
  [
    "Put annotations on objects, change them or take them away.",
    "A key alone with a dash at its end (KEY-) takes the annotation away. One that has a value only changes with --overwrite.",
  ],
  [
    ["Set an annotation", "kubectl annotate pods foo description='my frontend'"],
    ["Take one away", "kubectl annotate pods foo description-"],
  ],
);

async function change(call: Call<ReturnType<typeof flagsOf>>, kube: Kube, wording: Wording): Promise<void> {
  const { flags } = call;
  const { resources, pairs } = splitPairs(call.operands, wording);
  const { set, removed } = readPairs(pairs, wording);
  const dryRun = await readDryRun(kube, flags.dryRun);
  if (resources.length === 0 && flags.filename.length === 0 && !flags.kustomize) {
    throw new CommandError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
  }
  if (set.size === 0 && removed.length === 0 && !flags.list)
    throw new CommandError(`at least one ${wording.noun} update is required`);
  if (flags.list && outputFormat(flags).format !== "")
    throw new CommandError("--list and --output may not be specified together");
  if (flags.all && flags.selector) throw new CommandError("cannot set --all and --selector at the same time");
  const { live, errors } = await liveObjects(kube, { ...flags, operands: resources });
  const failures: unknown[] = [...errors];
  const rest = await kube.rest();
  for (const { place, object } of live) {
    try {
      const before = mapAt(object, "metadata", wording.field);
      if (flags.list) await list(kube, object, before, live.length > 1);
      if (set.size === 0 && removed.length === 0) continue;
      if (!flags.overwrite) refuseOverwrite(before, set, wording);
      for (const key of removed) {
        if (before[key] === undefined) await kube.out(`${wording.noun} "${key}" not found.\n`);
      }
      const after: Record<string, string> = { ...before, ...Object.fromEntries(set) };
      for (const key of removed) delete after[key];
      const deed = sameJson(before, after)
        ? `not ${wording.done}`
        : removed.length > 0 && set.size === 0
          ? wording.verb === "label"
            ? "unlabeled"
            : wording.done
          : wording.done;
      let result: JsonObject = withField(object, ["metadata", wording.field], after);
      if (deed.startsWith("not ")) result = object;
      else if (dryRun !== "client" && !flags.local) {
        const patch: Json = {
          metadata: {
            [wording.field]: {
              ...Object.fromEntries(set),
              ...Object.fromEntries(removed.filter((key) => before[key] !== undefined).map((key) => [key, null])),
            },
            ...(flags.resourceVersion && { resourceVersion: flags.resourceVersion }),
          },
        };
        result = await rest.patch(place, "merge", patch, [
          ["fieldManager", flags.fieldManager],
          ["dryRun", dryRun === "server" ? "All" : undefined],
        ]);
      }
      if (flags.list) continue;
      const printer = await deedPrinter(kube, flags, dryRun);
      await printer.print(result, deed);
    } catch (error) {
      failures.push(error);
    }
  }
  throwAll(failures);
}

/** Words that are neither KEY=VALUE nor KEY- name objects. */
function splitPairs(operands: readonly string[], wording: Wording): { resources: string[]; pairs: string[] } {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const word of operands) {
    const isPair = (word.includes("=") && word[0] !== "=") || (word.endsWith("-") && word !== "-");
    if (isPair) pairs.push(word);
    else if (pairs.length > 0)
      throw new CommandError(`all resources must be specified before ${wording.noun} changes: ${word}`);
    else resources.push(word);
  }
  return { resources, pairs };
}

const LABEL_VALUE = /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

function readPairs(pairs: readonly string[], wording: Wording): { set: Map<string, string>; removed: string[] } {
  const set = new Map<string, string>();
  const removed: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    if (equals < 0) {
      removed.push(pair.slice(0, -1));
      continue;
    }
    const key = pair.slice(0, equals);
    const value = pair.slice(equals + 1);
    if (wording.verb === "label" && (!LABEL_VALUE.test(value) || value.length > 63)) {
      throw new CommandError(
        `invalid label value: ${JSON.stringify(pair)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      );
    }
    set.set(key, value);
  }
  const both = removed.find((key) => set.has(key));
  if (both !== undefined)
    throw new CommandError(
      `can not both modify and remove ${wording.noun === "label" ? "a label" : "an annotation"} in the same command`,
    );
  return { set, removed };
}

function refuseOverwrite(
  before: Readonly<Record<string, string>>,
  set: ReadonlyMap<string, string>,
  wording: Wording,
): void {
  const refused = [...set].filter(([key, value]) => before[key] !== undefined && before[key] !== value);
  if (refused.length === 0) return;
  if (wording.verb === "annotate") {
    const pairs = refused.map(([key]) => `'${key}' already has a value (${before[key]})`);
    throw new CommandError(`--overwrite is false but found the following declared annotation(s): ${pairs.join("; ")}`);
  }
  throw new CommandError(
    refused.map(([key]) => `'${key}' already has a value (${before[key]}), and --overwrite is false`).join(", "),
  );
}

async function list(
  kube: Kube,
  object: JsonObject,
  values: Readonly<Record<string, string>>,
  several: boolean,
): Promise<void> {
  const indent = several ? " " : "";
  if (several)
    await kube.out(
      `Listing labels for ${textAt(object, "kind")}.${textAt(object, "apiVersion").includes("/") ? textAt(object, "apiVersion").split("/")[0] : ""}/${objectName(object).split("/")[1]}:\n`,
    );
  for (const key of Object.keys(values).sort()) await kube.out(`${indent}${key}=${values[key]}\n`);
}
