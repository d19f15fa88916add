import type { Edition } from "./edition.ts";
import { type Field, type FieldType, holding, type Line, readBlocks, readField, readType } from "./notation.ts";

/** An OpenAPI v3 schema, as a CustomResourceDefinition has it. */
export type Schema = { readonly [keyword: string]: unknown };

/** What every object has besides its own fields. */
const OBJECT_FIELDS = { apiVersion: { type: "string" }, kind: { type: "string" }, metadata: { type: "object" } };

const BASES: Readonly<Record<string, Schema>> = {
  string: { type: "string" },
  "date-time": { type: "string", format: "date-time" },
  bool: { type: "boolean" },
  int: { type: "integer" },
  int32: { type: "integer", format: "int32" },
  int64: { type: "integer", format: "int64" },
};

/** Blocks by their first word and name: "type ParentReference", "kind Gateway gateways". */
export class Definitions {
  readonly #types = new Map<string, Line>();
  readonly #scalars = new Map<string, FieldType>();
  readonly #kinds: Line[] = [];

  constructor(texts: readonly string[]) {
    for (const block of texts.flatMap(readBlocks)) {
      const [word, name = "", ...rest] = block.text.split(" ");
      if (word === "type") this.#types.set(name, block);
      else if (word === "scalar") this.#scalars.set(name, readType(rest.join(" ")));
      else if (word === "kind") this.#kinds.push(block);
      else throw new Error(`no block: ${block.text}`);
    }
  }

  kinds(edition: Edition): readonly Line[] {
    return holding(this.#kinds, edition);
  }

  /** The schema of a kind's type: its own fields and those of every object. */
  root(type: string, schemas: Schemas): Schema {
    const { properties, ...rest } = schemas.of(type) as { readonly properties: Schema };
    return { ...rest, properties: { ...OBJECT_FIELDS, ...properties } };
  }

  type(name: string): Line | undefined {
    return this.#types.get(name);
  }

  scalar(name: string): FieldType | undefined {
    return this.#scalars.get(name);
  }
}

/** Schemas of one edition: each type once, shared by all that use it. */
export class Schemas {
  readonly #definitions: Definitions;
  readonly #edition: Edition;
  readonly #made = new Map<string, Schema>();

  constructor(definitions: Definitions, edition: Edition) {
    this.#definitions = definitions;
    this.#edition = edition;
  }

  /** A base type, an enum, a scalar or a type by name. */
  of(name: string): Schema {
    const made = this.#made.get(name) ?? this.#make(name);
    this.#made.set(name, made);
    return made;
  }

  #make(name: string): Schema {
    const base = BASES[name];
    if (base) return base;
    if (name.startsWith("enum(")) return enumeration(name.slice("enum(".length, -1).split(" "));
    const scalar = this.#definitions.scalar(name);
    if (scalar) return this.#field(scalar, []);
    const type = this.#definitions.type(name);
    if (!type) throw new Error(`nobody defines ${name}`);
    return this.#object(type);
  }

  #object({ text, children }: Line): Schema {
    const [, , mapType] = text.split(" ");
    const lines = holding(children, this.#edition);
    const properties: Record<string, Schema> = {};
    const required: string[] = [];
    let also: Schema = {};
    for (const line of lines) {
      if (line.text.startsWith("rule ")) continue;
      if (line.text.startsWith("also ")) {
        also = JSON.parse(line.text.slice("also ".length)) as Schema;
        continue;
      }
      const field: Field = readField(line.text);
      properties[field.name] = this.#field(field, line.children);
      if (field.required) required.push(field.name);
    }
    return {
      type: "object",
      properties,
      ...(required.length > 0 ? { required } : {}),
      ...(mapType ? { "x-kubernetes-map-type": mapType } : {}),
      ...also,
      ...this.#rules(lines),
    };
  }

  #field(field: FieldType, under: readonly Line[]): Schema {
    const own = {
      ...(field.pattern === undefined ? {} : { pattern: field.pattern }),
      ...("default" in field ? { default: field.default } : {}),
      ...this.#rules(holding(under, this.#edition)),
    };
    const inner = this.of(field.base);
    switch (field.of) {
      case "list":
        return {
          type: "array",
          items: inner,
          ...(field.listType ? { "x-kubernetes-list-type": field.listType } : {}),
          ...(field.listKeys ? { "x-kubernetes-list-map-keys": field.listKeys } : {}),
          ...limits(field, "minItems", "maxItems"),
          ...own,
        };
      case "map":
        return {
          type: "object",
          additionalProperties: inner,
          ...limits(field, "minProperties", "maxProperties"),
          ...own,
        };
      case "one": {
        const number = inner.type === "integer";
        return {
          ...inner,
          ...limits(field, number ? "minimum" : "minLength", number ? "maximum" : "maxLength"),
          ...own,
        };
      }
    }
  }

  #rules(lines: readonly Line[]): Schema {
    const rules = lines.flatMap(({ text, children }) =>
      text.startsWith("rule ")
        ? [{ message: children[0]!.text.slice("says ".length), rule: text.slice("rule ".length) }]
        : [],
    );
    return rules.length > 0 ? { "x-kubernetes-validations": rules } : {};
  }
}

function limits({ least, most }: FieldType, low: string, high: string): Schema {
  return { ...(least === undefined ? {} : { [low]: least }), ...(most === undefined ? {} : { [high]: most }) };
}

const enumeration = (members: readonly string[]): Schema =>
  members.every((member) => /^\d+$/.test(member))
    ? { type: "integer", enum: members.map(Number) }
    : { type: "string", enum: members };
