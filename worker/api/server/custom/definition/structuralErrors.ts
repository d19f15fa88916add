/**
 * What makes a schema structural: every place has a type, and what alternatives speak of is there outside them too.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 * @see k8s.io/apiextensions-apiserver pkg/apiserver/schema ValidateStructural
 */
import { readPattern } from "../../../cel/patterns.ts";
import type { JSONSchemaProps } from "../../../generated/types.ts";
import { type FieldError, type FieldPath, forbidden, invalid, required } from "../../../machinery/field.ts";
import { deepEqual, isObject } from "../../../machinery/values.ts";

type Schema = JSONSchemaProps;
type Level = "root" | "item" | "field";

const schemaOf = (value: unknown): Schema | undefined => (isObject(value) ? (value as Schema) : undefined);

export function structuralErrors(schema: Schema, at: FieldPath): FieldError[] {
  const errors = [...invariants(schema, "root", at), ...completeness(schema, schema, at, at)];
  const text = ({ field, message }: FieldError) => `${field}: ${message}`;
  return errors.sort((a, b) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0));
}

const MISSING_TYPE: Readonly<Record<Level, string>> = {
  root: "must not be empty at the root",
  item: "must not be empty for specified array items",
  field: "must not be empty for specified object fields",
};

function invariants(schema: Schema | undefined, level: Level, at: FieldPath): FieldError[] {
  if (!schema) return [];
  const { type = "", properties = {}, additionalProperties } = schema;
  const embedded = schema["x-kubernetes-embedded-resource"] ?? false;
  const preserve = schema["x-kubernetes-preserve-unknown-fields"] ?? false;
  const intOrString = schema["x-kubernetes-int-or-string"] ?? false;
  const items = schemaOf(schema.items);
  const errors: FieldError[] = [];
  if (type === "array" && !items) errors.push(required(at.child("items"), "must be specified"));
  errors.push(...invariants(items, "item", at.child("items")));
  for (const [name, child] of Object.entries(properties)) {
    errors.push(...invariants(child, "field", at.child("properties").key(name)));
  }
  if (additionalProperties !== undefined) {
    const place = at.child("additionalProperties");
    if (level === "root") errors.push(forbidden(place, "must not be used at the root"));
    errors.push(...invariants(schemaOf(additionalProperties), "field", place));
    if (embedded) errors.push(forbidden(place, "must not be used if x-kubernetes-embedded-resource is set"));
  }
  const exclusive = "must be false if x-kubernetes-int-or-string is true";
  if (intOrString && preserve) {
    errors.push(invalid(at.child("x-kubernetes-preserve-unknown-fields"), true, exclusive));
  }
  if (intOrString && embedded) errors.push(invalid(at.child("x-kubernetes-embedded-resource"), true, exclusive));
  errors.push(...valueErrors(schema, at, isIntOrString(schema.anyOf), isIntOrString(schema.allOf?.[0]?.anyOf)));
  const typeAt = at.child("type");
  if (embedded && type !== "object") {
    const words = "must be object if x-kubernetes-embedded-resource is true";
    errors.push(type ? invalid(typeAt, type, words) : required(typeAt, words));
  } else if (!type && !intOrString && !preserve) errors.push(required(typeAt, MISSING_TYPE[level]));
  if (level === "root" && type && type !== "object") errors.push(invalid(typeAt, type, "must be object at the root"));
  errors.push(...metaErrors(schema, level, embedded, at));
  if (embedded && !preserve && Object.keys(properties).length === 0) {
    const words =
      "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields";
    errors.push(required(at.child("properties"), words));
  }
  return errors;
}

/** Type and metadata are known: a schema may only say that again, or ask more of names. */
function metaErrors({ properties = {} }: Schema, level: Level, embedded: boolean, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const known = level === "root" || embedded;
  const place = (name: string) => at.child("properties").key(name);
  for (const name of ["kind", "apiVersion"]) {
    const type = properties[name]?.type ?? "";
    if (known && properties[name] && type !== "string") {
      errors.push(invalid(place(name).child("type"), type, "must be string"));
    }
  }
  const { metadata } = properties;
  if (!metadata) return errors;
  if (known && metadata.type !== "object") {
    errors.push(invalid(place("metadata").child("type"), metadata.type ?? "", "must be object"));
  }
  if (level !== "root") return errors;
  const { type: _, default: __, properties: inside = {}, ...rest } = metadata;
  const others = Object.keys(inside).filter((name) => name !== "name" && name !== "generateName");
  if (others.length > 0 || Object.keys(rest).length > 0) {
    const words = "must not specify anything other than name and generateName, but metadata is implicitly specified";
    errors.push(forbidden(place("metadata"), words));
  }
  return errors;
}

/** The one pattern in which alternatives may state types. */
const isIntOrString = (anyOf: readonly Schema[] | undefined): boolean =>
  deepEqual(anyOf, [{ type: "integer" }, { type: "string" }]);

