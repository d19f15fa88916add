/**
 * What a CustomResourceDefinition must be like. Fetched when one is written.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 * @see k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation
 * @module
 */
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinitionObject,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
  CustomResourceValidation,
  JSONSchemaProps,
  SelectableField,
} from "../../../generated/types.ts";
import {
  duplicate,
  type FieldError,
  type FieldPath,
  fieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
  tooMany,
} from "../../../machinery/field.ts";
import { subdomainProblems } from "../../../machinery/names.ts";
import { deepEqual, isObject } from "../../../machinery/values.ts";
import { APPROVED, approvalState, isProtected } from "../approval.ts";
import { isTrue } from "../conditions.ts";
import type { Expressions } from "../rules/expressions.ts";
import { isKnownFormat } from "../rules/formats.ts";
import { defaultErrors } from "./defaultErrors.ts";
import { dns1035Problems, nameErrors, requiredNames } from "./names.ts";
import { findField, schemaErrors } from "./schemaErrors.ts";
import { structuralErrors } from "./structuralErrors.ts";

type Definition = CustomResourceDefinitionObject;
type Version = CustomResourceDefinitionVersion;

export { definitionExpressions } from "../rules/expressions.ts";

const SPEC = fieldPath("spec");
const IMMUTABLE = "field is immutable";

/** Everything that is wrong with a new definition, beside its metadata. */
export function definitionErrors(crd: Definition, expressions: Expressions): FieldError[] {
  const { spec } = crd;
  return [...specErrors(spec, expressions), ...storedErrors(crd), ...approvalErrors(crd), ...preserveErrors(crd)];
}

/** The same for a changed one: once it is established, its names stay. */
export function definitionUpdateErrors(crd: Definition, old: Definition, expressions: Expressions): FieldError[] {
  const established = isTrue(old, "Established");
  const keeps = (value: unknown, before: unknown, at: FieldPath) =>
    deepEqual(value, before) ? [] : [invalid(at, value, IMMUTABLE)];
  const names = SPEC.child("names");
  const approval = approvalState(crd.metadata.annotations).state === approvalState(old.metadata.annotations).state;
  return [
    ...specErrors(crd.spec, expressions),
    ...(established
      ? [
          ...keeps(crd.spec.scope, old.spec.scope, SPEC.child("scope")),
          ...keeps(crd.spec.names.kind, old.spec.names.kind, names.child("kind")),
        ]
      : []),
    ...keeps(crd.spec.group, old.spec.group, SPEC.child("group")),
    ...keeps(crd.spec.names.plural, old.spec.names.plural, names.child("plural")),
    ...storedErrors(crd),
    ...(approval ? [] : approvalErrors(crd)),
    ...(old.spec.preserveUnknownFields ? [] : preserveErrors(crd)),
  ];
}

/** A definition is called by its plural and its group. */
export function definitionNameProblems({ spec, metadata }: Definition): string[] {
  const wanted = `${spec?.names?.plural ?? ""}.${spec?.group ?? ""}`;
  return metadata.name === wanted ? [] : ['must be spec.names.plural+"."+spec.group'];
}

/** Warnings of formats that nobody looks at. */
export function definitionWarnings({ spec }: Definition): string[] {
  return (spec.versions ?? [])
    .flatMap(({ schema }) => unknownFormats(schema?.openAPIV3Schema))
    .map((format) => `unrecognized format ${JSON.stringify(format)}`);
}

function unknownFormats(schema: JSONSchemaProps | undefined): string[] {
  if (!schema) return [];
  const { format = "", type = "", properties = {}, items, additionalProperties } = schema;
  const inside = [...Object.values(properties), items, additionalProperties].filter(isObject) as JSONSchemaProps[];
  return [...(format && !isKnownFormat(type, format) ? [format] : []), ...inside.flatMap(unknownFormats)];
}

