import { inRange } from "../../../base/semver/index.ts";
import { Answers, type Dict, deepCopy } from "../../../base/sprig/index.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import { type Chart, crdsOf } from "../chart/chart.ts";
import { HelmError } from "../errors.ts";
import type { Helm } from "../helm.ts";
import type { Hook } from "../release/release.ts";
import { coalesceValues } from "../values/coalesce.ts";
import { validateValues } from "../values/schema.ts";
import { type Capabilities, capabilitiesObject } from "./capabilities.ts";
import { renderTemplates } from "./engine.ts";
import { INSTALL_ORDER, sortManifests } from "./manifests.ts";
import type { EngineSurroundings, LintNote, Lookup } from "./surroundings.ts";

/** What a chart becomes for one release. */
export interface ChartOutput {
  readonly manifest: string;
  readonly hooks: readonly Hook[];
  readonly notes: string;
}

export interface RenderRequest {
  /** Already without disabled subcharts. */
  readonly chart: Chart;
  /** Values that the user gave. */
  readonly values: Dict;
  readonly release: {
    readonly name: string;
    readonly namespace: string;
    readonly revision: number;
    readonly isUpgrade: boolean;
  };
  readonly capabilities: Capabilities;
  readonly includeCrds?: boolean;
  readonly hideSecret?: boolean;
  readonly subNotes?: boolean;
  readonly skipSchema?: boolean;
  readonly lintMode?: boolean;
  readonly strict?: boolean;
  readonly lookup?: (wanted: Lookup) => Promise<unknown>;
}

/** A rendering that failed, or brought documents which are no objects: the text that there is, and why. */
export class RenderFailure extends HelmError {
  constructor(
    message: string,
    /** Everything that was rendered. */
    readonly rendered: string,
  ) {
    super(message);
  }
}

/** All values of a chart, checked against its schemas, as templates get them. @throws HelmError */
export async function chartValues(
  helm: Helm,
  request: Pick<RenderRequest, "chart" | "values" | "skipSchema">,
): Promise<Dict> {
  const warnings: string[] = [];
  const values = coalesceValues(request.chart, request.values, (text) => warnings.push(text));
  for (const text of warnings) await helm.log("INFO", text);
  if (!request.skipSchema) validateValues(request.chart, values);
  return values;
}

/** Renders a chart into objects, hooks and notes. @throws HelmError for the values, RenderFailure for the rest */
export async function renderChart(helm: Helm, request: RenderRequest): Promise<ChartOutput> {
  const files = await renderFiles(helm, request);
  const notes = takeNotes(files, request);
  let sorted: ReturnType<typeof sortManifests>;
  try {
    sorted = sortManifests(files, INSTALL_ORDER);
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    const rendered = [...files].filter(([, text]) => text.trim() !== "").map(([name, text]) => sourced(name, text));
    throw new RenderFailure(error.message, rendered.join(""));
  }
  const crds = request.includeCrds ? crdsOf(request.chart).map((crd) => sourced(crd.path, fromUtf8(crd.data))) : [];
  const objects = sorted.manifests.map((one) =>
    request.hideSecret && one.kind === "Secret" && one.apiVersion === "v1"
      ? `---\n# Source: ${one.name}\n# HIDDEN: The Secret output has been suppressed\n`
      : sourced(one.name, one.content),
  );
  return { manifest: [...crds, ...objects].join(""), hooks: sorted.hooks, notes };
}

const sourced = (name: string, text: string): string => `---\n# Source: ${name}\n${text}\n`;

/** The text of every template by its path. */
export async function renderFiles(helm: Helm, request: RenderRequest): Promise<Map<string, string>> {
  const { chart, capabilities, release } = request;
  const { kubeVersion } = chart.metadata;
  const values = await chartValues(helm, request);
  if (kubeVersion && !request.lintMode && !inRange(kubeVersion, capabilities.kubeVersion.plain)) {
    throw new RenderFailure(
      `chart requires kubeVersion: ${kubeVersion} which is incompatible with Kubernetes ${capabilities.kubeVersion.version}`,
      "",
    );
  }
  const answers = new Answers();
  const lintNotes: LintNote[] = [];
  const surroundings: EngineSurroundings = {
    now: () => helm.now,
    random: helm.io.random,
    answers,
    ...(request.lookup && { lookup: request.lookup }),
    ...(request.lintMode && { lintNotes }),
    ...(request.strict && { strict: true }),
  };
  const render = () => {
    lintNotes.length = 0;
    return renderTemplates(
      chart,
      {
        // Templates may change what they are given; a second round starts from the same values.
        Values: deepCopy(values) as Dict,
        Capabilities: capabilitiesObject(capabilities),
        Release: {
          Name: release.name,
          Namespace: release.namespace,
          IsUpgrade: release.isUpgrade,
          IsInstall: !release.isUpgrade,
          Revision: release.revision,
          Service: "Helm",
        },
      },
      surroundings,
    );
  };
  try {
    const rendered = await answers.settle(render, helm.io.clock);
    for (const { level, says, message } of lintNotes) await helm.log(level, says, { message });
    return rendered;
  } catch (error) {
    throw error instanceof HelmError ? new RenderFailure(error.message, "") : error;
  }
}

/** Takes NOTES.txt out of the rendered files. */
function takeNotes(files: Map<string, string>, { chart, subNotes }: RenderRequest): string {
  const own = `${chart.metadata.name}/templates/NOTES.txt`;
  const texts: string[] = [];
  for (const [path, text] of [...files]) {
    if (!path.endsWith("NOTES.txt")) continue;
    if (subNotes || path === own) texts.push(text);
    files.delete(path);
  }
  return texts.reduce((all, text) => (all === "" ? text : `${all}\n${text}`), "");
}
