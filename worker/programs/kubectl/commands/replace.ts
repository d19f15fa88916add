import { StatusError } from "../../../api/machinery/status.ts";
import { withLastApplied } from "../apply/annotation.ts";
import { command } from "../cli/command.ts";
import { CommandError, throwAll, usageError } from "../cli/errors.ts";
import { withContext } from "../explain-failure.ts";
import { textAt, withField } from "../json.ts";
import { deedPrinter, readDryRun, readValidate } from "../print/printer.ts";
import {
  DRY_RUN_FLAG,
  FILE_FLAGS,
  fieldManagerFlag,
  PRINT_FLAGS,
  SAVE_CONFIG_FLAG,
  VALIDATE_FLAG,
} from "../resource/flags.ts";
import { waitUntilGone } from "../resource/gone.ts";
import { targetsOf } from "../resource/targets.ts";
import { DELETE_FLAGS, propagationOf } from "./delete.ts";

export default command({
  usage: "replace -f FILENAME",
  about: [
    "Replace objects by what a file or stdin describes. The whole object must be given.",
    "With --force the old object is deleted and a new one created.",
  ],
  examples: [
    ["A pod", "kubectl replace -f ./pod.json"],
    ["Delete it and create it anew", "kubectl replace --force -f ./pod.json"],
  ],
  flags: {
    ...DELETE_FLAGS,
    ...DRY_RUN_FLAG,
    ...fieldManagerFlag("kubectl-replace"),
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    ...SAVE_CONFIG_FLAG,
    ...VALIDATE_FLAG,
    raw: { type: "string", help: "A path on the server to PUT the file to." },
    subresource: { type: "string", help: "Replace this subresource of the object." },
    wait: { type: "bool", help: "With --force: wait until deleted objects are gone." },
  },
  async run({ flags, operands, path }, kube) {
    const dryRun = await readDryRun(kube, flags.dryRun);
    const validation = readValidate(flags.validate);
    if (flags.filename.length === 0 && !flags.kustomize) throw new CommandError("must specify one of -f and -k");
    if (operands.length > 0) throw usageError(path, `Unexpected args: [${operands.join(" ")}]`);
    if (flags.gracePeriod >= 0 && !flags.force) throw new CommandError("--grace-period must have --force specified");
    if (flags.timeout > 0 && !flags.force) throw new CommandError("--timeout must have --force specified");
    const printer = await deedPrinter(kube, flags, dryRun);
    const { targets, errors } = await targetsOf(kube, { ...flags, operands, validated: validation !== "Ignore" });
    const failures: unknown[] = [...errors];
    const rest = await kube.rest();
    for (const { place, file } of targets) {
      if (!file) continue;
      const query = [
        ["fieldManager", flags.fieldManager],
        ["fieldValidation", validation],
        ["dryRun", dryRun === "server" ? "All" : undefined],
      ] as const;
      try {
        let object = flags.saveConfig ? withLastApplied(file.object) : file.object;
        if (dryRun === "client") {
          await printer.print(object, "replaced");
          continue;
        }
        if (flags.force) {
          await removeFirst();
          const { name: _name, ...collection } = place;
          await printer.print(await rest.create(collection, object, query), "replaced");
          continue;
        }
        const at = flags.subresource ? { ...place, subresource: flags.subresource } : place;
        const current = await rest.get(at);
        if (!textAt(object, "metadata", "resourceVersion")) {
          object = withField(object, ["metadata", "resourceVersion"], textAt(current, "metadata", "resourceVersion"));
        }
        await printer.print(await rest.replace(at, object, query), "replaced");
      } catch (error) {
        failures.push(flags.force ? error : withContext(error, `error when replacing ${JSON.stringify(file.source)}`));
      }

      async function removeFirst(): Promise<void> {
        const grace = flags.gracePeriod >= 0 ? { gracePeriodSeconds: flags.gracePeriod } : {};
        try {
          await rest.delete(place, { propagationPolicy: propagationOf(flags.cascade), ...grace });
        } catch (error) {
          if (error instanceof StatusError && error.is("NotFound")) return;
          throw error;
        }
        const type = place.resource.group
          ? `${place.resource.kind.toLowerCase()}.${place.resource.group}`
          : place.resource.kind.toLowerCase();
        const from = place.namespace ? ` from ${place.namespace} namespace` : "";
        await kube.out(`${type} ${JSON.stringify(place.name)} deleted${from}\n`);
        await waitUntilGone(kube, place, flags.timeout > 0 ? { deadline: kube.io.clock.now() + flags.timeout } : {});
      }
    }
    throwAll(failures);
  },
});
