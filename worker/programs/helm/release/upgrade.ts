import type { Dict } from "../../../base/sprig/index.ts";
import type { Chart } from "../chart/chart.ts";
import { deleteObject, UpdateFailure, updateObjects } from "../cluster/changes.ts";
import { buildTargets, sameTarget, type Target } from "../cluster/objects.ts";
import { adoptable, owned } from "../cluster/ownership.ts";
import { waitForObjects } from "../cluster/wait.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { defaultCapabilities } from "../render/capabilities.ts";
import { renderChart } from "../render/chartOutput.ts";
import { assertReachable, clusterCapabilities } from "../render/clusterCapabilities.ts";
import { clusterLookup } from "../render/lookup.ts";
import { processDependencies } from "../values/dependencies.ts";
import { releasedChart, timestamp } from "./encoding.ts";
import { HookFailure, runHooks } from "./hooks.ts";
import { isReleaseName } from "./names.ts";
import type { ActionOptions } from "./options.ts";
import { type HookEvent, isPending, type Release, withStatus } from "./release.ts";
import { type Reuse, reusedValues } from "./reuse.ts";
import { rollbackRelease } from "./rollback.ts";
import { checkLabels, ReleaseNotFound, ReleaseStorage } from "./storage.ts";

export interface UpgradeRequest {
  readonly name: string;
  readonly namespace: string;
  readonly chart: Chart;
  readonly values: Dict;
  readonly options: Omit<ActionOptions, "method">;
  /** "auto" goes on as the last revision did. */
  readonly serverSide: "true" | "false" | "auto";
  readonly reuse: Reuse;
  readonly labels: Readonly<Record<string, string>>;
  readonly skipSchema: boolean;
  readonly subNotes: boolean;
  readonly hideSecret: boolean;
  readonly takeOwnership: boolean;
  readonly cleanupOnFail: boolean;
  /** 0 keeps all. */
  readonly maxHistory: number;
}

/** Brings a release to a chart and values. @throws HelmError without "UPGRADE FAILED" */
export async function upgradeRelease(helm: Helm, request: UpgradeRequest): Promise<Release> {
  const { name, options } = request;
  await assertReachable(helm);
  if (!isReleaseName(name)) throw new HelmError(`release name is invalid: ${name}`);
  const storage = new ReleaseStorage(helm, request.namespace);
  if (options.dryRun === "none" && request.hideSecret) {
    throw new HelmError("hiding Kubernetes secrets requires a dry-run mode");
  }
  const { last, current } = await revisions(storage, name);
  const next = await render(helm, request, { last, current });
  const { originals, targets } = await plan(helm, current, next, request.takeOwnership);
  if (options.dryRun !== "none") return withStatus(next, next.info.status, options.description || "Dry run complete");
  if (request.maxHistory > 0) await storage.prune(name, request.maxHistory - 1);
  await storage.create(next);
  return perform(helm, { request, storage, current, next, originals, targets });
}

/** The newest revision, and the one that is deployed. @throws HelmError */
async function revisions(storage: ReleaseStorage, name: string) {
  let history: readonly Release[];
  try {
    history = await storage.history(name);
  } catch (error) {
    if (error instanceof ReleaseNotFound) throw new HelmError(`${JSON.stringify(name)} has no deployed releases`);
    throw error;
  }
  const last = history.at(-1)!;
  const { status } = last.info;
  if (isPending(status)) throw new HelmError("another operation (install/upgrade/rollback) is in progress");
  const deployed = history.filter((one) => one.info.status === "deployed").at(-1);
  if (status === "deployed" || (!deployed && (status === "failed" || status === "superseded")))
    return { last, current: last };
  if (!deployed) throw new HelmError(`${JSON.stringify(name)} has no deployed releases`);
  return { last, current: deployed };
}

async function render(
  helm: Helm,
  request: UpgradeRequest,
  { last, current }: { readonly last: Release; readonly current: Release },
): Promise<Release> {
  const { options } = request;
  const { chart: own, values } = reusedValues(request.chart, request.values, current, request.reuse);
  const chart = processDependencies(own, values);
  const asksServer = options.dryRun !== "client";
  const version = last.version + 1;
  const output = await renderChart(helm, {
    chart,
    values,
    release: { name: request.name, namespace: current.namespace, revision: version, isUpgrade: true },
    capabilities: asksServer ? await clusterCapabilities(helm) : defaultCapabilities(),
    hideSecret: request.hideSecret,
    subNotes: request.subNotes,
    skipSchema: request.skipSchema,
    ...(asksServer && { lookup: clusterLookup(helm) }),
  });
  checkLabels(request.labels);
  const labels = Object.entries({ ...last.labels, ...request.labels }).filter(([, value]) => value !== "null");
  return {
    name: request.name,
    info: {
      first_deployed: current.info.first_deployed,
      last_deployed: timestamp(helm.now),
      description: "Preparing upgrade",
      status: "pending-upgrade",
      notes: output.notes,
    },
    chart: releasedChart(own),
    config: values,
    manifest: output.manifest,
    hooks: output.hooks,
    version,
    namespace: current.namespace,
    apply_method: request.serverSide === "auto" ? last.apply_method : request.serverSide === "true" ? "ssa" : "csa",
    labels: Object.fromEntries(labels),
  };
}

