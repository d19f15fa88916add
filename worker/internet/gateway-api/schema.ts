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
  readonly #scalars = new Map<string, string>();
  readonly #values = new Map<string, string>();
  readonly #rules = new Map<string, readonly Line[]>();
  readonly #kinds: Line[] = [];

  constructor(texts: readonly string[]) {
    for (const block of texts.flatMap(readBlocks)) {
      const [word, name = "", ...rest] = block.text.split(" ");
      if (word === "type") this.#types.set(name, block);
      else if (word === "scalar") this.#scalars.set(name, rest.join(" "));
      else if (word === "value") this.#values.set(name, rest.join(" "));
      else if (word === "rules") this.#rules.set(name, block.children);
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

  scalar(name: string): string | undefined {
    return this.#scalars.get(name);
  }

  /** A default: JSON, or "$" and the name of a value. */
  value(text: string): unknown {
    return JSON.parse(text.startsWith("$") ? this.#values.get(text.slice(1))! : text);
  }

  /** Lines with those that they use in their place. */
  withRules(lines: readonly Line[]): readonly Line[] {
    return lines.flatMap((line) => {
      if (!line.text.startsWith("use ")) return [line];
      const used = this.#rules.get(line.text.slice("use ".length));
      if (!used) throw new Error(`nobody defines ${line.text}`);
      return used;
    });
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
    if (scalar) return this.#field(readType(scalar, this.#edition), []);
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
      if (NO_FIELD.test(line.text)) continue;
      if (line.text.startsWith("also ")) {
        also = JSON.parse(line.text.slice("also ".length)) as Schema;
        continue;
      }
      const field: Field = readField(line.text, this.#edition);
      properties[field.name] = this.#field(field, line.children);
      if (field.required) required.push(field.name);
    }
    return {
      type: "object",
      properties,
      ...(required.length > 0 ? { required } : {}),
      ...(mapType ? { "x-kubernetes-map-type": mapType } : {}),
      ...also,
      ...this.#says(lines),
    };
  }

  #field(field: FieldType, under: readonly Line[]): Schema {
    const own = {
      ...(field.pattern === undefined ? {} : { pattern: field.pattern }),
      ...(field.default === undefined ? {} : { default: this.#definitions.value(field.default) }),
      ...this.#says(under),
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

  /** The description and the rules among a block's lines. */
  #says(lines: readonly Line[]): Schema {
    const description = lines.find(({ text }) => text.startsWith(": "))?.text.slice(2);
    const rules = holding(this.#definitions.withRules(lines), this.#edition).flatMap(rulesOf);
    return {
      ...(description === undefined ? {} : { description }),
      ...(rules.length > 0 ? { "x-kubernetes-validations": rules } : {}),
    };
  }
}

/** Lines of a type that are no fields. A field may be called "rules", so the space counts. */
const NO_FIELD = /^(:|rule |use |member )/;

function rulesOf({ text, children }: Line): readonly Schema[] {
  if (text.startsWith("rule ")) {
    return [{ message: children[0]!.text.slice("says ".length), rule: text.slice("rule ".length) }];
  }
  const [word, field, type] = text.split(" ");
  if (word !== "member") return [];
  return [
    {
      message: `filter.${field} must be nil if the filter.type is not ${type}`,
      rule: `!(has(self.${field}) && self.type != '${type}')`,
    },
    {
      message: `filter.${field} must be specified for ${type} filter.type`,
      rule: `!(!has(self.${field}) && self.type == '${type}')`,
    },
  ];
}

function limits({ least, most }: FieldType, low: string, high: string): Schema {
  return { ...(least === undefined ? {} : { [low]: least }), ...(most === undefined ? {} : { [high]: most }) };
}

const enumeration = (members: readonly string[]): Schema =>
  members.every((member) => /^\d+$/.test(member))
    ? { type: "integer", enum: members.map(Number) }
    : { type: "string", enum: members };
