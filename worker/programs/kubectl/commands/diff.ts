import { StatusError } from "../../../api/machinery/status.ts";
import { goYaml } from "../../../base/goprint/index.ts";
import { lastApplied } from "../apply/annotation.ts";
import { masked } from "../apply/masked.ts";
import { patchPlan } from "../apply/schemas.ts";
import { threeWayPatch } from "../apply/threeWay.ts";
import { unifiedDiff } from "../apply/unifiedDiff.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError, Failures, PlainFailure, usageError } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import type { Place } from "../client/rest.ts";
import { explainFailure } from "../explain-failure.ts";
import { type JsonObject, mapAt, nameOf, namespaceOf, textAt, withField } from "../json.ts";
import type { Kube } from "../kube.ts";
import { FILE_FLAGS, fieldManagerFlag, SELECTOR_FLAG } from "../resource/flags.ts";
import { matchesLabels } from "../resource/labels.ts";
import { targetsOf } from "../resource/targets.ts";

const FLAGS = {
  ...FILE_FLAGS,
  ...SELECTOR_FLAG,
  ...fieldManagerFlag("kubectl-client-side-apply"),
  concurrency: { type: "int", value: 1, help: "How many objects to compare at once." },
  forceConflicts: { type: "bool", help: "With --server-side: take fields over from other managers." },
  prune: { type: "bool", help: "Show what apply --prune would delete too." },
  pruneAllowlist: { type: "array", help: "Types that --prune may delete." },
  serverSide: { type: "bool", help: "Let the server merge, instead of the client." },
  showManagedFields: { type: "bool", help: "Compare managedFields too." },
  showSecrets: { type: "bool", help: "Show the data of secrets." },
} as const satisfies FlagTable;

type Flags = Call<typeof FLAGS>["flags"];

export default command({
  usage: "diff -f FILENAME",
  about: [
    "Compare what is on the server with what it would be after apply, as a unified diff.",
    "KUBECTL_EXTERNAL_DIFF names another program to compare with; it is given two directories.",
    "The exit code is 0 without differences, 1 with some, more than 1 when something went wrong.",
  ],
  examples: [["The objects of a file", "kubectl diff -f pod.json"]],
  flags: FLAGS,
  async run(call, kube) {
    try {
      return await diff(call, kube);
    } catch (error) {
      const told = explainFailure(error);
      // 1 is for differences.
      throw told ? new PlainFailure(told.says, told.exitCode + 1) : error;
    }
  },
});

async function diff({ flags, operands, path, changed }: Call<typeof FLAGS>, kube: Kube): Promise<number> {
  if (flags.filename.length === 0 && !flags.kustomize) throw new CommandError("must specify one of -f and -k");
  if (operands.length > 0) throw usageError(path, `Unexpected args: [${operands.join(" ")}]`);
  if (flags.forceConflicts && !flags.serverSide) {
    throw new CommandError("--force-conflicts only works with --server-side");
  }
  const manager = flags.serverSide && !changed.has("fieldManager") ? "kubectl" : flags.fieldManager;
  const { targets, errors } = await targetsOf(kube, { ...flags, selector: "", operands });
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new Failures(errors);
  const comparison = new Comparison(kube, flags);
  const kept = new Set<string>();
  const namespaces = new Set<string>();
  for (const { place, file } of targets) {
    if (!file || !matchesLabels(file.object, flags.selector)) continue;
    const { live, merged } = await compared(kube, { place, object: file.object, flags, manager });
    kept.add(textAt(merged, "metadata", "uid"));
    if (namespaceOf(merged)) namespaces.add(namespaceOf(merged));
    comparison.add(place, live, merged);
  }
  if (flags.prune) {
    const { leftovers, readAllowlist } = await kube.load(import("../apply/prune.ts"));
    const types = await readAllowlist(kube, flags.pruneAllowlist);
    for await (const { place, object } of leftovers(kube, { types, selector: flags.selector, namespaces, kept })) {
      comparison.add(place, object, undefined);
    }
  }
  return comparison.show();
}

interface Asked {
  readonly place: Place;
  readonly object: JsonObject;
  readonly flags: Flags;
  readonly manager: string;
}

interface States {
  readonly live: JsonObject | undefined;
  readonly merged: JsonObject;
}

const ATTEMPTS = 4;

