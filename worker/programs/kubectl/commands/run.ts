import { type JsonPatchOperation, jsonPatch, mergePatch } from "../../../api/machinery/patch.ts";
import { strategicMergePatch } from "../../../api/machinery/strategicMerge.ts";
import { withLastApplied } from "../apply/annotation.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError, PlainFailure, usageError } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { type Place, pathOf } from "../client/rest.ts";
import { type Json, type JsonObject, listAt, nameOf, numberAt, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { podResource } from "../pods/find.ts";
import { deedPrinter, readDryRun } from "../print/printer.ts";
import { DRY_RUN_FLAG, fieldManagerFlag, PRINT_FLAGS, SAVE_CONFIG_FLAG } from "../resource/flags.ts";
import { followObject } from "../resource/follow.ts";
import { waitUntilGone } from "../resource/gone.ts";
import { DELETE_FLAGS } from "./delete.ts";

const FLAGS = {
  ...DELETE_FLAGS,
  ...DRY_RUN_FLAG,
  ...fieldManagerFlag("kubectl-run"),
  ...PRINT_FLAGS,
  ...SAVE_CONFIG_FLAG,
  annotations: { type: "array", help: "Annotations of the pod." },
  attach: { type: "bool", help: "Wait for the pod to run, then attach to it. The default with -i." },
  command: { type: "bool", help: "The words after -- are the command, not arguments of the image's own." },
  detachKeys: { type: "string", value: "ctrl-p,ctrl-q", help: "Keys that detach from the container" },
  env: { type: "array", help: "Environment variables of the container." },
  expose: { type: "bool", help: "Create a ClusterIP service for the pod too. Needs --port." },
  image: { type: "string", required: true, help: "The container's image." },
  imagePullPolicy: { type: "string", help: "When to pull the image; the server's default when absent." },
  labels: { type: "string", short: "l", help: "Labels of the pod, as key=value separated by commas." },
  leaveStdinOpen: { type: "bool", help: "With -i: leave stdin open after the first attach ends." },
  overrideType: { type: "string", value: "merge", help: "How --overrides is applied: json, merge, or strategic." },
  overrides: { type: "string", help: "JSON that is laid over the generated object." },
  podRunningTimeout: { type: "duration", value: 60_000, help: "How long to wait for the pod to run (5s, 2m, 3h)" },
  port: { type: "string", help: "The port that the container listens on." },
  privileged: { type: "bool", help: "Run the container in privileged mode." },
  quiet: { type: "bool", short: "q", help: "Print no prompts." },
  restart: { type: "string", value: "Always", help: "The pod's restart policy: Always, OnFailure, Never." },
  rm: { type: "bool", help: "Delete the pod when the attached command has ended." },
  stdin: { type: "bool", short: "i", help: "Keep the container's stdin open." },
  tty: { type: "bool", short: "t", help: "Give the container a terminal." },
  wait: { type: "bool", help: "With --rm: wait until the pod is gone." },
} as const satisfies FlagTable;

export default command({
  usage:
    'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  about: ["Create and run an image in a pod."],
  examples: [
    ["A pod of nginx", "kubectl run nginx --image=nginx"],
    ["A shell in a throw-away pod", "kubectl run -i -t busybox --image=busybox --rm --restart=Never"],
    ["With other arguments", "kubectl run nginx --image=nginx -- <arg1> <arg2> ... <argN>"],
  ],
  flags: FLAGS,
  run,
});

type Flags = Call<typeof FLAGS>["flags"];

async function run({ flags, operands, dashAt, path, changed }: Call<typeof FLAGS>, kube: Kube): Promise<number> {
  if (operands.length === 0 || dashAt === 0) throw usageError(path, "NAME is required for run");
  const [name = "", ...words] = operands;
  if (!/^\S+$/.test(flags.image) || /^[^a-z0-9]|:$|\/$/i.test(flags.image)) {
    throw new CommandError(`Invalid image name ${JSON.stringify(flags.image)}: invalid reference format`);
  }
  if (flags.tty && !flags.stdin) throw usageError(path, "-i/--stdin is required for containers with -t/--tty=true");
  if (flags.expose && flags.port === "") throw usageError(path, "--port must be set when exposing a service");
  const attach = changed.has("attach") ? flags.attach : flags.attach || flags.tty || flags.stdin;
  const dryRun = await readDryRun(kube, flags.dryRun);
  if (dryRun !== "none" && attach) {
    throw usageError(
      path,
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  }
  if (flags.rm && !attach) throw usageError(path, "--rm should only be used for attached containers");
  if (!["Always", "OnFailure", "Never"].includes(flags.restart))
    throw usageError(path, `invalid restart policy: ${flags.restart}`);
  const { namespace, namespaceGiven } = await kube.target();
  let pod = podOf(flags, name, words, attach, namespaceGiven ? namespace : undefined);
  if (flags.overrides) pod = await overridden(kube, pod, flags);
  if (flags.saveConfig) pod = withLastApplied(pod);
  const printer = await deedPrinter(kube, flags, dryRun);
  const rest = await kube.rest();
  const resource = await podResource(kube);
  const query = [
    ["fieldManager", flags.fieldManager],
    ["dryRun", dryRun === "server" ? "All" : undefined],
  ] as const;
  const created = dryRun === "client" ? pod : await rest.create({ resource, namespace }, pod, query);
  if (flags.expose) {
    const service = serviceFor(name, pod, Number(flags.port));
    const services = (await kube.discovery()).find("services");
    const made = dryRun === "client" ? service : await rest.create({ resource: services, namespace }, service, query);
    await printer.print(made, "created");
    if (flags.output === "yaml") await kube.out("---\n");
  }
  if (!attach) {
    await printer.print(created, "created");
    return 0;
  }
  const place: Place = { resource, namespace, name: nameOf(created) };
  try {
    return await attached(kube, place, flags);
  } finally {
    if (flags.rm) await removed(kube, place, flags);
  }
}

function podOf(
  flags: Flags,
  name: string,
  words: readonly string[],
  attach: boolean,
  namespace: string | undefined,
): JsonObject {
  const labels = flags.labels
    ? Object.fromEntries(
        flags.labels.split(",").map((part) => {
          const pieces = part.split("=");
          if (pieces.length !== 2) throw new CommandError(`unexpected label spec: ${part}`);
          return pieces as [string, string];
        }),
      )
    : { run: name };
  const env: Json[] = flags.env.map((text) => {
    const equals = text.indexOf("=");
    if (equals < 1) throw new CommandError(`invalid env: ${text}`);
    return { name: text.slice(0, equals), value: text.slice(equals + 1) };
  });
  const annotations = Object.fromEntries(flags.annotations.map((text) => text.split("=") as [string, string]));
  const container: JsonObject = {
    ...(words.length > 0 && (flags.command ? { command: words } : { args: words })),
    ...(env.length > 0 && { env }),
    image: flags.image,
    ...(flags.imagePullPolicy && { imagePullPolicy: flags.imagePullPolicy }),
    name,
    ...(flags.port && { ports: [{ containerPort: Number(flags.port) }] }),
    resources: {},
    ...(flags.privileged && { securityContext: { privileged: true } }),
    ...(flags.stdin && { stdin: true }),
    ...(flags.stdin && attach && !flags.leaveStdinOpen && { stdinOnce: true }),
    ...(flags.tty && { tty: true }),
  };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...(flags.annotations.length > 0 && { annotations }), labels, name, ...(namespace && { namespace }) },
    spec: { containers: [container], dnsPolicy: "ClusterFirst", restartPolicy: flags.restart },
    status: {},
  };
}

