import { StatusError } from "../../../api/machinery/status.ts";
import { goYaml, indentedJson } from "../../../base/goprint/index.ts";
import { withLastApplied } from "../apply/annotation.ts";
import { patchPlan } from "../apply/schemas.ts";
import { twoWayPatch } from "../apply/threeWay.ts";
import { type Call, command } from "../cli/command.ts";
import { CommandError, PlainFailure, throwAll } from "../cli/errors.ts";
import type { FlagTable } from "../cli/flags.ts";
import { qualifiedPlural } from "../client/discovery.ts";
import { isObject, type JsonObject, listAt, nameOf, namespaceOf, sameJson, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { listOf } from "../print/list.ts";
import { deedPrinter, readValidate } from "../print/printer.ts";
import { FILE_FLAGS, fieldManagerFlag, PRINT_FLAGS, SAVE_CONFIG_FLAG, VALIDATE_FLAG } from "../resource/flags.ts";
import { type Live, liveObjects } from "../resource/live.ts";
import { parseYaml } from "../resource/yaml.ts";

const FLAGS = {
  ...fieldManagerFlag("kubectl-edit"),
  ...FILE_FLAGS,
  ...PRINT_FLAGS,
  ...SAVE_CONFIG_FLAG,
  ...VALIDATE_FLAG,
  outputPatch: { type: "bool", help: "Print the patch." },
  subresource: { type: "string", help: "Edit this subresource of the object." },
  windowsLineEndings: { type: "bool", help: "End lines as Windows does." },
} as const satisfies FlagTable;

export default command({
  usage: "edit (RESOURCE/NAME | -f FILENAME)",
  about: [
    "Edit objects of the server in an editor: the one that KUBE_EDITOR or EDITOR names, or 'vi'.",
    "When the changed object cannot be saved, the editor opens again and says why.",
  ],
  examples: [
    ["A service", "kubectl edit svc/registry"],
    ["With another editor", 'KUBE_EDITOR="nano" kubectl edit svc/registry'],
  ],
  flags: FLAGS,
  run: edit,
});

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

type Flags = Call<typeof FLAGS>["flags"];

async function edit({ flags, operands }: Call<typeof FLAGS>, kube: Kube): Promise<number> {
  readValidate(flags.validate);
  const { live, errors } = await liveObjects(kube, { ...flags, operands, typeMeansAll: true });
  throwAll(errors);
  if (live.length === 0) throw new CommandError("edit cancelled, no objects found");
  const json = flags.output === "json";
  const stripped = live.map((one) => (flags.showManagedFields ? one.object : withoutManagedFields(one.object)));
  const whole = stripped.length === 1 ? stripped[0]! : listOf(stripped);
  const original = json ? `${indentedJson(whole)}\n` : goYaml(whole);
  const extension = json ? "json" : "yaml";
  const file = `/tmp/kubectl-edit-${String(kube.io.random.stream("kubectl-edit").next()).padStart(10, "0")}.${extension}`;
  let reasons: string[] = [];
  let text = original;
  for (;;) {
    const shown = json
      ? text
      : `${HEADER}${reasons.map((line) => `# ${line}\n`).join("")}${reasons.length > 0 ? "#\n" : ""}${text}`;
    if (!kube.io.files.stat("/tmp")) kube.io.files.makeDirectory("/tmp", { parents: true });
    kube.io.files.write(file, shown);
    await openEditor(kube, file);
    const edited = withoutComments(kube.io.files.readText(file));
    if (edited === withoutComments(original) && reasons.length === 0) {
      kube.io.files.remove(file);
      await kube.err("Edit cancelled, no changes made.\n");
      return 0;
    }
    if (edited === withoutComments(text) && reasons.length > 0)
      return giveUp(kube, file, "Edit cancelled, no valid changes were saved.");
    if (edited.trim() === "") {
      kube.io.files.remove(file);
      await kube.err("Edit cancelled, saved file was empty.\n");
      return 0;
    }
    reasons = [];
    try {
      const document = await parseYaml(edited, kube.io.clock);
      if (!isObject(document)) throw new CommandError("the edited file has no object");
      const items = stripped.length === 1 ? [document] : (listAt(document, "items") as readonly JsonObject[]);
      const failed = await save(kube, { flags, live, stripped, edited: items });
      if (failed.length === 0) {
        kube.io.files.remove(file);
        return 0;
      }
      reasons = failed;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      reasons = [`The edited file had a syntax error: ${error.message}`];
    }
    text = edited;
  }
}

async function giveUp(kube: Kube, file: string, says: string): Promise<never> {
  await kube.err(`A copy of your changes has been stored to ${JSON.stringify(file)}\n`);
  throw new CommandError(says);
}

const withoutManagedFields = (object: JsonObject): JsonObject => {
  const { managedFields: _fields, ...metadata } = object.metadata as JsonObject;
  return { ...object, metadata };
};

export const withoutComments = (text: string): string =>
  text
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .join("\n");

/** Runs the editor that the environment names. @throws CommandError when it cannot be run or fails */
export async function openEditor(kube: Kube, file: string): Promise<void> {
  const { env } = kube.io;
  const editor = env.KUBE_EDITOR || env.EDITOR || "vi";
  const words = /["'\\$;|&<>(){}*?`]/.test(editor)
    ? ["sh", "-c", `${editor} ${JSON.stringify(file)}`]
    : [...editor.split(" ").filter(Boolean), file];
  const code = await kube.io.run(words);
  if (code === 127) throw new PlainFailure(`error: unable to launch the editor ${JSON.stringify(editor)}`);
  if (code !== 0) throw new PlainFailure(`error: there was a problem with the editor ${JSON.stringify(editor)}`);
}

/** Patches every object that changed; what the server refused, as lines for the file's head. */
async function save(
  kube: Kube,
  from: {
    readonly flags: Flags;
    readonly live: readonly Live[];
    readonly stripped: readonly JsonObject[];
    readonly edited: readonly JsonObject[];
  },
): Promise<string[]> {
  const { flags } = from;
  const rest = await kube.rest();
  const printer = await deedPrinter(kube, flags);
  const reasons: string[] = [];
  for (const [index, before] of from.stripped.entries()) {
    const { place } = from.live[index]!;
    const named = from.edited.find((one) => nameOf(one) === nameOf(before) && namespaceOf(one) === namespaceOf(before));
    let after = named ?? from.edited[index];
    if (!after || sameJson(before, after)) {
      if (from.stripped.length > 1) await printer.print(before, "skipped");
      continue;
    }
    if (nameOf(after) !== nameOf(before) || textAt(after, "kind") !== textAt(before, "kind")) {
      throw new CommandError("At least one of apiVersion, kind and name was changed");
    }
    if (flags.saveConfig) after = withLastApplied(after);
    const plan = await patchPlan(kube, place.resource);
    const patch = twoWayPatch(before, after, plan.typeName, plan.schemas);
    if (flags.outputPatch) await kube.out(`Patch: ${JSON.stringify(patch)}\n`);
    try {
      const at = flags.subresource ? { ...place, subresource: flags.subresource } : place;
      const result = await rest.patch(at, plan.type, patch, [
        ["fieldManager", flags.fieldManager],
        ["fieldValidation", readValidate(flags.validate)],
      ]);
      await printer.print(result, "edited");
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const name = `${qualifiedPlural(place.resource)} ${JSON.stringify(nameOf(before))}`;
      if (error.is("Invalid")) {
        await kube.err(`error: ${name} is invalid\n`);
        const causes = error.status.details?.causes ?? [];
        reasons.push(
          `${name} was not valid:`,
          ...causes.map((cause) => `* ${cause.field ? `${cause.field}: ` : ""}${cause.message ?? ""}`),
        );
      } else {
        await kube.err(
          `error: ${name} could not be patched: ${error.message}\nYou can run \`kubectl replace -f\` to try this update again.\n`,
        );
        reasons.push(`${name} could not be patched: ${error.message}`);
      }
    }
  }
  return reasons;
}
