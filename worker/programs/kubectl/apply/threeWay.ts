import type { FieldSchema, Schemas, TypeSchema, ValueSchema } from "../../../api/machinery/schema.ts";
import { isList, isObject, type Json, type JsonObject, sameJson } from "../json.ts";

/** What is known of a value's type: strategic merge patches follow it; without it lists are replaced as wholes. */
interface Known {
  readonly type: TypeSchema | undefined;
  readonly schemas: Schemas | undefined;
}

/**
 * The patch that brings `current` to what `modified` says: sets what differs, and takes away what `original` had and
 * `modified` has not. Everything that neither of them mentions stays. An empty object means there is nothing to do.
 *
 * @param typeName the built-in type for a strategic merge patch; undefined makes a JSON merge patch
 * @see k8s.io/apimachinery pkg/util/strategicpatch CreateThreeWayMergePatch
 */
export function threeWayPatch(
  versions: { readonly original: JsonObject; readonly modified: JsonObject; readonly current: JsonObject },
  typeName: string | undefined,
  schemas: Schemas | undefined,
): JsonObject {
  const type = typeName === undefined ? undefined : schemas?.type(typeName);
  return objectPatch(versions.original, versions.modified, versions.current, { type, schemas });
}

function objectPatch(original: JsonObject, modified: JsonObject, current: JsonObject, known: Known): JsonObject {
  const patch: Record<string, Json> = {};
  for (const [key, wanted] of Object.entries(modified)) {
    if (wanted === undefined) continue;
    const now = current[key];
    if (wanted === null) {
      if (now !== undefined && now !== null) patch[key] = null;
      continue;
    }
    const field = known.type?.fields[key];
    if (isObject(wanted) && isObject(now) && !replaces(field)) {
      const inner = objectPatch(asObject(original[key]), wanted, now, below(field?.value, known));
      if (Object.keys(inner).length > 0) patch[key] = retained(field, inner, wanted);
    } else if (isList(wanted) && isList(now) && merges(field)) {
      Object.assign(
        patch,
        listPatch(key, { original: asList(original[key]), modified: wanted, current: now }, field!, known),
      );
    } else if (!sameJson(wanted, now)) patch[key] = wanted;
  }
  for (const key of Object.keys(original)) {
    const gone = modified[key] === undefined && original[key] !== undefined;
    if (gone && current[key] !== undefined) patch[key] = null;
  }
  return patch;
}

const asObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
const asList = (value: Json | undefined): readonly Json[] => (isList(value) ? value : []);
const replaces = (field: FieldSchema | undefined): boolean => field?.patchStrategy?.includes("replace") ?? false;
const merges = (field: FieldSchema | undefined): boolean =>
  field !== undefined && field.value.type === "list" && (field.patchStrategy?.includes("merge") ?? false);

/** Fields of a union that keep only what is named. */
function retained(field: FieldSchema | undefined, patch: JsonObject, wanted: JsonObject): JsonObject {
  if (!field?.patchStrategy?.includes("retainKeys")) return patch;
  return { $retainKeys: Object.keys(wanted).sort(), ...patch };
}

function below(value: ValueSchema | undefined, known: Known): Known {
  if (value?.type === "struct") return { ...known, type: known.schemas?.type(value.of) };
  return { ...known, type: undefined };
}

/** The entries of a patch for one merged list: the list itself and its directives. */
function listPatch(
  key: string,
  lists: { readonly original: readonly Json[]; readonly modified: readonly Json[]; readonly current: readonly Json[] },
  field: FieldSchema,
  known: Known,
): Record<string, Json> {
  const { mergeKey } = field;
  if (mergeKey === undefined) return primitivesPatch(key, lists);
  const keyOf = (item: Json): Json | undefined => (isObject(item) ? item[mergeKey] : undefined);
  const find = (items: readonly Json[], wanted: Json | undefined) =>
    items.find((item) => sameJson(keyOf(item), wanted));
  const items = field.value.type === "list" ? field.value.items : undefined;
  const changes: Json[] = [];
  for (const wanted of lists.modified) {
    const id = keyOf(wanted);
    const now = find(lists.current, id);
    if (!isObject(wanted) || !isObject(now)) {
      changes.push(wanted);
      continue;
    }
    const inner = objectPatch(asObject(find(lists.original, id)), wanted, now, below(items, known));
    if (Object.keys(inner).length > 0) changes.push({ ...retained(field, inner, wanted), [mergeKey]: id ?? null });
  }
  for (const old of lists.original) {
    const id = keyOf(old);
    if (find(lists.modified, id) === undefined && find(lists.current, id) !== undefined) {
      changes.push({ $patch: "delete", [mergeKey]: id ?? null });
    }
  }
  if (changes.length === 0 && sameOrder(lists.modified.map(keyOf), lists.current.map(keyOf))) return {};
  const order = lists.modified.map((item) => ({ [mergeKey]: keyOf(item) ?? null }));
  return { [`$setElementOrder/${key}`]: order, ...(changes.length > 0 && { [key]: changes }) };
}

/** Whether the wanted elements stand in the same order among the current ones. */
function sameOrder(wanted: readonly (Json | undefined)[], current: readonly (Json | undefined)[]): boolean {
  const shared = current.filter((id) => wanted.some((one) => sameJson(one, id)));
  return wanted.every((id, index) => sameJson(id, shared[index]));
}

function primitivesPatch(
  key: string,
  lists: { readonly original: readonly Json[]; readonly modified: readonly Json[]; readonly current: readonly Json[] },
): Record<string, Json> {
  const added = lists.modified.filter((item) => !lists.current.includes(item));
  const removed = lists.original.filter((item) => !lists.modified.includes(item) && lists.current.includes(item));
  if (added.length === 0 && removed.length === 0) return {};
  return {
    [`$setElementOrder/${key}`]: lists.modified,
    ...(removed.length > 0 && { [`$deleteFromPrimitiveList/${key}`]: removed }),
    ...(added.length > 0 && { [key]: added }),
  };
}

/** The patch between two versions of one object: from `before` to `after`. */
export function twoWayPatch(
  before: JsonObject,
  after: JsonObject,
  typeName: string | undefined,
  schemas: Schemas | undefined,
): JsonObject {
  return threeWayPatch({ original: before, modified: after, current: before }, typeName, schemas);
}
