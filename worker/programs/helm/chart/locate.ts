import { sha256 } from "../../../base/hash.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { pullChart, resolveReference } from "../registry/index.ts";
import { type ChartVersion, cachedIndex, fetchIndex, findVersion } from "../repo/chartIndex.ts";
import { fetchBytes } from "../repo/fetch.ts";
import { readRepositories } from "../repo/repositories.ts";
import type { Chart } from "./chart.ts";
import { loadChartAt } from "./folder.ts";
import { noKeyring, provenanceOf, verifyLocal } from "./provenance.ts";

/** Which chart is meant, as install, upgrade, template, show and pull take it. */
export interface ChartChoice {
  readonly reference: string;
  /** A version or range; "" for the latest stable one. */
  readonly version: string;
  /** `--repo`: the repository's URL. */
  readonly repo: string;
  readonly devel?: boolean;
  readonly insecure?: boolean;
  readonly plainHttp?: boolean;
  /** `--verify`: the chart must be signed. */
  readonly verify?: boolean;
  /** For words about the chart alone, which are looked for otherwise. */
  readonly describes?: boolean;
}

/**
 * The chart: a folder or archive that is there, a URL, or REPOSITORY/NAME.
 *
 * @throws HelmError in helm's words
 */
export async function locateChart(helm: Helm, choice: ChartChoice): Promise<Chart> {
  const reference = choice.reference.trim();
  if (choice.repo === "") {
    const path = helm.path(reference);
    if (helm.io.files.stat(path) && choice.verify) verifyLocal(helm, path);
    if (helm.io.files.stat(path)) return loadChartAt(helm.io.files, path, path, !choice.describes);
    if (reference.startsWith("/") || reference.startsWith("."))
      throw new HelmError(`path ${JSON.stringify(reference)} not found`);
  }
  const path = await fetchChart(helm, { ...choice, reference });
  return loadChartAt(helm.io.files, path, path);
}

/** Puts the chart's archive into the cache, by its digest. @returns the path */
async function fetchChart(helm: Helm, choice: ChartChoice): Promise<string> {
  if (isRegistry(choice)) {
    const data = await pullChart(helm, choice.reference, versionOf(choice), {
      ...choice,
      say: (text) => helm.out(text),
    });
    const path = placeOf(helm, sha256(data));
    helm.keep(path, data);
    if (choice.verify) {
      const { host, repository, tag } = await resolveReference(helm, choice.reference, versionOf(choice), choice);
      await verifyFetched(helm, choice, `oci://${host}/${repository}:${tag}`);
    }
    return path;
  }
  const { url, digest, insecure } = await resolveChart(helm, choice);
  if (digest !== "" && !choice.verify && helm.io.files.stat(placeOf(helm, digest))) return placeOf(helm, digest);
  const data = await fetchBytes(helm.io, url, { insecure });
  const path = placeOf(helm, digest || sha256(data));
  helm.keep(path, data);
  if (choice.verify) await verifyFetched(helm, choice, url);
  return path;
}

async function verifyFetched(helm: Helm, { reference, insecure = false }: ChartChoice, url: string): Promise<never> {
  await provenanceOf(helm, reference, url, { verify: true, insecure });
  throw new HelmError(noKeyring(helm));
}

const placeOf = (helm: Helm, hash: string): string =>
  helm.path(`${helm.places.content}/${hash.slice(0, 2)}/${hash}.chart`);

/** Whether the chart is in an OCI registry. */
export const isRegistry = ({ reference, repo }: Pick<ChartChoice, "reference" | "repo">): boolean =>
  repo === "" && reference.startsWith("oci://");

/** The version or range asked for; --devel lets pre-releases in. */
export const versionOf = ({ version, devel }: Pick<ChartChoice, "version" | "devel">): string =>
  version === "" && devel ? ">0.0.0-0" : version.trim();

/** The address of a chart's archive, with its digest where an index tells it. */
export async function resolveChart(
  helm: Helm,
  choice: ChartChoice,
): Promise<{ readonly url: string; readonly digest: string; readonly insecure: boolean }> {
  const { reference, repo } = choice;
  const version = versionOf(choice);
  const warn = (says: string, fields: Readonly<Record<string, string>>) => helm.log("WARN", says, fields);
  if (repo !== "") return fromUrlRepository(helm, { ...choice, version });
  if (/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/]+\/./.test(reference)) {
    return { url: reference, digest: "", insecure: choice.insecure ?? false };
  }
  const slash = reference.indexOf("/");
  if (slash < 0) {
    throw new HelmError(`non-absolute URLs should be in form of repo_name/path_to_chart, got: ${reference}`);
  }
  const [name, chartName] = [reference.slice(0, slash), reference.slice(slash + 1)];
  const repository = readRepositories(helm)?.find((one) => one.name === name);
  if (!repository) throw new HelmError(`repo ${name} not found`);
  let index: ReturnType<typeof cachedIndex>;
  try {
    index = cachedIndex(helm, name);
  } catch (error) {
    throw new HelmError(`no cached repo found. (try 'helm repo update'): ${messageOf(error)}`);
  }
  let found: ChartVersion;
  try {
    found = await findVersion(index, chartName, version, warn);
  } catch (error) {
    throw new HelmError(
      `chart ${JSON.stringify(chartName)} matching ${version} not found in ${name} index. (try 'helm repo update'): ${messageOf(error)}`,
    );
  }
  if (!found.urls[0]) throw new HelmError(`chart ${JSON.stringify(reference)} has no downloadable URLs`);
  return {
    url: absolute(repository.url, found.urls[0]),
    digest: found.digest,
    insecure: repository.insecure_skip_tls_verify || (choice.insecure ?? false),
  };
}

async function fromUrlRepository(helm: Helm, choice: ChartChoice) {
  const { reference, repo, version, insecure = false } = choice;
  const warn = (says: string, fields: Readonly<Record<string, string>>) => helm.log("WARN", says, fields);
  let fetched: Awaited<ReturnType<typeof fetchIndex>>;
  try {
    fetched = await fetchIndex(helm, { url: repo, insecure_skip_tls_verify: insecure });
  } catch (error) {
    throw new HelmError(
      `looks like ${JSON.stringify(repo)} is not a valid chart repository or cannot be reached: ${messageOf(error)}`,
    );
  }
  const what = `chart ${JSON.stringify(reference)}${version && ` version ${JSON.stringify(version)}`}`;
  let found: ChartVersion;
  try {
    found = await findVersion(fetched.index, reference, version, warn);
  } catch {
    throw new HelmError(`${what} not found in ${repo} repository`);
  }
  if (!found.urls[0]) throw new HelmError(`${what} has no downloadable URLs`);
  return { url: absolute(repo, found.urls[0]), digest: found.digest, insecure };
}

const absolute = (base: string, url: string): string => new URL(url, `${base.replace(/\/$/, "")}/`).href;
