import { StatusError } from "../../../api/machinery/status.ts";
import { strategicMergePatch } from "../../../api/machinery/strategicMerge.ts";
import { nameSuffix } from "../../../base/random.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { type Place, pathOf } from "../client/rest.ts";
import { applyProfile, profileNamed } from "../debug/profiles.ts";
import {
  isObject,
  type Json,
  type JsonObject,
  listAt,
  nameOf,
  numberAt,
  objectAt,
  textAt,
  withField,
} from "../json.ts";
import type { Kube } from "../kube.ts";
import { allContainers, podResource } from "../pods/find.ts";
import { followObject } from "../resource/follow.ts";
import { targetsOf } from "../resource/targets.ts";
import { parseYaml } from "../resource/yaml.ts";

const FLAGS = {
  argumentsOnly: { type: "bool", help: "The words after -- are arguments of the image's own command." },
  attach: { type: "bool", help: "Wait for the container to run, then attach to it. The default with -i." },
  container: { type: "string", short: "c", help: "Name of the debugging container." },
  copyTo: { type: "string", help: "Make a copy of the pod with this name." },
  custom: {
    type: "string",
    help: "File with a part of a container, in JSON or YAML, that is laid over the profile's.",
  },
  env: { type: "list", help: "Environment variables of the container, as key=value.", shown: "[]" },
  filename: { type: "list", short: "f", help: "File with the object to debug" },
  image: { type: "string", help: "The debugging container's image." },
  imagePullPolicy: { type: "string", help: "When to pull the image; the server's default when absent." },
  keepAnnotations: { type: "bool", help: "With --copy-to: keep the pod's annotations." },
  keepInitContainers: { type: "bool", value: true, help: "With --copy-to: keep the pod's init containers." },
  keepLabels: { type: "bool", help: "With --copy-to: keep the pod's labels; services then find the copy too." },
  keepLiveness: { type: "bool", help: "With --copy-to: keep liveness probes." },
  keepReadiness: { type: "bool", help: "With --copy-to: keep readiness probes." },
  keepStartup: { type: "bool", help: "With --copy-to: keep startup probes." },
  profile: {
    type: "string",
    value: "general",
    help: '"general", "baseline", "restricted", "netadmin" or "sysadmin": what the container may do.',
  },
  quiet: { type: "bool", short: "q", help: "Leave messages out." },
  replace: { type: "bool", help: "With --copy-to: delete the original." },
  sameNode: { type: "bool", help: "With --copy-to: put the copy on the same node." },
  setImage: {
    type: "list",
    help: "With --copy-to: other images, as container=image; * is every container.",
    shown: "[]",
  },
  shareProcesses: { type: "bool", value: true, help: "With --copy-to: share processes between the containers." },
  stdin: { type: "bool", short: "i", help: "Keep the container's stdin open." },
  target: { type: "string", help: "See the processes of this container." },
  tty: { type: "bool", short: "t", help: "Give the container a terminal." },
} as const satisfies FlagTable;

type Flags = Call<typeof FLAGS>["flags"];

/** What the flags come to. */
interface Wish {
  readonly flags: Flags;
  readonly words: readonly string[];
  readonly images: Readonly<Record<string, string>>;
  readonly env: readonly Json[];
  readonly sharesGiven: boolean;
  readonly custom: JsonObject | undefined;
}

interface Debugging {
  readonly place: Place;
  readonly container: string;
}

const IMAGE = /^[a-z0-9][\w.\-/:@]*$/i;

/** @see k8s.io/kubectl/pkg/cmd/debug */
export default command({
  usage: "debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]",
  usageWhole: true,
  about: [
    "Look into a pod or a node with a container made for that.",
    "A pod gets a container more while it runs, or with --copy-to a copy of it does. On a node a pod is started that shares its network.",
  ],
  examples: [
    ["A shell beside the containers of a pod", "kubectl debug mypod -it --image=busybox"],
    ["In a copy of the pod", "kubectl debug mypod -it --image=busybox --copy-to=my-debugger"],
    ["A copy with another command", "kubectl debug mypod -it --copy-to=my-debugger --container=mycontainer -- sh"],
    ["On a node", "kubectl debug node/mynode -it --image=busybox"],
  ],
  flags: FLAGS,
  async run(call, kube) {
    const { flags, operands, dashAt, changed } = call;
    const names = dashAt === undefined || dashAt < 0 ? operands : operands.slice(0, dashAt);
    const words = dashAt === undefined || dashAt < 0 ? [] : operands.slice(dashAt);
    const wish: Wish = {
      flags,
      words,
      images: pairsOf("--set-image", flags.setImage),
      env: Object.entries(pairsOf("--env", flags.env)).map(([name, value]) => ({ name, value })),
      sharesGiven: changed.has("shareProcesses"),
      custom: await customOf(kube, flags.custom),
    };
    profileNamed(flags.profile);
    await check(kube, wish, { names, attachGiven: changed.has("attach") });
    const attach = changed.has("attach") ? flags.attach : flags.stdin;
    const targets = await targetsOf(kube, {
      operands: names.map((name) => (name.includes("/") ? name : `pods/${name}`)),
      filename: flags.filename,
    });
    for (const error of targets.errors) throw error;
    for (const { place } of targets.targets) {
      const object = await (await kube.rest()).get(place);
      const made = await debugged(kube, place, object, wish);
      if (attach && made.container !== "") await attachWhenUp(kube, made, flags);
    }
  },
});

