import { StatusError } from "../../../api/machinery/status.ts";
import { utf8 } from "../../../base/streams.ts";
import { command } from "../cli/command.ts";
import { CommandError, throwAll } from "../cli/errors.ts";
import { apiVersionOf } from "../client/discovery.ts";
import { type Json, sameJson } from "../json.ts";
import { deedPrinter, readDryRun } from "../print/printer.ts";
import { DRY_RUN_FLAG, FILE_FLAGS, fieldManagerFlag, PRINT_FLAGS } from "../resource/flags.ts";
import { liveObjects } from "../resource/live.ts";
import { parseYaml } from "../resource/yaml.ts";

const TYPES = ["json", "merge", "strategic"] as const;

export default command({
  usage: "patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]",
  about: [
    "Change fields of an object by a strategic merge patch, a JSON merge patch, or a JSON patch.",
    "JSON and YAML are accepted. Objects of custom types know no strategic merge patches.",
  ],
  examples: [
    ["A field, by a strategic merge patch", `kubectl patch node k8s-node-1 -p '{"spec":{"unschedulable":true}}'`],
    [
      "A container's image; lists are merged by name",
      `kubectl patch pod valid-pod -p '{"spec":{"containers":[{"name":"web","image":"new image"}]}}'`,
    ],
    [
      "The same by place, with a JSON patch",
      `kubectl patch pod valid-pod --type='json' -p='[{"op": "replace", "path": "/spec/containers/0/image", "value":"new image"}]'`,
    ],
  ],
  flags: {
    ...DRY_RUN_FLAG,
    ...fieldManagerFlag("kubectl-patch"),
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    local: { type: "bool", help: "Change what the files say, without asking the server." },
    patch: { type: "string", short: "p", help: "The patch, as JSON or YAML." },
    patchFile: { type: "string", help: "File with the patch." },
    subresource: { type: "string", help: "Patch this subresource of the object." },
    type: { type: "string", value: "strategic", help: "The patch's type; one of [json merge strategic]" },
  },
  async run({ flags, operands }, kube) {
    const dryRun = await readDryRun(kube, flags.dryRun);
    if (flags.local && operands.length > 0) throw new CommandError("cannot specify --local and server resources");
    if (flags.patch !== "" && flags.patchFile !== "") {
      throw new CommandError("cannot specify --patch and --patch-file together");
    }
    if (flags.patch === "" && flags.patchFile === "") {
      throw new CommandError("must specify --patch or --patch-file containing the contents of the patch");
    }
    const type = TYPES.find((one) => one === flags.type.toLowerCase());
    if (!type) throw new CommandError(`--type must be one of [${TYPES.join(" ")}], not ${JSON.stringify(flags.type)}`);
    const text = flags.patchFile ? kube.io.files.readText(kube.path(flags.patchFile)) : flags.patch;
    const patch = await readPatch(text, (one) => parseYaml(one, kube.io.clock));
    const { live, errors } = await liveObjects(kube, { ...flags, operands });
    const failures: unknown[] = [...errors];
    const rest = await kube.rest();
    const printer = await deedPrinter(kube, flags, dryRun);
    for (const { place, object } of live) {
      try {
        const at = flags.subresource ? { ...place, subresource: flags.subresource } : place;
        if (dryRun === "client") {
          await printer.print(object, "patched");
          continue;
        }
        const patched = await rest.patch(at, type, patch, [
          ["fieldManager", flags.fieldManager],
          ["dryRun", dryRun === "server" ? "All" : undefined],
        ]);
        await printer.print(patched, sameJson(object, patched) ? "patched (no change)" : "patched");
      } catch (error) {
        if (error instanceof StatusError && error.is("UnsupportedMediaType")) {
          const gvk = `${apiVersionOf(place.resource)}, Kind=${place.resource.kind}`;
          const content = type === "json" ? "json-patch" : `${type === "merge" ? "merge" : "strategic-merge"}-patch`;
          failures.push(new CommandError(`application/${content}+json is not supported by ${gvk}: ${error.message}`));
        } else failures.push(error);
      }
    }
    if (live.length === 0 && failures.length === 0) throw new CommandError(`no objects passed to patch`);
    throwAll(failures);
  },
});

/** @throws CommandError when the text is neither JSON nor YAML */
async function readPatch(text: string, parse: (text: string) => Promise<Json>): Promise<Json | Uint8Array> {
  // What looks like JSON goes to the server as it is.
  if (text.trimStart().startsWith("{")) return utf8(text);
  try {
    return await parse(text);
  } catch (error) {
    if (error instanceof CommandError)
      throw new CommandError(`unable to parse ${JSON.stringify(text)}: ${error.message}`);
    throw error;
  }
}
