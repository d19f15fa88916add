import { locateChart } from "../chart/locate.ts";
import { helmCommand } from "../cli/command.ts";
import { CHANGE_FLAGS, OUTPUT_FLAG } from "../cli/flags.ts";
import { HelmError, within } from "../errors.ts";
import { printAs } from "../output/format.ts";
import { statusText } from "../output/status.ts";
import { releaseRecord } from "../release/encoding.ts";
import { checkInstallable } from "../release/prepare.ts";
import type { Release } from "../release/release.ts";
import { ReleaseNotFound, ReleaseStorage } from "../release/storage.ts";
import { upgradeRelease } from "../release/upgrade.ts";
import { assertReachable } from "../render/clusterCapabilities.ts";
import { checkDependencies } from "../values/dependencies.ts";
import { givenValues, labelsOf } from "../values/given.ts";
import { changeOptions } from "./change.ts";
import { installFrom, isBug } from "./install.ts";

export const upgrade = helmCommand({
  usage: "upgrade [RELEASE] [CHART]",
  about: [
    "Bring a release to another version of its chart, or to other values.",
    "With --install the release is made where there is none. Old values stay only where no new ones are given, unless --reuse-values or --reset-values says otherwise.",
  ],
  flags: {
    ...CHANGE_FLAGS,
    ...OUTPUT_FLAG,
    cleanupOnFail: { type: "bool", help: "when it fails, delete what it created" },
    historyMax: { type: "int", value: 10, help: "how many revisions to keep, 0 for all" },
    install: { type: "bool", short: "i", help: "install the release where there is none" },
    resetThenReuseValues: {
      type: "bool",
      help: "the new chart's defaults, then the release's values, then those given",
    },
    resetValues: { type: "bool", help: "forget the release's values" },
    reuseValues: { type: "bool", help: "keep the release's values and put those given over them" },
    serverSide: {
      type: "string",
      value: "auto",
      help: 'let the server apply objects: "true", "false" or "auto", as before',
    },
  },
  operands: { exactly: 2 },
  async run({ flags, operands }, helm) {
    helm.checkOutput(flags.output);
    const [name, reference] = operands as [string, string];
    const options = await changeOptions(helm, flags);
    const namespace = await helm.namespace();
    const print = (release: Release) =>
      printAs(helm, flags.output, {
        data: releaseRecord(release),
        table: () => statusText(release, { hideNotes: flags.hideNotes, debug: helm.debug }),
      });
    if (flags.install) {
      await assertReachable(helm);
      const status = await lastStatus(new ReleaseStorage(helm, namespace), name);
      if (status === undefined || status === "uninstalled") {
        if (flags.output === "table")
          await helm.out(`Release ${JSON.stringify(name)} does not exist. Installing it now.\n`);
        const replace = status === "uninstalled";
        const serverSide = flags.serverSide !== "false";
        await print(
          await installFrom(
            helm,
            operands,
            { ...flags, generateName: false, nameTemplate: "", replace, serverSide },
            options,
          ),
        );
        return;
      }
    }
    const insecure = flags.insecureSkipTlsVerify;
    const chart = await locateChart(helm, {
      reference,
      version: flags.version,
      repo: flags.repo,
      devel: flags.devel,
      insecure,
      plainHttp: flags.plainHttp,
      verify: flags.verify,
    });
    const values = await givenValues(helm, flags);
    checkDependencies(chart);
    checkInstallable(chart);
    if (chart.metadata.deprecated) await helm.log("WARN", "this chart is deprecated");
    if (flags.serverSide !== "auto" && flags.serverSide !== "true" && flags.serverSide !== "false") {
      throw new HelmError(`UPGRADE FAILED: invalid/unknown release server-side apply method: ${flags.serverSide}`);
    }
    let release: Release;
    try {
      release = await upgradeRelease(helm, {
        name,
        namespace,
        chart,
        values,
        options,
        serverSide: flags.serverSide,
        reuse: flags.resetValues
          ? "reset"
          : flags.reuseValues
            ? "reuse"
            : flags.resetThenReuseValues
              ? "resetThenReuse"
              : "default",
        labels: labelsOf(flags.labels),
        skipSchema: flags.skipSchemaValidation,
        subNotes: flags.renderSubchartNotes,
        hideSecret: flags.hideSecret,
        takeOwnership: flags.takeOwnership,
        cleanupOnFail: flags.cleanupOnFail,
        maxHistory: flags.historyMax,
      });
    } catch (error) {
      throw isBug(error) ? error : within("UPGRADE FAILED", error);
    }
    if (flags.output === "table") await helm.out(`Release ${JSON.stringify(name)} has been upgraded. Happy Helming!\n`);
    await print(release);
  },
});

async function lastStatus(storage: ReleaseStorage, name: string): Promise<string | undefined> {
  try {
    return (await storage.get(name)).info.status;
  } catch (error) {
    if (error instanceof ReleaseNotFound) return undefined;
    throw error;
  }
}
