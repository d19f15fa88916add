import { compareVersions, parseConstraint, parseVersion, satisfies } from "../../../base/semver/index.ts";
import { goRegExp } from "../../../base/sprig/goRegExp.ts";
import { helmCommand } from "../cli/command.ts";
import { OUTPUT_FLAG } from "../cli/flags.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { printAs } from "../output/format.ts";
import { uiTable } from "../output/table.ts";
import { type ChartVersion, cachedIndex } from "../repo/chartIndex.ts";
import { readRepositories } from "../repo/repositories.ts";

interface Hit {
  /** "ingress-nginx/ingress-nginx" */
  readonly name: string;
  readonly chart: ChartVersion;
  /** In which part the word was found: name, path, description, keywords. */
  readonly score: number;
}

export const searchRepo = helmCommand({
  usage: "search repo [keyword]",
  about: ["Look for charts whose name, description or keywords hold a word, in the repositories that are known."],
  flags: {
    ...OUTPUT_FLAG,
    devel: { type: "bool", help: "development versions count too" },
    failOnNoResult: { type: "bool", help: "fail where nothing is found" },
    maxColWidth: { type: "int", value: 50, word: "uint", help: "widest column of the table" },
    regexp: { type: "bool", short: "r", help: "take the word for a regular expression" },
    version: { type: "string", help: "only versions of this range" },
    versions: { type: "bool", short: "l", help: "show every version" },
  },
  operands: "any",
  async run({ flags, operands }, helm) {
    helm.checkOutput(flags.output);
    const range = flags.version || (flags.devel ? ">0.0.0-0" : ">0.0.0");
    const all = await everyVersion(helm);
    const word = operands.join(" ");
    const found = (word === "" ? all : matching(all, word, flags.regexp)).sort(byRelevance);
    const hits = allowed(found, range, flags.versions);
    if (hits.length === 0 && flags.failOnNoResult) throw new HelmError("no results found");
    const rows = hits.map(({ name, chart }) => ({
      name,
      version: chart.metadata.version,
      app_version: chart.metadata.appVersion ?? "",
      description: chart.metadata.description ?? "",
    }));
    const heads = ["NAME", "CHART VERSION", "APP VERSION", "DESCRIPTION"];
    await printAs(helm, flags.output, {
      data: rows,
      table: () =>
        rows.length === 0
          ? "No results found\n"
          : uiTable([heads, ...rows.map((row) => Object.values(row))], flags.maxColWidth),
    });
  },
});

async function everyVersion(helm: Helm): Promise<Hit[]> {
  const known = readRepositories(helm) ?? [];
  if (known.length === 0) throw new HelmError("no repositories configured");
  const hits: Hit[] = [];
  for (const { name } of known) {
    try {
      for (const [chartName, versions] of cachedIndex(helm, name)) {
        for (const chart of versions) hits.push({ name: `${name}/${chartName}`, chart, score: 0 });
      }
    } catch (error) {
      await helm.log("WARN", "repo is corrupt or missing", { repo: name, error: messageOf(error) });
    }
  }
  return hits;
}

function matching(all: readonly Hit[], word: string, isPattern: boolean): Hit[] {
  const pattern = isPattern ? goRegExp(word) : undefined;
  return all.flatMap((hit) => {
    const { name, description = "", keywords = [] } = hit.chart.metadata;
    const line = [name, hit.name, description, keywords.join(" ")].join("\v");
    const at = pattern ? line.search(pattern) : line.toLowerCase().indexOf(word.toLowerCase());
    return at < 0 ? [] : [{ ...hit, score: line.slice(0, at).split("\v").length - 1 }];
  });
}

function byRelevance(a: Hit, b: Hit): number {
  if (a.score !== b.score) return a.score - b.score;
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  const [first, second] = [parseVersion(a.chart.metadata.version), parseVersion(b.chart.metadata.version)];
  return first && second ? compareVersions(second, first) : 0;
}

function allowed(hits: readonly Hit[], range: string, everyOne: boolean): Hit[] {
  let constraint: ReturnType<typeof parseConstraint>;
  try {
    constraint = parseConstraint(range);
  } catch (error) {
    throw new HelmError(`an invalid version/constraint format: ${messageOf(error)}`);
  }
  const seen = new Set<string>();
  return hits.filter(({ name, chart }) => {
    const version = parseVersion(chart.metadata.version);
    if (!version || !satisfies(version, constraint) || (!everyOne && seen.has(name))) return false;
    seen.add(name);
    return true;
  });
}
