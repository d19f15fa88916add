import { StatusError } from "../../../api/machinery/status.ts";
import { patchPlan } from "../../kubectl/apply/schemas.ts";
import { upgraded } from "../../kubectl/apply/serverSide.ts";
import { threeWayPatch } from "../../kubectl/apply/threeWay.ts";
import { isObject, type Json, type JsonObject, listAt, mapAt, sameJson, textAt } from "../../kubectl/json.ts";
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

/** Who manages the fields that helm sets. */
const MANAGER = "helm";

/** Lets the server apply an object. @param force takes fields from other managers */
async function applyObject(helm: Helm, target: Target, force: boolean): Promise<void> {
  const rest = await helm.kube.rest();
  try {
    await rest.patch(target.place, "apply", target.object, [...STRICT, ["force", String(force)]]);
  } catch (error) {
    const context =
      error instanceof StatusError && error.is("Conflict")
        ? "conflict occurred while applying object"
        : "server-side apply failed for object";
    throw new HelmError(`${context} ${objectText(target)}: ${messageOf(error)}`, { cause: error });
  }
}

/** Fields that helm set without server-side apply become those of its applying. */
async function takeOverFields(helm: Helm, target: Target): Promise<void> {
  const rest = await helm.kube.rest();
  const live = await rest.get(target.place);
  const before = listAt(live, "metadata", "managedFields").filter(isObject);
  const after = upgraded(before, MANAGER, MANAGER);
  if (sameJson(before as Json, after as Json)) return;
  const patch = [
    { op: "replace", path: "/metadata/managedFields", value: after },
    { op: "replace", path: "/metadata/resourceVersion", value: textAt(live, "metadata", "resourceVersion") },
  ];
  await rest.patch(target.place, "json", patch as unknown as Json, STRICT);
}

/** Creates one object. @throws HelmError with the server's words */
export async function createObject(helm: Helm, target: Target, method: ApplyMethod): Promise<void> {
  if (method === "ssa") return applyObject(helm, target, false);
  const rest = await helm.kube.rest();
  const { resource, namespace } = target.place;
  try {
    await rest.create({ resource, ...(namespace && { namespace }) }, target.object, STRICT);
  } catch (error) {
    throw new HelmError(messageOf(error), { cause: error });
  }
}

/** Creates objects in order; the first that fails ends it. */
export async function createObjects(helm: Helm, targets: readonly Target[], method: ApplyMethod): Promise<void> {
  for (const target of targets) await createObject(helm, target, method);
}

/** Brings an object from what the last release said, over what it is now, to what this one says. */
async function patchObject(
  helm: Helm,
  change: { readonly target: Target; readonly original: JsonObject },
): Promise<void> {
  const { target, original } = change;
  const rest = await helm.kube.rest();
  try {
    const current = await rest.get(target.place);
    const plan = await patchPlan(helm.kube, target.place.resource);
    const patch = threeWayPatch({ original, modified: target.object, current }, plan.typeName, plan.schemas);
    if (Object.keys(patch).length > 0) await rest.patch(target.place, plan.type, patch, STRICT);
  } catch (error) {
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
    /** Takes fields from other managers. */
    readonly forces: boolean;
    /** The objects may be of a time when helm did not let the server apply. */
    readonly takesOverFields: boolean;
  },
): Promise<readonly Target[]> {
  const { originals, targets, method, replaces, forces } = change;
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
      else if (method === "ssa") {
        if (change.takesOverFields) await takeOverFields(helm, target);
        await applyObject(helm, target, forces);
      } else await patchObject(helm, { target, original: original?.object ?? live });
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
