import type { JSONSchemaProps } from "../../../generated/types.ts";
import { type FieldError, type FieldPath, invalid } from "../../../machinery/field.ts";
import { copyOf, deepEqual, isObject } from "../../../machinery/values.ts";
import { prune } from "../normalize.ts";
import { SchemaValidator } from "../rules/schemaValidator.ts";
import { structuralOf } from "../structural.ts";

/** Defaults must be valid where they stand. k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting ValidateDefaults */
export function defaultErrors(schema: JSONSchemaProps, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const given = schema.default;
  if (given !== undefined && given !== null) errors.push(...ofDefault(schema, given, at.child("default")));
  if (isObject(schema.items)) errors.push(...defaultErrors(schema.items as JSONSchemaProps, at.child("items")));
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    errors.push(...defaultErrors(child, at.child("properties").key(name)));
  }
  return errors;
}

function ofDefault(schema: JSONSchemaProps, given: unknown, at: FieldPath): FieldError[] {
  const node = structuralOf(schema);
  const pruned = copyOf(given);
  prune(pruned, node, node.embedded, "", []);
  const errors = deepEqual(pruned, given) ? [] : [invalid(at, given, "must not have unknown fields")];
  for (const error of new SchemaValidator(schema).validate(given, "").errors) {
    const field = error.field === "<nil>" ? at.text : `${at.text}.${error.field}`;
    errors.push({ ...error, field });
  }
  return errors;
}