function specErrors(spec: Definition["spec"], expressions: Expressions): FieldError[] {
  const { group = "", scope = "", versions = [], names, conversion } = spec;
  const errors = groupErrors(group);
  const SCOPES = ["Cluster", "Namespaced"];
  if (scope === "") errors.push(required(SPEC.child("scope")));
  else if (!SCOPES.includes(scope)) errors.push(notSupported(SPEC.child("scope"), scope, SCOPES));
  const versionAt = (i: number) => SPEC.child("versions").index(i);
  for (const [i, { schema }] of versions.entries()) {
    if (!schema?.openAPIV3Schema) errors.push(required(versionAt(i).child("schema").child("openAPIV3Schema")));
  }
  const shared = sharedParts(versions);
  if (spec.preserveUnknownFields && versions.some(({ schema }) => hasDefault(schema?.openAPIV3Schema))) {
    const words = "must be false in order to use defaults in the schema";
    errors.push(invalid(SPEC.child("preserveUnknownFields"), true, words));
  }
  for (const [i, version] of versions.entries()) {
    const problems = dns1035Problems(version.name ?? "");
    if (problems.length > 0) errors.push(invalid(versionAt(i).child("name"), version.name ?? "", problems.join(",")));
    errors.push(...versionErrors(version, versionAt(i), shared, expressions));
  }
  const all = SPEC.child("versions");
  const shown = versions.map((version) => internalVersion(version, shared));
  if (new Set(versions.map(({ name }) => name)).size < versions.length) {
    errors.push(invalid(all, shown, "must contain unique version names"));
  }
  if (versions.filter(({ storage }) => storage).length !== 1) {
    errors.push(
      invalid(all, shown.length > 0 ? shown : null, "must have exactly one version marked as storage version"),
    );
  }
  const first = dns1035Problems(versions[0]?.name ?? "");
  if (versions[0] && first.length > 0) errors.push(invalid(SPEC.child("version"), versions[0].name, first.join(",")));
  errors.push(...requiredNames(names, SPEC.child("names")), ...nameErrors(names, SPEC.child("names")));
  const { schema, subresources, columns, fields } = shared;
  const withStatus = versions.some((version) => version.subresources?.status !== undefined);
  if (schema) errors.push(...validationErrors(schema, SPEC.child("validation"), withStatus, expressions));
  if (subresources) errors.push(...subresourceErrors(subresources, SPEC.child("subresources")));
  if (columns) errors.push(...columnErrors(columns, SPEC.child("additionalPrinterColumns")));
  if (fields)
    errors.push(...selectableErrors(fields, versions[0]?.schema?.openAPIV3Schema, SPEC.child("selectableFields")));
  errors.push(...conversionErrors(conversion, SPEC.child("conversion")));
  return errors;
}

function hasDefault(schema: JSONSchemaProps | undefined): boolean {
  if (!schema) return false;
  const { properties = {}, items, additionalProperties } = schema;
  const inside = [...Object.values(properties), items, additionalProperties].filter(isObject) as JSONSchemaProps[];
  return schema.default !== undefined || inside.some(hasDefault);
}

/** A version as the server has it inside, where messages show it: what is shared is kept elsewhere. */
function internalVersion(version: Version, shared: Shared): object {
  const { name, served, storage, deprecated = false, deprecationWarning = null } = version;
  return {
    Name: name,
    Served: served,
    Storage: storage,
    Deprecated: deprecated,
    DeprecationWarning: deprecationWarning,
    Schema: shared.schema ? null : (version.schema ?? null),
    Subresources: shared.subresources ? null : (version.subresources ?? null),
    AdditionalPrinterColumns: shared.columns ? null : (version.additionalPrinterColumns ?? null),
    SelectableFields: shared.fields ? null : (version.selectableFields ?? null),
  };
}

function groupErrors(group: string): FieldError[] {
  const at = SPEC.child("group");
  if (group === "") return [required(at)];
  const problems = subdomainProblems(group);
  if (problems.length > 0) return [invalid(at, group, problems.join(","))];
  return group.includes(".") ? [] : [invalid(at, group, "should be a domain with at least one dot")];
}

interface Shared {
  readonly schema?: CustomResourceValidation;
  readonly subresources?: CustomResourceSubresources;
  readonly columns?: readonly CustomResourceColumnDefinition[];
  readonly fields?: readonly SelectableField[];
}

/** What all versions have alike the server keeps, and tells of, once for all of them. */
function sharedParts(versions: readonly Version[]): Shared {
  const [first] = versions;
  const alike = <K extends keyof Version>(key: K): Version[K] | undefined =>
    first && versions.every((one) => deepEqual(one[key], first[key])) ? first[key] : undefined;
  const [schema, subresources] = [alike("schema"), alike("subresources")];
  const [columns, fields] = [alike("additionalPrinterColumns"), alike("selectableFields")];
  return {
    ...(schema ? { schema } : {}),
    ...(subresources ? { subresources } : {}),
    ...(columns?.length ? { columns } : {}),
    ...(fields?.length ? { fields } : {}),
  };
}

