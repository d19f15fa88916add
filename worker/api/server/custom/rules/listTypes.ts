import { duplicate, type FieldError, type FieldPath, fieldPath, invalid } from "../../../machinery/field.ts";
import { isObject } from "../../../machinery/values.ts";
import { childOf, type Structural } from "../structural.ts";

/**
 * Lists that are sets hold nothing twice; lists that are maps hold no key twice.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function listTypeErrors(value: unknown, root: Structural): readonly FieldError[] {
  const errors: FieldError[] = [];
  visit(value, root, fieldPath(), errors);
  return errors;
}

function visit(value: unknown, node: Structural, at: FieldPath, errors: FieldError[]): void {
  if (Array.isArray(value)) {
    if (node.listType === "set") errors.push(...repeated(value).map((i) => duplicate(at.index(i), value[i])));
    if (node.listType === "map") errors.push(...mapErrors(value, node, at));
    if (node.items) for (const [i, item] of value.entries()) visit(item, node.items, at.index(i), errors);
    return;
  }
  if (!isObject(value)) return;
  for (const key of Object.keys(value)) {
    const child = childOf(node, key);
    if (child) visit(value[key], child, node.properties.has(key) ? at.child(key) : at.key(key), errors);
  }
}

/** Where something appears for the second time; a third one is not told of. */
function repeated(values: readonly unknown[]): number[] {
  const times = new Map<string, number>();
  return values.flatMap((value, i) => {
    const text = JSON.stringify(canonical(value)) ?? "undefined";
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    return before === 1 ? [i] : [];
  });
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, canonical(value[key])]),
  );
}

function mapErrors(items: readonly unknown[], { listKeys }: Structural, at: FieldPath): FieldError[] {
  const wrong = items.findIndex((item) => item !== null && !isObject(item));
  if (wrong >= 0) return [invalid(at.index(wrong), items[wrong], "must be an object for an array of list-type map")];
  const keys = items.map((item) => {
    const object = isObject(item) ? item : {};
    return Object.fromEntries(listKeys.filter((key) => key in object).map((key) => [key, object[key]]));
  });
  return repeated(keys).map((i) => duplicate(at.index(i), canonical(keys[i])));
}
