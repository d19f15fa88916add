import { parseConstraint, parseVersion, satisfies, versionText } from "../../../base/semver/index.ts";
import type { Dependency } from "../chart/chart.ts";
import { folderFiles } from "../chart/folder.ts";
import { loadChart } from "../chart/load.ts";
import { HelmError, messageOf, within } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { tagsOf } from "../registry/index.ts";
import { type ChartIndex, cachedIndex } from "../repo/chartIndex.ts";
import { locked } from "./lock.ts";
import { isLocal, isRegistry, knownByUrl, localFolder, unmanagedName } from "./repositories.ts";

/** The newest version of each dependency that Chart.yaml allows. @throws HelmError naming those for which there is none */
export async function resolveVersions(
  helm: Helm,
  root: string,
  dependencies: readonly Dependency[],
  plainHttp: boolean,
): Promise<readonly Dependency[]> {
  const missing: string[] = [];
  const found: Dependency[] = [];
  for (const one of dependencies) {
    const { name, version = "", repository = "" } = one;
    try {
      parseConstraint(version);
    } catch (error) {
      throw within(`dependency ${JSON.stringify(name)} has an invalid version/constraint format`, error);
    }
    const best = await bestVersion(helm, root, one, plainHttp);
    if (best === undefined) {
      missing.push(
        `${JSON.stringify(name)} (repository ${JSON.stringify(repository)}, version ${JSON.stringify(version)})`,
      );
    } else found.push(locked(one, best));
  }
  if (missing.length === 0) return found;
  throw new HelmError(
    `can't get a valid version for ${missing.length} subchart(s): ${missing.join(", ")}. Make sure a matching chart version exists in the repo, or change the version constraint in Chart.yaml`,
  );
}

async function bestVersion(
  helm: Helm,
  root: string,
  dependency: Dependency,
  plainHttp: boolean,
): Promise<string | undefined> {
  const { name, version = "", repository = "" } = dependency;
  const fits = (one: string): boolean => {
    const parsed = parseVersion(one);
    return parsed !== undefined && satisfies(parsed, parseConstraint(version));
  };
  if (repository === "") {
    localFolder(helm, `charts/${name}`, root);
    return version;
  }
  if (isLocal(repository)) {
    const folder = localFolder(helm, repository, root);
    const chart = loadChart(folderFiles(helm.io.files, helm.path(folder)));
    return fits(chart.metadata.version) ? chart.metadata.version : undefined;
  }
  if (isRegistry(repository)) {
    const exact = parseVersion(version);
    if (exact) return versionText(exact);
    let tags: readonly string[];
    try {
      tags = await tagsOf(helm, `${repository.replace(/\/$/, "")}/${name}`, { plainHttp });
    } catch (error) {
      throw within(`could not retrieve list of tags for repository ${repository}`, error);
    }
    return tags.find(fits) ?? version;
  }
  const cached = knownByUrl(helm, repository)?.name ?? unmanagedName(repository);
  let index: ChartIndex;
  try {
    index = cachedIndex(helm, cached);
  } catch (error) {
    throw new HelmError(`no cached repository for ${cached} found. (try 'helm repo update'): ${messageOf(error)}`);
  }
  const versions = index.get(name);
  if (!versions) throw new HelmError(`${name} chart not found in repo ${repository}`);
  return versions.find((one) => one.urls.length > 0 && fits(one.metadata.version))?.metadata.version;
}
