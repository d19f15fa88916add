/**
 * Holds a value against a schema, as the server's validator for OpenAPI does: the same problems in the same words.
 *
 * @see k8s.io/kube-openapi pkg/validation/validate
 * @see k8s.io/apiextensions-apiserver pkg/apiserver/validation
 */
import { goQuote } from "../../../../base/goformat/index.ts";
import { lazyPattern } from "../../../cel/patterns.ts";
import type { JSONSchemaProps } from "../../../generated/types.ts";
import { deepEqual, isObject, type JsonObject } from "../../../machinery/values.ts";
import type { Correlated } from "./correlation.ts";
import { formatCheck, isKnownFormat } from "./formats.ts";
import { checkNumber } from "./numbers.ts";
import { Outcome } from "./outcome.ts";

/** A schema made ready to be held against values. */
interface Checker {
  readonly schema: JSONSchemaProps;
  /** None means any. */
  readonly types: readonly string[];
  readonly format: string;
  readonly matches: ((text: string) => boolean) | undefined;
  readonly properties: ReadonlyMap<string, Checker>;
  readonly additional: Checker | false | undefined;
  readonly items: Checker | undefined;
  readonly allOf: readonly Checker[];
  readonly anyOf: readonly Checker[];
  readonly oneOf: readonly Checker[];
  readonly not: Checker | undefined;
}

const compileAll = (schemas: readonly JSONSchemaProps[] | undefined) => (schemas ?? []).map(compile);

function compile(schema: JSONSchemaProps): Checker {
  const { additionalProperties, items, format = "", type = "" } = schema;
  const types = schema["x-kubernetes-int-or-string"] ? ["integer", "string"] : type ? [type] : [];
  return {
    schema,
    types,
    format: format && isKnownFormat(types.length === 1 ? types[0]! : "", format) ? format : "",
    matches: schema.pattern ? lazyPattern(schema.pattern) : undefined,
    properties: new Map(Object.entries(schema.properties ?? {}).map(([name, child]) => [name, compile(child)])),
    additional: isObject(additionalProperties)
      ? compile(additionalProperties as JSONSchemaProps)
      : additionalProperties === false
        ? false
        : undefined,
    items: isObject(items) ? compile(items as JSONSchemaProps) : undefined,
    allOf: compileAll(schema.allOf),
    anyOf: compileAll(schema.anyOf),
    oneOf: compileAll(schema.oneOf),
    not: schema.not && compile(schema.not),
  };
}

/** Judges values by one schema. */
export class SchemaValidator {
  readonly #root: Checker;

  constructor(schema: JSONSchemaProps) {
    this.#root = compile(schema);
  }