function pairsOf(flag: string, pairs: readonly string[]): Readonly<Record<string, string>> {
  const entries = pairs.map((pair) => {
    const equals = pair.indexOf("=");
    if (equals < 0) {
      const shown = JSON.stringify(pairs.join(","));
      throw new CommandError(
        `invalid argument ${shown} for ${JSON.stringify(flag)} flag: ${pair} must be formatted as key=value\nSee 'kubectl debug --help' for usage.`,
      );
    }
    return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
  });
  return Object.fromEntries(entries);
}

async function customOf(kube: Kube, path: string): Promise<JsonObject | undefined> {
  if (path === "") return undefined;
  const whole = kube.path(path);
  if (!kube.io.files.stat(whole)) {
    throw new CommandError(
      `must pass a container spec json file for custom profile: open ${path}: no such file or directory`,
    );
  }
  const custom = await parseYaml(kube.io.files.readText(whole), kube.io.clock);
  if (!isObject(custom)) throw new CommandError(`${path} does not contain a valid container spec`);
  const fixed = ["name", "command", "image", "lifecycle", "volumeDevices"];
  if (fixed.some((field) => custom[field] !== undefined)) {
    throw new CommandError("name, command, image, lifecycle and volume devices are not modifiable via custom profile");
  }
  return custom;
}

