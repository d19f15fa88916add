import type { FieldSchema, Schemas, TypeSchema } from "../../../api/machinery/schema.ts";
import { mergesAsList, structOf } from "../../../api/machinery/strategicMerge.ts";
import { type Branch, isBranch, type Tree } from "./tree.ts";

/**
 * Lays a strategic patch over an object as kustomize does: new items of a list come first, and a kind without a schema
 * has its lists replaced.
 *
 * @returns undefined when the patch deletes it
 * @see sigs.k8s.io/kustomize/kyaml/yaml/merge2
 */
export function mergedWith(
  object: Branch,
  patch: Branch,
  type: TypeSchema | undefined,
  schemas: Schemas,
): Tree | undefined {
  return new Merge(schemas).branch(object, patch, type);
}

const DIRECTIVE = "$patch";

class Merge {
  readonly #schemas: Schemas;

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  /** The value of a field; undefined when there is to be none. */
  #value(old: Tree | undefined, patch: Tree | undefined, field: FieldSchema | undefined): Tree | undefined {
    if (patch === undefined) return old;
    if (patch === null) return undefined;
    if (isBranch(patch)) return this.branch(isBranch(old) ? old : undefined, patch, structOf(field, this.#schemas));
    if (Array.isArray(patch)) {
      return mergesAsList(field) ? this.#list(Array.isArray(old) ? old : undefined, patch, field!) : patch;
    }
    return patch;
  }

  branch(old: Branch | undefined, patch: Branch, type: TypeSchema | undefined): Tree | undefined {
    const { [DIRECTIVE]: directive, ...rest } = patch;
    if (directive === "delete") return undefined;
    const base: Branch = directive === "replace" ? {} : { ...old };
    for (const [key, value] of Object.entries(rest)) {
      const settled = this.#value(base[key], value, type?.fields[key]);
      if (settled === undefined) delete base[key];
      else base[key] = settled;
    }
    return base;
  }

  #list(old: Tree[] | undefined, patch: Tree[], field: FieldSchema): Tree | undefined {
    const order = patch.find((item) => isBranch(item) && DIRECTIVE in item && Object.keys(item).length === 1);
    const items = patch.filter((item) => item !== order);
    const directive = isBranch(order) ? order[DIRECTIVE] : undefined;
    if (directive === "delete") return undefined;
    if (directive === "replace") return items;
    const keys = field.listMapKeys ?? (field.mergeKey ? [field.mergeKey] : []);
    return keys.length > 0 ? this.#byKeys(old ?? [], items, keys, field) : [...new Set([...items, ...(old ?? [])])];
  }

  /** Items meet where the keys that both have are equal. */
  #byKeys(old: readonly Tree[], patch: readonly Tree[], keys: readonly string[], field: FieldSchema): Tree[] {
    const type = structOf(field, this.#schemas);
    const used = keys.filter((key) => [...old, ...patch].some((item) => isBranch(item) && item[key] !== undefined));
    const meets = (a: Tree, b: Tree): boolean =>
      isBranch(a) &&
      isBranch(b) &&
      used.some((key) => a[key] !== undefined && a[key] === b[key]) &&
      used.every((key) => a[key] === undefined || b[key] === undefined || a[key] === b[key]);
    const rest = [...old];
    const placed: { readonly at: number; readonly item: Tree }[] = [];
    for (const item of patch) {
      if (!isBranch(item)) continue;
      const at = old.findIndex((one) => meets(one, item));
      const before = old[at];
      const merged = this.branch(isBranch(before) ? before : undefined, item, type);
      const gone = merged === undefined || (isBranch(merged) && Object.keys(merged).length === 0);
      if (at >= 0) rest[at] = gone ? null : merged;
      if (!gone) placed.push({ at, item: merged });
    }
    const untouched = rest.filter((item, at) => item !== null && !placed.some((one) => one.at === at));
    // With one key the patch's order comes first; with several only what is new does.
    if (used.length <= 1) return [...placed.map(({ item }) => item), ...untouched];
    const fresh = placed.filter(({ at }) => at < 0).map(({ item }) => item);
    return [...fresh, ...rest.filter((item) => item !== null)];
  }
}
