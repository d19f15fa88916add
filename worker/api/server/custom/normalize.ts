/**
 * What the server makes of a custom resource before it looks at its values: unknown fields go, nulls that may not be go,
 * defaults come. Drafts are changed in place.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#field-pruning
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#defaulting-and-nullable
 */
import { copyOf, isObject, type JsonObject } from "../../machinery/values.ts";
import { childOf, type Structural } from "./structural.ts";

const META_FIELDS = new Set(["apiVersion", "kind", "metadata"]);

/** Prunes, drops nulls, sets defaults: a draft of a whole object. Answers the paths of what was pruned, sorted. */
export function normalize(draft: JsonObject, root: Structural): readonly string[] {
  const pruned: string[] = [];
  prune(draft, root, true, "", pruned);
  dropNulls(draft, root);
  setDefaults(draft, root);
  return pruned.sort();
}

const join = (path: string, key: string) => (path ? `${path}.${key}` : key);

/** @param resource whether type and metadata are taken as known here: the root and embedded resources */
export function prune(
  value: unknown,
  node: Structural | undefined,
  resource: boolean,
  path: string,
  pruned: string[],
): void {
  const keeps = node?.preserve ?? false;
  if (Array.isArray(value)) {
    if (keeps) {
      if (node?.items) for (const [i, item] of value.entries()) pruneKept(item, node.items, `${path}[${i}]`, pruned);
      return;
    }
    const items = node?.items;
    for (const [i, item] of value.entries()) prune(item, items, items?.embedded ?? false, `${path}[${i}]`, pruned);
    return;
  }
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    if (resource && META_FIELDS.has(key)) continue;
    const place = join(path, key);
    const known = node?.properties.get(key);
    if (known) prune(value[key], known, known.embedded, place, pruned);
    else if (node?.additional) {
      const child = node.additional === true ? undefined : node.additional;
      prune(value[key], child, child?.embedded ?? false, place, pruned);
    } else if (!keeps) {
      pruned.push(place);
      delete value[key];
    }
  }
}

/** Below a list that keeps unknown fields, its items keep theirs too. */
function pruneKept(value: unknown, node: Structural, path: string, pruned: string[]): void {
  prune(value, { ...node, preserve: true }, node.embedded, path, pruned);
}

const isLostNull = (value: unknown, node: Structural | undefined) =>
  value === null && node !== undefined && !node.nullable;

function dropNulls(value: unknown, node: Structural | undefined): void {
  if (Array.isArray(value)) for (const item of value) dropNulls(item, node?.items);
  else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      const child = node && childOf(node, key);
      if (isLostNull(value[key], child) && child!.schema.default === undefined) delete value[key];
      else dropNulls(value[key], child);
    }
  }
}

/** Sets what is absent, or null where it may not be, and has a default; parents first. */
export function setDefaults(value: unknown, node: Structural | undefined): void {
  if (!node) return;
  if (Array.isArray(value)) {
    const { items } = node;
    if (!items) return;
    value.forEach((item, i) => {
      if (isLostNull(item, items)) value[i] = copyOf(items.schema.default) ?? null;
      setDefaults(value[i], items);
    });
    return;
  }
  if (!isObject(value)) return;
  for (const [name, child] of node.defaults) {
    if (value[name] === undefined || isLostNull(value[name], child)) value[name] = copyOf(child.schema.default);
  }
  for (const key of Object.keys(value)) {
    const child = childOf(node, key);
    if (!child) continue;
    if (isLostNull(value[key], child)) value[key] = copyOf(child.schema.default) ?? null;
    setDefaults(value[key], child);
  }
}
