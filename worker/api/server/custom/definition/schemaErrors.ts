import { CelFailure } from "../../../cel/index.ts";
import type { JSONSchemaProps, ValidationRule } from "../../../generated/types.ts";
import {
  type FieldError,
  type FieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from "../../../machinery/field.ts";
import { isObject } from "../../../machinery/values.ts";
import type { Expressions } from "../rules/expressions.ts";

type Schema = JSONSchemaProps;

const TYPES = ["array", "boolean", "integer", "number", "object", "string"];
const REASONS = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];
const META = new Set(["metadata", "kind", "apiVersion"]);

/** What holds at a place of a schema because of where it is. */
interface Place {
  readonly root: boolean;
  /** Why there may be no default here. */
  readonly noDefaults?: string;
  readonly insideMeta: boolean;
  /** Values from here on cannot be told apart across an update. */
  readonly uncorrelated?: string;
  /** Expressions are looked at only where the server can tell types. */
  readonly expressions?: Expressions;
}

interface Found {
  readonly schema: FieldError[];
  readonly rules: FieldError[];
}

/** k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation ValidateCustomResourceDefinitionOpenAPISchema */
export function schemaErrors(schema: Schema, at: FieldPath, expressions: Expressions | undefined): FieldError[] {
  const found: Found = { schema: [], rules: [] };
  visit(schema, at, { root: true, insideMeta: false, ...(expressions ? { expressions } : {}) }, found);
  return [...found.schema, ...found.rules];
}

const schemaOf = (value: unknown): Schema | undefined => (isObject(value) ? (value as Schema) : undefined);

function visit(schema: Schema | undefined, at: FieldPath, place: Place, found: Found): void {
  if (!schema) return;
  const { additionalProperties, properties = {}, items } = schema;
  found.schema.push(...ownErrors(schema, at, place));
  const inner = { ...place, root: false };
  if (additionalProperties !== undefined && additionalProperties !== null) {
    const place = at.child("additionalProperties");
    if (Object.keys(properties).length > 0) {
      found.schema.push(forbidden(place, "additionalProperties and properties are mutual exclusive"));
    }
    const reason = inner.insideMeta ? { noDefaults: "inside additionalProperties applying to object metadata" } : {};
    visit(schemaOf(additionalProperties), place, { ...inner, ...reason }, found);
  }
  const mapType = schema["x-kubernetes-map-type"];
  const correlated = mapType === undefined || mapType === "granular" || mapType === "atomic";
  for (const [name, child] of Object.entries(properties)) {
    const meta = (place.root || schema["x-kubernetes-embedded-resource"]) && META.has(name);
    visit(
      child,
      at.child("properties").key(name),
      {
        ...inner,
        ...(correlated ? {} : { uncorrelated: place.uncorrelated ?? at.text }),
        ...(meta ? { insideMeta: true } : {}),
        ...(meta && place.root ? { noDefaults: `in top-level ${name}` } : {}),
      },
      found,
    );
  }
  const { expressions: _, ...nested } = inner;
  visit(schema.not, at.child("not"), nested, found);
  for (const name of ["allOf", "oneOf", "anyOf"] as const) {
    for (const [i, one] of (schema[name] ?? []).entries()) visit(one, at.child(name).index(i), nested, found);
  }
  const keyed = schema["x-kubernetes-list-type"] === "map";
  const inItems = keyed ? inner : { ...inner, uncorrelated: place.uncorrelated ?? at.text };
  visit(schemaOf(items), at.child("items"), inItems, found);
  found.schema.push(...extensionErrors(schema, at));
  const rules = schema["x-kubernetes-validations"] ?? [];
  const rulesAt = at.child("x-kubernetes-validations");
  found.schema.push(...rules.flatMap((rule, i) => ruleErrors(schema, rule, rulesAt.index(i))));
  if (found.schema.length === 0 && place.expressions) {
    for (const [i, rule] of rules.entries()) {
      found.rules.push(...expressionErrors(rule, rulesAt.index(i), place.expressions, place.uncorrelated));
    }
  }
}

