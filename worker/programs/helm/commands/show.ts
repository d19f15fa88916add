import { goYaml } from "../../../base/goprint/index.ts";
import { JsonPath } from "../../../base/jsonpath/index.ts";
import type { Dict } from "../../../base/sprig/index.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import { type Chart, crdsOf } from "../chart/chart.ts";
import { locateChart } from "../chart/locate.ts";
import { helmCommand } from "../cli/command.ts";
import { CHART_FLAGS } from "../cli/flags.ts";
import type { HelmFlags } from "../cli/flagTypes.ts";
import { HelmError, messageOf } from "../errors.ts";

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

/** @throws HelmError for a path that cannot be read; one that finds nothing prints nothing */
function byJsonPath(path: string, values: Dict): string {
  let found: JsonPath;
  try {
    found = new JsonPath(path);
  } catch (error) {
    throw new HelmError(`error parsing jsonpath ${path}: ${messageOf(error)}`);
  }
  try {
    return found.print(values);
  } catch {
    return "";
  }
}

const JSONPATH_FLAG = {
  jsonpath: { type: "string", help: "print only what this JSONPath finds in the values" },
} as const satisfies HelmFlags;

const showing = (part: Part, about: string, more: Partial<typeof JSONPATH_FLAG> = {}) =>
  helmCommand({
    usage: `show ${part} [CHART]`,
    about: [about],
    flags: { ...CHART_FLAGS, ...more },
    operands: { exactly: 1 },
    async run({ flags, operands }, helm) {
      const chart = await locateChart(helm, {
        reference: operands[0]!,
        version: flags.version,
        repo: flags.repo,
        devel: flags.devel,
        insecure: flags.insecureSkipTlsVerify,
        plainHttp: flags.plainHttp,
        verify: flags.verify,
        describes: true,
      });
      const path = "jsonpath" in flags ? String(flags.jsonpath) : "";
      await helm.out(path === "" ? shown(chart, part) : byJsonPath(path, chart.values));
    },
  });

export const showAll = showing(
  "all",
  "Print everything that a chart says of itself: Chart.yaml, values, README and CRDs.",
);
export const showChart = showing("chart", "Print a chart's Chart.yaml.");
export const showValues = showing("values", "Print a chart's values.yaml.", JSONPATH_FLAG);
export const showReadme = showing("readme", "Print a chart's README.");
export const showCrds = showing("crds", "Print the CRDs of a chart.");
