import { StatusError } from "../../../api/machinery/status.ts";
import { goJson } from "../../../base/goprint/index.ts";
import { lastApplied, withLastApplied } from "../apply/annotation.ts";
import { patchPlan } from "../apply/schemas.ts";
import { threeWayPatch } from "../apply/threeWay.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError, throwAll, usageError } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { type ApiResource, apiVersionOf, qualifiedPlural } from "../client/discovery.ts";
import type { Place } from "../client/rest.ts";
import { withContext } from "../explain-failure.ts";
import { type JsonObject, namespaceOf, objectAt, textAt, withField } from "../json.ts";
import type { Kube } from "../kube.ts";
import { type DryRun, deedPrinter, readDryRun, readValidate } from "../print/printer.ts";
import {
  DRY_RUN_FLAG,
  FILE_FLAGS,
  fieldManagerFlag,
  PRINT_FLAGS,
  SELECTOR_FLAG,
  VALIDATE_FLAG,
} from "../resource/flags.ts";
import { waitUntilGone } from "../resource/gone.ts";
import { matchesLabels } from "../resource/labels.ts";
import { targetsOf } from "../resource/targets.ts";
import { DELETE_FLAGS, propagationOf } from "./delete.ts";

const FLAGS = {
  ...DELETE_FLAGS,
  ...DRY_RUN_FLAG,
  ...fieldManagerFlag("kubectl-client-side-apply"),
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  ...SELECTOR_FLAG,
  ...VALIDATE_FLAG,
  all: { type: "bool", help: "All objects of the given types in the namespace." },
  forceConflicts: { type: "bool", help: "With --server-side: take fields over from other managers." },
  openapiPatch: { type: "bool", value: true, help: "Use the server's schemas to compute the difference." },
  overwrite: { type: "bool", value: true, help: "Let the configuration win over changes made in between." },
  prune: { type: "bool", help: "Delete objects that apply has made and that the configuration no longer has." },
  pruneAllowlist: { type: "array", help: "Types that --prune may delete." },
  serverSide: { type: "bool", help: "Let the server merge, instead of the client." },
  subresource: { type: "string", help: "Apply to this subresource of the object." },
  wait: { type: "bool", help: "With --force: wait until deleted objects are gone." },
} as const satisfies FlagTable;

type Flags = Call<typeof FLAGS>["flags"];

export default command({
  usage: "apply (-f FILENAME | -k DIRECTORY)",
  about: [
    "Make the cluster have what a file or stdin describes: objects are created if they are not there, and changed if they are.",
    "JSON and YAML are accepted. What was applied is remembered in an annotation, so that fields later left out of the file are taken away.",
  ],
  examples: [
    ["What a file describes", "kubectl apply -f ./pod.json"],
    ["All files of a directory", "kubectl apply -f ./manifests/"],
    ["What comes by stdin", "cat pod.json | kubectl apply -f -"],
  ],
  flags: FLAGS,
  subcommands: [
    {
      name: "edit-last-applied",
      summary: "Edit latest last-applied-configuration annotations of a resource/object",
      load: async () => (await import("./editLastApplied.ts")).default,
    },
    {
      name: "set-last-applied",
      summary: "Set the last-applied-configuration annotation on a live object to match the contents of a file",
      load: async () => (await import("./setLastApplied.ts")).default,
    },
    {
      name: "view-last-applied",
      summary: "View the latest last-applied-configuration annotations of a resource/object",
      load: async () => (await import("./viewLastApplied.ts")).default,
    },
  ],
  run: apply,
});

