import { helmCommand } from "../cli/command.ts";
import { VALUE_FLAGS } from "../cli/flags.ts";
import { HelmError } from "../errors.ts";
import { lintChart } from "../lint/lint.ts";
import type { LintMessage } from "../lint/message.ts";
import { capabilitiesFor } from "../render/clusterCapabilities.ts";
import { givenValues } from "../values/given.ts";

export const lint = helmCommand({
  usage: "lint PATH",
  about: ["Look a chart over: what would make an installation fail is an error, what offends good custom a warning."],
  flags: {
    ...VALUE_FLAGS,
    kubeVersion: { type: "string", help: "version of Kubernetes to check against" },
    quiet: { type: "bool", help: "print warnings and errors only" },
    skipSchemaValidation: { type: "bool", help: "do not check values against the chart's schema" },
    strict: { type: "bool", help: "fail on warnings too" },
    withSubcharts: { type: "bool", help: "look over the charts in charts/ too" },
  },
  operands: { atLeast: 1 },
  async run({ flags, operands }, helm) {
    const paths = [...operands];
    if (flags.withSubcharts)
      for (const path of [...paths]) paths.push(...subcharts(helm.io.files, helm.path(path), path));
    const values = await givenValues(helm, flags);
    const capabilities = await capabilitiesFor(helm, { server: false, kubeVersion: flags.kubeVersion });
    let text = "";
    let failed = 0;
    let noticed = 0;
    for (const path of paths) {
      const { messages, error } = await lintChart(helm, path, {
        values,
        capabilities,
        skipSchema: flags.skipSchemaValidation,
      });
      const bad = messages.filter((one) => one.severity === "ERROR" || (flags.strict && one.severity === "WARNING"));
      const notable = error !== undefined || messages.some((one) => one.severity !== "INFO");
      if (notable) noticed += 1;
      if (bad.length > 0 || error !== undefined) failed += 1;
      if (flags.quiet && !notable) continue;
      text += `==> Linting ${path}\n`;
      if (error !== undefined && messages.length === 0) text += `Error ${error}\n`;
      text += messages
        .filter((one) => !flags.quiet || one.severity !== "INFO")
        .map(lineOf)
        .join("");
      text += "\n";
    }
    await helm.out(text);
    const summary = `${paths.length} chart(s) linted, ${failed} chart(s) failed`;
    if (failed > 0) throw new HelmError(summary);
    if (!flags.quiet || noticed > 0) await helm.out(`${summary}\n`);
  },
});

const lineOf = ({ severity, path, says }: LintMessage): string => `[${severity}] ${path}: ${says}\n`;

interface Listing {
  stat(path: string): { readonly type: string } | undefined;
  list(path: string): readonly string[];
}

/** Charts below a chart's charts/ folder. */
function subcharts(files: Listing, root: string, shown: string): string[] {
  const folder = `${root}/charts`;
  if (files.stat(folder)?.type !== "directory") return [];
  return [...files.list(folder)].sort().flatMap((name) => {
    const path = `${folder}/${name}`;
    const as = `${shown.replace(/\/$/, "")}/charts/${name}`;
    if (/\.(tgz|tar\.gz)$/.test(name)) return [as];
    return files.stat(`${path}/Chart.yaml`) ? [as, ...subcharts(files, path, as)] : [];
  });
}
