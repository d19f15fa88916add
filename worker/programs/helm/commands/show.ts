import { goYaml } from "../../../base/goprint/index.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import { type Chart, crdsOf } from "../chart/chart.ts";
import { locateChart } from "../chart/locate.ts";
import { helmCommand } from "../cli/command.ts";
import { CHART_FLAGS } from "../cli/flags.ts";

type Part = "all" | "chart" | "values" | "readme" | "crds";

const README = new Set(["readme.md", "readme.txt", "readme"]);

/** What `helm show` prints of a chart. */
function shown(chart: Chart, part: Part): string {
  const wants = (one: Part) => part === one || part === "all";
  const rule = part === "all" ? "---\n" : "";
  let text = wants("chart") ? `${goYaml(chart.metadata)}\n` : "";
  const values = chart.raw.find((file) => file.name === "values.yaml");
  if (wants("values") && values) text += `${rule}${fromUtf8(values.data)}\n`;
  const readme = chart.files.find((file) => README.has(file.name.toLowerCase()));
  if (wants("readme") && readme) text += `${rule}${fromUtf8(readme.data)}\n`;
  for (const crd of wants("crds") ? crdsOf(chart) : []) {
    const content = fromUtf8(crd.data);
    text += `${content.startsWith("---") ? "" : "---\n"}${content}\n`;
  }
  return text;
}

const showing = (part: Part, about: string) =>
  helmCommand({
    usage: `show ${part} [CHART]`,
    about: [about],
    flags: CHART_FLAGS,
    operands: { exactly: 1 },
    async run({ flags, operands }, helm) {
      const chart = await locateChart(helm, {
        reference: operands[0]!,
        version: flags.version,
        repo: flags.repo,
        devel: flags.devel,
        insecure: flags.insecureSkipTlsVerify,
      });
      await helm.out(shown(chart, part));
    },
  });

export const showAll = showing(
  "all",
  "Print everything that a chart says of itself: Chart.yaml, values, README and CRDs.",
);
export const showChart = showing("chart", "Print a chart's Chart.yaml.");
export const showValues = showing("values", "Print a chart's values.yaml.");
export const showReadme = showing("readme", "Print a chart's README.");
export const showCrds = showing("crds", "Print the CRDs of a chart.");