async function apply({ flags, operands, path, changed }: Call<typeof FLAGS>, kube: Kube): Promise<void> {
  const dryRun = await readDryRun(kube, flags.dryRun);
  const validation = readValidate(flags.validate);
  if (flags.filename.length === 0 && !flags.kustomize) throw new CommandError("must specify one of -f and -k");
  if (operands.length > 0) throw usageError(path, `Unexpected args: [${operands.join(" ")}]`);
  const prunable = flags.prune ? await prunableTypes(kube, flags) : [];
  check(flags, dryRun);
  const printer = await deedPrinter(kube, flags, dryRun);
  const request = { ...flags, selector: "", operands, validated: validation !== "Ignore" };
  const { targets, errors } = await targetsOf(kube, request);
  const failures: unknown[] = [...errors];
  const done: Done[] = [];
  let count = 0;
  for (const { place, file } of targets) {
    if (!file || !matchesLabels(file.object, flags.selector)) continue;
    count += 1;
    const dry = ["dryRun", dryRun === "server" ? "All" : undefined] as const;
    const query = [["fieldValidation", validation], dry] as const;
    const manager = flags.serverSide && !changed.has("fieldManager") ? "kubectl" : flags.fieldManager;
    try {
      const one = { kube, place, object: file.object, source: file.source, flags, dryRun, manager };
      const made = flags.serverSide
        ? await applyOnServer({ ...one, query })
        : await applyHere({ ...one, query: [["fieldManager", manager], ...query] });
      done.push(made);
      await printer.print(made.object, made.deed);
    } catch (error) {
      failures.push(error);
    }
  }
  throwAll(failures);
  if (count === 0) throw new CommandError("no objects passed to apply");
  if (flags.prune) await pruneOthers(kube, { flags, types: prunable, done, dryRun });
}

interface One {
  readonly kube: Kube;
  readonly place: Place;
  readonly object: JsonObject;
  readonly source: string;
  readonly flags: Flags;
  readonly dryRun: DryRun;
  readonly manager: string;
  readonly query: readonly (readonly [string, string | undefined])[];
}

interface Done {
  readonly object: JsonObject;
  readonly deed: string;
}

async function applyOnServer({ kube, place, object, flags, query, manager }: One): Promise<Done> {
  const { applyServerSide } = await kube.load(import("../apply/serverSide.ts"));
  const at = flags.subresource ? { ...place, subresource: flags.subresource } : place;
  const force = flags.forceConflicts;
  const asked = { rest: await kube.rest(), place: at, object, manager, force, query };
  const result = await applyServerSide({ ...asked, warn: (text) => kube.warn(text) });
  await warnIfDeleting(kube, place, result);
  return { object: result, deed: "serverside-applied" };
}

async function warnIfDeleting(kube: Kube, { name }: Place, object: JsonObject): Promise<void> {
  if (!textAt(object, "metadata", "deletionTimestamp")) return;
  await kube.warn(`Detected changes to resource ${name} which is currently being deleted.`);
}

async function prunableTypes(kube: Kube, flags: Flags): Promise<readonly ApiResource[]> {
  const { readAllowlist } = await kube.load(import("../apply/prune.ts"));
  return readAllowlist(kube, flags.pruneAllowlist);
}

/** --prune: what apply has made before and the files no longer have goes. */
async function pruneOthers(
  kube: Kube,
  {
    flags,
    types,
    done,
    dryRun,
  }: Pick<One, "flags" | "dryRun"> & {
    readonly types: readonly ApiResource[];
    readonly done: readonly Done[];
  },
): Promise<void> {
  const { leftovers } = await kube.load(import("../apply/prune.ts"));
  const { namespace, namespaceGiven } = await kube.target();
  const namespaces = new Set(namespaceGiven ? [namespace] : []);
  for (const { object } of done) if (namespaceOf(object)) namespaces.add(namespaceOf(object));
  const request = {
    types,
    selector: flags.selector,
    namespaces,
    kept: new Set(done.map(({ object }) => textAt(object, "metadata", "uid"))),
  };
  const rest = await kube.rest();
  const printer = await deedPrinter(kube, flags, dryRun);
  for await (const { place, object } of leftovers(kube, request)) {
    if (dryRun !== "client") {
      const grace = flags.gracePeriod >= 0 ? { gracePeriodSeconds: flags.gracePeriod } : {};
      const dry = dryRun === "server" ? { dryRun: ["All"] } : {};
      await rest.delete(place, { propagationPolicy: propagationOf(flags.cascade), ...grace, ...dry });
    }
    await printer.print(object, "pruned");
  }
}