/** Both states of an object. A conflict is met by another look, the last one whatever else changes. */
async function compared(kube: Kube, asked: Asked): Promise<States> {
  const { place } = asked;
  const rest = await kube.rest();
  for (let attempt = 1; ; attempt++) {
    const live = await rest.get(place).catch((error: unknown) => {
      if (error instanceof StatusError && error.is("NotFound")) return undefined;
      throw error;
    });
    if (attempt === ATTEMPTS) {
      const { resource, name } = place;
      const version = resource.group ? `${resource.group}/${resource.version}` : `/${resource.version}`;
      const says = `Object (${version}, Kind=${resource.kind}: ${name}) keeps changing, diffing without lock`;
      await kube.log("W", "diff.go:723", says);
    }
    try {
      return { live, merged: await mergedWith(kube, asked, live) };
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof StatusError && error.is("Conflict"))) throw error;
    }
  }
}

/** What the object would be after apply: the server is asked, and keeps nothing. */
async function mergedWith(
  kube: Kube,
  { place, object, flags, manager }: Asked,
  live: JsonObject | undefined,
): Promise<JsonObject> {
  const rest = await kube.rest();
  const query = [
    ["dryRun", "All"],
    ["fieldManager", manager],
  ] as const;
  if (flags.serverSide) {
    return rest.patch(place, "apply", object, [...query, ["force", String(flags.forceConflicts)]]);
  }
  const modified = withField(object, ["metadata", "annotations"], mapAt(object, "metadata", "annotations"));
  const { name: _name, ...collection } = place;
  if (!live) return rest.create(collection, modified, query);
  const plan = await patchPlan(kube, place.resource);
  const original = lastApplied(live) ?? {};
  const patch = threeWayPatch({ original, modified, current: live }, plan.typeName, plan.schemas);
  return Object.keys(patch).length === 0 ? live : rest.patch(place, plan.type, patch, query);
}

/** The two directories that a program compares: LIVE and MERGED, a file an object. */
class Comparison {
  readonly #live: string;
  readonly #merged: string;
  readonly #pairs: { readonly name: string; readonly from: string; readonly to: string }[] = [];

  constructor(
    readonly kube: Kube,
    readonly flags: Flags,
  ) {
    const folder = (name: string) => `/tmp/${name}-${kube.io.random.stream("kubectl-diff").next()}`;
    this.#live = folder("LIVE");
    this.#merged = folder("MERGED");
  }

  add({ resource }: Place, live: JsonObject | undefined, merged: JsonObject | undefined): void {
    const one = merged ?? live;
    const group = resource.group ? `${resource.group}.` : "";
    const name = `${group}${resource.version}.${resource.kind}.${namespaceOf(one)}.${nameOf(one)}`;
    const { showManagedFields, showSecrets } = this.flags;
    const seen = (object: JsonObject | undefined) =>
      object && !showManagedFields ? withField(object, ["metadata", "managedFields"], undefined) : object;
    const [from, to] = showSecrets ? [seen(live), seen(merged)] : masked(seen(live), seen(merged));
    this.#pairs.push({ name, from: from ? goYaml(from) : "", to: to ? goYaml(to) : "" });
  }

  /** Answers the exit code. */
  async show(): Promise<number> {
    const program = this.kube.io.env.KUBECTL_EXTERNAL_DIFF;
    if (program) return this.#run(program);
    let different = false;
    for (const { name, from, to } of [...this.#pairs].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const [live, merged] = [`${this.#live}/${name}`, `${this.#merged}/${name}`];
      const text = unifiedDiff(from, to, { from: live, to: merged, timeMs: this.kube.io.clock.now() });
      if (text === "") continue;
      different = true;
      await this.kube.out(`diff -u -N ${live} ${merged}\n${text}`);
    }
    return different ? 1 : 0;
  }

  /** Words of the program that are no plain options are left out. k8s.io/kubectl pkg/cmd/diff DiffProgram */
  async #run(command: string): Promise<number> {
    const { files } = this.kube.io;
    for (const folder of [this.#live, this.#merged]) files.makeDirectory(folder, { parents: true });
    for (const { name, from, to } of this.#pairs) {
      files.write(`${this.#live}/${name}`, from);
      files.write(`${this.#merged}/${name}`, to);
    }
    const [program = "", ...options] = command.split(" ");
    const words = [program, this.#live, this.#merged, ...options.filter((one) => /^[a-zA-Z0-9\-=]+$/.test(one))];
    const code = await this.kube.io.run(words);
    for (const { name } of this.#pairs) for (const at of [this.#live, this.#merged]) files.remove(`${at}/${name}`);
    for (const folder of [this.#live, this.#merged]) files.remove(folder);
    if (code <= 1) return code;
    if (code !== 127) return code;
    throw new CommandError(
      `failed to run ${JSON.stringify(program)}: exec: ${JSON.stringify(program)}: executable file not found in $PATH`,
    );
  }
}
