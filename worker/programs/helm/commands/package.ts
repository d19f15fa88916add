import { goYaml } from "../../../base/goprint/index.ts";
import { isStrictVersion } from "../../../base/semver/index.ts";
import { utf8 } from "../../../base/streams.ts";
import { packChart } from "../chart/archive.ts";
import { folderFiles } from "../chart/folder.ts";
import { loadChart } from "../chart/load.ts";
import { helmCommand } from "../cli/command.ts";
import { HelmError } from "../errors.ts";
import { checkDependencies } from "../values/dependencies.ts";

export const packageChart = helmCommand({
  usage: "package [CHART_PATH] [...]",
  about: ["Pack chart folders into archives."],
  flags: {
    appVersion: { type: "string", help: "the application's version to write into the chart" },
    destination: { type: "string", short: "d", value: ".", help: "folder for the archives" },
    version: { type: "string", help: "the chart's version to write into it" },
  },
  operands: { atLeast: 1 },
  async run({ flags, operands }, helm) {
    for (const operand of operands) {
      const root = helm.path(operand);
      if (helm.io.files.stat(root)?.type !== "directory") throw new HelmError(`path ${JSON.stringify(root)} not found`);
      const files = folderFiles(helm.io.files, root);
      const chart = loadChart(files);
      const metadata = {
        ...chart.metadata,
        ...(flags.version && { version: flags.version }),
        ...(flags.appVersion && { appVersion: flags.appVersion }),
      };
      if (!isStrictVersion(metadata.version)) throw new HelmError("invalid semantic version");
      checkDependencies(chart);
      const packed = files.map((file) =>
        file.name === "Chart.yaml" ? { ...file, data: utf8(goYaml(metadata)) } : file,
      );
      const path = `${helm.path(flags.destination)}/${metadata.name}-${metadata.version}.tgz`;
      helm.keep(path, packChart(metadata.name, packed));
      await helm.out(`Successfully packaged chart and saved it to: ${path}\n`);
    }
  },
});
