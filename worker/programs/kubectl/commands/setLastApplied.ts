import { goJson } from "../../../base/goprint/index.ts";
import { LAST_APPLIED } from "../apply/annotation.ts";
import { command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import type { Place } from "../client/rest.ts";
import { type JsonObject, mapAt } from "../json.ts";
import { deedPrinter, readDryRun } from "../print/printer.ts";
import { DRY_RUN_FLAG, FILE_FLAGS, PRINT_FLAGS } from "../resource/flags.ts";
import { targetsOf } from "../resource/targets.ts";

/** What sets the annotation to what the object is in the file, and nothing else. */
export function annotationPatch(object: JsonObject): JsonObject {
  return { metadata: { annotations: { [LAST_APPLIED]: `${goJson(object)}\n` } } };
}

export default command({
  usage: "apply set-last-applied -f FILENAME",
  about: [
    "Set the annotation that remembers what was last applied to what a file has, as if 'kubectl apply -f' had been run,",
    "without changing any other part of the objects.",
  ],
  examples: [
    ["Of the object in a file", "kubectl apply set-last-applied -f deploy.yaml"],
    ["Of one that has no annotation yet", "kubectl apply set-last-applied -f deploy.yaml --create-annotation=true"],
  ],
  flags: {
    ...DRY_RUN_FLAG,
    ...PRINT_FLAGS,
    createAnnotation: { type: "bool", help: "Make the annotation where objects have none." },
    filename: FILE_FLAGS.filename,
  },
  async run({ flags }, kube) {
    const dryRun = await readDryRun(kube, flags.dryRun);
    const printer = await deedPrinter(kube, flags, dryRun);
    const request = { filename: flags.filename, kustomize: "", recursive: false, selector: "", operands: [] };
    const { targets, errors } = await targetsOf(kube, request);
    throwAll(errors);
    const rest = await kube.rest();
    const changes: { readonly place: Place; readonly current: JsonObject; readonly patch: JsonObject }[] = [];
    for (const { place, file } of targets) {
      if (!file) continue;
      const current = await rest.get(place);
      const before = mapAt(current, "metadata", "annotations")[LAST_APPLIED];
      if (before === undefined && !flags.createAnnotation) {
        throw new CommandError(
          `no last-applied-configuration annotation found on resource: ${place.name}, to create the annotation, run the command with --create-annotation`,
        );
      }
      const patch = annotationPatch(file.object);
      if (before === mapAt(patch, "metadata", "annotations")[LAST_APPLIED]) {
        await kube.out(`set-last-applied ${place.name}: no changes required.\n`);
      } else changes.push({ place, current, patch });
    }
    for (const { place, current, patch } of changes) {
      if (dryRun === "client") {
        await printer.print(current, "configured");
        continue;
      }
      const query = [["dryRun", dryRun === "server" ? "All" : undefined]] as const;
      await printer.print(await rest.patch(place, "merge", patch, query), "configured");
    }
  },
});
