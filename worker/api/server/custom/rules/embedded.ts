import { DecodeError, decode } from "../../../machinery/decoding.ts";
import { type FieldError, type FieldPath, fieldPath, invalid, required } from "../../../machinery/field.ts";
import type { Kind } from "../../../machinery/kind.ts";
import type { KubeObject } from "../../../machinery/object.ts";
import type { Schemas } from "../../../machinery/schema.ts";
import { isObject, type JsonObject } from "../../../machinery/values.ts";
import { validateMetadata } from "../../metadata.ts";
import { childOf, type Structural } from "../structural.ts";

const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_WORDS =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

/** Whole objects inside a custom resource: they have a type, and metadata as any object. */
export function embeddedErrors(value: unknown, root: Structural, schemas: Schemas): readonly FieldError[] {
  const errors: FieldError[] = [];
  const visit = (part: unknown, node: Structural, at: FieldPath): void => {
    if (Array.isArray(part)) {
      if (node.items) for (const [i, item] of part.entries()) visit(item, node.items, at.index(i));
      return;
    }
    if (!isObject(part)) return;
    if (node.embedded) errors.push(...resourceErrors(part, at, schemas));
    for (const key of Object.keys(part)) {
      const child = childOf(node, key);
      if (child) visit(part[key], child, node.properties.has(key) ? at.child(key) : at.key(key));
    }
  };
  visit(value, root, fieldPath());
  return errors;
}

function resourceErrors(value: JsonObject, at: FieldPath, schemas: Schemas): FieldError[] {
  const { apiVersion, kind, metadata } = value;
  const errors: FieldError[] = [];
  if (apiVersion === undefined) errors.push(required(at.child("apiVersion")));
  if (kind === undefined) errors.push(required(at.child("kind")));
  errors.push(...apiVersionErrors(apiVersion, at.child("apiVersion")), ...kindErrors(kind, at.child("kind")));
  if (metadata !== undefined) errors.push(...metadataErrors(metadata, at.child("metadata"), schemas));
  return errors;
}

function apiVersionErrors(apiVersion: unknown, at: FieldPath): FieldError[] {
  if (apiVersion === undefined) return [];
  if (typeof apiVersion !== "string") return [invalid(at, apiVersion, "must be a string")];
  if (apiVersion === "") return [invalid(at, apiVersion, "must not be empty")];
  if (apiVersion.split("/").length <= 2) return [];
  return [invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
}

function kindErrors(kind: unknown, at: FieldPath): FieldError[] {
  if (kind === undefined) return [];
  if (typeof kind !== "string") return [invalid(at, kind, "must be a string")];
  if (kind === "") return [invalid(at, kind, "must not be empty")];
  const problems = [
    ...(kind.length > 63 ? ["must be no more than 63 characters"] : []),
    ...(LABEL.test(kind.toLowerCase()) ? [] : [LABEL_WORDS]),
  ];
  if (problems.length === 0) return [];
  return [invalid(at, kind, `may have mixed case, but should otherwise match: ${problems.join(",")}`)];
}

function metadataErrors(metadata: unknown, at: FieldPath, schemas: Schemas): FieldError[] {
  const type = schemas.type("ObjectMeta");
  if (!type) return [];
  try {
    const { value } = decode(metadata, type, schemas);
    const named = { ...value, name: value.name || "fakename" } as KubeObject["metadata"];
    const object = { apiVersion: "v1", kind: "", metadata: named };
    const kind = { namespaced: named.namespace !== undefined, nameProblems: pathSegmentProblems } as unknown as Kind;
    const prefix = at.text.replace(/metadata$/, "");
    return validateMetadata(kind, object).map((error) => ({ ...error, field: prefix + error.field }));
  } catch (error) {
    if (error instanceof DecodeError) return [invalid(at, metadata, error.message)];
    throw error;
  }
}

function pathSegmentProblems(name: string): string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`);
}
