import { goYaml } from "../../../base/goprint/index.ts";
import { fromUtf8, utf8 } from "../../../base/streams.ts";
import type { Metadata } from "../chart/chart.ts";
import { loadChartAt } from "../chart/folder.ts";
import { helmCommand } from "../cli/command.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { scaffold } from "../scaffold/index.ts";

const LONGEST_NAME = 250;
const NAME = /^[a-zA-Z0-9._-]+$/;

export const create = helmCommand({
  usage: "create NAME",
  about: [
    "Make a new chart: a folder NAME with Chart.yaml, values.yaml, templates and a test.",
    "What is there already is overwritten where it is in the way, the rest is left alone.",
  ],
  flags: {
    starter: { type: "string", short: "p", help: "name or absolute path of a chart to start from" },
    chartApiVersion: { type: "string", value: "v2", help: "", hidden: true },
  },
  operands: { exactly: 1 },
  async run({ flags, operands }, helm) {
    const [shown] = operands as [string];
    await helm.out(`Creating ${shown}\n`);
    if (flags.chartApiVersion === "v3") {
      throw new HelmError(
        "this feature has been marked as experimental and is not enabled by default. Please set HELM_EXPERIMENTAL_CHART_V3=1 in your environment to use this feature",
      );
    }
    if (flags.chartApiVersion !== "v2" && flags.chartApiVersion !== "") {
      throw new HelmError(`unsupported chart API version: ${flags.chartApiVersion} (supported: v2, v3)`);
    }
    const root = helm.path(shown);
    const name = root.slice(root.lastIndexOf("/") + 1);
    if (flags.starter === "") await writeScaffold(helm, root, name);
    else writeFrom(helm, root, starterPath(helm, flags.starter), name);
  },
});

async function writeScaffold(helm: Helm, root: string, name: string): Promise<void> {
  if (name === "" || name.length > LONGEST_NAME) {
    throw new HelmError(`chart name must be between 1 and ${LONGEST_NAME} characters`);
  }
  if (!NAME.test(name)) {
    throw new HelmError(`chart name must match the regular expression ${JSON.stringify(NAME.source)}`);
  }
  const { files } = helm.io;
  const parent = root.slice(0, root.lastIndexOf("/")) || "/";
  const above = files.stat(parent);
  if (!above) throw new HelmError(`stat ${parent}: no such file or directory`);
  if (above.type !== "directory") throw new HelmError(`no such directory ${parent}`);
  if (files.stat(root) && files.stat(root)?.type !== "directory") {
    throw new HelmError(`file ${root} already exists and is not a directory`);
  }
  for (const [path, text] of scaffold(name)) {
    const file = `${root}/${path}`;
    if (files.stat(file)) await helm.out(`WARNING: File ${JSON.stringify(file)} already exists. Overwriting.\n`);
    helm.keep(file, text);
  }
  files.makeDirectory(`${root}/charts`, { parents: true });
}

const starterPath = (helm: Helm, starter: string): string =>
  starter.startsWith("/") ? starter : `${helm.places.data}/starters/${starter}`;

/** A chart like another one, which has `<CHARTNAME>` where its name is to stand. */
function writeFrom(helm: Helm, root: string, starter: string, name: string): void {
  let chart: ReturnType<typeof loadChartAt>;
  try {
    chart = loadChartAt(helm.io.files, helm.path(starter), starter);
  } catch (error) {
    throw new HelmError(`could not load ${starter}: ${messageOf(error)}`);
  }
  const metadata: Metadata = {
    name,
    version: "0.1.0",
    description: "A Helm chart for Kubernetes",
    apiVersion: "v2",
    appVersion: "0.1.0",
    type: "application",
  };
  const named = (data: Uint8Array): Uint8Array => utf8(fromUtf8(data).replaceAll("<CHARTNAME>", name));
  helm.keep(`${root}/Chart.yaml`, goYaml(metadata));
  for (const file of chart.raw) {
    if (file.name === "Chart.yaml" || file.name === "Chart.lock") continue;
    const fills = file.name === "values.yaml" || file.name.startsWith("templates/");
    helm.keep(`${root}/${file.name}`, fills ? named(file.data) : file.data);
  }
}