function ownErrors(schema: Schema, at: FieldPath, { noDefaults, insideMeta }: Place): FieldError[] {
  const { type = "" } = schema;
  const errors: FieldError[] = [];
  if (type && !TYPES.includes(type)) errors.push(notSupported(at.child("type"), type, TYPES));
  if (schema.default !== undefined && noDefaults)
    errors.push(forbidden(at.child("default"), `must not be set ${noDefaults}`));
  for (const name of ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"] as const) {
    if (schema[name] !== undefined && schema[name] !== "")
      errors.push(forbidden(at.child(name), `${name} is not supported`));
  }
  if (type === "null") {
    errors.push(forbidden(at.child("type"), "type cannot be set to null, use nullable as an alternative"));
  }
  if (Array.isArray(schema.items)) {
    errors.push(forbidden(at.child("items"), "items must be a schema object and not an array"));
  }
  if (insideMeta && schema["x-kubernetes-embedded-resource"]) {
    errors.push(forbidden(at.child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta"));
  }
  if (schema.uniqueItems) {
    const words = "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
    errors.push(forbidden(at.child("uniqueItems"), words));
  }
  return errors;
}

function extensionErrors(schema: Schema, at: FieldPath): FieldError[] {
  const { type = "" } = schema;
  const errors: FieldError[] = [];
  const mustBe = (wanted: string, name: string) => {
    const words = `must be ${wanted} if ${name} is specified`;
    errors.push(type ? invalid(at.child("type"), type, words) : required(at.child("type"), words));
  };
  if (schema["x-kubernetes-preserve-unknown-fields"] === false) {
    errors.push(invalid(at.child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined"));
  }
  const mapType = schema["x-kubernetes-map-type"];
  if (mapType !== undefined && type !== "object") mustBe("object", "x-kubernetes-map-type");
  if (mapType !== undefined && mapType !== "atomic" && mapType !== "granular") {
    errors.push(notSupported(at.child("x-kubernetes-map-type"), mapType, ["atomic", "granular"]));
  }
  const listType = schema["x-kubernetes-list-type"];
  const item = schemaOf(schema.items);
  if (listType !== undefined && type !== "array") mustBe("array", "x-kubernetes-list-type");
  else if (listType === "set" && item) errors.push(...setItemErrors(item, at.child("items")));
  if (listType !== undefined && !["atomic", "set", "map"].includes(listType)) {
    errors.push(notSupported(at.child("x-kubernetes-list-type"), listType, ["atomic", "set", "map"]));
  }
  errors.push(...listKeyErrors(schema, item, at));
  if (item?.nullable && (listType === "set" || listType === "map")) {
    const words = `cannot be nullable when x-kubernetes-list-type is ${listType}`;
    errors.push(forbidden(at.child("items").child("nullable"), words));
  }
  if (listType === "map" && item) errors.push(...keyPropertyErrors(schema, item, at.child("items")));
  return errors;
}

function setItemErrors(item: Schema, at: FieldPath): FieldError[] {
  const words = "must be atomic as item of a list with x-kubernetes-list-type=set";
  const listType = item["x-kubernetes-list-type"];
  if (item.type === "array" && listType !== undefined && listType !== "atomic") {
    return [invalid(at.child("x-kubernetes-list-type"), listType, words)];
  }
  if (item.type === "object" && item["x-kubernetes-map-type"] !== "atomic") {
    return [invalid(at.child("x-kubernetes-map-type"), listType ?? null, words)];
  }
  return [];
}

function listKeyErrors(schema: Schema, item: Schema | undefined, at: FieldPath): FieldError[] {
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const listType = schema["x-kubernetes-list-type"];
  const errors: FieldError[] = [];
  const keysAt = at.child("x-kubernetes-list-map-keys");
  if (keys.length > 0 && listType !== "map") {
    const [place, words] = [
      at.child("x-kubernetes-list-type"),
      "must be map if x-kubernetes-list-map-keys is non-empty",
    ];
    errors.push(listType === undefined ? required(place, words) : invalid(place, listType, words));
  }
  if (listType !== "map") return errors;
  if (keys.length === 0) errors.push(required(keysAt, "must not be empty if x-kubernetes-list-type is map"));
  if (!schema.items) {
    errors.push(required(at.child("items"), "must have a schema if x-kubernetes-list-type is map"));
  } else if (item && item.type !== "object") {
    const words = "must be object if parent array's x-kubernetes-list-type is map";
    errors.push(invalid(at.child("items").child("type"), item.type ?? "", words));
  }
  if (item?.type !== "object") return errors;
  for (const [i, key] of keys.entries()) {
    const property = item.properties?.[key];
    if (!property) errors.push(invalid(keysAt, keys, "entries must all be names of item properties"));
    else if (property.type === "array" || property.type === "object") {
      const place = at.child("items").child("properties").key(key).child("type");
      errors.push(invalid(place, item.type, "must be a scalar type if parent array's x-kubernetes-list-type is map"));
    }
    if (keys.indexOf(key) < i) errors.push(invalid(keysAt, keys, "must not contain duplicate entries"));
  }
  return errors;
}

function keyPropertyErrors(schema: Schema, item: Schema, at: FieldPath): FieldError[] {
  return (schema["x-kubernetes-list-map-keys"] ?? []).flatMap((key) => {
    const property = item.properties?.[key];
    if (!property) return [];
    const place = at.child("properties").key(key);
    const words = "this property is in x-kubernetes-list-map-keys, so it";
    return [
      ...(item.required?.includes(key) || property.default !== undefined
        ? []
        : [required(place.child("default"), `${words} must have a default or be a required property`)]),
      ...(property.nullable ? [forbidden(place.child("nullable"), `${words} cannot be nullable`)] : []),
    ];
  });
}

const BREAK = /[\n\r]/;

function ruleErrors(schema: Schema, rule: ValidationRule, at: FieldPath): FieldError[] {
  const { message = "", messageExpression = "", fieldPath = "", reason } = rule;
  const [text, words] = [(rule.rule ?? "").trim(), message.trim()];
  const errors: FieldError[] = [];
  if (text === "") errors.push(required(at.child("rule"), "rule is not specified"));
  else if (message !== "" && words === "") {
    errors.push(invalid(at.child("message"), message, "must be non-empty if specified"));
  } else if (BREAK.test(words)) errors.push(invalid(at.child("message"), message, "must not contain line breaks"));
  else if (BREAK.test(text) && words === "") {
    errors.push(required(at.child("message"), "message must be specified if rule contains line breaks"));
  }
  if (messageExpression !== "" && messageExpression.trim() === "") {
    errors.push(required(at.child("messageExpression"), "messageExpression must be non-empty if specified"));
  }
  if (reason !== undefined && !REASONS.includes(reason)) errors.push(notSupported(at.child("reason"), reason, REASONS));
  if (fieldPath !== "") {
    const place = at.child("fieldPath");
    if (fieldPath.trim() === "") errors.push(invalid(place, fieldPath, "must be non-empty if specified"));
    if (BREAK.test(fieldPath)) errors.push(invalid(place, fieldPath, "must not contain line breaks"));
    if (!findField(schema, fieldPath)) errors.push(invalid(place, fieldPath, "must be a valid path"));
  }
  return errors;
}

/** The schema that ".spec.name" or "['a.b']" leads to. */
export function findField(schema: Schema, path: string): Schema | undefined {
  let at: Schema | undefined = schema;
  let rest = path;
  while (at && rest !== "") {
    const step: RegExpExecArray | null = /^(?:\.([^.[\]]+)|\['((?:\\.|[^'])*)'\])/.exec(rest);
    if (!step) return undefined;
    const name = step[1] ?? step[2]!.replace(/\\(.)/g, "$1");
    at = at.properties ? at.properties[name] : schemaOf(at.additionalProperties);
    rest = rest.slice(step[0].length);
  }
  return at;
}

function expressionErrors(
  rule: ValidationRule,
  at: FieldPath,
  expressions: Expressions,
  uncorrelated: string | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  const compile = (text: string, name: "rule" | "messageExpression", label: string) => {
    try {
      if (name === "rule" && rule.optionalOldSelf) expressions.compileOptional(text);
      else expressions.compile(text);
    } catch (error) {
      if (!(error instanceof CelFailure)) throw error;
      errors.push(invalid(at.child(name), rule, `${label}: ${error.message}`));
    }
  };
  compile(rule.rule, "rule", "compilation failed");
  if (rule.messageExpression)
    compile(rule.messageExpression, "messageExpression", "messageExpression compilation failed");
  if (/\boldSelf\b/.test(rule.rule)) {
    if (uncorrelated !== undefined) {
      const words = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated}`;
      errors.push(invalid(at.child("rule"), rule.rule, words));
    }
  } else if (rule.optionalOldSelf !== undefined) {
    const words = "may not be set if oldSelf is not used in rule";
    errors.push(invalid(at.child("optionalOldSelf"), rule.optionalOldSelf, words));
  }
  return errors;
}
