/**
 * What the server must know of a type to check fields, merge patches and explain: the seam between the engine, which only
 * reads it, and the generated schemas, which implement it.
 */
export interface Schemas {
  /** The type that `Kind.schema`, or a field, names: "Deployment", "PodSpec". */
  type(name: string): TypeSchema | undefined;
}

export interface TypeSchema {
  /** As messages about wrong types print it after its package: "PodSpec". */
  readonly name: string;
  /** By JSON name. */
  readonly fields: Readonly<Record<string, FieldSchema>>;
  /** Owned and replaced as a whole wherever it stands: x-kubernetes-map-type of the type itself. */
  readonly atomic?: boolean;
}

export interface FieldSchema {
  readonly value: ValueSchema;
  readonly required?: boolean;
  /** x-kubernetes-patch-strategy; a list that has none is replaced as a whole, a struct is merged. */
  readonly patchStrategy?: readonly ("merge" | "retainKeys" | "replace")[];
  /** x-kubernetes-patch-merge-key of a list of structs with strategy "merge". */
  readonly mergeKey?: string;
  /** x-kubernetes-list-map-keys, where there is more than the merge key. */
  readonly listMapKeys?: readonly string[];
  /** x-kubernetes-list-type; "atomic" also on maps and structs that are owned and replaced as a whole. */
  readonly listType?: "atomic" | "set" | "map" | "granular";
  /** What an item of a list has for this key when it has none. */
  readonly default?: string;
  /**
   * How an empty value is written. Without it "", 0, false, [] and {} are left out; "kept" writes what was given, however
   * empty (a pointer in Go); "always" writes the field even when it was not given (a plain struct, or no omitempty).
   */
  readonly empty?: "kept" | "always";
}

/** `go` is the name of a named type, as messages about wrong types print it: "v1.RestartPolicy", "v1.ResourceList". */
export type ValueSchema =
  | { readonly type: ScalarType; readonly go?: string }
  /** A struct, by its type's name. */
  | { readonly type: "struct"; readonly of: string }
  | { readonly type: "list"; readonly items: ValueSchema; readonly go?: string }
  | { readonly type: "map"; readonly values: ValueSchema; readonly go?: string };

export type ScalarType =
  | "string"
  | "int32"
  | "int64"
  | "double"
  | "bool"
  /** RFC 3339, seconds. */
  | "time"
  /** RFC 3339, microseconds. */
  | "microTime"
  | "quantity"
  | "intOrString"
  /** Base64 in JSON. */
  | "bytes"
  /** Anything: CRD schemas, raw extensions, FieldsV1. */
  | "any";