async function overridden(kube: Kube, pod: JsonObject, flags: Flags): Promise<JsonObject> {
  let patch: unknown;
  try {
    patch = JSON.parse(flags.overrides);
  } catch {
    throw new CommandError(`invalid character in --overrides: it must be JSON`);
  }
  switch (flags.overrideType) {
    case "json":
      return jsonPatch(pod, patch as readonly JsonPatchOperation[]) as JsonObject;
    case "merge":
      return mergePatch(pod, patch) as JsonObject;
    case "strategic": {
      const { builtInSchemas } = await kube.load(import("../../../api/generated/index.ts"));
      return strategicMergePatch(pod, patch as Record<string, unknown>, "Pod", builtInSchemas) as JsonObject;
    }
    default:
      throw new CommandError(`invalid --override-type: ${flags.overrideType}`);
  }
}

const serviceFor = (name: string, pod: JsonObject, port: number): JsonObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name },
  spec: {
    ports: [{ port, protocol: "TCP", targetPort: port }],
    selector: (pod.metadata as JsonObject).labels ?? {},
  },
  status: { loadBalancer: {} },
});

const phaseOf = (pod: JsonObject): string => textAt(pod, "status", "phase");
const hasEnded = (pod: JsonObject): boolean => phaseOf(pod) === "Succeeded" || phaseOf(pod) === "Failed";

