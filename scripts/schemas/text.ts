/** Writes the compact text of schemas that worker/api/generated/decode.ts reads. */
import type { GoField, GoType, GoValue } from "./fields.ts";
import { fieldsOf, modelOf } from "./models.ts";

const LETTERS: Readonly<Record<string, string>> = {
  string: "s",
  int32: "i",
  int64: "l",
  double: "d",
  bool: "b",
  time: "t",
  microTime: "m",
  quantity: "q",
  intOrString: "x",
  bytes: "y",
  any: "a",
};

/** Names of package v1 are so many that they go without it. */
const named = (go: string | undefined) => (go ? go.replace(/^v1\./, "") : "");

function valueText({ type, go, of, items }: GoValue): string {
  if (type === "struct") return `:${of}`;
  if (type === "list") return `[${named(go)}]${valueText(items!)}`;
  if (type === "map") return `{${named(go)}}${valueText(items!)}`;
  return LETTERS[type]! + (go ? `(${named(go)})` : "");
}

function fieldText(field: GoField, required: boolean): string {
  const { name, value, empty, strategy, mergeKey, listType, keys } = field;
  // Keys that are just the merge key need no words of their own.
  const ownKeys = keys && keys.join() !== mergeKey ? keys : undefined;
  return [
    `${name} ${valueText(value)}`,
    required ? "!" : "",
    empty === "kept" ? "*" : empty === "always" ? "+" : "",
    strategy ? `~${strategy}` : "",
    mergeKey ? `#${mergeKey}` : "",
    listType ? `%${listType}` : "",
    ownKeys ? `&${ownKeys.join(",")}` : "",
    field.default ? `^${field.default}` : "",
  ].join("");
}

/** "PodSpec=volumes []:Volume*~merge,retainKeys#name;..." */
export function typeText(key: string, { fields, atomic }: GoType): string {
  const model = modelOf(key);
  const required = new Set(model ? fieldsOf(model).flatMap((one) => (one.required ? [one.name] : [])) : []);
  return `${key}=${atomic ? "%" : ""}${fields.map((field) => fieldText(field, required.has(field.name))).join(";")}`;
}

/** "Volume=1,2.1,2.2,...": the numbers of the fields in protocol buffers, in the same order; empty for what has none. */
export function numbersText(key: string, { fields }: GoType): string {
  return `${key}=${fields.map(({ number, within = [] }) => (number ? [...within, number].join(".") : "")).join(",")}`;
}
