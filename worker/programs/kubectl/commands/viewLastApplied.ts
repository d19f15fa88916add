import { goYaml, indentedJson } from "../../../base/goprint/index.ts";
import { lastApplied } from "../apply/annotation.ts";
import { command } from "../cli/command.ts";
import { throwAll, usageError } from "../cli/errors.ts";
import { FILE_FLAGS, SELECTOR_FLAG } from "../resource/flags.ts";
import { liveObjects } from "../resource/live.ts";

export default command({
  usage: "apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
  about: ["Show what was last applied to objects, as their annotation remembers it."],
  examples: [["Of a deployment, as YAML", "kubectl apply view-last-applied deployment/nginx"]],
  flags: {
    ...FILE_FLAGS,
    ...SELECTOR_FLAG,
    all: { type: "bool", help: "All objects of the given types in the namespace" },
    output: { type: "string", short: "o", value: "yaml", help: "Output format. Must be one of (yaml, json)" },
  },
  async run({ flags, operands, path }, kube) {
    if (flags.output !== "yaml" && flags.output !== "json") {
      throw usageError(path, `Unexpected -o output mode: ${flags.output}, the flag 'output' must be one of yaml|json`);
    }
    const { live, errors } = await liveObjects(kube, { ...flags, operands, typeMeansAll: true });
    throwAll(errors);
    for (const { object } of live) {
      const applied = lastApplied(object);
      if (!applied) continue;
      await kube.out(flags.output === "json" ? `${indentedJson(applied, "  ")}\n` : goYaml(applied));
    }
  },
});