/** Follows the new pod to its end with the terminal attached; its exit code. */
async function attached(kube: Kube, place: Place, flags: Flags): Promise<number> {
  const ready = (pod: JsonObject) =>
    hasEnded(pod) ||
    (phaseOf(pod) === "Running" &&
      listAt(pod, "status", "containerStatuses").some(
        (one) => (one as JsonObject).ready === true || numberAt(one, "restartCount") === 0,
      ));
  const pod = await until(kube, place, ready, kube.io.clock.now() + flags.podRunningTimeout);
  const container = place.name ?? "";
  // What it has said so far, which is all there is where it has ended.
  await showLog(kube, place, container);
  if (!hasEnded(pod)) {
    const { attachTo } = await kube.load(import("./attach.ts"));
    try {
      await attachTo(kube, { place, pod, container, stdin: flags.stdin, tty: flags.tty, quiet: flags.quiet });
    } catch (error) {
      if (kube.io.signal.aborted || !(error instanceof CommandError)) throw error;
      const why = `couldn't attach to pod/${place.name}, falling back to streaming logs: ${error.message}`;
      await kube.err(`warning: ${why}\n`);
      await showLog(kube, place, container);
    }
  }
  if (flags.restart === "Always") return 0;
  if (flags.leaveStdinOpen) return 0;
  const ended = await until(kube, place, hasEnded);
  if (phaseOf(ended) === "Succeeded") return 0;
  const state = listAt(ended, "status", "containerStatuses")[0];
  const code = numberAt(state, "state", "terminated", "exitCode") ?? 0;
  const where = `pod ${place.namespace}/${place.name}`;
  if (code === 0) throw new CommandError(`${where} failed with unknown exit code`);
  throw new PlainFailure(
    `${where} terminated (${textAt(state, "state", "terminated", "reason")})\n${textAt(state, "state", "terminated", "message")}`.trimEnd(),
    code,
  );
}

async function showLog(kube: Kube, place: Place, container: string): Promise<void> {
  const { connection } = await kube.rest();
  const path = pathOf({ ...place, subresource: "log" });
  await kube.out(await connection.text({ path, query: [["container", container]] }));
}

/** The pod once it fulfils the condition. @throws CommandError at the deadline or when it is deleted */
async function until(
  kube: Kube,
  place: Place,
  holds: (pod: JsonObject) => boolean,
  deadline?: number,
): Promise<JsonObject> {
  for await (const event of followObject(kube, place, deadline)) {
    if (event.type === "DELETED") throw new CommandError("pod was deleted");
    if (holds(event.object)) return event.object;
  }
  throw new CommandError("timed out waiting for the condition");
}

async function removed(kube: Kube, place: Place, flags: Flags): Promise<void> {
  const rest = await kube.rest();
  const grace = flags.gracePeriod >= 0 ? { gracePeriodSeconds: flags.gracePeriod } : {};
  await rest.delete(place, { propagationPolicy: "Background", ...grace });
  await kube.out(`pod ${JSON.stringify(place.name)} deleted from ${place.namespace} namespace\n`);
  if (flags.wait) await waitUntilGone(kube, place, {});
}
