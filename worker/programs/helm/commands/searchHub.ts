import { isDict } from "../../../base/sprig/index.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import { helmCommand } from "../cli/command.ts";
import { OUTPUT_FLAG } from "../cli/flags.ts";
import { HelmError } from "../errors.ts";
import { printAs } from "../output/format.ts";
import { uiTable } from "../output/table.ts";
import { fetchBytes } from "../repo/fetch.ts";

export const searchHub = helmCommand({
  usage: "search hub [KEYWORD]",
  about: ["Look for charts in Artifact Hub, or in a hub of your own. Both are on the internet."],
  flags: {
    ...OUTPUT_FLAG,
    endpoint: { type: "string", value: "https://hub.helm.sh", help: "the hub to ask" },
    failOnNoResult: { type: "bool", help: "nothing found is a failure" },
    listRepoUrl: { type: "bool", help: "print the repository's URL too" },
    maxColWidth: { type: "int", value: 50, word: "uint", help: "longest cell of the table" },
  },
  operands: "any",
  async run({ flags, operands }, helm) {
    helm.checkOutput(flags.output);
    const { endpoint } = flags;
    let found: readonly ReturnType<typeof rowOf>[];
    try {
      const query = encodeURIComponent(operands.join(" ")).replaceAll("%20", "+");
      const text = fromUtf8(await fetchBytes(helm.io, `${endpoint}/api/chartsvc/v1/charts/search?q=${query}`));
      const { data } = JSON.parse(text) as { readonly data?: readonly unknown[] };
      found = (data ?? []).map((one) => rowOf(endpoint, one));
    } catch {
      throw new HelmError(`unable to perform search against ${JSON.stringify(endpoint)}`);
    }
    if (found.length === 0 && flags.failOnNoResult) throw new HelmError("no results found");
    await printAs(helm, flags.output, {
      data: found,
      table: () => {
        if (found.length === 0) return "No results found\n";
        const heads = [
          "URL",
          "CHART VERSION",
          "APP VERSION",
          "DESCRIPTION",
          ...(flags.listRepoUrl ? ["REPO URL"] : []),
        ];
        const rows = found.map((one) => [
          one.url,
          one.version,
          one.app_version,
          one.description,
          ...(flags.listRepoUrl ? [one.repository.url] : []),
        ]);
        return uiTable([heads, ...rows], flags.maxColWidth);
      },
    });
  },
});

/** A result of the hub's search API, as -o json shows it. */
function rowOf(endpoint: string, value: unknown) {
  const at = (...path: readonly string[]): string => {
    const found = path.reduce<unknown>((one, key) => (isDict(one) ? one[key] : undefined), value);
    return typeof found === "string" ? found : "";
  };
  const latest = (field: string): string => at("relationships", "latestChartVersion", "data", field);
  return {
    url: at("artifactHub", "packageUrl") || `${endpoint}/charts/${at("id")}`,
    version: latest("version"),
    app_version: latest("app_version"),
    description: at("attributes", "description"),
    repository: { url: at("attributes", "repo", "url"), name: at("attributes", "repo", "name") },
  };
}
