import { StatusError } from "../../../api/machinery/status.ts";
import { goYaml, indentedJson } from "../../../base/goprint/index.ts";
import { lastApplied } from "../apply/annotation.ts";
import { command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import { isObject, type JsonObject, listAt, sameJson } from "../json.ts";
import type { Kube } from "../kube.ts";
import { listOf } from "../print/list.ts";
import { deedPrinter, readValidate } from "../print/printer.ts";
import { FILE_FLAGS, fieldManagerFlag, PRINT_FLAGS, VALIDATE_FLAG } from "../resource/flags.ts";
import { type Live, liveObjects } from "../resource/live.ts";
import { parseYaml } from "../resource/yaml.ts";
import { openEditor, withoutComments } from "./edit.ts";
import { annotationPatch } from "./setLastApplied.ts";

const HEADER = `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`;

interface Applied {
  readonly live: Live;
  readonly object: JsonObject;
}

export default command({
  usage: "apply edit-last-applied (RESOURCE/NAME | -f FILENAME)",
  about: [
    "Edit what was last applied to objects, as their annotation remembers it, in the editor that KUBE_EDITOR or EDITOR names.",
  ],
  examples: [["Of a deployment", "kubectl apply edit-last-applied deployment/nginx"]],
  flags: {
    ...fieldManagerFlag("kubectl-client-side-apply"),
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    ...VALIDATE_FLAG,
    windowsLineEndings: { type: "bool", help: "End lines as Windows does." },
  },
  async run({ flags, operands }, kube) {
    const validation = readValidate(flags.validate);
    const { live, errors } = await liveObjects(kube, { ...flags, selector: "", operands, typeMeansAll: true });
    throwAll(errors);
    const applied: Applied[] = live.flatMap((one) => {
      const object = lastApplied(one.object);
      return object ? [{ live: one, object }] : [];
    });
    if (applied.length === 0) {
      throw new CommandError(
        "no last-applied-configuration annotation found on resources, to create the annotation, use command `kubectl apply set-last-applied --create-annotation`",
      );
    }
    const edited = await edit(kube, applied, flags.output === "json");
    if (!edited) return 0;
    const printer = await deedPrinter(kube, flags);
    const rest = await kube.rest();
    for (const [i, { live: one, object }] of applied.entries()) {
      const next = edited[i];
      if (!next || sameJson(object, next)) {
        await printer.print(object, "skipped");
        continue;
      }
      const query = [
        ["fieldManager", flags.fieldManager],
        ["fieldValidation", validation],
      ] as const;
      try {
        await rest.patch(one.place, "merge", annotationPatch(next), query);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        throw new CommandError(error.message);
      }
      await printer.print(next, "edited");
    }
    return 0;
  },
});

/** The objects as the editor leaves them; undefined when nothing is to be done. */
async function edit(
  kube: Kube,
  applied: readonly Applied[],
  json: boolean,
): Promise<readonly JsonObject[] | undefined> {
  const objects = applied.map(({ object }) => object);
  const whole = objects.length === 1 ? objects[0]! : listOf(objects);
  const text = json ? `${indentedJson(whole)}\n` : goYaml(whole);
  const number = String(kube.io.random.stream("kubectl-edit").next()).padStart(10, "0");
  const file = `/tmp/kubectl-edit-${number}.${json ? "json" : "yaml"}`;
  if (!kube.io.files.stat("/tmp")) kube.io.files.makeDirectory("/tmp", { parents: true });
  kube.io.files.write(file, json ? text : HEADER + text);
  await openEditor(kube, file);
  const left = withoutComments(kube.io.files.readText(file));
  kube.io.files.remove(file);
  if (left === withoutComments(text) || left.trim() === "") {
    const why = left.trim() === "" ? "saved file was empty" : "no changes made";
    await kube.err(`Edit cancelled, ${why}.\n`);
    return undefined;
  }
  const document = await parseYaml(left, kube.io.clock);
  if (!isObject(document)) throw new CommandError("the edited file has no object");
  return objects.length === 1 ? [document] : listAt(document, "items").filter(isObject);
}
