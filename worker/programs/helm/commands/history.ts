import { helmCommand } from "../cli/command.ts";
import { OUTPUT_FLAG } from "../cli/flags.ts";
import { HelmError } from "../errors.ts";
import { printAs } from "../output/format.ts";
import { ansic } from "../output/status.ts";
import { uiTable } from "../output/table.ts";
import { isReleaseName } from "../release/names.ts";
import { ReleaseStorage } from "../release/storage.ts";
import { assertReachable } from "../render/clusterCapabilities.ts";

export const history = helmCommand({
  usage: "history RELEASE_NAME",
  about: ["Show the revisions of a release, oldest first."],
  flags: { ...OUTPUT_FLAG, max: { type: "int", value: 256, help: "how many revisions to show at most" } },
  operands: { exactly: 1 },
  async run({ flags, operands }, helm) {
    helm.checkOutput(flags.output);
    await assertReachable(helm);
    if (!isReleaseName(operands[0]!)) throw new HelmError(`release name is invalid: ${operands[0]}`);
    const all = await new ReleaseStorage(helm, await helm.namespace()).history(operands[0]!);
    const rows = all.slice(Math.max(0, all.length - flags.max)).map(({ version, info, chart }) => ({
      revision: version,
      updated: info.last_deployed,
      status: info.status,
      chart: `${chart.metadata.name}-${chart.metadata.version}`,
      app_version: chart.metadata.appVersion ?? "",
      description: info.description,
    }));
    await printAs(helm, flags.output, {
      data: rows,
      table: () =>
        uiTable([
          ["REVISION", "UPDATED", "STATUS", "CHART", "APP VERSION", "DESCRIPTION"],
          ...rows.map((row) => [
            String(row.revision),
            ansic(row.updated),
            row.status,
            row.chart,
            row.app_version,
            row.description,
          ]),
        ]),
    });
  },
});