function check(flags: Flags, dryRun: DryRun): void {
  const { forceConflicts, serverSide, force, all, selector, prune, subresource } = flags;
  if (forceConflicts && !serverSide) throw new CommandError("--force-conflicts only works with --server-side");
  if (dryRun === "client" && serverSide) {
    throw new CommandError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
  }
  if (serverSide && force) throw new CommandError("--force cannot be used with --server-side");
  if (dryRun === "server" && force) throw new CommandError("--dry-run=server cannot be used with --force");
  if (all && selector) throw new CommandError("cannot set --all and --selector at the same time");
  if (prune && force) throw new CommandError("--force cannot be used with --prune");
  if (prune && !all && !selector) {
    throw new CommandError(
      "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector",
    );
  }
  if (prune && serverSide) {
    throw new CommandError("--prune is in alpha and doesn't currently work on objects created by server-side apply");
  }
  if (subresource && !serverSide) throw new CommandError("--subresource can only be specified for --server-side");
}

async function applyHere(one: One): Promise<Done> {
  const { kube, place, object, source, dryRun, query } = one;
  const rest = await kube.rest();
  const modified = withLastApplied(object);
  if (!place.name) {
    const beginning = textAt(object, "metadata", "generateName");
    throw new CommandError(
      beginning
        ? `from ${beginning}: cannot use generate name with apply`
        : `error when retrieving current configuration of:\n${describePlace(place)}\nfrom server for: ${JSON.stringify(source)}: resource name may not be empty`,
    );
  }
  let current: JsonObject;
  try {
    current = await rest.get(place);
  } catch (error) {
    if (!(error instanceof StatusError && error.is("NotFound"))) {
      throw withContext(
        error,
        `error when retrieving current configuration of:\n${describePlace(place)}\nfrom server for: ${JSON.stringify(source)}`,
      );
    }
    if (dryRun === "client") return { object: modified, deed: "created" };
    const { name: _name, ...collection } = place;
    try {
      return { object: await rest.create(collection, modified, query), deed: "created" };
    } catch (failure) {
      throw withContext(failure, `error when creating ${JSON.stringify(source)}`);
    }
  }
  await warnIfDeleting(kube, place, current);
  const original = lastApplied(current);
  if (!original) {
    await kube.warn(
      `resource ${qualifiedPlural(place.resource)}/${place.name} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
    );
  }
  const plan = await patchPlan(kube, place.resource);
  const patch = threeWayPatch({ original: original ?? {}, modified, current }, plan.typeName, plan.schemas);
  if (Object.keys(patch).length === 0) return { object: current, deed: "unchanged" };
  if (dryRun === "client") return { object: modified, deed: "configured" };
  try {
    return { object: await rest.patch(place, plan.type, patch, query), deed: "configured" };
  } catch (error) {
    if (one.flags.force && error instanceof StatusError && (error.is("Conflict") || error.is("Invalid"))) {
      return { object: await recreate(one, modified), deed: "configured" };
    }
    const what = `error when applying patch:\n${goJson(patch)}\nto:\n${describePlace(place)}\nfor: ${JSON.stringify(source)}`;
    throw withContext(withContext(error, `error when patching ${JSON.stringify(source)}`), what);
  }
}

/** --force: the object goes and comes anew. */
async function recreate({ kube, place, flags, query }: One, modified: JsonObject): Promise<JsonObject> {
  const rest = await kube.rest();
  const grace = flags.gracePeriod >= 0 ? { gracePeriodSeconds: flags.gracePeriod } : {};
  await rest.delete(place, { propagationPolicy: propagationOf(flags.cascade), ...grace });
  await waitUntilGone(kube, place, flags.timeout > 0 ? { deadline: kube.io.clock.now() + flags.timeout } : {});
  const { name: _name, ...collection } = place;
  const fresh = withField(modified, ["metadata"], { ...objectAt(modified, "metadata"), resourceVersion: undefined });
  return rest.create(collection, fresh, query);
}

/** An object as apply's errors name it. */
function describePlace({ resource, name = "", namespace = "" }: Place): string {
  const gv = resource.group ? apiVersionOf(resource) : `/${resource.version}`;
  return `Resource: "${gv}, Resource=${resource.plural}", GroupVersionKind: "${gv}, Kind=${resource.kind}"\nName: "${name}", Namespace: "${namespace}"`;
}
