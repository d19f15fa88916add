import { rfc3339 } from "../../../base/time.ts";
import { lastApplied } from "../apply/annotation.ts";
import { type Call, type Command, type CommandEntry, command, commandGroup } from "../cli/command.ts";
import { CommandError, Failures, throwAll } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { qualifiedPlural } from "../client/discovery.ts";
import { type Json, type JsonObject, nameOf, sameJson, textAt, withField } from "../json.ts";
import type { Kube } from "../kube.ts";
import { deedPrinter, objectName, outputFormat, readDryRun } from "../print/printer.ts";
import { TabWriter } from "../print/tabwriter.ts";
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManagerFlag, PRINT_FLAGS, SELECTOR_FLAG } from "../resource/flags.ts";
import { followObject } from "../resource/follow.ts";
import { type Live, liveObjects } from "../resource/live.ts";
import { revisionsOf, revisionToUndo } from "../rollout/history.ts";
import { rolloutStatus } from "../rollout/status.ts";

const COMMON = { ...FILE_FLAGS, ...SELECTOR_FLAG } as const satisfies FlagTable;
const CHANGING = { ...COMMON, ...PRINT_FLAGS, ...fieldManagerFlag("kubectl-rollout") } as const satisfies FlagTable;

async function workloads(
  kube: Kube,
  call: { readonly operands: readonly string[]; readonly flags: { readonly [Key in keyof typeof COMMON]: unknown } },
): Promise<{ readonly live: readonly Live[]; readonly errors: readonly unknown[] }> {
  const flags = call.flags as { filename: readonly string[]; kustomize: string; recursive: boolean; selector: string };
  if (call.operands.length === 0 && flags.filename.length === 0 && !flags.kustomize) {
    throw new CommandError("required resource not specified");
  }
  return liveObjects(kube, { ...flags, operands: call.operands, typeMeansAll: true });
}

const status = command({
  usage: "rollout status (TYPE NAME | TYPE/NAME) [flags]",
  about: [
    "Show how far a rollout is.",
    "By default it waits until the newest rollout is done; --watch=false says what is now. A newer rollout that begins meanwhile is followed too, unless --revision names one.",
  ],
  examples: [["Follow a deployment's rollout", "kubectl rollout status deployment/nginx"]],
  flags: {
    ...COMMON,
    revision: { type: "int", help: "Only follow this revision. 0 is the newest." },
    timeout: { type: "duration", help: "How long to wait; zero waits without end." },
    watch: { type: "bool", short: "w", value: true, help: "Wait until the rollout is done." },
  },
  async run(call, kube) {
    const { flags } = call;
    if (flags.revision < 0) throw new CommandError(`revision must be a positive integer: ${flags.revision}`);
    const { live, errors } = await workloads(kube, call);
    throwAll(errors);
    for (const { place, object } of live) {
      const now = rolloutStatus(object, flags.revision);
      await kube.out(now.says);
      if (now.done || !flags.watch) continue;
      const deadline = flags.timeout > 0 ? kube.io.clock.now() + flags.timeout : undefined;
      await follow(kube, place, {
        revision: flags.revision,
        said: now.says,
        ...(deadline !== undefined && { deadline }),
      });
    }
  },
});

async function follow(
  kube: Kube,
  place: Live["place"],
  options: { readonly revision: number; readonly said: string; readonly deadline?: number },
): Promise<void> {
  let first = true;
  for await (const event of followObject(kube, place, options.deadline)) {
    if (event.type === "DELETED") throw new CommandError("object has been deleted");
    const next = rolloutStatus(event.object, options.revision);
    const repeated = first && next.says === options.said;
    first = false;
    if (!repeated) await kube.out(next.says);
    if (next.done) return;
  }
  throw new CommandError("timed out waiting for the condition");
}

