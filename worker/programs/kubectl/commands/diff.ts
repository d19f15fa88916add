import { StatusError } from "../../../api/machinery/status.ts";
import { goYaml } from "../../../base/goprint/index.ts";
import { lastApplied } from "../apply/annotation.ts";
import { patchPlan } from "../apply/schemas.ts";
import { threeWayPatch } from "../apply/threeWay.ts";
import { unifiedDiff } from "../apply/unifiedDiff.ts";
import { command } from "../cli/command.ts";
import { CommandError, Failures, usageError } from "../cli/errors.ts";
import { isObject, type JsonObject, mapAt, nameOf, textAt, withField } from "../json.ts";
import { FILE_FLAGS, fieldManagerFlag, SELECTOR_FLAG } from "../resource/flags.ts";
import { matchesLabels } from "../resource/labels.ts";
import { targetsOf } from "../resource/targets.ts";

export default command({
  usage: "diff -f FILENAME",
  about: [
    "Compare what is on the server with what it would be after apply, as a unified diff.",
    "The exit code is 0 without differences, 1 with some, more than 1 when something went wrong.",
  ],
  examples: [["The objects of a file", "kubectl diff -f pod.json"]],
  flags: {
    ...FILE_FLAGS,
    ...SELECTOR_FLAG,
    ...fieldManagerFlag("kubectl-client-side-apply"),
    concurrency: { type: "int", value: 1, help: "How many objects to compare at once." },
    showManagedFields: { type: "bool", help: "Compare managedFields too." },
    showSecrets: { type: "bool", help: "Show the data of secrets." },
  },
  async run({ flags, operands, path }, kube) {
    if (flags.filename.length === 0 && !flags.kustomize) throw new CommandError("must specify one of -f and -k", 2);
    if (operands.length > 0) throw usageError(path, `Unexpected args: [${operands.join(" ")}]`);
    const { targets, errors } = await targetsOf(kube, { ...flags, selector: "", operands });
    if (errors.length > 0) throw errors.length === 1 ? errors[0] : new Failures(errors);
    const rest = await kube.rest();
    const folder = (name: string) => `/tmp/${name}-${kube.io.random.stream("kubectl-diff").next()}`;
    const [liveFolder, mergedFolder] = [folder("LIVE"), folder("MERGED")];
    let different = false;
    for (const { place, file } of targets) {
      if (!file || !matchesLabels(file.object, flags.selector)) continue;
      const query = [
        ["dryRun", "All"],
        ["fieldManager", flags.fieldManager],
      ] as const;
      const modified = withField(
        file.object,
        ["metadata", "annotations"],
        mapAt(file.object, "metadata", "annotations"),
      );
      let live: JsonObject | undefined;
      let merged: JsonObject;
      try {
        live = await rest.get(place);
        const plan = await patchPlan(kube, place.resource);
        const patch = threeWayPatch(
          { original: lastApplied(live) ?? {}, modified, current: live },
          plan.typeName,
          plan.schemas,
        );
        merged = Object.keys(patch).length === 0 ? live : await rest.patch(place, plan.type, patch, query);
      } catch (error) {
        if (!(error instanceof StatusError && error.is("NotFound"))) throw error;
        const { name: _name, ...collection } = place;
        merged = await rest.create(collection, modified, query);
      }
      const name = [
        place.resource.group ? `${place.resource.group.replaceAll("/", ".")}.` : "",
        `${place.resource.version}.${place.resource.kind}.${place.namespace ?? ""}.${nameOf(merged)}`,
      ].join("");
      const [from, to] = [shown(live, flags), shown(merged, flags)];
      const text = unifiedDiff(from, to, {
        from: `${liveFolder}/${name}`,
        to: `${mergedFolder}/${name}`,
        timeMs: kube.io.clock.now(),
      });
      if (text === "") continue;
      different = true;
      await kube.out(`diff -u -N ${liveFolder}/${name} ${mergedFolder}/${name}\n${text}`);
    }
    return different ? 1 : 0;
  },
});

function shown(
  object: JsonObject | undefined,
  flags: { readonly showManagedFields: boolean; readonly showSecrets: boolean },
): string {
  if (!object) return "";
  let result = flags.showManagedFields ? object : withField(object, ["metadata", "managedFields"], undefined);
  if (textAt(object, "kind") === "Secret" && isObject(object.data) && !flags.showSecrets) {
    result = { ...result, data: Object.fromEntries(Object.keys(mapAt(object, "data")).map((key) => [key, "***"])) };
  }
  return goYaml(result);
}