function valueErrors(schema: Schema, at: FieldPath, skipAnyOf: boolean, skipFirstAllOf: boolean): FieldError[] {
  const { anyOf = [], allOf = [], oneOf = [], not, pattern } = schema;
  const errors: FieldError[] = [];
  if (!skipAnyOf) for (const [i, one] of anyOf.entries()) errors.push(...nestedErrors(one, at.child("anyOf").index(i)));
  for (const [i, one] of allOf.entries()) {
    errors.push(...nestedErrors(one, at.child("allOf").index(i), skipFirstAllOf && i === 0));
  }
  for (const [i, one] of oneOf.entries()) errors.push(...nestedErrors(one, at.child("oneOf").index(i)));
  errors.push(...nestedErrors(not, at.child("not")));
  if (pattern && !readPattern(pattern)) {
    const words = `must be a valid regular expression, but isn't: error parsing regexp: ${patternProblem(pattern)}`;
    errors.push(invalid(at.child("pattern"), pattern, words));
  }
  return errors;
}

/** What Go's regexp says of the usual mistakes. */
function patternProblem(pattern: string): string {
  const bracket = pattern.lastIndexOf("[");
  const depth = [...pattern.replace(/\\./g, "").replace(/\[[^\]]*\]/g, "")].reduce(
    (open, one) => open + (one === "(" ? 1 : one === ")" ? -1 : 0),
    0,
  );
  if (bracket >= 0 && !pattern.slice(bracket).includes("]")) return `missing closing ]: \`${pattern.slice(bracket)}\``;
  if (depth > 0) return `missing closing ): \`${pattern}\``;
  if (depth < 0) return `unexpected ): \`${pattern}\``;
  const lookaround = /\(\?<?[=!]/.exec(pattern)?.[0];
  if (lookaround) return `invalid or unsupported Perl syntax: \`${lookaround.slice(0, 3)}\``;
  return `missing argument to repetition operator: \`${/[*+?]/.exec(pattern)?.[0] ?? pattern}\``;
}

const EMPTY: readonly (readonly [keyof Schema, string])[] = [
  ["type", "must be empty to be structural"],
  ["additionalProperties", "must be undefined to be structural"],
  ["default", "must be undefined to be structural"],
  ["title", "must be empty to be structural"],
  ["description", "must be empty to be structural"],
  ["nullable", "must be false to be structural"],
  ["x-kubernetes-preserve-unknown-fields", "must be false to be structural"],
  ["x-kubernetes-embedded-resource", "must be false to be structural"],
  ["x-kubernetes-int-or-string", "must be false to be structural"],
  ["x-kubernetes-list-map-keys", "must be empty to be structural"],
  ["x-kubernetes-list-type", "must be undefined to be structural"],
  ["x-kubernetes-map-type", "must be undefined to be structural"],
  ["x-kubernetes-validations", "must be empty to be structural"],
];

function nestedErrors(schema: Schema | undefined, at: FieldPath, skipAnyOf = false): FieldError[] {
  if (!schema) return [];
  const errors = valueErrors(schema, at, skipAnyOf, false);
  errors.push(...nestedErrors(schemaOf(schema.items), at.child("items")));
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    errors.push(...nestedErrors(child, at.child("properties").key(name)));
  }
  for (const [name, words] of EMPTY) {
    const value = schema[name];
    if (value === undefined || value === "" || value === false || value === null) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    errors.push(forbidden(at.child(name), words));
  }
  if (schema.properties?.metadata) {
    errors.push(forbidden(at.child("properties").key("metadata"), "must not be specified in a nested context"));
  }
  return errors;
}

/** What alternatives speak of must be there outside them too. */
function completeness(values: Schema, schema: Schema | undefined, at: FieldPath, from: FieldPath): FieldError[] {
  if (!schema) return [required(at, `because it is defined in ${from.text}`)];
  const { not, allOf = [], anyOf = [], oneOf = [] } = values;
  const each = (list: readonly Schema[], name: string) =>
    list.flatMap((one, i) => nestedCompleteness(one, schema, at, from.child(name).index(i)));
  return [
    ...nestedCompleteness(not, schema, at, from.child("not")),
    ...each(allOf, "allOf"),
    ...each(anyOf, "anyOf"),
    ...each(oneOf, "oneOf"),
  ];
}

function nestedCompleteness(
  values: Schema | undefined,
  schema: Schema | undefined,
  at: FieldPath,
  from: FieldPath,
): FieldError[] {
  if (!values) return [];
  if (!schema) return [required(at, `because it is defined in ${from.text}`)];
  const errors = completeness(values, schema, at, from);
  const items = schemaOf(values.items);
  errors.push(...nestedCompleteness(items, schemaOf(schema.items), at.child("items"), from.child("items")));
  for (const [name, child] of Object.entries(values.properties ?? {})) {
    const [place, origin] = [at.child("properties").key(name), from.child("properties").key(name)];
    errors.push(...nestedCompleteness(child, schema.properties?.[name], place, origin));
  }
  return errors;
}
