import { GoFloat, goText, sprintf } from "../goformat/index.ts";
import { templateType } from "./function.ts";

type Kind = "bool" | "int" | "float" | "string" | "other";

function kindOf(value: unknown): Kind {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  if (value instanceof GoFloat) return "float";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return "other";
}

const scalar = (value: unknown): unknown => (value instanceof GoFloat ? value.value : value);
const isNil = (value: unknown): boolean => value === undefined || value === null;
const incompatible = (a: unknown, b: unknown): Error =>
  new Error(`incompatible types for comparison: ${templateType(a)} and ${templateType(b)}`);

/** Whether the first equals any of the others. https://pkg.go.dev/text/template eq */
export function equalsAny(first: unknown, others: readonly unknown[]): boolean {
  if (others.length === 0) throw new Error("missing argument for comparison");
  return others.some((other) => equals(first, other));
}

function equals(a: unknown, b: unknown): boolean {
  const kind = kindOf(a);
  if (kind !== kindOf(b)) {
    if (!isNil(a) && !isNil(b)) throw incompatible(a, b);
    return false;
  }
  if (kind !== "other") return scalar(a) === scalar(b);
  if (isNil(a) || isNil(b)) return isNil(a) && isNil(b);
  if (Array.isArray(a) !== Array.isArray(b)) {
    throw new Error(`non-comparable types ${sprintf("%s", [a])}: ${templateType(a)}, ${templateType(b)}: ${goText(b)}`);
  }
  throw new Error(`non-comparable type ${sprintf("%s", [b])}: ${templateType(b)}`);
}

/** Whether a is less than b; ints, floats and strings each among themselves. */
export function lessThan(a: unknown, b: unknown): boolean {
  const kind = kindOf(a);
  if (kind === "other" || kindOf(b) === "other") throw new Error("invalid type for comparison");
  if (kind !== kindOf(b)) throw incompatible(a, b);
  if (kind === "bool") throw new Error("invalid type for comparison");
  return (scalar(a) as string | number) < (scalar(b) as string | number);
}

export const lessOrEqual = (a: unknown, b: unknown): boolean => lessThan(a, b) || equals(a, b);
