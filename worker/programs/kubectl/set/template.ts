import { patchPlan } from "../apply/schemas.ts";
import { twoWayPatch } from "../apply/threeWay.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import type { FlagTable, FlagValues } from "../cli/flags.ts";
import { typeWord } from "../client/discovery.ts";
import { type Json, type JsonObject, listAt, nameOf, objectAt, textAt, withField } from "../json.ts";
import type { Kube } from "../kube.ts";
import { deedPrinter, readDryRun } from "../print/printer.ts";
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManagerFlag, PRINT_FLAGS, SELECTOR_FLAG } from "../resource/flags.ts";
import { liveObjects } from "../resource/live.ts";

/** Flags of every `kubectl set` command. */
export const SET_FLAGS = {
  ...DRY_RUN_FLAG,
  ...fieldManagerFlag("kubectl-set"),
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  ...SELECTOR_FLAG,
  all: { type: "bool", help: "All objects of the given types in the namespace" },
  local: { type: "bool", help: "Change what the files say, without asking the server." },
} as const satisfies FlagTable;

/** Where the pod spec of an object is; undefined for kinds that have none. */
export function podSpecPath(object: JsonObject): readonly string[] | undefined {
  switch (textAt(object, "kind")) {
    case "Pod":
      return ["spec"];
    case "CronJob":
      return ["spec", "jobTemplate", "spec", "template", "spec"];
    case "Deployment":
    case "DaemonSet":
    case "StatefulSet":
    case "ReplicaSet":
    case "ReplicationController":
    case "Job":
      return ["spec", "template", "spec"];
    default:
      return undefined;
  }
}

/** Runs one `kubectl set`: `change` makes the new pod spec of each object, or throws what is wrong with it. */
export async function setOnTemplates(
  kube: Kube,
  call: SetCall,
  change: (podSpec: JsonObject, object: JsonObject) => JsonObject | undefined,
): Promise<void> {
  await setOnObjects(kube, call, (object, name) => {
    const path = podSpecPath(object);
    if (!path) {
      throw new CommandError(
        `${name} the object is not a pod or does not have a pod template: *${textAt(object, "kind")}`,
      );
    }
    const before = path.reduce<JsonObject>((at, key) => objectAt(at, key), object);
    const after = change(before, object);
    return after && withField(object, path, after);
  });
}

export interface SetCall {
  readonly flags: FlagValues<typeof SET_FLAGS>;
  readonly operands: readonly string[];
  readonly deed: string;
}

/** The same for whole objects: nothing is sent for one that stays as it is. */
export async function setOnObjects(
  kube: Kube,
  call: SetCall,
  change: (object: JsonObject, name: string) => JsonObject | undefined,
): Promise<void> {
  const { flags } = call;
  const dryRun = await readDryRun(kube, flags.dryRun);
  const { live, errors } = await liveObjects(kube, { ...flags, operands: call.operands, selector: flags.selector });
  const failures: unknown[] = [...errors];
  const rest = await kube.rest();
  for (const { place, object } of live) {
    try {
      const changed = change(object, `${typeWord(place.resource)}/${nameOf(object)}`);
      if (!changed) continue;
      const plan = await patchPlan(kube, place.resource);
      const patch = twoWayPatch(object, changed, plan.typeName, plan.schemas);
      if (Object.keys(patch).length === 0 && !flags.local && dryRun === "none") continue;
      const printer = await deedPrinter(kube, flags, dryRun);
      if (flags.local || dryRun === "client") {
        await printer.print(changed, call.deed);
        continue;
      }
      const result = await rest.patch(place, plan.type, patch, [
        ["fieldManager", flags.fieldManager],
        ["dryRun", dryRun === "server" ? "All" : undefined],
      ]);
      await printer.print(result, call.deed);
    } catch (error) {
      failures.push(error);
    }
  }
  throwAll(failures);
}

/** The pod spec with some of its containers changed. */
export function mapContainers(
  podSpec: JsonObject,
  change: (container: JsonObject, list: "containers" | "initContainers") => JsonObject,
): JsonObject {
  const of = (list: "containers" | "initContainers"): Json[] =>
    listAt(podSpec, list).map((one) => change(one as JsonObject, list));
  return {
    ...podSpec,
    ...(podSpec.initContainers !== undefined && { initContainers: of("initContainers") }),
    containers: of("containers"),
  };
}

/** Go's path.Match for container names: "*" and "?" wild. */
export function wildcard(pattern: string): (name: string) => boolean {
  const expression = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const compiled = new RegExp(`^${expression}$`);
  return (name) => compiled.test(name);
}

/** Words with "=" set something; the others name objects. */
export function splitAssignments(
  operands: readonly string[],
  kind: string,
  isAssignment: (word: string) => boolean,
): { readonly resources: string[]; readonly assignments: string[] } {
  const resources: string[] = [];
  const assignments: string[] = [];
  for (const word of operands) {
    if (isAssignment(word)) assignments.push(word);
    else if (assignments.length > 0)
      throw new CommandError(`all resources must be specified before ${kind} changes: ${word}`);
    else resources.push(word);
  }
  return { resources, assignments };
}
