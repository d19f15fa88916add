import { command } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";
import { SET_FLAGS, setOnTemplates } from "./template.ts";

export default command({
  usage: "set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT",
  about: ["Give pods of a workload another service account."],
  examples: [["For a deployment", "kubectl set serviceaccount deployment nginx-deployment serviceaccount1"]],
  flags: SET_FLAGS,
  async run({ flags, operands }, kube) {
    const name = operands.at(-1);
    if (name === undefined) throw new CommandError("serviceaccount is required");
    const resources = operands.slice(0, -1);
    if (resources.length === 0 && flags.filename.length === 0) {
      throw new CommandError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
    }
    await setOnTemplates(kube, { flags, operands: resources, deed: "serviceaccount updated" }, (podSpec) => ({
      ...podSpec,
      serviceAccount: name,
      serviceAccountName: name,
    }));
  },
});