function versionErrors(version: Version, at: FieldPath, shared: Shared, expressions: Expressions): FieldError[] {
  const { deprecated = false, deprecationWarning, schema, subresources, additionalPrinterColumns: columns } = version;
  const { selectableFields: fields = [] } = version;
  const errors = deprecationErrors(deprecated, deprecationWarning, at.child("deprecationWarning"));
  if (schema && !shared.schema) {
    errors.push(...validationErrors(schema, at.child("schema"), subresources?.status !== undefined, expressions));
  }
  if (subresources && !shared.subresources) errors.push(...subresourceErrors(subresources, at.child("subresources")));
  if (columns && !shared.columns) errors.push(...columnErrors(columns, at.child("additionalPrinterColumns")));
  if (!shared.fields) errors.push(...selectableErrors(fields, schema?.openAPIV3Schema, at.child("selectableFields")));
  return errors;
}

function deprecationErrors(deprecated: boolean, warning: string | undefined, at: FieldPath): FieldError[] {
  if (warning === undefined) return [];
  if (!deprecated) return [invalid(at, warning, "can only be set for deprecated versions")];
  const odd = [...warning].findIndex((one) => /\p{C}/u.test(one));
  return [
    ...(warning.length > 256 ? [invalid(at, warning, "must be <= 256 characters long")] : []),
    ...(warning === "" ? [invalid(at, warning, "must not be an empty string")] : []),
    ...(odd < 0
      ? []
      : [
          invalid(
            at,
            warning,
            `must only contain printable UTF-8 characters; non-printable character found at index ${odd}`,
          ),
        ]),
  ];
}

function validationErrors(
  { openAPIV3Schema: schema }: CustomResourceValidation,
  at: FieldPath,
  withStatus: boolean,
  expressions: Expressions,
): FieldError[] {
  if (!schema) return [];
  const here = at.child("openAPIV3Schema");
  const errors: FieldError[] = [];
  if (withStatus && schema.type !== undefined && schema.type !== "object") {
    const words = 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    errors.push(invalid(here.child("type"), schema.type, words));
  }
  if (schema.nullable) errors.push(forbidden(here.child("nullable"), "nullable cannot be true at the root"));
  const structural = structuralErrors(schema, here);
  const defaults = structural.length > 0 ? [] : defaultErrors(schema, here);
  errors.push(...structural, ...defaults);
  const sound = structural.length === 0 && defaults.length === 0;
  return [...errors, ...schemaErrors(schema, here, sound ? expressions : undefined)];
}

function simplePathErrors(path: string, at: FieldPath, under: readonly string[], words: string): FieldError[] {
  if (path === "") return [required(at)];
  if (!path.startsWith(".")) return [invalid(at, path, "must be a simple json path starting with .")];
  return under.length === 0 || under.some((one) => path.startsWith(one)) ? [] : [invalid(at, path, words)];
}

function subresourceErrors({ scale }: CustomResourceSubresources, at: FieldPath): FieldError[] {
  if (!scale) return [];
  const { specReplicasPath = "", statusReplicasPath = "", labelSelectorPath } = scale;
  const place = (name: string) => at.child(`scale.${name}`);
  return [
    ...simplePathErrors(specReplicasPath, place("specReplicasPath"), [".spec."], "should be a json path under .spec"),
    ...simplePathErrors(
      statusReplicasPath,
      place("statusReplicasPath"),
      [".status."],
      "should be a json path under .status",
    ),
    ...(labelSelectorPath
      ? simplePathErrors(
          labelSelectorPath,
          place("labelSelectorPath"),
          [".spec.", ".status."],
          "should be a json path under either .spec or .status",
        )
      : []),
  ];
}

const COLUMN_TYPES = ["boolean", "date", "integer", "number", "string"];
const COLUMN_FORMATS = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

