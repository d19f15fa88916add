import type { FieldSchema, Schemas } from "../schema.ts";

/**
 * The field numbers of a type, in the order of its schema's fields. A field of a message that JSON does not show (a Volume's
 * source) has the numbers of the messages around it before its own; one that is in no message (kind, apiVersion) has none.
 */
export interface FieldNumbers {
  of(type: string): readonly (readonly number[])[] | undefined;
}

/** A message: what each number is. A part is a message whose fields stand among those of the message around it. */
export interface Message {
  readonly type: string;
  readonly fields: ReadonlyMap<number, MessageField>;
}

export type MessageField =
  | { readonly name: string; readonly schema: FieldSchema; readonly part?: undefined }
  | { readonly part: Message };

/**
 * Fields of the schemas of definitions that may be one thing or another: JSONSchemaPropsOrArray {1: schema, 2: schemas} and
 * JSONSchemaPropsOrBool {1: allows, 2: schema}.
 */
export const EITHER: Readonly<Record<string, "list" | "allowed">> = {
  items: "list",
  additionalProperties: "allowed",
  additionalItems: "allowed",
};

/** Messages by the names of types, each made when first asked for. */
export class Messages {
  readonly #known = new Map<string, Message | undefined>();

  constructor(
    readonly schemas: Schemas,
    readonly numbers: FieldNumbers,
  ) {}

  get(type: string): Message | undefined {
    if (this.#known.has(type)) return this.#known.get(type);
    const message = this.#made(type);
    this.#known.set(type, message);
    return message;
  }

  #made(type: string): Message | undefined {
    const schema = this.schemas.type(type);
    const numbers = this.numbers.of(type);
    if (!schema || !numbers) return undefined;
    const top = { type, fields: new Map<number, MessageField>() };
    Object.entries(schema.fields).forEach(([name, field], i) => {
      const path = numbers[i] ?? [];
      const number = path.at(-1);
      if (number === undefined) return;
      partAt(top, path.slice(0, -1)).fields.set(number, { name, schema: field });
    });
    return { type, fields: inOrder(top.fields) };
  }
}

type Draft = { readonly type: string; fields: Map<number, MessageField> };

function partAt(message: Draft, path: readonly number[]): Draft {
  const [number, ...rest] = path;
  if (number === undefined) return message;
  const known = message.fields.get(number)?.part as Draft | undefined;
  const part = known ?? { type: message.type, fields: new Map() };
  if (!known) message.fields.set(number, { part });
  return partAt(part, rest);
}

/** By number, which is the order that Go writes them in. */
function inOrder(fields: ReadonlyMap<number, MessageField>): ReadonlyMap<number, MessageField> {
  return new Map(
    [...fields]
      .sort(([a], [b]) => a - b)
      .map(([number, field]) => [
        number,
        field.part ? { part: { ...field.part, fields: inOrder(field.part.fields) } } : field,
      ]),
  );
}
