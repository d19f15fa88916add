import { isObject, type JsonObject } from "../../machinery/values.ts";
import { compareElements, type Element, elementText, fieldName, readElement } from "./element.ts";
import { elementShape, type Shape } from "./shape.ts";

export type Path = readonly Element[];

interface Node {
  /** The path that ends here is in the set. */
  readonly member: boolean;
  /** Longer paths; never empty. */
  readonly below?: FieldSet;
}

/**
 * A set of paths of fields, as a tree. `add` builds one; all else makes new sets.
 *
 * @see sigs.k8s.io/structured-merge-diff fieldpath Set
 */
export class FieldSet {
  readonly #nodes = new Map<Element, Node>();

  static of(...paths: readonly Path[]): FieldSet {
    const set = new FieldSet();
    for (const path of paths) set.add(path);
    return set;
  }

  get empty(): boolean {
    return this.#nodes.size === 0;
  }

  /** Paths of no length are the whole object, which nobody owns. */
  add(path: Path): void {
    let at: FieldSet = this;
    for (let i = 0; i < path.length; i++) {
      const element = path[i]!;
      const node = at.#nodes.get(element);
      if (i === path.length - 1) {
        if (!node) at.#nodes.set(element, { member: true });
        else if (!node.member) at.#nodes.set(element, { ...node, member: true });
        return;
      }
      let below = node?.below;
      if (!below) {
        below = new FieldSet();
        at.#nodes.set(element, { member: node?.member ?? false, below });
      }
      at = below;
    }
  }

  has(path: Path): boolean {
    let at: FieldSet = this;
    for (const [i, element] of path.entries()) {
      const node = at.#nodes.get(element);
      if (i === path.length - 1) return node?.member ?? false;
      if (!node?.below) return false;
      at = node.below;
    }
    return false;
  }

  /** What is below a step. */
  below(element: Element): FieldSet | undefined {
    return this.#nodes.get(element)?.below;
  }

  /** The steps at this place, each with whether its path is in the set. */
  *steps(): Iterable<readonly [element: Element, member: boolean, below: FieldSet | undefined]> {
    for (const [element, { member, below }] of this.#nodes) yield [element, member, below];
  }

  union(other: FieldSet): FieldSet {
    if (other.empty) return this;
    const result = new FieldSet();
    for (const [element, node] of this.#nodes) {
      const against = other.#nodes.get(element);
      const below = node.below && against?.below ? node.below.union(against.below) : (node.below ?? against?.below);
      result.#put(element, node.member || (against?.member ?? false), below);
    }
    for (const [element, node] of other.#nodes) if (!this.#nodes.has(element)) result.#nodes.set(element, node);
    return result;
  }

  intersection(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const [element, node] of this.#nodes) {
      const against = other.#nodes.get(element);
      if (!against) continue;
      const below = node.below && against.below ? node.below.intersection(against.below) : undefined;
      result.#put(element, node.member && against.member, below);
    }
    return result;
  }

  difference(other: FieldSet): FieldSet {
    if (other.empty) return this;
    const result = new FieldSet();
    for (const [element, node] of this.#nodes) {
      const against = other.#nodes.get(element);
      const below = node.below && against?.below ? node.below.difference(against.below) : node.below;
      result.#put(element, node.member && !against?.member, below);
    }
    return result;
  }

  /** Without the paths of the other set and all that is below them. */
  without(other: FieldSet | undefined): FieldSet {
    if (!other || other.empty) return this;
    const result = new FieldSet();
    for (const [element, node] of this.#nodes) {
      const against = other.#nodes.get(element);
      if (against?.member) continue;
      const below = node.below && against?.below ? node.below.without(against.below) : node.below;
      result.#put(element, node.member, below);
    }
    return result;
  }

  /** With every named field that the set only passes through. */
  withNamedFields(shape: Shape | undefined): FieldSet {
    const result = new FieldSet();
    for (const [element, { member, below }] of this.#nodes) {
      const name = fieldName(element);
      const named =
        below !== undefined && name !== undefined && shape?.kind === "map" && shape.field(name) !== undefined;
      result.#put(element, member || named, below?.withNamedFields(shape && elementShape(shape, element)));
    }
    return result;
  }

  /** In order; at every place the paths that end there come first. */
  *paths(prefix: Path = []): Iterable<Path> {
    const nodes = this.#sorted();
    for (const [element, { member }] of nodes) if (member) yield [...prefix, element];
    for (const [element, { below }] of nodes) if (below) yield* below.paths([...prefix, element]);
  }

  /** As fieldsV1. */
  toJson(): JsonObject {
    const result: JsonObject = {};
    for (const [element, { member, below }] of this.#sorted()) {
      result[element] = below ? { ...(member ? { ".": {} } : {}), ...below.toJson() } : {};
    }
    return result;
  }

  /** @throws SyntaxError */
  static fromJson(json: unknown): FieldSet {
    const result = new FieldSet();
    if (!isObject(json)) return result;
    for (const [key, value] of Object.entries(json)) {
      if (key === ".") continue;
      const element = readElement(key);
      if (element === undefined) continue;
      const below = FieldSet.fromJson(value);
      result.#put(element, below.empty || (isObject(value) && "." in value), below);
    }
    return result;
  }

  #sorted(): readonly (readonly [Element, Node])[] {
    return [...this.#nodes].sort(([a], [b]) => compareElements(a, b));
  }

  /** Nodes without anything in them are not kept. */
  #put(element: Element, member: boolean, below: FieldSet | undefined): void {
    const kept = below && !below.empty ? below : undefined;
    if (member || kept) this.#nodes.set(element, { member, ...(kept ? { below: kept } : {}) });
  }
}

/** ".spec.containers[name=\"a\"].image" */
export const pathText = (path: Path): string => path.map(elementText).join("");
