import { isObject, type JsonObject } from "../../machinery/values.ts";
import { fieldElement } from "./element.ts";
import type { FieldSet } from "./fieldSet.ts";
import { itemElement } from "./items.ts";
import { formOf, type ListShape, type MapShape, type Shape } from "./shape.ts";

/**
 * A value without the fields and items of a set; what is below a whole stays or goes with it. What loses all its parts is
 * left empty, not removed.
 *
 * @see sigs.k8s.io/structured-merge-diff typed RemoveItems
 */
export function removeFields(value: unknown, gone: FieldSet, shape: Shape): unknown {
  const form = formOf(shape, value);
  switch (form.kind) {
    case "scalar":
      return value;
    case "list":
      return Array.isArray(value) ? removeItems(value, gone, form) : undefined;
    case "map":
      return isObject(value) ? removeKeys(value, gone, form) : undefined;
  }
}

function removeItems(list: readonly unknown[], gone: FieldSet, shape: ListShape): unknown {
  if (list.length === 0 || shape.merge === "atomic") return undefined;
  let touched = false;
  const kept: unknown[] = [];
  for (const item of list) {
    const element = itemElement(shape, item);
    if (gone.has([element])) continue;
    const below = gone.below(element);
    if (below) touched = true;
    kept.push(below ? orEmpty(removeFields(item, below, shape.items), item) : item);
  }
  return kept.length > 0 || touched ? kept : undefined;
}

function removeKeys(map: JsonObject, gone: FieldSet, shape: MapShape): unknown {
  if (shape.atomic) return undefined;
  let touched = false;
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(map)) {
    const element = fieldElement(key);
    if (value === undefined || gone.has([element])) continue;
    const child = shape.field(key) ?? shape.others;
    const below = child && gone.below(element);
    if (below) touched = true;
    kept[key] = below ? orEmpty(removeFields(value, below, child), value) : value;
  }
  return Object.keys(kept).length > 0 || touched ? kept : undefined;
}

function orEmpty(left: unknown, before: unknown): unknown {
  if (left !== undefined) return left;
  return Array.isArray(before) ? [] : isObject(before) ? {} : null;
}
