import { type Json, mapAt, nameOf } from "../../kubectl/json.ts";
import { readYaml } from "../../kubectl/resource/yamlReader.ts";
import { deleteObject, type Propagation } from "../cluster/changes.ts";
import { buildTargets } from "../cluster/objects.ts";
import { waitUntilDeleted } from "../cluster/wait.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { assertReachable } from "../render/clusterCapabilities.ts";
import { sortManifests, splitManifests, UNINSTALL_ORDER } from "../render/manifests.ts";
import { timestamp } from "./encoding.ts";
import { runHooks } from "./hooks.ts";
import { isReleaseName } from "./names.ts";
import { type HookEvent, type Release, withStatus } from "./release.ts";
import { ReleaseStorage } from "./storage.ts";

export interface UninstallOptions {
  readonly namespace: string;
  readonly noHooks: boolean;
  readonly keepHistory: boolean;
  readonly timeoutMs: number;
  readonly waits: boolean;
  /** Waits as helm 3 did. */
  readonly legacy?: boolean;
  readonly propagation: Propagation;
  readonly description: string;
}

/** Takes a release's objects away, and its record unless it is kept. @returns what was kept, for the user */
export async function uninstallRelease(helm: Helm, name: string, options: UninstallOptions): Promise<string> {
  await assertReachable(helm);
  if (!isReleaseName(name)) throw new HelmError(`uninstall: Release name is invalid: ${name}`);
  const storage = new ReleaseStorage(helm, options.namespace);
  let history: readonly Release[];
  try {
    history = await storage.history(name);
  } catch (error) {
    throw new HelmError(`uninstall: Release not loaded: ${name}: ${messageOf(error)}`, { cause: error });
  }
  let release = history.at(-1)!;
  if (release.info.status === "uninstalled") {
    if (options.keepHistory) throw new HelmError(`the release named ${JSON.stringify(name)} is already deleted`);
    for (const one of history) await storage.delete(one);
    return "";
  }
  release = withStatus(release, "uninstalling", "Deletion in progress (or silently failed)");
  release = { ...release, info: { ...release.info, deleted: timestamp(helm.now) } };
  const hooks = async (event: HookEvent): Promise<void> => {
    if (options.noHooks) return;
    const record = (one: Release) => storage.update(one);
    release = await runHooks(helm, release, event, {
      method: "ssa",
      timeoutMs: options.timeoutMs,
      waits: options.waits,
      legacy: options.legacy ?? false,
      record,
    });
  };
  await hooks("pre-delete");
  await storage.update(release).catch(() => {});
  const { kept, errors } = await deleteAll(helm, release, options);
  await hooks("post-delete").catch((error: unknown) => errors.push(messageOf(error)));
  release = withStatus(release, "uninstalled", options.description || "Uninstallation complete");
  if (options.keepHistory) {
    await storage.update(release).catch(() => {});
    for (const one of history.slice(0, -1)) {
      if (one.info.status === "deployed") await storage.update(withStatus(one, "superseded")).catch(() => {});
    }
  } else for (const one of history) await storage.delete(one);
  if (errors.length > 0) {
    throw new HelmError(`uninstallation completed with ${errors.length} error(s): ${errors.join("; ")}`);
  }
  return kept === "" ? "" : `These resources were kept due to the resource policy:\n${kept}`;
}

async function deleteAll(helm: Helm, release: Release, options: UninstallOptions) {
  const files = new Map(
    splitManifests(release.manifest).map((text, at) => [`manifest-${String(at).padStart(5, "0")}`, text]),
  );
  const errors: string[] = [];
  const { manifests } = sortManifests(files, UNINSTALL_ORDER);
  const keeps = (content: string): Json | undefined => {
    const object = readYaml(content);
    const policy = mapAt(object, "metadata", "annotations")["helm.sh/resource-policy"];
    return policy?.trim().toLowerCase() === "keep" ? object : undefined;
  };
  let kept = "";
  const goes: string[] = [];
  for (const { kind, content } of manifests) {
    const object = keeps(content);
    if (object) kept += `[${kind}] ${nameOf(object)}\n`;
    else goes.push(content);
  }
  let targets: Awaited<ReturnType<typeof buildTargets>>;
  try {
    targets = await buildTargets(helm, goes.map((content) => `\n---\n${content}`).join(""), release.namespace);
    for (const target of targets) await deleteObject(helm, target, options.propagation);
  } catch (error) {
    throw new HelmError(`failed to delete release: ${release.name}`, { cause: error });
  }
  if (options.waits) {
    await waitUntilDeleted(helm, targets, options).catch((error: unknown) => errors.push(messageOf(error)));
  }
  return { kept, errors };
}
