import type { Dict } from "../../../base/sprig/index.ts";
import { fromUtf8 } from "../../../base/streams.ts";
import { type Chart, crdsOf } from "../chart/chart.ts";
import { createObjects, updateObjects } from "../cluster/changes.ts";
import { buildTargets, type Target } from "../cluster/objects.ts";
import { adoptable, owned } from "../cluster/ownership.ts";
import { waitForObjects } from "../cluster/wait.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { defaultCapabilities } from "../render/capabilities.ts";
import { renderChart } from "../render/chartOutput.ts";
import { assertReachable, clusterCapabilities } from "../render/clusterCapabilities.ts";
import { clusterLookup } from "../render/lookup.ts";
import { withDependencies } from "./dependencies.ts";
import { releasedChart, timestamp } from "./encoding.ts";
import { HookFailure, runHooks } from "./hooks.ts";
import { checkReleaseName } from "./names.ts";
import type { ActionOptions } from "./options.ts";
import { type Release, withStatus } from "./release.ts";
import { checkLabels, ReleaseNotFound, ReleaseStorage } from "./storage.ts";
import { uninstallRelease } from "./uninstall.ts";

export interface InstallRequest {
  readonly name: string;
  readonly namespace: string;
  readonly chart: Chart;
  readonly values: Dict;
  readonly options: ActionOptions;
  readonly labels: Readonly<Record<string, string>>;
  readonly createNamespace: boolean;
  readonly skipCrds: boolean;
  readonly skipSchema: boolean;
  readonly subNotes: boolean;
  readonly hideSecret: boolean;
  readonly takeOwnership: boolean;
  /** A name whose release was uninstalled with its history kept may be used again. */
  readonly replace: boolean;
}

/** Installs a chart as the first revision of a release. @throws HelmError without "INSTALLATION FAILED" */
export async function installRelease(helm: Helm, request: InstallRequest): Promise<Release> {
  const { name, namespace, options } = request;
  const storage = new ReleaseStorage(helm, namespace);
  const asksServer = options.dryRun !== "client";
  if (asksServer) {
    await assertReachable(helm).catch(async (error: unknown) => {
      await helm.log("ERROR", `cluster reachability check failed: ${messageOf(error)}`);
      throw new HelmError(`cluster reachability check failed: ${messageOf(error)}`);
    });
  }
  if (options.dryRun === "none" && request.hideSecret) {
    await helm.log("ERROR", "hiding Kubernetes secrets requires a dry-run mode");
    throw new HelmError("hiding Kubernetes secrets requires a dry-run mode");
  }
  await checkReleaseName(helm, name);
  const earlier = options.dryRun === "none" ? await freeName(helm, storage, request) : [];
  const chart = await withDependencies(helm, request.chart, request.values);
  if (asksServer && !request.skipCrds) await installCrds(helm, chart, request);
  checkLabels(request.labels);
  const version = (earlier.at(-1)?.version ?? 0) + 1;
  const output = await renderChart(helm, {
    chart,
    values: request.values,
    release: { name, namespace, revision: 1, isUpgrade: false },
    capabilities: asksServer ? await clusterCapabilities(helm) : defaultCapabilities(),
    hideSecret: request.hideSecret,
    subNotes: request.subNotes,
    skipSchema: request.skipSchema,
    ...(asksServer && { lookup: clusterLookup(helm) }),
  });
  const now = timestamp(helm.now);
  let release: Release = {
    name,
    info: {
      first_deployed: now,
      last_deployed: now,
      description: "Initial install underway",
      status: "pending-install",
      notes: output.notes,
    },
    chart: releasedChart(request.chart),
    config: request.values,
    manifest: output.manifest,
    hooks: output.hooks,
    version,
    namespace,
    apply_method: options.method,
    labels: request.labels,
  };
  const { targets, adopted } = asksServer ? await plan(helm, release, request) : { targets: [], adopted: [] };
  if (options.dryRun !== "none") return withStatus(release, release.info.status, "Dry run complete");
  if (request.createNamespace) await createNamespace(helm, namespace);
  const last = earlier.at(-1);
  if (last && last.info.status !== "failed") {
    await storage.update(withStatus(last, "superseded", "superseded by new release"));
  }
  await storage.create(release);
  try {
    release = await perform(helm, release, { targets, adopted, options, storage });
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    throw await failed(helm, error instanceof InstallFailure ? error.release : release, error, { options, storage });
  }
  try {
    await storage.update(release);
  } catch (error) {
    await helm.log("ERROR", "failed to record the release", { error: messageOf(error) });
  }
  return release;
}

/** Revisions of the name that were there before. @throws HelmError where it is in use */
async function freeName(helm: Helm, storage: ReleaseStorage, request: InstallRequest): Promise<readonly Release[]> {
  const { name, replace } = request;
  let history: readonly Release[];
  try {
    history = await storage.history(name);
  } catch (error) {
    if (error instanceof ReleaseNotFound) return [];
    return [];
  }
  const status = history.at(-1)?.info.status;
  if (replace && (status === "uninstalled" || status === "failed")) return history;
  const says = "cannot reuse a name that is still in use";
  await helm.log("ERROR", "release name check failed", { error: says });
  throw new HelmError(`release name check failed: ${says}`);
}

