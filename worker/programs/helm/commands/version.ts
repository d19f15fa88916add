import { GoTemplate } from "../../../base/gotemplate/index.ts";
import { helmCommand } from "../cli/command.ts";
import { HELM_VERSION } from "../render/capabilities.ts";

export const version = helmCommand({
  usage: "version",
  about: ["Print the version of helm and of the Kubernetes client in it."],
  flags: {
    short: { type: "bool", help: "print the version number only" },
    template: { type: "string", help: "template for the output" },
  },
  operands: "none",
  async run({ flags }, helm) {
    const { version: number, gitCommit, gitTreeState, goVersion, kubeClientVersion } = HELM_VERSION;
    const info = {
      Version: number,
      GitCommit: gitCommit,
      GitTreeState: gitTreeState,
      GoVersion: goVersion,
      KubeClientVersion: kubeClientVersion,
    };
    if (flags.template !== "") return helm.out(new GoTemplate().parse("_", flags.template).execute("_", info));
    if (flags.short) return helm.out(`${number}+g${gitCommit.slice(0, 7)}\n`);
    const fields = Object.entries(info).map(([key, value]) => `${key}:${JSON.stringify(value)}`);
    await helm.out(`version.BuildInfo{${fields.join(", ")}}\n`);
  },
});
