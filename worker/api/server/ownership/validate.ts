import { isObject, type JsonObject } from "../../machinery/values.ts";
import { type Element, elementText, fieldElement } from "./element.ts";
import { ItemError, itemElement } from "./items.ts";
import { formOf, type ListShape, type MapShape, type ScalarShape, type Shape } from "./shape.ts";

/** A value does not have the shape that it should. The message is the server's. */
export class ShapeError extends Error {}

/**
 * Refuses a value that does not have the shape.
 *
 * @see sigs.k8s.io/structured-merge-diff typed Validate
 * @throws ShapeError
 */
export function validate(value: unknown, shape: Shape): void {
  const errors = problems(value, shape, "");
  if (errors.length === 1) throw new ShapeError(errors[0]);
  if (errors.length > 1) throw new ShapeError(["errors:", ...errors.map((one) => `  ${one}`)].join("\n"));
}

const told = (path: string, words: string) => (path ? `${path}: ${words}` : words);

function problems(value: unknown, shape: Shape, path: string): string[] {
  if (value === undefined || value === null) return [];
  const form = formOf(shape, value);
  switch (form.kind) {
    case "scalar":
      return scalar(value, form).map((words) => told(path, words));
    case "list":
      return Array.isArray(value) ? items(value, form, path) : [told(path, `expected list, got &{${goText(value)}}`)];
    case "map":
      return isObject(value) ? keys(value, form, path) : [told(path, `expected map, got &{${goText(value)}}`)];
  }
}

function scalar(value: unknown, { type }: ScalarShape): string[] {
  switch (type) {
    case "numeric":
      return typeof value === "number" ? [] : [`expected numeric (int or float), got ${goType(value)}`];
    case "string":
      return typeof value === "string"
        ? []
        : [`expected string, got &value.valueUnstructured{Value:${goValue(value)}}`];
    case "boolean":
      return typeof value === "boolean" ? [] : [`expected boolean, got &{${goText(value)}}`];
    case "untyped":
      return typeof value === "object" ? [`expected any scalar, got &{${goText(value)}}`] : [];
  }
}

function items(list: readonly unknown[], shape: ListShape, path: string): string[] {
  const found: string[] = [];
  const seen = new Set<Element>();
  for (const [i, item] of list.entries()) {
    let element: Element = `i:${i}`;
    if (shape.merge !== "atomic") {
      try {
        element = itemElement(shape, item);
      } catch (error) {
        if (!(error instanceof ItemError)) throw error;
        return [...found, told(path, `element ${i}: ${error.message}`)];
      }
      if (seen.has(element)) found.push(told(path, `duplicate entries for key ${elementText(element)}`));
      seen.add(element);
    }
    found.push(...problems(item, shape.items, path + elementText(element)));
  }
  return found;
}

function keys(map: JsonObject, shape: MapShape, path: string): string[] {
  const found: string[] = [];
  for (const [key, value] of Object.entries(map)) {
    const place = path + elementText(fieldElement(key));
    const child = shape.field(key) ?? shape.others;
    if (!child) return [...found, told(place, "field not declared in schema")];
    found.push(...problems(value, child, place));
  }
  return found;
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  return isObject(value) ? "map[string]interface {}" : typeof value === "boolean" ? "bool" : typeof value;
}

/** As Go prints a value with %v. */
function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (!isObject(value)) return value === null ? "<nil>" : String(value);
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${goText(value[key])}`).join(" ")}]`;
}

/** As Go prints a value with %#v. */
function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goValue).join(", ")}}`;
  if (!isObject(value)) return value === null ? "interface {}(nil)" : JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `map[string]interface {}{${keys.map((key) => `${JSON.stringify(key)}:${goValue(value[key])}`).join(", ")}}`;
}
