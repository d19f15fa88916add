/**
 * Server-side apply: what an object becomes by a configuration, and who owns its fields then.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 * @see k8s.io/apimachinery pkg/util/managedfields
 */
import { badRequest, unknownError } from "../../machinery/failures.ts";
import { apiVersionOf, type Kind } from "../../machinery/kind.ts";
import { deepEqual, isObject, type JsonObject } from "../../machinery/values.ts";
import { compare, fieldsOf } from "./compare.ts";
import { applyConflict } from "./conflicts.ts";
import { FieldSet } from "./fieldSet.ts";
import { ItemError } from "./items.ts";
import { afterApply, LAST_APPLIED } from "./lastApplied.ts";
import { type Owners, ownerId } from "./managed.ts";
import { UNMANAGED } from "./strip.ts";
import { type Applied, Conflicts, type Ground, ownApply, ownUpdate } from "./update.ts";
import { ShapeError, validate } from "./validate.ts";

export interface ApplyRequest {
  readonly kind: Kind;
  readonly ground: Ground;
  /** The object as it is, as its type has it; an empty one when it is to be created. */
  readonly live: JsonObject;
  /** What an object is before anybody has written in it. */
  readonly zero: unknown;
  readonly config: unknown;
  readonly owners: Owners;
  readonly manager: string;
  readonly subresource?: string;
  readonly force: boolean;
  /** RFC 3339 */
  readonly now: string;
}

/** The client that brought its own apply along, and whose objects move over to this one. */
const KUBECTL = "kubectl";

/** @throws StatusError Conflict, BadRequest */
export function apply(request: ApplyRequest): { readonly object: JsonObject; readonly owners: Owners } {
  const { kind, config, manager, live, force, now } = request;
  if (!isObject(config)) throw badRequest("error decoding YAML: json: cannot unmarshal into map[string]interface {}");
  const type = typeText(config.apiVersion, config.kind);
  if (type !== typeText(apiVersionOf(kind), kind.kind)) throw badRequest(`invalid object type: ${type}`);
  if (isObject(config.metadata) && config.metadata.managedFields !== undefined) {
    throw badRequest("metadata.managedFields must be nil");
  }
  checkShape(config, request);
  const owners = firstOwners(request);
  const attempt = (forced: boolean) => applied({ ...request, owners }, forced);
  let result: Applied;
  try {
    result = attempt(force);
  } catch (error) {
    if (!(error instanceof Conflicts)) throw error;
    const left = manager === KUBECTL ? withoutOwn(error, request) : error.conflicts;
    if (left.length > 0) throw applyConflict(left);
    result = attempt(true);
  }
  const object = (result.object ?? live) as JsonObject;
  const changed = result.object === undefined ? {} : { time: now };
  const id = ownerId(whoApplies(request));
  const mine = result.owners.get(id);
  const fields = mine?.fields.difference(UNMANAGED);
  if (mine && fields && !fields.empty) result.owners.set(id, { ...mine, ...changed, fields });
  else result.owners.delete(id);
  return { object: manager === KUBECTL ? afterApply(object, config) : object, owners: result.owners };
}

const typeText = (apiVersion: unknown, kind: unknown): string => {
  const version = String(apiVersion ?? "");
  return `${version.includes("/") ? version : `/${version}`}, Kind=${String(kind ?? "")}`;
};

function whoApplies({ manager, subresource, ground }: ApplyRequest) {
  const through = subresource ? { subresource } : {};
  return { manager, operation: "Apply", apiVersion: ground.apiVersion, ...through } as const;
}

function checkShape(config: JsonObject, { kind, ground }: ApplyRequest): void {
  try {
    validate(config, ground.shape);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const { name, namespace } = (isObject(config.metadata) ? config.metadata : {}) as Record<
      string,
      string | undefined
    >;
    const type = `${apiVersionOf(kind).includes("/") ? "" : "/"}${apiVersionOf(kind)}, Kind=${kind.kind}`;
    const which = `${namespace ?? ""}/${name ?? ""}; ${type}`;
    throw unknownError(`failed to create typed patch object (${which}): ${error.message}`);
  }
}

/** Fields of an object that nobody is known to own belong to whoever was before the first apply. */
function firstOwners({ owners, live, zero, ground, now, subresource }: ApplyRequest): Owners {
  if (owners.size > 0) return owners;
  const first: Owners = new Map();
  const fields = ownUpdate(first, zero, live, ground).difference(UNMANAGED);
  if (fields.empty) return first;
  const through = subresource ? { subresource } : {};
  const { apiVersion } = ground;
  const who = { manager: "before-first-apply", operation: "Update", apiVersion, ...through, time: now } as const;
  return first.set(ownerId(who), { ...who, fields });
}

function applied(request: ApplyRequest, force: boolean): Applied {
  const { live, config, owners, ground } = request;
  try {
    return ownApply(live, config, owners, ground, { owner: whoApplies(request), force });
  } catch (error) {
    if (error instanceof ItemError) throw unknownError(`failed to merge config: ${error.message}`);
    throw error;
  }
}

/** Conflicts, but for those with what the client's own apply has set and nobody has changed since. */
function withoutOwn(error: Conflicts, { live, ground }: ApplyRequest) {
  const annotations = (live.metadata as { annotations?: Record<string, string> } | undefined)?.annotations;
  const own = ownedByLastApplied(annotations?.[LAST_APPLIED], live, ground);
  if (!own) return error.conflicts;
  const conflicting = FieldSet.of(...error.conflicts.map(({ path }) => path));
  if (conflicting.difference(own).empty) return [];
  return error.conflicts.filter(({ path }) => !own.has(path));
}

function ownedByLastApplied(text: string | undefined, live: JsonObject, { shape, apiVersion }: Ground) {
  if (!text) return undefined;
  try {
    const last: unknown = JSON.parse(text);
    if (!isObject(last) || last.apiVersion !== apiVersion) return undefined;
    validate(last, shape);
    const { modified, added, removed } = compare(last, live, shape);
    return fieldsOf(last, shape).difference(modified).difference(added).difference(removed);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ShapeError || error instanceof ItemError) return undefined;
    throw error;
  }
}

export const sameOwners = (a: Owners, b: Owners): boolean =>
  a.size === b.size &&
  [...a].every(([id, owner]) => {
    const other = b.get(id);
    return other?.time === owner.time && deepEqual(owner.fields.toJson(), other?.fields.toJson());
  });
