/**
 * A document of Swagger 2.0 in protocol buffers, as gnostic's messages have it: kubectl reads it to validate what has no third version.
 *
 * @see https://github.com/google/gnostic-models openapiv2/OpenAPIv2.proto
 */
import { utf8 } from "../../../base/streams.ts";
import { WireWriter } from "../../machinery/protobuf/wire.ts";

type Json = Readonly<Record<string, unknown>>;

/** Writes fields that are there, and only these. */
class Message {
  readonly #wire = new WireWriter();

  text(number: number, value: unknown): this {
    if (value !== undefined && value !== "") this.#wire.bytes(number, utf8(String(value)));
    return this;
  }

  texts(number: number, values: unknown): this {
    for (const value of (values ?? []) as readonly string[]) this.#wire.bytes(number, utf8(value));
    return this;
  }

  flag(number: number, value: unknown): this {
    if (value === true) this.#wire.varint(number, 1);
    return this;
  }

  whole(number: number, value: unknown): this {
    if (typeof value === "number" && value !== 0) this.#wire.varint(number, value);
    return this;
  }

  real(number: number, value: unknown): this {
    if (typeof value === "number" && value !== 0) this.#wire.double(number, value);
    return this;
  }

  one(number: number, value: Message | undefined): this {
    if (value) this.#wire.bytes(number, value.bytes());
    return this;
  }

  many(number: number, values: Iterable<Message>): this {
    for (const value of values) this.one(number, value);
    return this;
  }

  /** Entries of an object, each with its name. */
  named(number: number, values: unknown, write: (value: Json) => Message): this {
    const entries = Object.entries((values ?? {}) as Readonly<Record<string, Json>>);
    return this.many(
      number,
      entries.map(([name, value]) => new Message().text(1, name).one(2, write(value))),
    );
  }

  /** What begins with "x-", any value as YAML; JSON is YAML. */
  extensions(number: number, object: Json): this {
    const entries = Object.entries(object).filter(([name]) => name.startsWith("x-"));
    return this.many(
      number,
      entries.map(([name, value]) => new Message().text(1, name).one(2, anything(value))),
    );
  }

  bytes(): Uint8Array {
    return this.#wire.done();
  }
}

const anything = (value: unknown): Message => new Message().text(2, `${JSON.stringify(value)}\n`);

/** @param swagger as `swaggerOf` makes it */
export function swaggerProtobuf(swagger: Json): Uint8Array {
  const { title, version } = swagger.info as Json;
  return new Message()
    .text(1, swagger.swagger)
    .one(2, new Message().text(1, title).text(2, version))
    .one(8, new Message().named(2, swagger.paths, pathItem))
    .one(9, new Message().named(1, swagger.definitions, schema))
    .many(12, (swagger.security as readonly Json[]).map(securityRequirement))
    .one(13, new Message().named(1, swagger.securityDefinitions, securityDefinition))
    .bytes();
}

const securityRequirement = (requirement: Json): Message =>
  new Message().named(1, requirement, (scopes) => new Message().texts(1, scopes));

const securityDefinition = ({ type, name, in: where, description }: Json): Message =>
  new Message().one(2, new Message().text(1, type).text(2, name).text(3, where).text(4, description));

function schema(from: Json): Message {
  const { type, items, additionalProperties: values } = from;
  return new Message()
    .text(1, from.$ref)
    .text(2, from.format)
    .text(3, from.title)
    .text(4, from.description)
    .one(5, from.default === undefined ? undefined : anything(from.default))
    .real(6, from.multipleOf)
    .real(7, from.maximum)
    .flag(8, from.exclusiveMaximum)
    .real(9, from.minimum)
    .flag(10, from.exclusiveMinimum)
    .whole(11, from.maxLength)
    .whole(12, from.minLength)
    .text(13, from.pattern)
    .whole(14, from.maxItems)
    .whole(15, from.minItems)
    .flag(16, from.uniqueItems)
    .whole(17, from.maxProperties)
    .whole(18, from.minProperties)
    .texts(19, from.required)
    .many(20, ((from.enum ?? []) as readonly unknown[]).map(anything))
    .one(21, values === undefined ? undefined : additionalProperties(values))
    .one(22, type === undefined ? undefined : new Message().texts(1, [type].flat()))
    .one(23, items === undefined ? undefined : new Message().one(1, schema(items as Json)))
    .many(24, ((from.allOf ?? []) as readonly Json[]).map(schema))
    .one(25, from.properties === undefined ? undefined : new Message().named(1, from.properties, schema))
    .extensions(31, from);
}

const additionalProperties = (values: unknown): Message =>
  typeof values === "boolean" ? new Message().flag(2, values) : new Message().one(1, schema(values as Json));

const METHODS = { get: 2, put: 3, post: 4, delete: 5, options: 6, head: 7, patch: 8 } as const;

function pathItem(item: Json): Message {
  const message = new Message();
  for (const [method, number] of Object.entries(METHODS)) {
    if (item[method]) message.one(number, operation(item[method] as Json));
  }
  return message.many(9, ((item.parameters ?? []) as readonly Json[]).map(parameter)).extensions(10, item);
}

function operation(from: Json): Message {
  return new Message()
    .texts(1, from.tags)
    .text(2, from.summary)
    .text(3, from.description)
    .text(5, from.operationId)
    .texts(6, from.produces)
    .texts(7, from.consumes)
    .many(8, ((from.parameters ?? []) as readonly Json[]).map(parameter))
    .one(9, new Message().named(1, from.responses, response))
    .texts(10, from.schemes)
    .flag(11, from.deprecated)
    .extensions(13, from);
}

function response({ description, schema: answered }: Json): Message {
  const item = answered === undefined ? undefined : new Message().one(1, schema(answered as Json));
  return new Message().one(1, new Message().text(1, description).one(2, item));
}

/** Where each kind of parameter stands in its choice; only those in a query may be empty, which moves the fields behind. */
const PLACES: Readonly<Record<string, { readonly choice: number; readonly after: number }>> = {
  header: { choice: 1, after: 0 },
  query: { choice: 3, after: 1 },
  path: { choice: 4, after: 0 },
};

function parameter(from: Json): Message {
  const { name, in: where, description, required } = from;
  if (where === "body") {
    const body = new Message().text(1, description).text(2, name).text(3, where).flag(4, required);
    return parameterItem(new Message().one(1, body.one(5, schema((from.schema ?? {}) as Json))));
  }
  const { choice, after } = PLACES[String(where)] ?? PLACES.query!;
  const written = new Message()
    .flag(1, required)
    .text(2, where)
    .text(3, description)
    .text(4, name)
    .text(5 + after, from.type)
    .text(6 + after, from.format)
    .flag(19 + after, from.uniqueItems);
  return parameterItem(new Message().one(2, new Message().one(choice, written)));
}

const parameterItem = (written: Message): Message => new Message().one(1, written);
