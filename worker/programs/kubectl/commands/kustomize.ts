import { command } from "../cli/command.ts";
import { CommandError } from "../cli/errors.ts";

const NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

export default command({
  usage: "kustomize DIR [flags]",
  about: ["Build manifests from a kustomization. This kubectl does not do that."],
  examples: [["Of the current directory", "kubectl kustomize"]],
  flags: {
    output: { type: "string", short: "o", help: "File or directory to write to." },
  },
  async run({ operands }, kube) {
    const folder = kube.path(operands[0] ?? ".");
    if (!NAMES.some((name) => kube.io.files.stat(`${folder}/${name}`))) {
      throw new CommandError(
        `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder}'`,
      );
    }
    throw new CommandError("kustomize is not supported by this kubectl: apply plain manifests with -f");
  },
});
