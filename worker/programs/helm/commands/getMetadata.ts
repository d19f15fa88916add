import { rfc3339 } from "../../../base/time.ts";
import { helmCommand } from "../cli/command.ts";
import { OUTPUT_FLAG } from "../cli/flags.ts";
import { printAs } from "../output/format.ts";
import { namedRelease, REVISION_FLAG } from "./record.ts";

const pairs = (labels: Readonly<Record<string, string>> = {}): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(",");

export const getMetadata = helmCommand({
  usage: "get metadata RELEASE_NAME",
  about: ["Print what a release is made of: chart, versions, labels, how it was applied."],
  flags: { ...REVISION_FLAG, ...OUTPUT_FLAG },
  operands: { exactly: 1 },
  async run({ flags, operands }, helm) {
    helm.checkOutput(flags.output);
    const release = await namedRelease(helm, operands[0]!, flags.revision);
    const { metadata } = release.chart;
    const deployedAt = rfc3339(Date.parse(release.info.last_deployed));
    const dependencies = metadata.dependencies ?? [];
    const { labels } = release;
    const data = {
      name: release.name,
      chart: metadata.name,
      version: metadata.version,
      appVersion: metadata.appVersion ?? "",
      annotations: metadata.annotations,
      labels: Object.keys(labels).length > 0 ? labels : undefined,
      dependencies: dependencies.length > 0 ? dependencies : undefined,
      namespace: release.namespace,
      revision: release.version,
      status: release.info.status,
      deployedAt,
      applyMethod: release.apply_method,
    };
    await printAs(helm, flags.output, {
      data,
      table: () =>
        [
          `NAME: ${data.name}`,
          `CHART: ${data.chart}`,
          `VERSION: ${data.version}`,
          `APP_VERSION: ${data.appVersion}`,
          `ANNOTATIONS: ${pairs(metadata.annotations)}`,
          `LABELS: ${pairs(labels)}`,
          `DEPENDENCIES: ${dependencies
            .map((one) => one.name)
            .sort()
            .join(",")}`,
          `NAMESPACE: ${data.namespace}`,
          `REVISION: ${data.revision}`,
          `STATUS: ${data.status}`,
          `DEPLOYED_AT: ${deployedAt}`,
          `APPLY_METHOD: ${data.applyMethod === "ssa" ? "server-side apply" : "client-side apply"}\n`,
        ].join("\n"),
    });
  },
});
