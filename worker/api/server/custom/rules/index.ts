/**
 * What custom resources are held against: their schema, list types, embedded objects, and the definition's expressions.
 * Fetched when the first custom resource is written.
 *
 * @module
 */
import type { CustomResourceDefinitionVersion } from "../../../generated/types.ts";
import type { FieldError } from "../../../machinery/field.ts";
import type { KubeObject } from "../../../machinery/object.ts";
import type { Schemas } from "../../../machinery/schema.ts";
import type { Structural } from "../structural.ts";
import { CelRules } from "./celRules.ts";
import { Correlated } from "./correlation.ts";
import { embeddedErrors } from "./embedded.ts";
import type { Expressions } from "./expressions.ts";
import { listTypeErrors } from "./listTypes.ts";
import { scaleErrors } from "./scaleErrors.ts";
import { SchemaValidator } from "./schemaValidator.ts";

export { definitionExpressions } from "./expressions.ts";

const BLOCKING = new Set([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);

const UNASKED: FieldError = {
  type: "FieldValueInvalid",
  field: "<nil>",
  message:
    "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
};

/** Judges the objects of one version of a definition. */
export class CustomRules {
  readonly #schema: SchemaValidator;
  readonly #status: SchemaValidator | undefined;
  readonly #cel: CelRules;
  readonly #root: Structural;
  readonly #version: CustomResourceDefinitionVersion;
  readonly #schemas: Schemas;

  constructor(expressions: Expressions, version: CustomResourceDefinitionVersion, root: Structural, schemas: Schemas) {
    this.#root = root;
    this.#version = version;
    this.#schemas = schemas;
    this.#schema = new SchemaValidator(root.schema);
    const status = root.properties.get("status");
    this.#status = status && new SchemaValidator(status.schema);
    this.#cel = new CelRules(expressions, root);
  }

  create(object: KubeObject): readonly FieldError[] {
    const errors = [
      ...this.#schema.validate(object, "").errors,
      ...this.#scale(object, false),
      ...this.#embedded(object),
    ];
    errors.push(...listTypeErrors(object, this.#root));
    return this.#withRules(errors, object, undefined, undefined);
  }

  update(object: KubeObject, old: KubeObject): readonly FieldError[] {
    const correlated = new Correlated(object, old, this.#root);
    const { errors } = this.#schema.validate(object, "", correlated);
    const all = [
      ...errors,
      ...this.#scale(object, false),
      ...this.#embedded(object),
      ...this.#newListErrors(object, old),
    ];
    return this.#withRules(all, object, old, correlated);
  }

  updateStatus(object: KubeObject, old: KubeObject): readonly FieldError[] {
    const correlated = new Correlated(object, old, this.#root);
    const { status } = object as { status?: unknown };
    const errors =
      status === undefined || !this.#status
        ? []
        : this.#status.validate(status, "", correlated.key("status")).errors.map(underStatus);
    const all = [...errors, ...this.#scale(object, true), ...this.#newListErrors(object, old)];
    return this.#withRules(all, object, old, correlated);
  }

  #scale(object: KubeObject, statusOnly: boolean): readonly FieldError[] {
    return scaleErrors(object, this.#version.subresources?.scale, statusOnly);
  }

  #embedded(object: KubeObject): readonly FieldError[] {
    return embeddedErrors(object, this.#root, this.#schemas);
  }

  /** Lists that were wrong already may stay so. */
  #newListErrors(object: KubeObject, old: KubeObject): readonly FieldError[] {
    const errors = listTypeErrors(object, this.#root);
    return errors.length > 0 && listTypeErrors(old, this.#root).length === 0 ? errors : [];
  }

  #withRules(
    errors: readonly FieldError[],
    object: KubeObject,
    old: KubeObject | undefined,
    correlated: Correlated | undefined,
  ) {
    if (!this.#cel.any) return errors;
    if (errors.some(({ type }) => BLOCKING.has(type))) return [...errors, UNASKED];
    return [...errors, ...this.#cel.check(object, old, correlated)];
  }
}

/** The status is validated on its own: its problems are told below it. */
const underStatus = (error: FieldError): FieldError => ({
  ...error,
  field: error.field === "<nil>" ? "status" : `status.${error.field}`,
});
