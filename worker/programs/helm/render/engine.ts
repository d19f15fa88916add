import { type FunctionMap, GoTemplate, TemplateError } from "../../../base/gotemplate/index.ts";
import { type Dict, isDict } from "../../../base/sprig/index.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import type { Chart, Metadata } from "../chart/chart.ts";
import { executionFailure, parseFailure } from "./failure.ts";
import { filesObject } from "./files.ts";
import { chartFunctions, selfAware } from "./functions.ts";
import type { EngineSurroundings } from "./surroundings.ts";

/** What templates see at the top. */
export interface RenderValues {
  readonly Values: Dict;
  readonly Release: Readonly<Record<string, unknown>>;
  readonly Capabilities: unknown;
}

interface Renderable {
  readonly text: string;
  readonly scope: Dict;
  readonly folder: string;
}

/**
 * Renders every template of a chart and of its subcharts, each with the values of its own chart.
 *
 * @returns text by path, partials left out
 * @throws HelmError with file, line and column; Wanted where something must be asked first
 * @see https://helm.sh/docs/chart_template_guide/
 */
export function renderTemplates(
  chart: Chart,
  values: RenderValues,
  surroundings: EngineSurroundings,
): Map<string, string> {
  const renderables = new Map<string, Renderable>();
  collect(chart, values as unknown as Dict, chart.metadata.name, true, renderables);
  const names = [...renderables.keys()].sort(deepestFirst);
  const functions: FunctionMap = chartFunctions(surroundings);
  const parsed = new GoTemplate({ name: "gotpl", functions, missingKey: surroundings.strict ? "error" : "zero" });
  for (const name of names) {
    try {
      parsed.parse(name, renderables.get(name)!.text);
    } catch (error) {
      throw error instanceof TemplateError ? parseFailure(error) : error;
    }
  }
  const templates = selfAware(parsed, "gotpl");
  const rendered = new Map<string, string>();
  for (const name of names) {
    if (name.slice(name.lastIndexOf("/") + 1).startsWith("_")) continue;
    const { scope, folder } = renderables.get(name)!;
    scope.Template = { Name: name, BasePath: folder };
    try {
      rendered.set(name, templates.execute(name, scope).replaceAll("<no value>", ""));
    } catch (error) {
      throw error instanceof TemplateError ? executionFailure(error) : error;
    }
  }
  return rendered;
}

/** Higher folders are parsed later, so that what they define wins. */
function deepestFirst(a: string, b: string): number {
  const depth = b.split("/").length - a.split("/").length;
  return depth !== 0 ? depth : a < b ? 1 : a > b ? -1 : 0;
}

function collect(chart: Chart, above: Dict, path: string, isRoot: boolean, into: Map<string, Renderable>): Dict {
  const subcharts: Dict = {};
  const { name } = chart.metadata;
  const parentValues = isDict(above.Values) ? above.Values : {};
  const ownValues = isRoot ? parentValues : parentValues[name];
  const scope: Dict = {
    Chart: { ...chartObject(chart.metadata), IsRoot: isRoot },
    Files: filesObject(chart.files),
    Release: above.Release,
    Capabilities: above.Capabilities,
    Values: isDict(ownValues) ? ownValues : {},
    Subcharts: subcharts,
  };
  for (const child of chart.dependencies) {
    subcharts[child.metadata.name] = collect(child, scope, `${path}/charts/${child.metadata.name}`, false, into);
  }
  const onlyPartials = chart.metadata.type?.toLowerCase() === "library";
  for (const file of chart.templates) {
    if (onlyPartials && !file.name.slice(file.name.lastIndexOf("/") + 1).startsWith("_")) continue;
    into.set(`${path}/${file.name}`, { text: fromUtf8(file.data), scope, folder: `${path}/templates` });
  }
  return scope;
}

/** `.Chart`: the fields of Chart.yaml under the names of Go's struct, empty ones too. */
export function chartObject(metadata: Metadata): Dict {
  return {
    Name: metadata.name,
    Home: metadata.home ?? "",
    Sources: metadata.sources ?? [],
    Version: metadata.version,
    Description: metadata.description ?? "",
    Keywords: metadata.keywords ?? [],
    Maintainers: (metadata.maintainers ?? []).map(({ name = "", email = "", url = "" }) => ({
      Name: name,
      Email: email,
      URL: url,
    })),
    Icon: metadata.icon ?? "",
    APIVersion: metadata.apiVersion,
    Condition: metadata.condition ?? "",
    Tags: metadata.tags ?? "",
    AppVersion: metadata.appVersion ?? "",
    Deprecated: metadata.deprecated ?? false,
    Annotations: metadata.annotations ?? {},
    KubeVersion: metadata.kubeVersion ?? "",
    Dependencies: (metadata.dependencies ?? []).map((one) => ({
      Name: one.name,
      Version: one.version ?? "",
      Repository: one.repository ?? "",
      Condition: one.condition ?? "",
      Tags: one.tags ?? [],
      Enabled: one.enabled ?? false,
      ImportValues: one["import-values"] ?? [],
      Alias: one.alias ?? "",
    })),
    Type: metadata.type ?? "",
  };
}