function columnErrors(columns: readonly CustomResourceColumnDefinition[], at: FieldPath): FieldError[] {
  return columns.flatMap(({ name = "", type = "", format = "", jsonPath = "" }, i) => {
    const here = at.index(i);
    const oneOf = (list: readonly string[]) => `must be one of ${list.join(",")}`;
    const errors = name === "" ? [required(here.child("name"))] : [];
    if (type === "") errors.push(required(here.child("type"), oneOf(COLUMN_TYPES)));
    else if (!COLUMN_TYPES.includes(type)) errors.push(invalid(here.child("type"), type, oneOf(COLUMN_TYPES)));
    if (format && !COLUMN_FORMATS.includes(format)) {
      errors.push(invalid(here.child("format"), format, oneOf(COLUMN_FORMATS)));
    }
    return [...errors, ...simplePathErrors(jsonPath, here.child("JSONPath"), [], "")];
  });
}

const MOST_FIELDS = 8;

function selectableErrors(
  fields: readonly SelectableField[],
  schema: JSONSchemaProps | undefined,
  at: FieldPath,
): FieldError[] {
  const seen = new Set<string>();
  const errors = fields.flatMap(({ jsonPath = "" }, i) => {
    const here = at.index(i).child("jsonPath");
    if (jsonPath === "") return [required(here)];
    const found = schema && findField(schema, jsonPath);
    if (!found) return [invalid(here, jsonPath, "is an invalid path: does not refer to a valid field")];
    const errors: FieldError[] = [];
    if (/^\.metadata\b/.test(jsonPath)) errors.push(invalid(here, jsonPath, "must not point to fields in metadata"));
    if (!["string", "boolean", "integer"].includes(found.type ?? "")) {
      const words =
        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.";
      errors.push(invalid(here, jsonPath, words));
    }
    if (seen.has(jsonPath)) errors.push(duplicate(here, jsonPath));
    seen.add(jsonPath);
    return errors;
  });
  return seen.size > MOST_FIELDS ? [...errors, tooMany(at, seen.size, MOST_FIELDS)] : errors;
}

function conversionErrors(conversion: Definition["spec"]["conversion"], at: FieldPath): FieldError[] {
  if (!conversion) return [];
  const { strategy = "", webhook } = conversion;
  const STRATEGIES = ["None", "Webhook"];
  const errors: FieldError[] = [];
  if (strategy === "") errors.push(required(at.child("strategy")));
  else if (!STRATEGIES.includes(strategy)) errors.push(notSupported(at.child("strategy"), strategy, STRATEGIES));
  const config = webhook?.clientConfig;
  const configAt = at.child("webhookClientConfig");
  const versionsAt = at.child("conversionReviewVersions");
  const reviews = webhook?.conversionReviewVersions ?? [];
  if (strategy !== "Webhook") {
    const words = "should not be set when strategy is not set to Webhook";
    if (config) errors.push(forbidden(configAt, words));
    if (reviews.length > 0) errors.push(forbidden(versionsAt, words));
    return errors;
  }
  if (!config) errors.push(required(configAt, "required when strategy is set to Webhook"));
  else if ((config.url === undefined) === (config.service === undefined)) {
    errors.push(required(configAt, "exactly one of url or service is required"));
  }
  if (reviews.length === 0) errors.push(required(versionsAt));
  else if (!reviews.some((one) => one === "v1" || one === "v1beta1")) {
    errors.push(invalid(versionsAt, reviews, "must include at least one of v1, v1beta1"));
  }
  return errors;
}

function storedErrors({ spec, status }: Definition): FieldError[] {
  const stored = status?.storedVersions ?? [];
  const at = fieldPath("status").child("storedVersions");
  if (stored.length === 0) return [invalid(at, null, "must have at least one stored version")];
  const missing = spec.versions
    .filter(({ storage, name }) => storage && !stored.includes(name))
    .map(({ name }) => invalid(at, stored, `must have the storage version ${name}`));
  const gone = stored.flatMap((version, i) => {
    if (spec.versions.some(({ name }) => name === version)) return [];
    const words = `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`;
    return [invalid(at.index(i), version, words)];
  });
  return [...missing, ...gone];
}

function approvalErrors({ spec, metadata }: Definition): FieldError[] {
  if (!isProtected(spec.group ?? "")) return [];
  const { state, message } = approvalState(metadata.annotations);
  const at = fieldPath("metadata").child("annotations").key(APPROVED);
  if (state === "missing") return [required(at, message)];
  return state === "invalid" ? [invalid(at, metadata.annotations?.[APPROVED], message)] : [];
}

function preserveErrors({ spec }: Definition): FieldError[] {
  if (!spec.preserveUnknownFields) return [];
  const words =
    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
  return [invalid(SPEC.child("preserveUnknownFields"), true, words)];
}
