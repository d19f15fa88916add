import { loadChartAt } from "../chart/folder.ts";
import { helmCommand } from "../cli/command.ts";
import type { HelmFlags } from "../cli/flagTypes.ts";
import { buildDependencies, dependencyStatus, strayCharts, updateDependencies } from "../dependency/index.ts";
import { uiTable } from "../output/table.ts";

const FLAGS = {
  caFile: { type: "string", help: "check HTTPS servers against this CA bundle" },
  certFile: { type: "string", help: "client certificate for HTTPS" },
  insecureSkipTlsVerify: { type: "bool", help: "do not check the certificate of the chart's server" },
  keyFile: { type: "string", help: "key of the client certificate" },
  keyring: { type: "string", help: "file with public keys", shown: "" },
  password: { type: "string", help: "password of the chart repository" },
  plainHttp: { type: "bool", help: "fetch charts over plain HTTP" },
  skipRefresh: { type: "bool", help: "leave the indexes in the cache as they are" },
  username: { type: "string", help: "user name for the chart repository" },
  verify: { type: "bool", help: "check the archives' signatures" },
} as const satisfies HelmFlags;

/** As filepath.Clean, for the paths that people type. */
const cleaned = (path = "."): string =>
  path
    .replace(/\/+/g, "/")
    .replace(/(?<=.)\/$/, "")
    .replace(/^\.\/(?=.)/, "");

const filling = (name: string, about: string, fill: typeof updateDependencies) =>
  helmCommand({
    usage: `dependency ${name} CHART`,
    about: [about],
    flags: FLAGS,
    operands: { atMost: 1 },
    run: ({ flags, operands }, helm) =>
      fill(helm, cleaned(operands[0]), {
        skipRefresh: flags.skipRefresh,
        plainHttp: flags.plainHttp,
        say: (text) => helm.out(text),
      }),
  });

export const dependencyUpdate = filling(
  "update",
  "Bring charts/ to the newest versions that Chart.yaml allows, and note them down in Chart.lock.",
  updateDependencies,
);

export const dependencyBuild = filling(
  "build",
  "Fill charts/ with the versions that Chart.lock names; without one, as update does.",
  buildDependencies,
);

export const dependencyList = helmCommand({
  usage: "dependency list CHART",
  about: ["List what a chart depends on, and whether charts/ has it."],
  flags: { maxColWidth: { type: "int", value: 80, word: "uint", help: "longest cell of the table" } },
  operands: { atMost: 1 },
  async run({ flags, operands }, helm) {
    const root = cleaned(operands[0]);
    const chart = loadChartAt(helm.io.files, helm.path(root), root);
    const { dependencies } = chart.metadata;
    if (!dependencies) return helm.out(`WARNING: no dependencies at ${root === "." ? "" : `${root}/`}charts\n`);
    const rows = dependencies.map((one) => [
      one.name,
      one.version ?? "",
      one.repository ?? "",
      dependencyStatus(helm, root, one, chart),
    ]);
    const table = uiTable([["NAME", "VERSION", "REPOSITORY", "STATUS"], ...rows], flags.maxColWidth);
    await helm.out(`${table}\n${strayCharts(helm, root, dependencies).join("")}`);
  },
});
