import type { JSONSchemaProps, ValidationRule } from "../../generated/types.ts";
import { isObject } from "../../machinery/values.ts";

/**
 * A structural schema made ready: one node a place in the object, with what pruning, defaulting and validation ask of it.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export interface Structural {
  readonly schema: JSONSchemaProps;
  readonly type: string;
  readonly nullable: boolean;
  readonly intOrString: boolean;
  readonly preserve: boolean;
  readonly embedded: boolean;
  readonly properties: ReadonlyMap<string, Structural>;
  /** Properties that bring a default, so that no other is looked at for one. */
  readonly defaults: readonly (readonly [name: string, child: Structural])[];
  /** What other keys hold; `true` when they may hold anything. */
  readonly additional: Structural | true | undefined;
  readonly items: Structural | undefined;
  readonly listType: "atomic" | "set" | "map" | undefined;
  readonly listKeys: readonly string[];
  readonly rules: readonly ValidationRule[];
}

const NO_PROPERTIES: ReadonlyMap<string, Structural> = new Map();

/** Compiles a schema of a CustomResourceDefinition. A schema that is not structural gives what can be made of it. */
export function structuralOf(schema: JSONSchemaProps): Structural {
  const properties = schema.properties
    ? new Map(Object.entries(schema.properties).map(([name, child]) => [name, structuralOf(child)]))
    : NO_PROPERTIES;
  const { additionalProperties, items } = schema;
  const additional = isObject(additionalProperties)
    ? structuralOf(additionalProperties as JSONSchemaProps)
    : additionalProperties === true || undefined;
  return {
    schema,
    type: schema.type ?? "",
    nullable: schema.nullable ?? false,
    intOrString: schema["x-kubernetes-int-or-string"] ?? false,
    preserve: schema["x-kubernetes-preserve-unknown-fields"] ?? false,
    embedded: schema["x-kubernetes-embedded-resource"] ?? false,
    properties,
    defaults: [...properties].filter(
      ([, child]) => child.schema.default !== undefined && child.schema.default !== null,
    ),
    additional,
    items: isObject(items) ? structuralOf(items as JSONSchemaProps) : undefined,
    listType: schema["x-kubernetes-list-type"] as Structural["listType"],
    listKeys: schema["x-kubernetes-list-map-keys"] ?? [],
    rules: schema["x-kubernetes-validations"] ?? [],
  };
}

/** Schema and place of what a key of an object holds; undefined when nothing is known of it. */
export function childOf(node: Structural, key: string): Structural | undefined {
  const known = node.properties.get(key);
  if (known) return known;
  return node.additional === true ? undefined : node.additional;
}
