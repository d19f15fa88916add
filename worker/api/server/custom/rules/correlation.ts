import { deepEqual, isObject, type JsonObject } from "../../../machinery/values.ts";
import { childOf, type Structural } from "../structural.ts";

/**
 * A value beside what it was before an update, as far as one can tell which belongs to which. What has not changed is not
 * held against an update, even when the schema has become stricter.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-ratcheting
 */
export class Correlated {
  #same: boolean | undefined;

  constructor(
    readonly value: unknown,
    readonly old: unknown,
    readonly node: Structural | undefined,
  ) {}

  unchanged(): boolean {
    this.#same ??= deepEqual(this.value, this.old);
    return this.#same;
  }

  key(name: string): Correlated | undefined {
    if (!this.node || !isObject(this.value) || !isObject(this.old)) return undefined;
    if (!(name in this.value) || !(name in this.old)) return undefined;
    const child = childOf(this.node, name);
    return child && new Correlated(this.value[name], this.old[name], child);
  }

  /** Items of lists that are maps belong together by their keys; those of other lists do not. */
  index(at: number): Correlated | undefined {
    if (!this.node?.items || !Array.isArray(this.value) || !Array.isArray(this.old)) return undefined;
    const item = this.value[at];
    const old = oldItemOf(this.node, this.old, item);
    return old === undefined ? undefined : new Correlated(item, old, this.node.items);
  }
}

/** The item of an old list that has the same keys; undefined when there is none, or when the list is no map. */
export function oldItemOf(node: Structural, old: readonly unknown[] | undefined, item: unknown): unknown {
  if (node.listType !== "map" || !old || !isObject(item)) return undefined;
  return old.find((one) => isObject(one) && sameKeys(node.listKeys, one, item));
}

const sameKeys = (keys: readonly string[], a: JsonObject, b: JsonObject) =>
  keys.every((key) => deepEqual(a[key], b[key]));
