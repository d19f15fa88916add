import { globPattern } from "../chart/ignore.ts";
import { helmCommand } from "../cli/command.ts";
import { CHANGE_FLAGS } from "../cli/flags.ts";
import type { HelmFlags } from "../cli/flagTypes.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { dryRunOf } from "../release/options.ts";
import { prepareInstall } from "../release/prepare.ts";
import type { Hook } from "../release/release.ts";
import { RenderFailure } from "../render/chartOutput.ts";
import { assertReachable, capabilitiesFor } from "../render/clusterCapabilities.ts";
import { splitManifests } from "../render/manifests.ts";
import { checkChange } from "./change.ts";

/** Nothing is kept or shown of a release, so what is for that is not here. */
const useless = {
  hidden: true,
  deprecated: "this flag has no effect for 'helm template' and will be removed in Helm 5",
};
const FLAGS = {
  ...CHANGE_FLAGS,
  hideNotes: { ...CHANGE_FLAGS.hideNotes, ...useless },
  hideSecret: { ...CHANGE_FLAGS.hideSecret, ...useless },
  renderSubchartNotes: { ...CHANGE_FLAGS.renderSubchartNotes, ...useless },
  dryRun: { ...CHANGE_FLAGS.dryRun, value: "client" },
  serverSide: { type: "bool", value: true, help: "let the server apply objects" },
} as const satisfies HelmFlags;

export const template = helmCommand({
  usage: "template [NAME] [CHART]",
  about: [
    "Render a chart's templates here and print the result.",
    "No cluster is asked: what templates would learn from one, such as its version, is assumed, or said by --kube-version and --api-versions.",
  ],
  flags: {
    ...FLAGS,
    apiVersions: { type: "list", short: "a", help: "versions of the API to take as given (Capabilities.APIVersions)" },
    generateName: { type: "bool", short: "g", help: "make a name up, NAME is then left out" },
    includeCrds: { type: "bool", help: "print what is in crds/ too" },
    isUpgrade: { type: "bool", help: "set .Release.IsUpgrade instead of .Release.IsInstall" },
    kubeVersion: { type: "string", help: "version of Kubernetes to take as given" },
    nameTemplate: { type: "string", help: "template for the release's name" },
    outputDir: { type: "string", help: "write files into this folder instead of printing" },
    releaseName: { type: "bool", help: "put the release's name into the path of --output-dir" },
    replace: { type: "bool", help: "use the name even if it is taken by a deleted release" },
    showOnly: { type: "array", short: "s", help: "print only these templates" },
    skipTests: { type: "bool", help: "leave tests out" },
    validate: { type: "bool", help: "", hidden: true, deprecated: "use '--dry-run=server' instead" },
  },
  operands: { atLeast: 1 },
  async run({ flags, operands }, helm) {
    checkChange(flags);
    const isOff = flags.dryRun === "none" || flags.dryRun === "false";
    const dryRun = isOff ? "none" : await dryRunOf(flags.dryRun, (says) => helm.log("WARN", says));
    if (dryRun === "none") {
      throw new HelmError(`invalid dry-run value (${JSON.stringify(flags.dryRun)}). Must be "server" or "client"`);
    }
    const server = flags.validate || dryRun === "server";
    if (server) {
      await assertReachable(helm).catch(async (error: unknown) => {
        const says = `cluster reachability check failed: ${messageOf(error)}`;
        await helm.log("ERROR", says);
        throw new HelmError(says);
      });
    }
    const capabilities = await capabilitiesFor(helm, {
      server,
      kubeVersion: flags.kubeVersion,
      apiVersions: flags.apiVersions,
    });
    try {
      const { output } = await prepareInstall(
        helm,
        operands,
        { ...flags, hideSecret: false, renderSubchartNotes: false, hideNotes: true },
        {
          capabilities,
          defaultName: "release-name",
          includeCrds: flags.includeCrds,
          isUpgrade: flags.isUpgrade,
          asksCluster: server,
        },
      );
      const hooks = flags.noHooks
        ? []
        : output.hooks.filter((one) => !(flags.skipTests && one.events.includes("test")));
      if (flags.outputDir !== "") return await writeAll(helm, flags.outputDir, output.manifest, hooks);
      const all = `${output.manifest.trim()}\n${hooks.map(hookText).join("")}`;
      await helm.out(flags.showOnly.length > 0 ? chosen(all, flags.showOnly) : all);
    } catch (error) {
      if (!(error instanceof RenderFailure)) throw error;
      if (helm.debug && error.rendered !== "") await helm.out(`${error.rendered.trim()}\n`);
      throw new HelmError(`${error.message}${helm.debug ? "" : "\n\nUse --debug flag to render out invalid YAML"}`);
    }
  },
});

const hookText = (hook: Hook): string => `---\n# Source: ${hook.path}\n${hook.manifest}\n`;

/** @throws HelmError for a template that the chart has not */
function chosen(all: string, names: readonly string[]): string {
  const manifests = splitManifests(all);
  const found: string[] = [];
  for (const name of names) {
    const pattern = globPattern(name);
    const matching = manifests.filter((one) => pattern.test(/# Source: [^/]+\/(.+)/.exec(one)?.[1] ?? ""));
    if (matching.length === 0) throw new HelmError(`could not find template ${name} in chart`);
    found.push(...matching);
  }
  return found.map((one) => `---\n${one}\n`).join("");
}

/** Each source file to a file of its own below the folder. */
async function writeAll(helm: Helm, folder: string, manifest: string, hooks: readonly Hook[]): Promise<void> {
  const written = new Set<string>();
  const write = async (source: string, text: string): Promise<void> => {
    const shown = `${folder}/${source}`;
    const path = helm.path(shown);
    helm.io.files.makeDirectory(path.slice(0, path.lastIndexOf("/")), { parents: true });
    helm.io.files.write(path, text, { append: written.has(source) });
    written.add(source);
    await helm.out(`wrote ${shown}\n`);
  };
  for (const part of manifest.split(/^(?=---\n# Source: )/m)) {
    const source = /^---\n# Source: (.*)\n/.exec(part)?.[1];
    if (source) await write(source, part);
  }
  for (const hook of hooks) await write(hook.path, hookText(hook));
  await helm.out("\n");
}
