import { updateObjects } from "../cluster/changes.ts";
import { buildTargets } from "../cluster/objects.ts";
import { owned } from "../cluster/ownership.ts";
import { waitForObjects } from "../cluster/wait.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { assertReachable } from "../render/clusterCapabilities.ts";
import { timestamp } from "./encoding.ts";
import { runHooks } from "./hooks.ts";
import { isReleaseName } from "./names.ts";
import type { ActionOptions } from "./options.ts";
import { type HookEvent, type Release, withStatus } from "./release.ts";
import { ownLabels, ReleaseStorage } from "./storage.ts";

export interface RollbackOptions extends Omit<ActionOptions, "method"> {
  readonly namespace: string;
  /** 0 is the one before. */
  readonly revision: number;
  readonly serverSide: "true" | "false" | "auto";
  readonly maxHistory: number;
}

/** Makes an earlier revision the newest one again. @throws HelmError */
export async function rollbackRelease(helm: Helm, name: string, options: RollbackOptions): Promise<void> {
  await assertReachable(helm);
  if (!isReleaseName(name)) throw new HelmError(`prepareRollback: Release name is invalid: ${name}`);
  if (options.revision < 0) throw new HelmError("invalid release revision");
  const storage = new ReleaseStorage(helm, options.namespace);
  const history = await storage.history(name);
  const current = history.at(-1)!;
  const wanted = options.revision || current.version - 1;
  const earlier = history.find((one) => one.version === wanted);
  if (!earlier) throw new HelmError(`release has no ${wanted} version`);
  let next: Release = {
    ...earlier,
    info: {
      first_deployed: current.info.first_deployed,
      last_deployed: timestamp(helm.now),
      description: options.description || `Rollback to ${wanted}`,
      status: "pending-rollback",
      notes: earlier.info.notes,
    },
    version: current.version + 1,
    labels: ownLabels(earlier.labels),
    apply_method: options.serverSide === "auto" ? earlier.apply_method : options.serverSide === "true" ? "ssa" : "csa",
  };
  if (options.dryRun !== "none") return;
  if (options.maxHistory > 0) await storage.prune(name, options.maxHistory - 1);
  await storage.create(next);
  const hooks = async (event: HookEvent): Promise<void> => {
    if (options.noHooks) return;
    const record = (one: Release) => storage.update(one);
    const { timeoutMs, goal, legacy } = options;
    next = await runHooks(helm, next, event, {
      method: next.apply_method,
      timeoutMs,
      waits: goal !== undefined,
      legacy,
      record,
    });
  };
  const originals = await buildTargets(helm, current.manifest, current.namespace);
  const targets = (await buildTargets(helm, next.manifest, next.namespace)).map((target) => owned(target, next));
  await hooks("pre-rollback");
  try {
    await updateObjects(helm, {
      originals,
      targets,
      method: next.apply_method,
      replaces: options.replaces,
      forces: options.forceConflicts,
      takesOverFields: true,
    });
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    const says = `Rollback ${JSON.stringify(name)} failed: ${error.message}`;
    await helm.log("WARN", says);
    await storage.update(withStatus(current, "superseded")).catch(() => {});
    await storage.update(withStatus(next, "failed", says)).catch(() => {});
    throw error;
  }
  if (options.goal) {
    try {
      await waitForObjects(helm, targets, { ...options, goal: options.goal });
    } catch (error) {
      const says = `${messageOf(error)}`;
      await storage
        .update(withStatus(next, "failed", `Release ${JSON.stringify(name)} failed: ${says}`))
        .catch(() => {});
      throw new HelmError(`release ${name} failed: ${says}`);
    }
  }
  await hooks("post-rollback");
  for (const one of await storage.history(name)) {
    if (one.info.status === "deployed") await storage.update(withStatus(one, "superseded")).catch(() => {});
  }
  await storage.update(withStatus(next, "deployed"));
}
