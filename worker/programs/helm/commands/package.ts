import { isStrictVersion } from "../../../base/semver/index.ts";
import { folderFiles } from "../chart/folder.ts";
import { loadChart } from "../chart/load.ts";
import { savedChart } from "../chart/save.ts";
import { helmCommand } from "../cli/command.ts";
import { updateDependencies } from "../dependency/index.ts";
import { HelmError } from "../errors.ts";
import { checkDependencies } from "../values/dependencies.ts";

export const packageChart = helmCommand({
  usage: "package [CHART_PATH] [...]",
  about: ["Pack chart folders into archives."],
  flags: {
    appVersion: { type: "string", help: "the application's version to write into the chart" },
    caFile: { type: "string", help: "check HTTPS servers against this CA bundle" },
    certFile: { type: "string", help: "client certificate for HTTPS" },
    dependencyUpdate: { type: "bool", short: "u", help: "bring charts/ up to date with Chart.yaml first" },
    destination: { type: "string", short: "d", value: ".", help: "folder for the archives" },
    insecureSkipTlsVerify: { type: "bool", help: "do not check the certificate of the chart's server" },
    key: { type: "string", help: "name of the key to sign with, with --sign" },
    keyFile: { type: "string", help: "key of the client certificate" },
    keyring: { type: "string", help: "file with keys", shown: "" },
    passphraseFile: { type: "string", help: "file with the signing key's passphrase, or - for standard input" },
    password: { type: "string", help: "password of the chart repository" },
    plainHttp: { type: "bool", help: "fetch charts over plain HTTP" },
    sign: { type: "bool", help: "sign the archive with a PGP key" },
    username: { type: "string", help: "user name for the chart repository" },
    version: { type: "string", help: "the chart's version to write into it" },
  },
  operands: { atLeast: 1 },
  async run({ flags, operands }, helm) {
    if (flags.sign && flags.key === "") throw new HelmError("--key is required for signing a package");
    if (flags.sign && flags.keyring === "") throw new HelmError("--keyring is required for signing a package");
    for (const operand of operands) {
      const root = helm.path(operand);
      const stat = helm.io.files.stat(root);
      if (!stat) throw new HelmError(`stat ${operand}: no such file or directory`);
      if (stat.type !== "directory") throw new HelmError(`path ${JSON.stringify(root)} not found`);
      if (flags.dependencyUpdate) {
        await updateDependencies(helm, root, { skipRefresh: false, plainHttp: flags.plainHttp, say: async () => {} });
      }
      const files = folderFiles(helm.io.files, root);
      if (!helm.io.files.stat(`${root}/Chart.yaml`)) {
        throw new HelmError(
          `unable to detect chart at ${root}/Chart.yaml: open ${root}/Chart.yaml: no such file or directory`,
        );
      }
      const chart = loadChart(files);
      const metadata = {
        ...chart.metadata,
        ...(flags.version && { version: flags.version }),
        ...(flags.appVersion && { appVersion: flags.appVersion }),
      };
      if (!isStrictVersion(metadata.version)) throw new HelmError("invalid semantic version");
      checkDependencies(chart);
      const { name, data } = savedChart(files, metadata);
      const folder = flags.destination === "." ? helm.path(".") : flags.destination.replace(/\/+$/, "");
      helm.keep(`${helm.path(flags.destination)}/${name}`, data);
      await helm.out(`Successfully packaged chart and saved it to: ${folder.replace(/^\.\//, "")}/${name}\n`);
    }
  },
});
