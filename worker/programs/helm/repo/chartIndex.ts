import { compareVersions, parseConstraint, parseVersion, satisfies } from "../../../base/semver/index.ts";
import { isDict } from "../../../base/sprig/index.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import type { Metadata } from "../chart/chart.ts";
import { readMetadata } from "../chart/metadata.ts";
import { decodeMap } from "../chart/yaml.ts";
import { HelmError, within } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { fetchBytes } from "./fetch.ts";
import type { Repository } from "./repositories.ts";

/** A version of a chart as an index.yaml lists it. */
export interface ChartVersion {
  readonly metadata: Metadata;
  readonly urls: readonly string[];
  /** SHA-256 of the archive, hex. */
  readonly digest: string;
}

/** Charts by name, newest version first. */
export type ChartIndex = ReadonlyMap<string, readonly ChartVersion[]>;

/** @throws HelmError "no API version specified" and the like */
export function readIndex(text: string): ChartIndex {
  if (text.trim() === "") throw new HelmError("empty index.yaml file");
  const value = decodeMap(text);
  if (!value.apiVersion) throw new HelmError("no API version specified");
  const entries = isDict(value.entries) ? value.entries : {};
  return new Map(
    Object.entries(entries).map(([name, versions]) => [
      name,
      (Array.isArray(versions) ? versions : []).filter(isDict).map(readVersion).sort(newestFirst),
    ]),
  );
}

const readVersion = (value: Readonly<Record<string, unknown>>): ChartVersion => ({
  metadata: readMetadata(value),
  urls: Array.isArray(value.urls) ? value.urls.map(String) : [],
  digest: typeof value.digest === "string" ? value.digest : "",
});

function newestFirst(a: ChartVersion, b: ChartVersion): number {
  const [first, second] = [parseVersion(a.metadata.version), parseVersion(b.metadata.version)];
  if (!first || !second) return first ? -1 : second ? 1 : 0;
  return compareVersions(second, first);
}

const isRange = (version: string): boolean =>
  /[\^~<>=!*]|\|\|| - /.test(version) || /[xX]/.test(version.split(/[-+]/, 1)[0]!);

/** The chart of that version or range, the latest stable one where there is none. @throws HelmError */
export async function findVersion(
  index: ChartIndex,
  name: string,
  version: string,
  warn: (text: string, fields: Readonly<Record<string, string>>) => Promise<void>,
): Promise<ChartVersion> {
  const versions = index.get(name);
  if (!versions) throw new HelmError("no chart name found");
  if (versions.length === 0) throw new HelmError("no chart version found");
  const constraint = parseConstraint(version === "" ? "*" : version);
  const exact = version === "" ? undefined : versions.find((one) => one.metadata.version === version);
  if (exact) return exact;
  for (const one of versions) {
    const parsed = parseVersion(one.metadata.version);
    if (!parsed || !satisfies(parsed, constraint)) continue;
    if (version !== "" && !isRange(version)) {
      await warn("unable to find exact version requested; falling back to closest available version", {
        chart: name,
        requested: version,
        selected: one.metadata.version,
      });
    }
    return one;
  }
  throw new HelmError(`no chart version found for ${name}-${version}`);
}

/** Where a repository's index lies in the cache. */
export const indexPath = (helm: Helm, name: string): string =>
  helm.path(`${helm.places.repositoryCache}/${name}-index.yaml`);
export const chartListPath = (helm: Helm, name: string): string =>
  helm.path(`${helm.places.repositoryCache}/${name}-charts.txt`);

/** Fetches a repository's index.yaml. @throws HelmError */
export async function fetchIndex(
  helm: Helm,
  repository: Pick<Repository, "url" | "insecure_skip_tls_verify">,
): Promise<{ readonly text: string; readonly index: ChartIndex }> {
  const address = repositoryUrl(repository.url);
  address.pathname = `${address.pathname.replace(/\/$/, "")}/index.yaml`;
  const text = fromUtf8(await fetchBytes(helm.io, address.href, { insecure: repository.insecure_skip_tls_verify }));
  return { text, index: readIndex(text) };
}

/** @throws HelmError for what is no address */
export function repositoryUrl(url: string): URL {
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\//.exec(url)?.[1] ?? "";
  if (scheme !== "http" && scheme !== "https") {
    throw new HelmError(
      scheme === "oci"
        ? "OCI registries are not chart repositories; name the chart with its oci:// address"
        : `could not find protocol handler for: ${scheme}`,
    );
  }
  return new URL(url);
}

/** Fetches the index and keeps it in the cache. */
export async function downloadIndex(helm: Helm, repository: Repository): Promise<void> {
  const { text, index } = await fetchIndex(helm, repository);
  helm.keep(
    chartListPath(helm, repository.name),
    [...index.keys()]
      .sort()
      .map((name) => `${name}\n`)
      .join(""),
  );
  helm.keep(indexPath(helm, repository.name), text);
}

/** The index of a repository as the cache has it. @throws HelmError */
export function cachedIndex(helm: Helm, name: string): ChartIndex {
  const path = indexPath(helm, name);
  if (!helm.io.files.stat(path)) throw new HelmError(`open ${path}: no such file or directory`);
  try {
    return readIndex(helm.io.files.readText(path));
  } catch (error) {
    throw within(`error loading ${path}`, error);
  }
}