async function installCrds(helm: Helm, chart: Chart, { options, namespace }: InstallRequest): Promise<void> {
  const crds = crdsOf(chart);
  if (crds.length === 0) return;
  if (options.dryRun !== "none") {
    await helm.log(
      "WARN",
      "This chart or one of its subcharts contains CRDs. Rendering may fail or contain inaccuracies.",
    );
    return;
  }
  const all: Target[] = [];
  for (const crd of crds) {
    try {
      const targets = await buildTargets(helm, fromUtf8(crd.data), namespace);
      if (targets.length === 0) throw new HelmError("resources are empty");
      await createObjects(helm, targets, options.method);
      all.push(...targets);
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      throw new HelmError(`failed to install CRD ${crd.name}: ${error.message}`);
    }
  }
  if (options.goal) await waitForObjects(helm, all, { goal: "ready", timeoutMs: 60_000 });
  await helm.kube.rediscover();
}

/** The objects with helm's marks, and those of them that exist. @throws HelmError */
async function plan(helm: Helm, release: Release, request: InstallRequest) {
  let targets: readonly Target[];
  try {
    targets = await buildTargets(helm, release.manifest, release.namespace);
  } catch (error) {
    throw new HelmError(`unable to build kubernetes objects from release manifest: ${messageOf(error)}`);
  }
  targets = targets.map((target) => owned(target, release));
  try {
    return { targets, adopted: await adoptable(helm, targets, release, request.takeOwnership) };
  } catch (error) {
    throw new HelmError(`unable to continue with install: ${messageOf(error)}`);
  }
}

/** Makes a release's namespace with the label that helm gives it; one that is there stays as it is. */
async function createNamespace(helm: Helm, name: string): Promise<void> {
  const manifest = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels: { name } } });
  const rest = await helm.kube.rest();
  for (const { object, place } of await buildTargets(helm, manifest, "")) {
    try {
      await rest.get(place);
    } catch {
      await rest.create({ resource: place.resource }, object, [["fieldManager", "helm"]]);
    }
  }
}

interface Work {
  readonly targets: readonly Target[];
  readonly adopted: readonly Target[];
  readonly options: ActionOptions;
  readonly storage: ReleaseStorage;
}

/** A failure on the way, with the release as it stands then. */
class InstallFailure extends HelmError {
  constructor(
    message: string,
    readonly release: Release,
  ) {
    super(message);
  }
}

async function perform(helm: Helm, start: Release, { targets, adopted, options, storage }: Work): Promise<Release> {
  const hookOptions = {
    method: options.method,
    timeoutMs: options.timeoutMs,
    waits: options.goal !== undefined,
    legacy: options.legacy,
    record: (one: Release) => storage.update(one),
  };
  const hooks = async (release: Release, event: "pre-install" | "post-install"): Promise<Release> => {
    if (options.noHooks) return release;
    try {
      return await runHooks(helm, release, event, hookOptions);
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      throw new InstallFailure(
        `failed ${event}: ${error.message}`,
        error instanceof HookFailure ? error.release : release,
      );
    }
  };
  let release = await hooks(start, "pre-install");
  try {
    if (adopted.length === 0) await createObjects(helm, targets, options.method);
    else
      await updateObjects(helm, {
        originals: adopted,
        targets,
        method: options.method,
        replaces: options.replaces,
        forces: options.forceConflicts,
        takesOverFields: true,
      });
    if (options.goal) await waitForObjects(helm, targets, { ...options, goal: options.goal });
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    throw new InstallFailure(error.message, release);
  }
  release = await hooks(release, "post-install");
  return withStatus(release, "deployed", options.description || "Install complete");
}

/** Notes the failure down, or takes everything away again. @returns what to tell */
async function failed(
  helm: Helm,
  release: Release,
  error: HelmError,
  { options, storage }: Pick<Work, "options" | "storage">,
): Promise<HelmError> {
  const says = error.message;
  const record = withStatus(release, "failed", `Release ${JSON.stringify(release.name)} failed: ${says}`);
  if (!options.rollbackOnFailure) {
    await storage.update(record).catch(() => {});
    return new HelmError(says);
  }
  try {
    await uninstallRelease(helm, release.name, {
      namespace: release.namespace,
      noHooks: options.noHooks,
      keepHistory: false,
      timeoutMs: options.timeoutMs,
      waits: options.goal !== undefined,
      legacy: options.legacy,
      propagation: "Background",
      description: "",
    });
  } catch (uninstallError) {
    return new HelmError(
      `an error occurred while uninstalling the release. original install error: ${says}: ${messageOf(uninstallError)}`,
    );
  }
  return new HelmError(
    `release ${release.name} failed, and has been uninstalled due to rollback-on-failure being set: ${says}`,
  );
}
