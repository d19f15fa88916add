/**
 * One step of a path of fields, in the text form that fieldsV1 has: `f:NAME`, `k:{"name":"a"}` (an item by its keys), `v:"x"`
 * (an item by its value). Text, so that sets of steps are sets of strings.
 *
 * @see sigs.k8s.io/structured-merge-diff fieldpath PathElement
 */
import { isObject, type JsonObject } from "../../machinery/values.ts";

export type Element = string;

export const fieldElement = (name: string): Element => `f:${name}`;

/** @param keys by name, in any order */
export const keyElement = (keys: JsonObject): Element => `k:${goText(sorted(keys))}`;

export const valueElement = (value: unknown): Element => `v:${goText(value)}`;

/** The name of a field; undefined for the item of a list. */
export const fieldName = (element: Element): string | undefined => (element[0] === "f" ? element.slice(2) : undefined);

/** What a client wrote as a step, in our form; undefined for kinds of steps that nobody knows. @throws SyntaxError */
export function readElement(text: string): Element | undefined {
  switch (text.slice(0, 2)) {
    case "f:":
    case "i:":
      return text;
    case "v:":
      return valueElement(JSON.parse(text.slice(2)));
    case "k:":
      return keyElement(JSON.parse(text.slice(2)) as JsonObject);
    default:
      return undefined;
  }
}

/** As messages print it: `.spec`, `[name="a"]`, `[="x"]`. */
export function elementText(element: Element): string {
  const rest = element.slice(2);
  if (element[0] === "f") return `.${rest}`;
  if (element[0] === "v") return `[=${rest}]`;
  if (element[0] === "i") return `[${rest}]`;
  const keys = Object.entries(JSON.parse(rest) as JsonObject);
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`;
}

const RANK: Readonly<Record<string, number>> = { f: 0, k: 1, v: 2, i: 3 };

/** The order of the real sets: fields by name, then items by their keys, then items by value. */
export function compareElements(a: Element, b: Element): number {
  if (a === b) return 0;
  const rank = RANK[a[0]!]! - RANK[b[0]!]!;
  if (rank !== 0) return rank;
  if (a[0] === "f") return a < b ? -1 : 1;
  return compareValues(JSON.parse(a.slice(2)), JSON.parse(b.slice(2)));
}

const KINDS = ["number", "string", "boolean"];

function compareValues(a: unknown, b: unknown): number {
  if (isObject(a) && isObject(b)) {
    const [left, right] = [Object.entries(a), Object.entries(b)];
    for (let i = 0; i < Math.min(left.length, right.length); i++) {
      const [name, value] = left[i]!;
      const [other, against] = right[i]!;
      const order = name === other ? compareValues(value, against) : name < other ? -1 : 1;
      if (order !== 0) return order;
    }
    return left.length - right.length;
  }
  const kind = KINDS.indexOf(typeof a) - KINDS.indexOf(typeof b);
  if (kind !== 0) return kind;
  return a === b ? 0 : (a as string) < (b as string) ? -1 : 1;
}

function sorted(keys: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON as Go writes it. */
const goText = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
