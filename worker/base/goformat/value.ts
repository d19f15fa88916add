import { formatFloatG } from "../goprint/index.ts";
import { GoFloat } from "./float.ts";
import { GoObject } from "./object.ts";
import { goQuote } from "./quote.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The Go type that a value has once decoded from JSON: "map[string]interface {}", "int64", "<nil>". */
export function goTypeName(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (typeof value === "bigint") return "int64";
  if (value instanceof GoFloat) return "float64";
  if (Array.isArray(value)) return "[]interface {}";
  if (value instanceof GoObject) return value.typeName;
  if (value instanceof Uint8Array) return "[]uint8";
  if (typeof value === "function") return "func";
  return "map[string]interface {}";
}

const keysOf = (fields: Fields): string[] =>
  Object.keys(fields)
    .filter((key) => fields[key] !== undefined)
    .sort();

/** A value as Go's `%v` prints it: "map[a:1 b:[x y]]", "<nil>", "1e+06". */
export function goText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "<nil>";
  if (typeof value === "number") return Number.isInteger(value) ? wholeNumber(value) : formatFloatG(value);
  if (value instanceof GoFloat) return formatFloatG(value.value);
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (value instanceof GoObject) return value.text;
  if (value instanceof Uint8Array) return `[${value.join(" ")}]`;
  if (typeof value !== "object") return String(value);
  const fields = value as Fields;
  return `map[${keysOf(fields)
    .map((key) => `${key}:${goText(fields[key])}`)
    .join(" ")}]`;
}

const wholeNumber = (value: number): string => (Object.is(value, -0) ? "0" : BigInt(value).toString());

/** A value as Go's `%#v` prints it: `map[string]interface {}{"a":1}`. */
export function goSyntax(value: unknown): string {
  if (typeof value === "string") return goQuote(value);
  if (value === null || value === undefined) return "interface {}(nil)";
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (typeof value !== "object" || value instanceof GoFloat) return goText(value);
  const fields = value as Fields;
  return `map[string]interface {}{${keysOf(fields)
    .map((key) => `${goQuote(key)}:${goSyntax(fields[key])}`)
    .join(", ")}}`;
}
