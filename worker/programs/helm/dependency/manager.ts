import type { Chart } from "../chart/chart.ts";
import { folderFiles } from "../chart/folder.ts";
import { loadChart } from "../chart/load.ts";
import { HelmError } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { downloadAll } from "./download.ts";
import { lockDigest, readLock, writeLock } from "./lock.ts";
import { isLocal, isRegistry, knownByUrl, refreshKnown, refreshUnmanaged, type Say, withUrls } from "./repositories.ts";
import { resolveVersions } from "./resolve.ts";

export interface DependencyOptions {
  /** Leaves the indexes of repositories as the cache has them. */
  readonly skipRefresh: boolean;
  readonly plainHttp: boolean;
  /** Where to tell what is done. */
  readonly say: Say;
}

/** Brings charts/ to what Chart.yaml asks for and writes the lock. @param root the chart's folder as typed */
export async function updateDependencies(helm: Helm, root: string, options: DependencyOptions): Promise<void> {
  const chart = chartIn(helm, root);
  if (!chart.metadata.dependencies) return;
  const { say, skipRefresh, plainHttp } = options;
  const wanted = withUrls(helm, root, chart.metadata.dependencies);
  if (!skipRefresh) {
    await refreshUnmanaged(helm, wanted, say);
    await refreshKnown(helm, say);
  }
  const found = await resolveVersions(helm, root, wanted, plainHttp);
  const dependencies = await downloadAll({ helm, root, plainHttp, say }, found);
  const digest = lockDigest(wanted, dependencies);
  if (readLock(chart)?.digest !== digest) writeLock(helm, root, chart, { dependencies, digest });
}

/** Fills charts/ with what the lock names; without a lock it updates. */
export async function buildDependencies(helm: Helm, root: string, options: DependencyOptions): Promise<void> {
  const chart = chartIn(helm, root);
  const lock = readLock(chart);
  if (!lock) return updateDependencies(helm, root, options);
  const wanted = withUrls(helm, root, chart.metadata.dependencies ?? []);
  if (lockDigest(wanted, lock.dependencies) !== lock.digest) throw outOfSync(chart);
  const missing = lock.dependencies
    .map(({ repository = "" }) => repository)
    .filter((url) => url !== "" && !isLocal(url) && !isRegistry(url) && !knownByUrl(helm, url));
  if (missing.length > 0) {
    throw new HelmError(
      `no repository definition for ${missing.join(", ")}. Please add the missing repos via 'helm repo add'`,
    );
  }
  if (!options.skipRefresh) await refreshKnown(helm, options.say);
  await downloadAll({ helm, root, plainHttp: options.plainHttp, say: options.say }, lock.dependencies);
}

const outOfSync = ({ metadata }: Chart): HelmError =>
  new HelmError(
    metadata.apiVersion === "v1"
      ? "the lock file (requirements.lock) is out of sync with the dependencies file (requirements.yaml). Please update the dependencies"
      : "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update the dependencies with 'helm dependency update'",
  );

function chartIn(helm: Helm, root: string): Chart {
  const stat = helm.io.files.stat(helm.path(root));
  if (!stat) throw new HelmError(`could not find ${root}: stat ${root}: no such file or directory`);
  if (stat.type !== "directory") throw new HelmError("only unpacked charts can be updated");
  return loadChart(folderFiles(helm.io.files, helm.path(root)));
}
