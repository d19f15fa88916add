import { inRange, parseConstraint } from "../../../base/semver/index.ts";
import type { Dependency } from "../chart/chart.ts";
import { folderFiles, loadChartAt } from "../chart/folder.ts";
import { loadChart } from "../chart/load.ts";
import { resolveChart } from "../chart/locate.ts";
import { savedChart } from "../chart/save.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { pullChart } from "../registry/index.ts";
import { cachedIndex } from "../repo/chartIndex.ts";
import { fetchBytes } from "../repo/fetch.ts";
import { isLocal, isRegistry, knownByUrl, localFolder, type Say } from "./repositories.ts";

interface Download {
  readonly helm: Helm;
  /** The chart's folder. */
  readonly root: string;
  readonly plainHttp: boolean;
  readonly say: Say;
}

/**
 * Puts the archives of dependencies into charts/ and deletes those that are no longer asked for.
 *
 * @returns the dependencies with the versions that came
 * @throws HelmError
 */
export async function downloadAll(job: Download, dependencies: readonly Dependency[]): Promise<readonly Dependency[]> {
  const { helm, root, say } = job;
  const folder = helm.path(`${root}/charts`);
  const there = helm.io.files.stat(folder);
  if (there && there.type !== "directory")
    throw new HelmError(`${JSON.stringify(`${root}/charts`)} is not a directory`);
  helm.io.files.makeDirectory(folder, { parents: true });
  await say(`Saving ${dependencies.length} charts\n`);
  const archives = new Map<string, Uint8Array>();
  const seen = new Set<string>();
  const came: Dependency[] = [];
  try {
    for (const one of dependencies) came.push(await fetchOne(job, one, { archives, seen }));
  } catch (error) {
    if (!(error instanceof SaveFailure)) throw error;
    await say(`Save error occurred:  ${error.message}\n`);
    throw new HelmError(error.message);
  }
  const outdated = [...helm.io.files.list(folder)].filter((name) => !archives.has(name)).sort();
  for (const [name, data] of archives) helm.keep(`${folder}/${name}`, data);
  await say("Deleting outdated charts\n");
  const kept = new Set(dependencies.filter((one) => (one.repository ?? "") === "").map((one) => one.name));
  for (const name of outdated) await deleteOutdated(job, name, kept);
  return came;
}

/** A failure that ends the saving and is told twice, as helm does. */
class SaveFailure extends Error {}

async function fetchOne(
  job: Download,
  dependency: Dependency,
  { archives, seen }: { readonly archives: Map<string, Uint8Array>; readonly seen: Set<string> },
): Promise<Dependency> {
  const { helm, root, plainHttp, say } = job;
  const { name, version = "", repository = "" } = dependency;
  if (repository === "") {
    await say(`Dependency ${name} did not declare a repository. Assuming it exists in the charts directory\n`);
    checkUnpacked(helm, root, dependency);
    return dependency;
  }
  if (isLocal(repository)) {
    const { file, data, version: actual } = packLocal(helm, root, dependency);
    archives.set(file, data);
    return { ...dependency, version: actual };
  }
  const url = await urlOf(helm, dependency).catch((error: unknown) => {
    throw new SaveFailure(`could not find : ${messageOf(error)}`);
  });
  if (seen.has(url)) {
    await say(`Already downloaded ${name} from repo ${repository}\n`);
    return dependency;
  }
  await say(`Downloading ${name} from repo ${repository}\n`);
  try {
    const data = isRegistry(url)
      ? await pullChart(helm, url.slice(0, url.lastIndexOf(":")), version, { plainHttp, say })
      : await fetchBytes(helm.io, url);
    archives.set(
      isRegistry(url)
        ? `${name}-${version}.tgz`
        : url
            .replace(/[?#].*$/, "")
            .split("/")
            .at(-1)!,
      data,
    );
  } catch (error) {
    throw new SaveFailure(`could not download ${url.replace(/^(oci:.*):.*$/, "$1")}: ${messageOf(error)}`);
  }
  seen.add(url);
  return dependency;
}

/** @throws SaveFailure where charts/NAME is of another version */
function checkUnpacked(helm: Helm, root: string, { name, version = "" }: Dependency): void {
  const path = `${root}/charts/${name}`;
  let actual: string;
  try {
    actual = loadChart(folderFiles(helm.io.files, helm.path(path))).metadata.version;
  } catch (error) {
    throw new HelmError(`unable to load chart '${path}': ${messageOf(error)}`);
  }
  if (inRange(version, actual)) return;
  throw new SaveFailure(`dependency ${name} at version ${actual} does not satisfy the constraint ${version}`);
}

function packLocal(helm: Helm, root: string, { name, version = "", repository = "" }: Dependency) {
  try {
    const files = folderFiles(helm.io.files, helm.path(localFolder(helm, repository, root)));
    const { metadata } = loadChart(files);
    parseConstraint(version);
    if (!inRange(version, metadata.version)) throw new HelmError(`can't get a valid version for dependency ${name}`);
    const { name: file, data } = savedChart(files, metadata);
    return { file, data, version: metadata.version };
  } catch (error) {
    throw new SaveFailure(messageOf(error));
  }
}

/** The address of a dependency's archive. @throws HelmError */
async function urlOf(helm: Helm, { name, version = "", repository = "" }: Dependency): Promise<string> {
  if (isRegistry(repository)) return `${repository.replace(/\/$/, "")}/${name}:${version}`;
  const known = knownByUrl(helm, repository);
  if (known) {
    const versions = cachedIndex(helm, known.name).get(name);
    if (!versions) throw new HelmError("entry not found");
    const found = versions.find((one) => one.urls.length > 0 && (version === "" || one.metadata.version === version));
    if (!found) throw new HelmError("no matching version");
    return new URL(found.urls[0]!, `${repository.replace(/\/$/, "")}/`).href;
  }
  try {
    return (await resolveChart(helm, { reference: name, version, repo: repository })).url;
  } catch (error) {
    throw new HelmError(`chart ${name} not found in ${repository}: ${messageOf(error)}`);
  }
}

async function deleteOutdated({ helm, root, say }: Download, name: string, kept: ReadonlySet<string>): Promise<void> {
  const shown = `${root}/charts/${name}`;
  const path = helm.path(shown);
  if (helm.io.files.stat(path)?.type === "directory") return;
  try {
    if (!kept.has(loadChartAt(helm.io.files, path, shown).metadata.name)) helm.io.files.remove(path);
  } catch (error) {
    await say(`Could not verify ${shown} for deletion: ${messageOf(error)} (Skipping)\n`);
  }
}