async function plan(helm: Helm, current: Release, next: Release, takesOwnership: boolean) {
  const build = async (what: string, release: Release): Promise<readonly Target[]> => {
    try {
      return await buildTargets(helm, release.manifest, release.namespace);
    } catch (error) {
      throw new HelmError(`unable to build kubernetes objects from ${what} release manifest: ${messageOf(error)}`);
    }
  };
  const targets = (await build("new", next)).map((target) => owned(target, next));
  const originals = await build("current", current);
  const fresh = targets.filter((target) => !originals.some((one) => sameTarget(one, target)));
  try {
    return { targets, originals: [...originals, ...(await adoptable(helm, fresh, next, takesOwnership))] };
  } catch (error) {
    throw new HelmError(`unable to continue with update: ${messageOf(error)}`);
  }
}

interface Work {
  readonly request: UpgradeRequest;
  readonly storage: ReleaseStorage;
  readonly current: Release;
  readonly next: Release;
  readonly originals: readonly Target[];
  readonly targets: readonly Target[];
}

async function perform(helm: Helm, work: Work): Promise<Release> {
  const { request, storage, current, originals, targets } = work;
  const { options } = request;
  const method = work.next.apply_method;
  let release = work.next;
  let created: readonly Target[] = [];
  const hooks = async (event: HookEvent, context: string): Promise<void> => {
    if (options.noHooks) return;
    const record = (one: Release) => storage.update(one);
    try {
      release = await runHooks(helm, release, event, {
        method,
        timeoutMs: options.timeoutMs,
        waits: options.goal !== undefined,
        legacy: options.legacy,
        record,
      });
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      if (error instanceof HookFailure) release = error.release;
      throw new HelmError(`${context} hooks failed: ${error.message}`);
    }
  };
  try {
    await hooks("pre-upgrade", "pre-upgrade");
    created = await updateObjects(helm, {
      originals,
      targets,
      method,
      replaces: options.replaces,
      forces: options.forceConflicts,
      takesOverFields: current.apply_method === "csa",
    });
    if (options.goal) await waitForObjects(helm, targets, { ...options, goal: options.goal });
    await hooks("post-upgrade", "post-upgrade");
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    throw await failed(
      helm,
      { ...work, next: release },
      error,
      error instanceof UpdateFailure ? error.created : created,
    );
  }
  await storage.update(withStatus(current, "superseded"));
  const deployed = withStatus(release, "deployed", options.description || "Upgrade complete");
  await storage.update(deployed);
  return deployed;
}

/** Notes the failure down and undoes what it shall. @returns what to tell */
async function failed(helm: Helm, work: Work, error: HelmError, created: readonly Target[]): Promise<HelmError> {
  const { request, storage, next } = work;
  const { options, name } = request;
  const says = error.message;
  await helm.log("WARN", "upgrade failed", { name, error: says });
  await storage.update(withStatus(next, "failed", `Upgrade ${JSON.stringify(name)} failed: ${says}`)).catch(() => {});
  if (request.cleanupOnFail) for (const one of created) await deleteObject(helm, one, "Background").catch(() => {});
  if (!options.rollbackOnFailure) return new HelmError(says);
  const good = (await storage.history(name)).filter(
    (one) => one.info.status === "superseded" || one.info.status === "deployed",
  );
  const target = good.at(-1);
  if (!target) {
    return new HelmError(
      `unable to find a previously successful release when attempting to rollback. original upgrade error: ${says}`,
    );
  }
  try {
    await rollbackRelease(helm, name, {
      ...options,
      namespace: request.namespace,
      revision: target.version,
      serverSide: "auto",
      maxHistory: 0,
    });
  } catch (rollbackError) {
    return new HelmError(
      `an error occurred while rolling back the release. original upgrade error: ${says}: ${messageOf(rollbackError)}`,
    );
  }
  return new HelmError(
    `release ${name} failed, and has been rolled back due to rollback-on-failure being set: ${says}`,
  );
}
