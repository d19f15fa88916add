import { goText, goTypeName } from "../goformat/index.ts";
import { utf8 } from "../streams.ts";
import { JsonPathError, type Step } from "./parse.ts";

export interface JsonPathOptions {
  /** A missing field yields nothing instead of an error. */
  readonly allowMissingKeys?: boolean;
}

type Values = readonly unknown[];

/** Walks the steps of one action from the given values. Identifiers ("range", "end") are the caller's business. */
export function evaluateSteps(steps: readonly Step[], from: Values, options: JsonPathOptions): Values {
  let values = from;
  for (const step of steps) values = evaluateStep(step, values, options);
  return values;
}

function evaluateStep(step: Step, values: Values, options: JsonPathOptions): Values {
  switch (step.type) {
    case "text":
      return [step.text];
    case "constant":
      return values.map(() => step.value);
    case "field":
      return field(step.name, values, options);
    case "wildcard":
      return values.flatMap(children);
    case "recursive":
      return values.flatMap(descend);
    case "slice":
      return slice(step, values);
    case "union":
      return step.alternatives.flatMap((alternative) => evaluateSteps(alternative, values, options));
    case "filter":
      return filter(step, values, options);
    case "identifier":
      if (step.name === "range") return values;
      if (step.name === "end") return [];
      throw new JsonPathError(`unrecognized identifier ${step.name}`);
  }
}

function field(name: string, values: Values, { allowMissingKeys }: JsonPathOptions): Values {
  if (values.length === 0) return [];
  const found: unknown[] = [];
  for (const value of values) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    const fields = value as Readonly<Record<string, unknown>>;
    if (Object.hasOwn(fields, name) && fields[name] !== undefined) found.push(fields[name]);
  }
  if (found.length === 0 && !allowMissingKeys) throw new JsonPathError(`${name} is not found`);
  return found;
}

/** The values of a map in the order of its keys, the items of a list, the bytes of a string. */
function children(value: unknown): Values {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return [...utf8(value)];
  if (typeof value !== "object" || value === null) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.keys(fields)
    .sort()
    .flatMap((key) => (fields[key] === undefined ? [] : [fields[key]]));
}

function descend(value: unknown): Values {
  const below = children(value);
  return below.length === 0 ? [] : [value, ...below.flatMap(descend)];
}

function slice(step: Extract<Step, { type: "slice" }>, values: Values): Values {
  const result: unknown[] = [];
  for (const value of values) {
    if (value === null || value === undefined) continue;
    if (!Array.isArray(value)) throw new JsonPathError(`${goTypeName(value)} is not array or slice`);
    const { length } = value;
    const given = step.from.value ?? 0;
    const from = given < 0 ? given + length : given;
    const end = step.to.value ?? length;
    const to = end < 0 || (end === 0 && step.to.derived) ? end + length : end;
    if (from === to) return result;
    if (from >= length || from < 0) throw outOfBounds(from, length);
    if (to > length || to < 0) throw outOfBounds(to - 1, length);
    if (from > to) throw new JsonPathError(`starting index ${from} is greater than ending index ${to}`);
    if (step.step !== undefined && step.step <= 0) throw new JsonPathError("step must be > 0");
    for (let i = from; i < to; i += step.step ?? 1) result.push(value[i]);
  }
  return result;
}

const outOfBounds = (index: number, length: number): JsonPathError =>
  new JsonPathError(`array index out of bounds: index ${index}, length ${length}`);

function filter(step: Extract<Step, { type: "filter" }>, values: Values, options: JsonPathOptions): Values {
  return values.flatMap((value) => {
    if (!Array.isArray(value)) {
      throw new JsonPathError(`${goText(value)} is not array or slice and cannot be filtered`);
    }
    return value.filter((item) => {
      if (step.operator === "exists") return exists(step.left, item, options);
      const left = onlyOne(evaluateSteps(step.left, [item], options));
      if (!left) return false;
      const right = onlyOne(evaluateSteps(step.right, [item], options));
      return right !== undefined && compareBy(step.operator, left.value, right.value);
    });
  });
}

function exists(steps: readonly Step[], item: unknown, options: JsonPathOptions): boolean {
  try {
    return evaluateSteps(steps, [item], options).length > 0;
  } catch (error) {
    if (error instanceof JsonPathError) return false;
    throw error;
  }
}

function onlyOne(values: Values): { readonly value: unknown } | undefined {
  if (values.length > 1) throw new JsonPathError("can only compare one element at a time");
  return values.length === 0 ? undefined : { value: values[0] };
}

function compareBy(operator: string, left: unknown, right: unknown): boolean {
  switch (operator) {
    case "==":
      return compareValues(left, right, "equality") === 0;
    case "!=":
      return compareValues(left, right, "equality") !== 0;
    case "<":
      return compareValues(left, right, "order") < 0;
    case "<=":
      return compareValues(left, right, "order") <= 0;
    case ">":
      return compareValues(left, right, "order") > 0;
    case ">=":
      return compareValues(left, right, "order") >= 0;
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`);
  }
}

/**
 * Compares two scalars of one kind as Go templates do; ints and floats are different kinds.
 *
 * @throws JsonPathError "incompatible types for comparison", "invalid type for comparison"
 */
export function compareValues(left: unknown, right: unknown, by: "equality" | "order"): number {
  const kind = scalarKind(left);
  if (kind !== scalarKind(right)) throw new JsonPathError("incompatible types for comparison");
  if (kind === "boolean") {
    if (by === "order") throw new JsonPathError("invalid type for comparison");
    return left === right ? 0 : 1;
  }
  const [a, b] = [left as string | number, right as string | number];
  return a === b ? 0 : a < b ? -1 : 1;
}

function scalarKind(value: unknown): "string" | "boolean" | "int" | "float" {
  if (typeof value === "string" || typeof value === "boolean") return typeof value as "string" | "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  throw new JsonPathError("invalid type for comparison");
}