async function check(
  kube: Kube,
  { flags, words, images }: Wish,
  { names, attachGiven }: { readonly names: readonly string[]; readonly attachGiven: boolean },
): Promise<void> {
  const wrong = (says: string): never => {
    throw new CommandError(says);
  };
  const invalidImage = (image: string, of = "") =>
    wrong(`invalid image name ${JSON.stringify(image)}${of}: invalid reference format`);
  if (attachGiven && flags.attach && flags.image === "" && flags.container === "")
    wrong("you must specify --container or create a new container using --image in order to attach.");
  if (flags.copyTo !== "") {
    if (flags.image === "" && flags.setImage.length === 0 && words.length === 0)
      wrong("you must specify --image, --set-image or command arguments.");
    if (words.length > 0 && flags.container === "" && flags.image === "")
      wrong("you must specify an existing container or a new image when specifying args.");
  } else {
    if (flags.replace) wrong("--replace may only be used with --copy-to.");
    if (flags.sameNode) wrong("--same-node may only be used with --copy-to.");
    if (flags.setImage.length > 0) wrong("--set-image may only be used with --copy-to.");
    if (flags.image === "") wrong("you must specify --image when not using --copy-to.");
  }
  if (flags.image !== "" && !IMAGE.test(flags.image)) invalidImage(flags.image);
  if (names.length === 0 && flags.filename.length === 0) wrong("NAME or filename is required for debug");
  if (!["", "Always", "IfNotPresent", "Never"].includes(flags.imagePullPolicy))
    wrong(`invalid image pull policy: ${flags.imagePullPolicy}`);
  for (const [name, image] of Object.entries(images)) {
    if (!IMAGE.test(image)) invalidImage(image, ` for container ${JSON.stringify(name)}`);
  }
  if (flags.target !== "") {
    if (flags.copyTo !== "") wrong("--target is incompatible with --copy-to. Use --share-processes instead.");
    if (!flags.quiet) {
      await kube.out(
        `Targeting container ${JSON.stringify(flags.target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
    }
  }
  if (flags.tty && !flags.stdin) wrong("-i/--stdin is required for containers with -t/--tty=true");
  if (flags.profile === "legacy") {
    await kube.err(
      '--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".\n',
    );
  }
}

async function debugged(kube: Kube, place: Place, object: JsonObject, wish: Wish): Promise<Debugging> {
  const { resource } = place;
  if (resource.group === "" && resource.kind === "Node") return debugNode(kube, object, wish);
  if (resource.group === "" && resource.kind === "Pod") {
    return wish.flags.copyTo === "" ? debugBeside(kube, place, object, wish) : debugCopy(kube, place, object, wish);
  }
  const gvk = `${resource.group ? `${resource.group}/` : "/"}${resource.version}, Kind=${resource.kind}`;
  throw new CommandError(`${JSON.stringify(gvk)} not supported by debug`);
}

/** The fields that every debugging container gets from the flags. */
const container = (name: string, { flags, words, env }: Wish): JsonObject => ({
  ...(words.length > 0 && (flags.argumentsOnly ? { args: words } : { command: words })),
  ...(env.length > 0 && { env }),
  image: flags.image,
  ...(flags.imagePullPolicy && { imagePullPolicy: flags.imagePullPolicy }),
  name,
  resources: {},
  ...(flags.stdin && { stdin: true }),
  terminationMessagePolicy: "File",
  ...(flags.tty && { tty: true }),
});

async function debugBeside(kube: Kube, place: Place, pod: JsonObject, wish: Wish): Promise<Debugging> {
  const { flags } = wish;
  const name = await containerName(kube, pod, flags);
  const added = { ...container(name, wish), ...(flags.target && { targetContainerName: flags.target }) };
  const others = listAt(pod, "spec", "ephemeralContainers");
  const draft = profiled(withField(pod, ["spec", "ephemeralContainers"], [...others, added]), "ephemeral", name, flags);
  const settled = await customised(kube, listAt(draft, "spec", "ephemeralContainers").at(-1) as JsonObject, wish);
  await warnOfUser(kube, draft, settled);
  const order = [...others, added].map((one) => ({ name: textAt(one, "name") }));
  const patch = { spec: { "$setElementOrder/ephemeralContainers": order, ephemeralContainers: [settled] } };
  const pods = { ...place, subresource: "ephemeralcontainers" };
  await (await kube.rest()).patch(pods, "strategic", patch, [["fieldManager", "kubectl-debug"]]);
  return { place, container: name };
}

async function debugCopy(kube: Kube, place: Place, pod: JsonObject, wish: Wish): Promise<Debugging> {
  const { flags, words } = wish;
  const { labels, annotations } = objectAt(pod, "metadata");
  let spec = withField(objectAt(pod, "spec"), ["ephemeralContainers"], undefined);
  if (wish.sharesGiven) spec = { ...spec, shareProcessNamespace: flags.shareProcesses };
  if (!flags.sameNode) spec = withField(spec, ["nodeName"], undefined);
  const containers = listAt(spec, "containers").map((one) => {
    const image = wish.images[textAt(one, "name")] ?? wish.images["*"];
    return image ? { ...(one as JsonObject), image } : (one as JsonObject);
  });
  const copy: JsonObject = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { annotations, labels, name: flags.copyTo, namespace: place.namespace },
    spec: { ...spec, containers },
  };
  const rest = await kube.rest();
  let chosen = "";
  let made = copy;
  if (flags.image !== "" || allContainers(copy).includes(flags.container)) {
    chosen = await containerName(kube, copy, flags);
    const at = containers.findIndex((one) => textAt(one, "name") === chosen);
    const changed = changedContainer(containers[at] ?? { name: chosen, terminationMessagePolicy: "File" }, wish);
    const list = at < 0 ? [...containers, changed] : containers.map((one, index) => (index === at ? changed : one));
    made = profiled(withField(copy, ["spec", "containers"], list), "copy", chosen, flags);
    const settled: Json[] = [];
    for (const one of listAt(made, "spec", "containers") as readonly JsonObject[]) {
      settled.push(textAt(one, "name") === chosen ? await customised(kube, one, wish) : one);
    }
    made = withField(made, ["spec", "containers"], settled);
    const own = settled.find((one) => textAt(one, "name") === chosen);
    await warnOfUser(kube, made, own as JsonObject);
  } else if (flags.setImage.length === 0 || words.length > 0) {
    throw new CommandError("you must specify image when creating new container");
  }
  const { name: _name, ...collection } = place;
  const created = await rest.create(collection, made, [["fieldManager", "kubectl-debug"]]);
  if (flags.replace) await rest.delete(place, { gracePeriodSeconds: 0 });
  return { place: { ...place, name: nameOf(created) }, container: chosen };
}

function changedContainer(old: JsonObject, { flags, words, env }: Wish): JsonObject {
  const { stdin: _stdin, tty: _tty, ...kept } = old;
  const command = flags.argumentsOnly ? { args: words } : { command: words, args: undefined };
  return {
    ...kept,
    ...(words.length > 0 && command),
    ...(env.length > 0 && { env }),
    ...(flags.image && { image: flags.image }),
    ...(flags.imagePullPolicy && { imagePullPolicy: flags.imagePullPolicy }),
    ...(flags.stdin && { stdin: true }),
    ...(flags.tty && { tty: true }),
  };
}

async function debugNode(kube: Kube, node: JsonObject, wish: Wish): Promise<Debugging> {
  const { flags } = wish;
  const chosen = flags.container || "debugger";
  const name = `node-debugger-${nameOf(node)}-${nameSuffix(kube.io.random.stream("kubectl-debug"), 5)}`;
  if (!flags.quiet) {
    await kube.out(`Creating debugging pod ${name} with container ${chosen} on node ${nameOf(node)}.\n`);
  }
  const pod: JsonObject = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { labels: { "app.kubernetes.io/managed-by": "kubectl-debug" }, name },
    spec: {
      containers: [container(chosen, wish)],
      nodeName: nameOf(node),
      restartPolicy: "Never",
      tolerations: [{ operator: "Exists" }],
    },
  };
  const draft = profiled(pod, "node", chosen, flags);
  const settled = await customised(kube, listAt(draft, "spec", "containers")[0] as JsonObject, wish);
  const place: Place = { resource: await podResource(kube), namespace: await kube.namespace() };
  const made = withField(draft, ["spec", "containers"], [settled]);
  await (await kube.rest()).create(place, made, [["fieldManager", "kubectl-debug"]]);
  return { place: { ...place, name }, container: chosen };
}

const profiled = (pod: JsonObject, style: "ephemeral" | "copy" | "node", chosen: string, flags: Flags): JsonObject =>
  applyProfile(pod, {
    profile: profileNamed(flags.profile),
    style,
    container: chosen,
    keep: {
      labels: flags.keepLabels,
      annotations: flags.keepAnnotations,
      liveness: flags.keepLiveness,
      readiness: flags.keepReadiness,
      startup: flags.keepStartup,
      initContainers: flags.keepInitContainers,
    },
  });

async function customised(kube: Kube, one: JsonObject, { custom }: Wish): Promise<JsonObject> {
  if (!custom) return one;
  const { builtInSchemas } = await kube.load(import("../../../api/generated/index.ts"));
  return strategicMergePatch(one, custom as Record<string, unknown>, "Container", builtInSchemas) as JsonObject;
}

async function containerName(kube: Kube, pod: JsonObject, flags: Flags): Promise<string> {
  if (flags.container !== "") return flags.container;
  let name = "";
  while (name === "" || allContainers(pod).includes(name))
    name = `debugger-${nameSuffix(kube.io.random.stream("kubectl-debug"), 5)}`;
  if (!flags.quiet) await kube.out(`Defaulting debug container name to ${name}.\n`);
  return name;
}

async function warnOfUser(kube: Kube, pod: JsonObject, one: JsonObject): Promise<void> {
  const user = numberAt(pod, "spec", "securityContext", "runAsUser") ?? 0;
  const security = objectAt(one, "securityContext");
  if (user === 0 || security.runAsUser === 0) return;
  if (security.privileged !== true && listAt(security, "capabilities", "add").length === 0) return;
  await kube.err(
    'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n',
  );
}

const STATUSES = ["initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"];

async function attachWhenUp(kube: Kube, { place, container: name }: Debugging, flags: Flags): Promise<void> {
  const { pod, ended } = await whenUp(kube, place, name, flags.quiet);
  if (ended) return showLog(kube, place, name);
  const { attachTo } = await kube.load(import("./attach.ts"));
  const { remoteFailure } = await kube.load(import("../pods/remote.ts"));
  try {
    const code = await attachTo(kube, { ...flags, place, pod, container: name });
    if (code !== 0) throw remoteFailure(code);
  } catch (error) {
    if (kube.io.signal.aborted || !(error instanceof CommandError || error instanceof StatusError)) throw error;
    await kube.err(`warning: couldn't attach to pod/${place.name}, falling back to streaming logs: ${error.message}\n`);
    await showLog(kube, place, name);
  }
}

/** The pod, as soon as the container runs or has ended. */
async function whenUp(
  kube: Kube,
  place: Place,
  name: string,
  quiet: boolean,
): Promise<{ readonly pod: JsonObject; readonly ended: boolean }> {
  for await (const { type, object } of followObject(kube, place, undefined)) {
    if (type === "DELETED") throw new CommandError('pods "" not found');
    const status = STATUSES.flatMap((list) => listAt(object, "status", list)).find(
      (one) => textAt(one, "name") === name,
    );
    const state = objectAt(status, "state");
    if (state.running || state.terminated) return { pod: object, ended: state.terminated !== undefined };
    const message = textAt(state, "waiting", "message");
    if (!quiet && message !== "") await kube.warn(`container ${name}: ${message}`);
  }
  throw new CommandError("timed out waiting for the condition");
}

async function showLog(kube: Kube, place: Place, name: string): Promise<void> {
  const { connection } = await kube.rest();
  const path = pathOf({ ...place, subresource: "log" });
  await kube.out(await connection.text({ path, query: [["container", name]] }));
}
