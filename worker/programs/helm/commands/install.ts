import { type HelmCall, helmCommand } from "../cli/command.ts";
import { CHANGE_FLAGS, OUTPUT_FLAG } from "../cli/flags.ts";
import type { HelmFlags } from "../cli/flagTypes.ts";
import { within } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { printAs } from "../output/format.ts";
import { statusText } from "../output/status.ts";
import { releaseRecord } from "../release/encoding.ts";
import { installRelease } from "../release/install.ts";
import { loadForInstall } from "../release/prepare.ts";
import type { Release } from "../release/release.ts";
import { labelsOf } from "../values/given.ts";
import { changeOptions } from "./change.ts";

const FLAGS = {
  ...CHANGE_FLAGS,
  ...OUTPUT_FLAG,
  generateName: { type: "bool", short: "g", help: "make a name up, NAME is then left out" },
  nameTemplate: { type: "string", help: "template for the release's name" },
  replace: { type: "bool", help: "use the name even if it is taken by a deleted release whose history was kept" },
  serverSide: { type: "bool", value: true, help: "let the server apply objects" },
} as const satisfies HelmFlags;

export const install = helmCommand({
  usage: "install [NAME] [CHART]",
  about: [
    "Put a chart into the cluster, as a release of its own.",
    "CHART is a folder, an archive, a URL, or REPOSITORY/NAME. Values come from files (-f) and the command line (--set); the last one given wins.",
  ],
  flags: FLAGS,
  operands: { atLeast: 1 },
  async run({ flags, operands }, helm) {
    let release: Release;
    helm.checkOutput(flags.output);
    labelsOf(flags.labels);
    const options = await changeOptions(helm, flags);
    try {
      release = await installFrom(helm, operands, flags, options);
    } catch (error) {
      throw isBug(error) ? error : within("INSTALLATION FAILED", error);
    }
    await printAs(helm, flags.output, {
      data: releaseRecord(release),
      table: () => statusText(release, { hideNotes: flags.hideNotes, debug: helm.debug }),
    });
  },
});

/** An error of ours that nobody worded. */
export const isBug = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;

/** Loads what the words name and installs it; `upgrade --install` does so too. */
export async function installFrom(
  helm: Helm,
  operands: readonly string[],
  flags: HelmCall<typeof FLAGS>["flags"],
  options: Awaited<ReturnType<typeof changeOptions>>,
): Promise<Release> {
  const { name, namespace, chart, values } = await loadForInstall(helm, operands, flags);
  return installRelease(helm, {
    name,
    namespace,
    chart,
    values,
    options: { ...options, method: flags.serverSide ? "ssa" : "csa" },
    labels: labelsOf(flags.labels),
    createNamespace: flags.createNamespace,
    skipCrds: flags.skipCrds,
    skipSchema: flags.skipSchemaValidation,
    subNotes: flags.renderSubchartNotes,
    hideSecret: flags.hideSecret,
    takeOwnership: flags.takeOwnership,
    replace: flags.replace,
  });
}
