import { listAt, textAt } from "../../kubectl/json.ts";
import { type ApplyMethod, createObjects, deleteObject } from "../cluster/changes.ts";
import { buildTargets } from "../cluster/objects.ts";
import { waitForObjects, waitUntilDeleted } from "../cluster/wait.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { timestamp } from "./encoding.ts";
import type { Hook, HookEvent, HookRun, Release } from "./release.ts";

export interface HookOptions {
  readonly method: ApplyMethod;
  readonly timeoutMs: number;
  /** Waits for deleted hooks to be gone. */
  readonly waits: boolean;
  /** Waits as helm 3 did. */
  readonly legacy?: boolean;
  /** Notes down how a hook stands while it runs. */
  record(release: Release): Promise<void>;
  /** Takes what deletes hooks after their run, to do it later; without it that is done at once. */
  afterwards?(work: () => Promise<void>): void;
}

/**
 * Runs the hooks of one event, by weight and name, each to its end; then deletes those whose policy says so.
 *
 * @returns the release with what the hooks did
 * @throws HookFailure
 * @see https://helm.sh/docs/topics/charts_hooks/
 */
export async function runHooks(helm: Helm, release: Release, event: HookEvent, options: HookOptions): Promise<Release> {
  const due = release.hooks
    .filter((hook) => hook.events.includes(event))
    .sort((a, b) => a.weight - b.weight || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  let now = release;
  const done: Hook[] = [];
  const tidy = async (work: () => Promise<void>): Promise<void> =>
    options.afterwards ? options.afterwards(work) : work();
  const settle = (hook: Hook, run: HookRun): Hook => {
    const next = { ...hook, last_run: run };
    now = { ...now, hooks: now.hooks.map((one) => (sameHook(one, hook) ? next : one)) };
    return next;
  };
  for (const one of due) {
    const hook = one.delete_policies.length > 0 ? one : { ...one, delete_policies: ["before-hook-creation"] };
    await deleteByPolicy(helm, now, hook, "before-hook-creation", options);
    const started_at = timestamp(helm.now);
    settle(hook, { started_at, phase: "Running" });
    await options.record(now);
    const end = (phase: "Succeeded" | "Failed") =>
      settle(hook, { started_at, completed_at: timestamp(helm.now), phase });
    const targets = await buildHook(helm, hook, now, event);
    try {
      await createObjects(helm, targets, options.method);
    } catch (error) {
      end("Failed");
      throw new HookFailure(`warning: Hook ${event} ${hook.path} failed: ${messageOf(error)}`, now);
    }
    try {
      await waitForObjects(helm, targets, { ...options, goal: "hooks" });
    } catch (error) {
      if (!(error instanceof HelmError)) throw error;
      end("Failed");
      await printLogs(helm, now, hook, "hook-failed");
      await tidy(async () => {
        await deleteByPolicy(helm, now, hook, "hook-failed", options);
        for (const before of done) await deleteByPolicy(helm, now, before, "hook-succeeded", options);
      });
      throw new HookFailure(error.message, now);
    }
    done.push(end("Succeeded"));
  }
  await tidy(async () => {
    for (const hook of [...done].reverse()) {
      await printLogs(helm, now, hook, "hook-succeeded");
      await deleteByPolicy(helm, now, hook, "hook-succeeded", options);
    }
  });
  return now;
}

/** What a hook's containers have said, a line of helm's log each, where its policy asks for that. */
async function printLogs(helm: Helm, release: Release, hook: Hook, policy: string): Promise<void> {
  if (!hook.output_log_policies.includes(policy)) return;
  const query = {
    Job: ["labelSelector", `job-name=${hook.name}`],
    Pod: ["fieldSelector", `metadata.name=${hook.name}`],
  };
  const asked = Object.hasOwn(query, hook.kind) ? query[hook.kind as keyof typeof query] : undefined;
  if (!asked) return;
  const [target] = await buildTargets(helm, hook.manifest, release.namespace);
  const pods = `/api/v1/namespaces/${target?.place.namespace ?? release.namespace}/pods`;
  const { connection } = await helm.kube.rest();
  for (const pod of listAt(await connection.json({ path: pods, query: [asked as [string, string]] }), "items")) {
    for (const container of listAt(pod, "spec", "containers")) {
      const path = `${pods}/${textAt(pod, "metadata", "name")}/log`;
      const said = await connection.text({ path, query: [["container", textAt(container, "name")]] });
      if (said !== "") await helm.log("INFO", said.replace(/\n$/, ""));
    }
  }
}

const sameHook = (a: Hook, b: Hook): boolean => a.path === b.path && a.kind === b.kind && a.name === b.name;

/** A hook that failed, with the release as it stands then. */
export class HookFailure extends HelmError {
  constructor(
    message: string,
    readonly release: Release,
  ) {
    super(message);
  }
}

async function buildHook(helm: Helm, hook: Hook, release: Release, event: HookEvent) {
  try {
    return await buildTargets(helm, hook.manifest, release.namespace);
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    throw new HookFailure(
      `unable to build kubernetes object for ${event} hook ${hook.path}: ${error.message}`,
      release,
    );
  }
}

async function deleteByPolicy(
  helm: Helm,
  release: Release,
  hook: Hook,
  policy: string,
  options: HookOptions,
): Promise<void> {
  if (hook.kind === "CustomResourceDefinition" || !hook.delete_policies.includes(policy)) return;
  const targets = await buildTargets(helm, hook.manifest, release.namespace).catch((error: unknown) => {
    throw new HelmError(`unable to build kubernetes object for deleting hook ${hook.path}: ${messageOf(error)}`);
  });
  for (const target of targets) await deleteObject(helm, target, "Background");
  if (options.waits) await waitUntilDeleted(helm, targets, options);
}
