import { command } from "../cli/command.ts";
import { usageError } from "../cli/errors.ts";
import { apiVersionOf } from "../client/discovery.ts";

export default command({
  usage: "api-versions",
  about: ['List the API versions that the server offers, in the form of "group/version".'],
  examples: [["All", "kubectl api-versions"]],
  flags: {},
  async run({ operands, path }, kube) {
    if (operands.length > 0) throw usageError(path, `unexpected arguments: [${operands.join(" ")}]`);
    const versions = (await kube.discovery()).groupVersions.map(apiVersionOf).sort();
    await kube.out(versions.map((one) => `${one}\n`).join(""));
  },
});
