/**
 * What the structured merge must know of a place in an object: how what stands there is merged, and what is below.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 * @see sigs.k8s.io/structured-merge-diff schema Atom
 */
import type { FieldSchema, Schemas, TypeSchema, ValueSchema } from "../../machinery/schema.ts";
import { isObject } from "../../machinery/values.ts";
import { type Structural, structuralOf } from "../custom/structural.ts";
import { type Element, fieldName } from "./element.ts";

export type Shape = ScalarShape | MapShape | ListShape | AnyShape;

export interface ScalarShape {
  readonly kind: "scalar";
  readonly type: "numeric" | "string" | "boolean" | "untyped";
}

export interface MapShape {
  readonly kind: "map";
  readonly atomic: boolean;
  /** What a named field holds; undefined when there is no such field. */
  field(name: string): Shape | undefined;
  /** What other keys hold; undefined when there may be none. */
  readonly others?: Shape;
}

export interface ListShape {
  readonly kind: "list";
  /** How items are told apart; "atomic" when they are not. */
  readonly merge: "atomic" | "set" | "map";
  readonly keys: readonly string[];
  readonly items: Shape;
  /** What an item has for a key that it does not give. */
  keyDefault(key: string): unknown;
}

/** Nothing is known: maps merge key by key, lists are whole. Below a list all is whole. */
export interface AnyShape {
  readonly kind: "any";
  readonly whole?: true;
}

export const ANY: AnyShape = { kind: "any" };
const WHOLE: AnyShape = { kind: "any", whole: true };
const UNTYPED: ScalarShape = { kind: "scalar", type: "untyped" };

/** The shape of what a step leads to. */
export function elementShape(shape: Shape, element: Element): Shape | undefined {
  const name = fieldName(element);
  if (name === undefined) return shape.kind === "list" ? shape.items : shape.kind === "any" ? WHOLE : undefined;
  if (shape.kind === "any") return shape;
  return shape.kind === "map" ? (shape.field(name) ?? shape.others) : undefined;
}

const ANY_MAP: MapShape = { kind: "map", atomic: false, field: () => undefined, others: ANY };
const WHOLE_MAP: MapShape = { ...ANY_MAP, atomic: true };
const ANY_LIST: ListShape = { kind: "list", merge: "atomic", keys: [], items: WHOLE, keyDefault: () => undefined };

/** Which of the forms that a shape allows a value has; without a hint, a map. */
export function formOf(shape: Shape, value: unknown): Exclude<Shape, AnyShape> {
  if (shape.kind !== "any") return shape;
  if (Array.isArray(value)) return ANY_LIST;
  if (value === null || value === undefined || isObject(value)) return shape.whole ? WHOLE_MAP : ANY_MAP;
  return UNTYPED;
}

const SCALARS: Readonly<Record<string, ScalarShape>> = {
  string: { kind: "scalar", type: "string" },
  bytes: { kind: "scalar", type: "string" },
  bool: { kind: "scalar", type: "boolean" },
  int32: { kind: "scalar", type: "numeric" },
  int64: { kind: "scalar", type: "numeric" },
  double: { kind: "scalar", type: "numeric" },
};

const NO_DEFAULT = () => undefined;

/** Shapes of the built-in types, made when first asked for. */
export class BuiltInShapes {
  readonly #types = new Map<string, MapShape>();

  constructor(readonly schemas: Schemas) {}

  type(name: string): Shape {
    const known = this.#types.get(name);
    if (known) return known;
    const type = this.schemas.type(name);
    if (!type) return ANY;
    const shape = this.#struct(type);
    this.#types.set(name, shape);
    return shape;
  }

  #struct(type: TypeSchema): MapShape {
    const fields = new Map<string, Shape>();
    return {
      kind: "map",
      atomic: type.atomic ?? false,
      field: (name) => {
        const known = fields.get(name);
        if (known) return known;
        if (!Object.hasOwn(type.fields, name)) return undefined;
        const shape = this.#field(type.fields[name]!);
        fields.set(name, shape);
        return shape;
      },
    };
  }

  #field(field: FieldSchema): Shape {
    const { value, listType, listMapKeys, mergeKey } = field;
    if (value.type !== "list") {
      const shape = this.#value(value);
      return shape.kind === "map" && listType ? { ...shape, atomic: listType === "atomic" } : shape;
    }
    const merge = listType === "set" || listType === "map" ? listType : "atomic";
    const keys = merge === "map" ? (listMapKeys ?? (mergeKey ? [mergeKey] : [])) : [];
    const item = value.items.type === "struct" ? this.schemas.type(value.items.of) : undefined;
    return { kind: "list", merge, keys, items: this.#value(value.items), keyDefault: (key) => defaultOf(item, key) };
  }

  #value(value: ValueSchema): Shape {
    switch (value.type) {
      case "struct":
        return this.type(value.of);
      case "list":
        return { kind: "list", merge: "atomic", keys: [], items: this.#value(value.items), keyDefault: NO_DEFAULT };
      case "map":
        return { kind: "map", atomic: false, field: () => undefined, others: this.#value(value.values) };
      case "any":
        return ANY;
      default:
        return SCALARS[value.type] ?? UNTYPED;
    }
  }
}

/** A key that is always written is empty when it is not given. */
function defaultOf(item: TypeSchema | undefined, key: string): unknown {
  const field = item?.fields[key];
  if (field?.default !== undefined) return field.default;
  if (field?.empty !== "always") return undefined;
  return field.value.type === "string" ? "" : 0;
}

/** The shape of a custom resource's version. k8s.io/kube-openapi pkg/schemaconv */
export function customShape(schema: object, metadata: Shape): Shape {
  const root = structural(structuralOf(schema));
  return root.kind === "map" ? resource(root, metadata) : ANY;
}

/** An object has type and metadata, whatever its schema says. */
function resource(shape: MapShape, metadata: Shape): MapShape {
  const own: Readonly<Record<string, Shape>> = { apiVersion: SCALARS.string!, kind: SCALARS.string!, metadata };
  return { ...shape, field: (name) => own[name] ?? shape.field(name) };
}

function structural(node: Structural): Shape {
  const { schema, type, items, additional, properties, preserve } = node;
  if (node.intOrString) return UNTYPED;
  switch (type) {
    case "array": {
      const merge = node.listType ?? "atomic";
      const keyDefault = (key: string) => items?.properties.get(key)?.schema.default;
      return { kind: "list", merge, keys: node.listKeys, items: items ? structural(items) : ANY, keyDefault };
    }
    case "integer":
    case "number":
      return SCALARS.int64!;
    case "boolean":
      return SCALARS.bool!;
    case "string":
      return schema.format === "date-time" || schema.format === "int-or-string" ? UNTYPED : SCALARS.string!;
    case "object": {
      if (preserve && properties.size === 0) return ANY;
      const fields = new Map<string, Shape>();
      const others = preserve ? ANY : additional === true ? ANY : additional ? structural(additional) : undefined;
      return {
        kind: "map",
        atomic: schema["x-kubernetes-map-type"] === "atomic",
        field: (name) => {
          const child = properties.get(name);
          if (!child) return undefined;
          const known = fields.get(name) ?? structural(child);
          fields.set(name, known);
          return known;
        },
        ...(others ? { others } : {}),
      };
    }
    default:
      return ANY;
  }
}
