import { deepEqual, isObject, type JsonObject } from "../../machinery/values.ts";
import { type Element, fieldElement } from "./element.ts";
import { FieldSet, type Path } from "./fieldSet.ts";
import { itemElement } from "./items.ts";
import { formOf, type ListShape, type MapShape, type Shape } from "./shape.ts";

/** What became of the fields of an object. No path is in more than one of the sets. */
export interface Comparison {
  readonly removed: FieldSet;
  readonly modified: FieldSet;
  readonly added: FieldSet;
}

/**
 * Compares two states. Absent is undefined; null is a value.
 *
 * @see sigs.k8s.io/structured-merge-diff typed Compare
 */
export function compare(before: unknown, after: unknown, shape: Shape): Comparison {
  const walk = new Comparing();
  walk.at(before, after, shape);
  return walk;
}

/** Every leaf, and every struct, map or item that is there: what a state adds to nothing. */
class Comparing implements Comparison {
  readonly removed = new FieldSet();
  readonly modified = new FieldSet();
  readonly added = new FieldSet();
  readonly #path: Element[] = [];

  at(before: unknown, after: unknown, shape: Shape): void {
    if (before === after) return;
    const form = formOf(shape, after === undefined ? before : after);
    if (shape.kind === "any" && before !== undefined && after !== undefined) {
      // A value that changes its form is compared as what it was and as what it is.
      const old = formOf(shape, before);
      if (old.kind !== form.kind) this.#as(old, before, after);
    }
    if (this.#as(form, before, after)) return;
    if (before === undefined) this.added.add(this.#path);
    else if (after === undefined) this.removed.add(this.#path);
  }

  /** Answers whether it is one leaf. */
  #as(form: ReturnType<typeof formOf>, before: unknown, after: unknown): boolean {
    const whole =
      form.kind === "scalar" ||
      (form.kind === "list" ? form.merge === "atomic" : form.atomic) ||
      (isEmpty(before) && isEmpty(after));
    if (whole) this.#leaf(before, after);
    else if (form.kind === "list") this.#list(asList(before), asList(after), form);
    else if (form.kind === "map") this.#map(before, after, form);
    return whole;
  }

  #leaf(before: unknown, after: unknown): void {
    if (before === undefined) this.added.add(this.#path);
    else if (after === undefined) this.removed.add(this.#path);
    else if (!deepEqual(before, after)) this.modified.add(this.#path);
  }

  #below(element: Element, before: unknown, after: unknown, shape: Shape): void {
    this.#path.push(element);
    this.at(before, after, shape);
    this.#path.pop();
  }

  #map(before: unknown, after: unknown, shape: MapShape): void {
    const old = isObject(before) ? before : NOTHING;
    const next = isObject(after) ? after : NOTHING;
    const compareKey = (key: string) => {
      if (old[key] === next[key]) return;
      const child = shape.field(key) ?? shape.others;
      if (child) this.#below(fieldElement(key), old[key], next[key], child);
    };
    for (const key in old) compareKey(key);
    for (const key in next) if (old[key] === undefined) compareKey(key);
  }

  #list(before: readonly unknown[], after: readonly unknown[], shape: ListShape): void {
    const old = byElement(before, shape);
    const next = byElement(after, shape);
    for (const element of new Set([...old.keys(), ...next.keys()])) {
      const was = old.get(element) ?? [];
      const is = next.get(element) ?? [];
      if (was.length <= 1 && is.length <= 1) this.#below(element, was[0], is[0], shape.items);
      else this.#repeated(element, was, is, shape);
    }
  }

  /** Items of the same keys count as one thing, whole. */
  #repeated(element: Element, was: readonly unknown[], is: readonly unknown[], shape: ListShape): void {
    const path: Path = [...this.#path, element];
    if (was.length > 1 && is.length > 1) {
      if (!deepEqual(was, is)) this.modified.add(path);
    } else if (was.length > 1) {
      if (is.length > 0) this.#below(element, undefined, is[0], shape.items);
      this.removed.add(path);
    } else {
      if (was.length > 0) this.#below(element, was[0], undefined, shape.items);
      this.added.add(path);
    }
  }
}

const NOTHING: JsonObject = {};

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Absent, null, {} and []. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value !== "object") return false;
  for (const key in value) if ((value as JsonObject)[key] !== undefined) return false;
  return true;
}

function byElement(list: readonly unknown[], shape: ListShape): ReadonlyMap<Element, readonly unknown[]> {
  const found = new Map<Element, unknown[]>();
  for (const item of list) {
    const element = itemElement(shape, item);
    const known = found.get(element);
    if (known) known.push(item);
    else found.set(element, [item]);
  }
  return found;
}

/**
 * The fields that an object mentions: every leaf and every item.
 *
 * @see sigs.k8s.io/structured-merge-diff typed ToFieldSet
 */
export function fieldsOf(value: unknown, shape: Shape): FieldSet {
  const set = new FieldSet();
  collect(value, shape, [], set);
  return set;
}

function collect(value: unknown, shape: Shape, path: Element[], set: FieldSet): void {
  const form = formOf(shape, value);
  if (form.kind === "scalar" || (form.kind === "list" ? form.merge === "atomic" : form.atomic)) return set.add(path);
  if (form.kind === "list") {
    for (const [element, items] of byElement(asList(value), form)) {
      path.push(element);
      if (items.length === 1) collect(items[0], form.items, path, set);
      set.add(path);
      path.pop();
    }
    return;
  }
  if (!isObject(value)) return;
  for (const key in value) {
    const part = value[key];
    if (part === undefined) continue;
    const known = form.field(key);
    const child = known ?? form.others;
    if (!child) continue;
    path.push(fieldElement(key));
    collect(part, child, path, set);
    if (!known || part === null || (isObject(part) && isEmpty(part))) set.add(path);
    path.pop();
  }
}
