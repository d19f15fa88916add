import { type Dict, isDict } from "../../../base/sprig/index.ts";
import { cleanPath } from "../../../base/sprig/paths.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import { readYaml } from "../../kubectl/resource/yamlReader.ts";
import { isGzip, readArchive } from "../chart/archive.ts";
import { type Chart, type ChartFile, crdsOf } from "../chart/chart.ts";
import { folderFiles } from "../chart/folder.ts";
import { loadChart } from "../chart/load.ts";
import { decodeMap } from "../chart/yaml.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import type { Capabilities } from "../render/capabilities.ts";
import { renderFiles } from "../render/chartOutput.ts";
import { coalesceTables } from "../values/coalesce.ts";
import { processDependencies } from "../values/dependencies.ts";
import { schemaComplaint } from "../values/schema.ts";
import type { LintMessage } from "./message.ts";
import { lintMetadata } from "./metadata.ts";
import { lintTemplate } from "./templates.ts";

export interface LintOptions {
  readonly values: Dict;
  readonly capabilities: Capabilities;
  readonly skipSchema: boolean;
}

/** Looks a chart over in the order of the real rules. @returns `error` where there is no chart at all */
export async function lintChart(
  helm: Helm,
  shown: string,
  options: LintOptions,
): Promise<{ readonly messages: readonly LintMessage[]; readonly error?: string }> {
  const root = helm.path(shown);
  const files = chartFilesAt(helm, root);
  if (!files?.some((file) => file.name === "Chart.yaml")) {
    return {
      messages: [],
      error: `unable to check Chart.yaml file in chart: stat ${cleanPath(`${shown}/Chart.yaml`)}: no such file or directory`,
    };
  }
  const messages: LintMessage[] = lintMetadata(files);
  messages.push(...lintValues(files, options));
  let chart: Chart | undefined;
  let problem = "";
  try {
    chart = loadChart(files);
  } catch (error) {
    problem = messageOf(error);
  }
  messages.push(...(await lintTemplates(helm, files, { chart, problem }, options)));
  if (!chart) messages.push({ severity: "ERROR", path: "", says: `unable to load chart\n\t${problem}` });
  else messages.push(...lintDependencies(chart, root), ...lintCrds(chart));
  return { messages };
}

function chartFilesAt(helm: Helm, root: string): ChartFile[] | undefined {
  const stat = helm.io.files.stat(root);
  if (!stat) return undefined;
  if (stat.type === "directory") return folderFiles(helm.io.files, root);
  const data = helm.io.files.read(root);
  return isGzip(data) ? readArchive(data) : undefined;
}

function lintValues(files: readonly ChartFile[], { values, skipSchema }: LintOptions): LintMessage[] {
  const path = "values.yaml";
  const file = files.find((one) => one.name === path);
  if (!file) return [{ severity: "INFO", path, says: "file does not exist" }];
  let own: Dict;
  try {
    own = decodeMap(fromUtf8(file.data));
  } catch (error) {
    return [{ severity: "ERROR", path, says: `unable to parse YAML: ${messageOf(error)}` }];
  }
  const schema = files.find((one) => one.name === "values.schema.json");
  if (!schema || skipSchema) return [];
  const says = schemaComplaint(schema.data, coalesceTables(coalesceTables({}, { ...values }), own));
  return says === "" ? [] : [{ severity: "ERROR", path, says }];
}

async function lintTemplates(
  helm: Helm,
  files: readonly ChartFile[],
  { chart, problem }: { readonly chart: Chart | undefined; readonly problem: string },
  { values, capabilities, skipSchema }: LintOptions,
): Promise<LintMessage[]> {
  const path = "templates/";
  if (!files.some((one) => one.name.startsWith(path)))
    return [{ severity: "WARNING", path, says: "directory does not exist" }];
  if (!chart) return [{ severity: "ERROR", path, says: problem }];
  let rendered: Map<string, string>;
  try {
    rendered = await renderFiles(helm, {
      chart: processDependencies(chart, values),
      values,
      release: { name: "test-release", namespace: await helm.namespace(), revision: 0, isUpgrade: false },
      capabilities,
      skipSchema,
      lintMode: true,
    });
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    return [{ severity: "ERROR", path, says: error.message }];
  }
  return chart.templates.flatMap((file) =>
    lintTemplate(file.name, rendered.get(`${chart.metadata.name}/${file.name}`) ?? "", capabilities.kubeVersion),
  );
}

function lintDependencies({ metadata, dependencies }: Chart, root: string): LintMessage[] {
  const wanted = (metadata.dependencies ?? []).map((one) => one.name);
  const present = dependencies.map((one) => one.metadata.name);
  const unlisted = present.filter((name) => !wanted.includes(name));
  const missing = wanted.filter((name) => !present.includes(name));
  const says = (severity: LintMessage["severity"], text: string): LintMessage => ({ severity, path: root, says: text });
  return [
    ...(unlisted.length > 0
      ? [says("ERROR", `chart metadata is missing these dependencies: ${unlisted.join(",")}`)]
      : []),
    ...(missing.length > 0
      ? [says("WARNING", `chart directory is missing these dependencies: ${missing.join(",")}`)]
      : []),
  ];
}

function lintCrds(chart: Chart): LintMessage[] {
  return crdsOf(chart).flatMap(({ name, data }) => {
    const messages: LintMessage[] = [];
    const error = (says: string) => messages.push({ severity: "ERROR", path: name, says });
    for (const document of fromUtf8(data).split(/^---(?=\s|$).*\n?/m)) {
      let value: unknown;
      try {
        value = readYaml(document);
      } catch (failure) {
        error(`unable to parse YAML: error converting YAML to JSON: ${messageOf(failure)}`);
        break;
      }
      if (!isDict(value)) continue;
      if (!String(value.apiVersion ?? "").startsWith("apiextensions.k8s.io"))
        error("apiVersion is not in 'apiextensions.k8s.io'");
      if (value.kind !== "CustomResourceDefinition") error("object kind is not 'CustomResourceDefinition'");
    }
    return messages;
  });
}
