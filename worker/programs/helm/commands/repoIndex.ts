import { goJson, goYaml } from "../../../base/goprint/index.ts";
import { sha256 } from "../../../base/hash.ts";
import { compareVersions, parseVersion } from "../../../base/semver/index.ts";
import { isDict } from "../../../base/sprig/index.ts";
import type { Metadata } from "../chart/chart.ts";
import { loadChartAt } from "../chart/folder.ts";
import { decodeMap } from "../chart/yaml.ts";
import { helmCommand } from "../cli/command.ts";
import { within } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { timestamp } from "../release/encoding.ts";
import { readIndex } from "../repo/chartIndex.ts";

type Entry = Readonly<Record<string, unknown>> & { readonly version: string };
type Entries = Record<string, readonly Entry[]>;

export const repoIndex = helmCommand({
  usage: "repo index [DIR]",
  about: ["Write an index.yaml for the packed charts of a folder, which makes a repository of it."],
  flags: {
    json: { type: "bool", help: "write JSON" },
    merge: { type: "string", help: "an index to take further entries from" },
    url: { type: "string", help: "the repository's URL, to stand before file names" },
  },
  operands: { exactly: 1 },
  async run({ flags, operands }, helm) {
    const root = helm.path(operands[0]!);
    const entries = indexFolder(helm, root, flags.url);
    const write = (path: string, content: Entries): void => {
      const value = { apiVersion: "v1", entries: content, generated: timestamp(helm.now) };
      helm.keep(path, flags.json ? goJson(value) : goYaml(value));
    };
    if (flags.merge !== "") {
      const path = helm.path(flags.merge);
      if (helm.io.files.stat(path)) merge(entries, readEntries(helm, path));
      else write(path, {});
    }
    for (const [name, versions] of Object.entries(entries)) entries[name] = [...versions].sort(newestFirst);
    write(`${root}/index.yaml`, entries);
  },
});

/** Charts of a folder and of the folders in it; what is no chart is passed over. */
function indexFolder(helm: Helm, root: string, url: string): Entries {
  const { files } = helm.io;
  if (files.stat(root)?.type !== "directory") return {};
  const isArchive = (path: string) => path.endsWith(".tgz");
  const names = [...files.list(root)].sort();
  const below = names
    .filter((one) => files.stat(`${root}/${one}`)?.type === "directory")
    .flatMap((folder) => [...files.list(`${root}/${folder}`)].sort().map((one) => `${folder}/${one}`));
  const entries: Entries = {};
  for (const path of [...names, ...below].filter(isArchive)) {
    let metadata: Metadata;
    try {
      metadata = loadChartAt(files, `${root}/${path}`, path).metadata;
    } catch {
      continue;
    }
    const entry = {
      ...metadata,
      created: timestamp(helm.now),
      digest: sha256(files.read(`${root}/${path}`)),
      urls: [url === "" ? path : `${url.replace(/\/$/, "")}/${path}`],
    };
    entries[metadata.name] = [...(entries[metadata.name] ?? []), entry];
  }
  return entries;
}

function readEntries(helm: Helm, path: string): Entries {
  const text = helm.io.files.readText(path);
  try {
    readIndex(text);
  } catch (error) {
    throw within("merge failed", error);
  }
  const { entries } = decodeMap(text);
  if (!isDict(entries)) return {};
  return Object.fromEntries(
    Object.entries(entries).map(([name, all]) => [name, Array.isArray(all) ? (all.filter(isDict) as Entry[]) : []]),
  );
}

/** Versions that are there already stay. */
function merge(entries: Entries, others: Entries): void {
  for (const [name, versions] of Object.entries(others)) {
    const own = entries[name] ?? [];
    entries[name] = [...own, ...versions.filter((one) => !own.some(({ version }) => version === one.version))];
  }
}

function newestFirst(a: Entry, b: Entry): number {
  const [first, second] = [parseVersion(a.version), parseVersion(b.version)];
  return first && second ? compareVersions(second, first) : first ? -1 : second ? 1 : 0;
}
