/**
 * Strategic merge patches: lists merge by the key that their schema names.
 *
 * @see https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 * @see https://git.k8s.io/community/contributors/devel/sig-api-machinery/strategic-merge-patch.md
 */
import { badRequest, unknownError } from "./failures.ts";
import type { FieldSchema, Schemas, TypeSchema } from "./schema.ts";
import { copyOf, deepEqual, isObject, type JsonObject } from "./values.ts";

export const DIRECTIVE = "$patch";
export const RETAIN_KEYS = "$retainKeys";
export const SET_ORDER = "$setElementOrder/";
export const DELETE_FROM = "$deleteFromPrimitiveList/";

/**
 * Applies a strategic merge patch.
 *
 * @param type the name of the object's type in the schemas
 * @throws StatusError without a reason for a list item without its merge key and for unknown directives
 */
export function strategicMergePatch(target: unknown, patch: JsonObject, type: string, schemas: Schemas): unknown {
  return mergeStruct(isObject(target) ? target : {}, patch, schemas.type(type), schemas);
}

/** The type of what a field holds, when that is a struct. */
export function structOf(field: FieldSchema | undefined, schemas: Schemas): TypeSchema | undefined {
  const value = field?.value.type === "list" ? field.value.items : field?.value;
  return value?.type === "struct" ? schemas.type(value.of) : undefined;
}

export const mergesAsList = (field: FieldSchema | undefined): boolean =>
  field?.value.type === "list" && (field.patchStrategy?.includes("merge") ?? false);

function mergeStruct(
  target: JsonObject,
  patch: JsonObject,
  type: TypeSchema | undefined,
  schemas: Schemas,
): JsonObject {
  if (patch[DIRECTIVE] === "replace") {
    const { [DIRECTIVE]: _, ...rest } = patch;
    return stripped(rest) as JsonObject;
  }
  if (patch[DIRECTIVE] === "delete") return {};
  if (DIRECTIVE in patch && patch[DIRECTIVE] !== "merge") {
    throw unknownError(`unknown patch type: ${goMap(patch[DIRECTIVE])} in map: ${goMap(patch)}`);
  }
  const result: JsonObject = { ...target };
  const retained = patch[RETAIN_KEYS];
  if (Array.isArray(retained)) {
    for (const key of Object.keys(result)) if (!retained.includes(key)) delete result[key];
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key === DIRECTIVE || key === RETAIN_KEYS || key.startsWith(SET_ORDER)) continue;
    if (key.startsWith(DELETE_FROM)) {
      const list = key.slice(DELETE_FROM.length);
      const gone = value as unknown[];
      if (Array.isArray(result[list]))
        result[list] = result[list].filter((item) => !gone.some((one) => deepEqual(one, item)));
      continue;
    }
    const field = type?.fields[key];
    if (value === null) delete result[key];
    else if (isObject(value)) {
      const before = isObject(result[key]) ? result[key] : {};
      result[key] = mergeStruct(before, value, structOf(field, schemas), schemas);
    } else if (Array.isArray(value) && mergesAsList(field)) {
      const before = Array.isArray(result[key]) ? result[key] : [];
      result[key] = mergeList(before, value, field!, schemas);
    } else result[key] = copyOf(value);
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(SET_ORDER) || !Array.isArray(order)) continue;
    const list = key.slice(SET_ORDER.length);
    const before = Array.isArray(target[list]) ? target[list] : [];
    if (Array.isArray(result[list])) result[list] = inOrder(result[list], order, before, type?.fields[list]?.mergeKey);
  }
  return result;
}

function mergeList(target: unknown[], patch: unknown[], field: FieldSchema, schemas: Schemas): unknown[] {
  const { mergeKey } = field;
  if (!mergeKey) {
    const merged = [...target];
    for (const item of patch) if (!merged.some((one) => deepEqual(one, item))) merged.push(item);
    return inOrder(merged, patch, target, undefined);
  }
  const type = structOf(field, schemas);
  let result = [...target];
  const kept: JsonObject[] = [];
  let replaces = false;
  for (const item of patch) {
    if (!isObject(item)) throw badRequest(`expected list of maps in strategic merge patch of ${field.mergeKey}`);
    const directive = item[DIRECTIVE];
    if (directive === "replace") replaces = true;
    else if (directive === "delete") {
      result = result.filter((one) => !isObject(one) || !deepEqual(one[mergeKey], keyOfItem(item, mergeKey)));
    } else kept.push(item);
  }
  if (replaces) return kept.map(stripped);
  for (const item of kept) {
    const key = keyOfItem(item, mergeKey);
    const at = result.findIndex((one) => isObject(one) && deepEqual(one[mergeKey], key));
    if (at < 0) result.push(mergeStruct({}, item, type, schemas));
    else result[at] = mergeStruct(result[at] as JsonObject, item, type, schemas);
  }
  return inOrder(result, kept, target, mergeKey);
}

function keyOfItem(item: JsonObject, mergeKey: string): unknown {
  const key = item[mergeKey];
  if (key !== undefined) return key;
  throw unknownError(`map: ${goMap(item)} does not contain declared merge key: ${mergeKey}`);
}

/** A map as Go prints it. */
export function goMap(value: unknown): string {
  if (isObject(value)) {
    const keys = Object.keys(value).sort();
    return `map[${keys.map((key) => `${key}:${goMap(value[key])}`).join(" ")}]`;
  }
  if (Array.isArray(value)) return `[${value.map(goMap).join(" ")}]`;
  return value === null ? "<nil>" : String(value);
}

/** A new value without what only directs patching. */
function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => !key.startsWith("$") && part !== null)
      .map(([key, part]) => [key, stripped(part)]),
  );
}

/**
 * Items that the order names come in that order; the others keep their place among them as far as the old list tells.
 */
function inOrder(
  merged: unknown[],
  order: readonly unknown[],
  before: readonly unknown[],
  mergeKey: string | undefined,
): unknown[] {
  const id = (item: unknown) => (mergeKey && isObject(item) ? item[mergeKey] : item);
  const indexIn = (list: readonly unknown[], item: unknown) => list.findIndex((one) => deepEqual(id(one), id(item)));
  const named = merged.filter((item) => indexIn(order, item) >= 0);
  const others = merged.filter((item) => indexIn(order, item) < 0);
  named.sort((a, b) => indexIn(order, a) - indexIn(order, b));
  others.sort((a, b) => indexIn(before, a) - indexIn(before, b));
  const result: unknown[] = [];
  while (named.length > 0 || others.length > 0) {
    const [next, other] = [named[0], others[0]];
    const takeOther =
      named.length === 0 ||
      (others.length > 0 &&
        indexIn(before, next) >= 0 &&
        indexIn(before, other) >= 0 &&
        indexIn(before, other) < indexIn(before, next));
    result.push(takeOther ? others.shift() : named.shift());
  }
  return result;
}