const history = command({
  usage: "rollout history (TYPE NAME | TYPE/NAME) [flags]",
  about: ["List former revisions of a workload and what caused them."],
  examples: [["Of a deployment", "kubectl rollout history deployment/abc"]],
  flags: { ...COMMON, ...PRINT_FLAGS, revision: { type: "int", help: "Show this revision with its pod template." } },
  async run(call, kube) {
    const { flags } = call;
    if (flags.revision < 0) throw new CommandError(`revision must be a positive integer: ${flags.revision}`);
    const { live, errors } = await workloads(kube, call);
    throwAll(errors);
    for (const { place, object } of live) {
      const revisions = await revisionsOf(kube, place, object);
      if (outputFormat(flags).format !== "") {
        const wanted = flags.revision > 0 ? revisions.filter((one) => one.revision === flags.revision) : revisions;
        const printer = await deedPrinter(kube, flags);
        for (const one of wanted) await printer.print(one.keeper, "");
        continue;
      }
      if (flags.revision > 0) {
        const found = revisions.find((one) => one.revision === flags.revision);
        if (revisions.length === 0) {
          await kube.out(`${objectName(object)} with revision #${flags.revision}\nNo rollout history found.\n`);
          continue;
        }
        if (!found) throw new CommandError("unable to find the specified revision");
        const { describeTemplate } = await kube.load(import("../describe/podTemplate.ts"));
        await kube.out(`${objectName(object)} with revision #${flags.revision}\n${describeTemplate(found.template)}\n`);
        continue;
      }
      const rows = revisions.map((one) => [String(one.revision), one.changeCause]);
      const text =
        rows.length === 0
          ? "No rollout history found."
          : new TabWriter({ minimum: 0, padding: 2 }).format([["REVISION", "CHANGE-CAUSE"], ...rows]);
      await kube.out(`${objectName(object)} \n${text}\n`);
    }
  },
});

const undo = command({
  usage: "rollout undo (TYPE NAME | TYPE/NAME) [flags]",
  about: ["Go back to an earlier revision of a workload."],
  examples: [
    ["To the one before", "kubectl rollout undo deployment/abc"],
    ["To a certain one", "kubectl rollout undo daemonset/abc --to-revision=3"],
  ],
  flags: {
    ...COMMON,
    ...PRINT_FLAGS,
    ...DRY_RUN_FLAG,
    toRevision: { type: "int", help: "The revision to go back to. 0 is the one before the last." },
  },
  async run(call, kube) {
    const { flags } = call;
    const dryRun = await readDryRun(kube, flags.dryRun);
    const { live, errors } = await workloads(kube, call);
    throwAll(errors);
    const rest = await kube.rest();
    for (const { place, object } of live) {
      if (textAt(object, "kind") === "Deployment" && object.spec && (object.spec as JsonObject).paused === true) {
        const name = nameOf(object);
        throw new CommandError(
          `you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume deployment/${name}' and try again`,
        );
      }
      if (lastApplied(object)) {
        await kube.warn(
          `resource ${place.resource.plural}/${nameOf(object)} was previously managed with 'kubectl apply'. Rolling back will not update the kubectl.kubernetes.io/last-applied-configuration annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.`,
        );
      }
      const target = revisionToUndo(await revisionsOf(kube, place, object), flags.toRevision, object);
      const template = withoutHash(target.template);
      const printer = await deedPrinter(kube, flags, dryRun);
      if (sameJson(template, withoutHash((object.spec as JsonObject).template as JsonObject))) {
        await printer.print(object, `skipped rollback (current template already matches revision ${target.revision})`);
        continue;
      }
      const patch: Json = [
        { op: "replace", path: "/spec/template", value: template },
        { op: "replace", path: "/metadata/annotations", value: rolledBackAnnotations(object, target.keeper) },
      ];
      const type = textAt(object, "kind") === "Deployment" ? "json" : "strategic";
      const body: Json = type === "json" ? patch : { spec: { template: { $patch: "replace", ...template } } };
      if (dryRun !== "client")
        await rest.patch(place, type, body, [["dryRun", dryRun === "server" ? "All" : undefined]]);
      await printer.print(object, "rolled back");
    }
  },
});

const withoutHash = (template: JsonObject): JsonObject =>
  withField(template, ["metadata", "labels", "pod-template-hash"], undefined);

