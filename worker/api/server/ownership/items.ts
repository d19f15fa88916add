import { isObject, type JsonObject } from "../../machinery/values.ts";
import { type Element, keyElement, valueElement } from "./element.ts";
import type { ListShape } from "./shape.ts";

/** An item cannot be told apart from others. The message is the server's. */
export class ItemError extends Error {}

/**
 * The step that leads to an item of a list that is merged.
 *
 * @see sigs.k8s.io/structured-merge-diff typed listItemToPathElement
 * @throws ItemError
 */
export function itemElement(list: ListShape, item: unknown): Element {
  if (list.merge === "map") return keyed(list, item);
  if (isObject(item)) throw new ItemError("associative list without keys has an element that's a map type");
  if (Array.isArray(item)) throw new ItemError("not supported: associative list with lists as elements");
  if (item === null) throw new ItemError("associative list without keys has an element that's an explicit null");
  return valueElement(item);
}

function keyed({ keys, keyDefault }: ListShape, item: unknown): Element {
  if (item === null) throw new ItemError("associative list with keys may not have a null element");
  if (!isObject(item)) throw new ItemError("associative list with keys may not have non-map elements");
  const found: JsonObject = {};
  for (const key of keys) {
    const value = item[key] === undefined ? keyDefault(key) : item[key];
    if (value !== undefined && value !== null) found[key] = value;
  }
  if (keys.length > 0 && Object.keys(found).length === 0) {
    const names = `[${keys.map((key) => JSON.stringify(key)).join(" ")}]`;
    throw new ItemError(
      `associative list with keys has an element that omits all key fields ${names} (and doesn't have default values for any key fields)`,
    );
  }
  return keyElement(found);
}