  /**
   * @param path where the value is: "" for a whole object, "status"
   * @param correlated how it was before; what has not changed is not held against it
   */
  validate(value: unknown, path: string, correlated?: Correlated): Outcome {
    return check(this.#root, value, path, correlated);
  }
}

const at = (path: string) => path.replace(/^\./, "");

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function check(checker: Checker, value: unknown, path: string, correlated: Correlated | undefined): Outcome {
  const outcome = judge(checker, value, path, correlated);
  if (outcome.valid || !correlated?.unchanged()) return outcome;
  const tolerated = new Outcome();
  tolerated.matched = outcome.matched;
  return tolerated;
}

function judge(checker: Checker, value: unknown, path: string, correlated: Correlated | undefined): Outcome {
  const outcome = new Outcome();
  const { types, schema } = checker;
  if (value === null || value === undefined) {
    if (types.length > 0 && !schema.nullable) wrongType(outcome, path, types, "null");
    checkEnum(schema, null, path, outcome);
    return outcome;
  }
  const type = typeOf(value);
  if (types.length > 0 || checker.format) {
    checkType(checker, type, path, outcome);
    outcome.matched += 2;
  }
  checkComposites(checker, value, path, outcome);
  outcome.matched += 1;
  if (type === "string") {
    checkString(checker, value as string, path, outcome);
    outcome.matched += 1;
  }
  if (type === "integer" || type === "number") {
    const { errors } = checkNumber(schema, checker.types, checker.format, value as number, path);
    outcome.errors.push(...errors);
    outcome.matched += 2;
  }
  if (Array.isArray(value)) {
    checkItems(checker, value, path, correlated, outcome);
    outcome.matched += 2;
  }
  checkEnum(schema, value, path, outcome);
  outcome.matched += 1;
  if (isObject(value)) {
    checkProperties(checker, value, path, correlated, outcome);
    outcome.matched += 1;
  }
  outcome.matched += 1;
  return outcome;
}

function wrongType(outcome: Outcome, path: string, types: readonly string[], is: string): void {
  const detail = `${path} in body must be of type ${types.join(",")}: ${JSON.stringify(is)}`;
  outcome.add("FieldValueTypeInvalid", at(path), `Invalid value: ${JSON.stringify(is)}: ${detail}`);
}

function checkType({ types, format }: Checker, type: string, path: string, outcome: Outcome): void {
  const numeric = types.includes("number") || types.includes("integer");
  if (!numeric && format && (type === "string" || type === "array")) return;
  if (types.includes(type) || (type === "integer" && types.includes("number"))) return;
  if (format && type !== "string" && type !== "array") return wrongType(outcome, path, [format], goFormat(type));
  wrongType(outcome, path, types, type);
}

/** The format that the server takes a decoded value to have. */
const goFormat = (type: string) => (type === "integer" ? "int64" : type === "number" ? "float64" : "");

function checkString({ schema, format, matches }: Checker, value: string, path: string, outcome: Outcome): void {
  const { maxLength, minLength, pattern } = schema;
  const place = at(path);
  const length = maxLength === undefined && minLength === undefined ? 0 : [...value].length;
  if (maxLength !== undefined && length > maxLength) {
    outcome.add("FieldValueTooLong", place, `Too long: may not be more than ${maxLength} bytes`);
  } else if (minLength !== undefined && length < minLength) {
    const words = `${path} in body should be at least ${minLength} chars long`;
    outcome.invalid(place, goQuote(value), words);
  } else if (matches && !matches(value)) {
    outcome.invalid(place, goQuote(value), `${path} in body should match '${pattern}'`);
  }
  if (!format) return;
  const meets = formatCheck(format);
  if (!meets || meets(value)) return;
  const words = `${path} in body must be of type ${format}: ${goQuote(value)}`;
  outcome.add("FieldValueTypeInvalid", place, `Invalid value: ${goQuote(value)}: ${words}`);
}

function checkEnum({ enum: values }: JSONSchemaProps, value: unknown, path: string, outcome: Outcome): void {
  if (!values?.length || values.some((one) => deepEqual(one, value))) return;
  const shown = values.map((one) => JSON.stringify(typeof one === "string" ? one : JSON.stringify(one))).join(", ");
  const words = `Unsupported value: ${valueText(value)}: supported values: ${shown}`;
  outcome.add("FieldValueNotSupported", at(path), words);
}

/** A value as messages show it. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return goQuote(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function checkItems(
  { schema, items }: Checker,
  value: readonly unknown[],
  path: string,
  correlated: Correlated | undefined,
  outcome: Outcome,
): void {
  const { minItems, maxItems, uniqueItems } = schema;
  if (items) {
    for (const [i, item] of value.entries()) {
      outcome.merge(check(items, item, `${path}[${i}]`, correlated?.index(i)));
    }
  }
  const size = value.length;
  if (minItems !== undefined && size < minItems) {
    outcome.invalid(at(path), String(size), `${path} in body should have at least ${minItems} items`);
  }
  if (maxItems !== undefined && size > maxItems) {
    outcome.add("FieldValueTooMany", at(path), tooMany(size, maxItems));
  }
  if (uniqueItems && value.some((item, i) => value.slice(0, i).some((other) => deepEqual(item, other)))) {
    outcome.invalid(at(path), '""', `${path} in body shouldn't contain duplicates`);
  }
}

const tooMany = (size: number, most: number) =>
  `Too many: ${size}: must have at most ${most} ${most === 1 ? "item" : "items"}`;

function checkProperties(
  { schema, properties, additional }: Checker,
  value: JsonObject,
  path: string,
  correlated: Correlated | undefined,
  outcome: Outcome,
): void {
  const { minProperties, maxProperties, required } = schema;
  const keys = Object.keys(value);
  if (minProperties !== undefined && keys.length < minProperties) {
    const words = `${path} in body should have at least ${minProperties} properties`;
    outcome.invalid(at(path), String(keys.length), words);
  }
  if (maxProperties !== undefined && keys.length > maxProperties) {
    outcome.add("FieldValueTooMany", at(path), tooMany(keys.length, maxProperties));
  }
  if (additional !== undefined) {
    for (const key of keys) {
      if (properties.has(key)) continue;
      if (additional) outcome.merge(check(additional, value[key], `${path}.${key}`, correlated?.key(key)));
      else outcome.invalid(at(path), JSON.stringify(key), `${path}.${key} in body is a forbidden property`);
    }
  }
  for (const [name, child] of properties) {
    if (value[name] === undefined) continue;
    outcome.merge(check(child, value[name], path ? `${path}.${name}` : name, correlated?.key(name)));
  }
  for (const name of required ?? []) {
    if (value[name] === undefined) outcome.add("FieldValueRequired", at(`${path}.${name}`), "Required value");
  }
}

/** Alternatives: anyOf, oneOf, allOf, not. What is tried inside does not know how the value was before. */
function checkComposites(checker: Checker, value: unknown, path: string, outcome: Outcome): void {
  const { anyOf, oneOf, allOf, not } = checker;
  const name = JSON.stringify(path);
  if (anyOf.length > 0) {
    const { best, valid } = tryAll(anyOf, value, path);
    if (valid === 0) outcome.placeless(`${name} must validate at least one schema (anyOf)`);
    if (best) outcome.merge(best);
  }
  if (oneOf.length > 0) {
    const { best, valid } = tryAll(oneOf, value, path);
    if (valid !== 1) {
      const found = valid === 0 ? "Found none valid" : `Found ${valid} valid alternatives`;
      outcome.placeless(`${name} must validate one and only one schema (oneOf). ${found}`);
    }
    if (best && valid < 2) outcome.merge(best);
  }
  if (allOf.length > 0) {
    const tried = allOf.map((one) => judge(one, value, path, undefined));
    for (const one of tried) outcome.merge(one);
    const valid = tried.filter((one) => one.valid).length;
    if (valid !== tried.length) {
      outcome.placeless(`${name} must validate all the schemas (allOf)${valid === 0 ? ". None validated" : ""}`);
    }
  }
  if (not && judge(not, value, path, undefined).valid) {
    outcome.placeless(`${name} must not validate the schema (not)`);
  }
  outcome.matched += 1;
}

/** The first that is met, or else the one that came closest. */
function tryAll(checkers: readonly Checker[], value: unknown, path: string): { best?: Outcome; valid: number } {
  let best: Outcome | undefined;
  let valid = 0;
  for (const checker of checkers) {
    const tried = judge(checker, value, path, undefined);
    if (tried.valid) {
      if (valid === 0) best = tried;
      valid += 1;
    } else if (valid === 0 && (!best || tried.matched > best.matched)) best = tried;
  }
  return { ...(best ? { best } : {}), valid };
}