/** Annotations that belong to the deployment itself stay; those that a ReplicaSet copied come back. */
function rolledBackAnnotations(object: JsonObject, keeper: JsonObject): JsonObject {
  const own = [
    "kubectl.kubernetes.io/last-applied-configuration",
    "deployment.kubernetes.io/revision",
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
  ];
  const of = (one: JsonObject) => ((one.metadata as JsonObject).annotations ?? {}) as JsonObject;
  const kept = Object.entries(of(object)).filter(([key]) => own.includes(key));
  const restored = Object.entries(of(keeper)).filter(([key]) => !own.includes(key));
  return Object.fromEntries([...kept, ...restored]);
}

/** A rollout verb that patches each workload: what it writes, what it refuses, what it says. */
function patching(
  name: string,
  texts: Pick<Command, "about" | "examples">,
  done: string,
  change: (object: JsonObject, kube: Kube) => JsonObject | { readonly refused: string },
): Command {
  return command({
    usage: `rollout ${name} RESOURCE`,
    ...texts,
    flags: CHANGING,
    async run(call: Call<typeof CHANGING>, kube: Kube) {
      const { live, errors } = await workloads(kube, call);
      const failures: unknown[] = [...errors];
      const rest = await kube.rest();
      const printer = await deedPrinter(kube, call.flags);
      for (const { place, object } of live) {
        try {
          const patch = change(object, kube);
          if (typeof patch.refused === "string") {
            failures.push(
              new CommandError(`${qualifiedPlural(place.resource)} ${JSON.stringify(nameOf(object))} ${patch.refused}`),
            );
            continue;
          }
          const result = await rest.patch(place, "strategic", patch as JsonObject, [
            ["fieldManager", call.flags.fieldManager],
          ]);
          await printer.print(result, done);
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 1)
        throw new Failures(
          failures.map((one) => (one instanceof CommandError ? new CommandError(`error: ${one.message}`) : one)),
        );
      throwAll(failures);
    },
  });
}

const paused = (object: JsonObject): boolean => (object.spec as JsonObject | undefined)?.paused === true;

const restart = patching(
  "restart",
  {
    about: ["Restart a workload: its pods are replaced, by the rules of its rollouts."],
    examples: [["A deployment", "kubectl rollout restart deployment/nginx"]],
  },
  "restarted",
  (object, kube) => {
    const kind = textAt(object, "kind");
    if (!["Deployment", "DaemonSet", "StatefulSet"].includes(kind)) {
      return { refused: `restarting is not supported` };
    }
    if (paused(object)) return { refused: "can't restart paused deployment (run rollout resume first)" };
    const stamp = rfc3339(kube.io.clock.now());
    return { spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": stamp } } } } };
  },
);

const pause = patching(
  "pause",
  {
    about: ["Pause a workload: changes of its template wait until it is resumed. Only deployments can be paused."],
    examples: [["A deployment", "kubectl rollout pause deployment/nginx"]],
  },
  "paused",
  (object) => {
    if (textAt(object, "kind") !== "Deployment") return { refused: "pausing is not supported" };
    return paused(object) ? { refused: "is already paused" } : { spec: { paused: true } };
  },
);

const resume = patching(
  "resume",
  {
    about: ["Resume a paused workload. Only deployments can be resumed."],
    examples: [["A deployment", "kubectl rollout resume deployment/nginx"]],
  },
  "resumed",
  (object) => {
    if (textAt(object, "kind") !== "Deployment") return { refused: "resuming is not supported" };
    return paused(object) ? { spec: { paused: null } } : { refused: "is not paused" };
  },
);

const entry = (name: string, summary: string, one: Command): CommandEntry => ({ name, summary, load: async () => one });

export default commandGroup({
  usage: "rollout SUBCOMMAND",
  about: ["Manage the rollout of one or many workloads: deployments, daemonsets and statefulsets."],
  examples: [
    ["Back to the former state", "kubectl rollout undo deployment/abc"],
    ["How far is it", "kubectl rollout status daemonset/foo"],
    ["Replace all pods", "kubectl rollout restart deployment/abc"],
  ],
  subcommands: [
    entry("history", "View rollout history", history),
    entry("pause", "Mark the provided resource as paused", pause),
    entry("restart", "Restart a resource", restart),
    entry("resume", "Resume a paused resource", resume),
    entry("status", "Show the status of the rollout", status),
    entry("undo", "Undo a previous rollout", undo),
  ],
});
