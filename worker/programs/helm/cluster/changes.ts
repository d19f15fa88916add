import { StatusError } from "../../../api/machinery/status.ts";
import { patchPlan } from "../../kubectl/apply/schemas.ts";
import { threeWayPatch } from "../../kubectl/apply/threeWay.ts";
import { type JsonObject, mapAt } from "../../kubectl/json.ts";
import { HelmError, messageOf } from "../errors.ts";
import type { Helm } from "../helm.ts";
import type { Release } from "../release/release.ts";
import { kindOf, objectText, sameTarget, type Target } from "./objects.ts";
import { liveObject } from "./ownership.ts";

export type ApplyMethod = Release["apply_method"];

const STRICT = [
  ["fieldManager", "helm"],
  ["fieldValidation", "Strict"],
] as const;

const isNotFound = (error: unknown): boolean => error instanceof StatusError && error.is("NotFound");

/** What client-go puts before a refusal of server-side apply. */
const refusal = (error: unknown, target: Target, method: ApplyMethod): HelmError =>
  new HelmError(
    method === "ssa"
      ? `server-side apply failed for object ${objectText(target)}: ${messageOf(error)}`
      : messageOf(error),
    { cause: error },
  );

/** Creates one object. @throws HelmError with the server's words */
export async function createObject(helm: Helm, target: Target, method: ApplyMethod): Promise<void> {
  const rest = await helm.kube.rest();
  const { resource, namespace } = target.place;
  try {
    await rest.create({ resource, ...(namespace && { namespace }) }, target.object, STRICT);
  } catch (error) {
    // Server-side apply changes what is there already.
    if (method === "ssa" && error instanceof StatusError && error.is("AlreadyExists")) {
      await patchObject(helm, { target, original: target.object, method });
      return;
    }
    throw refusal(error, target, method);
  }
}

/** Creates objects in order; the first that fails ends it. */
export async function createObjects(helm: Helm, targets: readonly Target[], method: ApplyMethod): Promise<void> {
  for (const target of targets) await createObject(helm, target, method);
}

/** Brings an object from what the last release said, over what it is now, to what this one says. */
async function patchObject(
  helm: Helm,
  change: { readonly target: Target; readonly original: JsonObject; readonly method: ApplyMethod },
): Promise<void> {
  const { target, original, method } = change;
  const rest = await helm.kube.rest();
  try {
    const current = await rest.get(target.place);
    const plan = await patchPlan(helm.kube, target.place.resource);
    const patch = threeWayPatch({ original, modified: target.object, current }, plan.typeName, plan.schemas);
    if (Object.keys(patch).length > 0) await rest.patch(target.place, plan.type, patch, STRICT);
  } catch (error) {
    if (method === "ssa") throw refusal(error, target, method);
    throw new HelmError(
      `cannot patch ${JSON.stringify(target.place.name)} with kind ${kindOf(target)}: ${messageOf(error)}`,
    );
  }
}

/** Puts an object in the place of the one that is there. */
async function replaceObject(helm: Helm, target: Target): Promise<void> {
  const rest = await helm.kube.rest();
  try {
    const live = await rest.get(target.place);
    const resourceVersion = (live.metadata as JsonObject | undefined)?.resourceVersion;
    const metadata = { ...(target.object.metadata as JsonObject), ...(resourceVersion && { resourceVersion }) };
    await rest.replace(target.place, { ...target.object, metadata }, STRICT);
  } catch (error) {
    throw new HelmError(`failed to replace object: ${messageOf(error)}`);
  }
}

/**
 * Changes the cluster from one release's objects to another's: creates, patches, and deletes those that are no more, but
 * for those with the annotation `helm.sh/resource-policy: keep`.
 *
 * @returns what was created
 * @throws UpdateFailure
 */
export async function updateObjects(
  helm: Helm,
  change: {
    readonly originals: readonly Target[];
    readonly targets: readonly Target[];
    readonly method: ApplyMethod;
    readonly replaces: boolean;
  },
): Promise<readonly Target[]> {
  const { originals, targets, method, replaces } = change;
  if (replaces && method === "ssa") {
    throw new UpdateFailure("invalid operation: cannot use server-side apply and force replace together", []);
  }
  const created: Target[] = [];
  const errors: string[] = [];
  for (const target of targets) {
    let live: JsonObject | undefined;
    try {
      live = await liveObject(helm, target);
    } catch (error) {
      throw new UpdateFailure(`could not get information about the resource: ${messageOf(error)}`, created);
    }
    if (!live) {
      created.push(target);
      try {
        await createObject(helm, target, method);
      } catch (error) {
        throw new UpdateFailure(`failed to create resource: ${messageOf(error)}`, created);
      }
      continue;
    }
    const original = originals.find((one) => sameTarget(one, target));
    try {
      if (replaces) await replaceObject(helm, target);
      else await patchObject(helm, { target, original: original?.object ?? live, method });
    } catch (error) {
      errors.push(messageOf(error));
    }
  }
  if (errors.length > 0) throw new UpdateFailure(errors.join(" && "), created);
  const gone = originals.filter((one) => !targets.some((target) => sameTarget(one, target)));
  for (const one of gone) {
    const live = await liveObject(helm, one).catch(() => undefined);
    if (!live || mapAt(live, "metadata", "annotations")["helm.sh/resource-policy"] === "keep") continue;
    try {
      await deleteObject(helm, one, "Background");
    } catch (error) {
      errors.push(
        `failed to delete resource namespace=${one.place.namespace ?? ""}, name=${one.place.name}, kind=${kindOf(one)}: ${messageOf(error)}`,
      );
    }
  }
  if (errors.length > 0) throw new UpdateFailure(errors.join(" && "), created);
  return created;
}

/** An update that stopped on its way, with what it had created until then. */
export class UpdateFailure extends HelmError {
  constructor(
    message: string,
    readonly created: readonly Target[],
  ) {
    super(message);
  }
}

export type Propagation = "Background" | "Foreground" | "Orphan";

/** Deletes an object; one that is not there counts as deleted. */
export async function deleteObject(helm: Helm, target: Target, propagationPolicy: Propagation): Promise<void> {
  const rest = await helm.kube.rest();
  try {
    await rest.delete(target.place, { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
