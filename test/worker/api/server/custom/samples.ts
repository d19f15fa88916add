/** Objects made from schemas: valid ones, and ones that break a known limit. */
import type { JSONSchemaProps } from "../../../../../worker/api/generated/types.ts";

/** A small seeded generator: the same seed gives the same objects. */
export class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 2 ** 32;
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
  chance(share: number): boolean {
    return this.next() < share;
  }
}

const WORDS = [
  "a",
  "web",
  "Service",
  "Gateway",
  "example.com",
  "*.example.com",
  "gateway.networking.k8s.io",
  "/",
  "/x",
  "/x/y",
  "Content-Type",
  "X-Test",
  "example.com/controller",
  "HTTP",
  "10s",
  "1m",
  "500ms",
  "GET",
  "https",
  "10.0.0.1",
  "2001:db8::1",
  "kube-system",
  "b-2",
  "https://example.com",
  "http://a.example:8080",
  "*",
  "v1",
  "True",
  "Accepted",
  "1",
  "rsa",
  "supported-feature",
  "0.0.0.0/0",
  "sp",
  "spiffe://cluster/ns/a",
  "00000000-0000-4000-8000-000000000000",
  "2026-01-01T00:00:00Z",
  "HTTPRoute",
  "TLSv1.2",
];

const childSchema = (schema: unknown) => schema as JSONSchemaProps;
export const isSchema = (value: unknown): value is JSONSchemaProps =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function textOf(schema: JSONSchemaProps, dice: Dice): string {
  const { minLength = 0, maxLength = 253, pattern, format } = schema;
  if (format === "date-time") return "2026-01-01T00:00:00Z";
  const fits = (text: string) =>
    text.length >= minLength && text.length <= maxLength && (!pattern || new RegExp(pattern).test(text));
  const found = [...WORDS, ""].filter(fits);
  if (found.length === 0) throw new Error(`no word fits ${JSON.stringify(schema)}`);
  return dice.of(found);
}

function numberOf({ minimum, maximum, multipleOf = 1 }: JSONSchemaProps, dice: Dice): number {
  const low = minimum ?? 1;
  const high = maximum ?? low + 100;
  return Math.ceil((low + dice.below(high - low + 1)) / multipleOf) * multipleOf;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** A value that a schema allows, leaving its expressions aside. */
export function sampleOf(schema: JSONSchemaProps, dice: Dice, depth = 0): unknown {
  if (schema.enum) return dice.of(schema.enum);
  if (schema["x-kubernetes-int-or-string"]) return dice.chance(0.5) ? 8080 : "http";
  switch (schema.type) {
    case "string":
      return textOf(schema, dice);
    case "integer":
    case "number":
      return numberOf(schema, dice);
    case "boolean":
      return dice.chance(0.5);
    case "array":
      return listOf(schema, dice, depth);
    default:
      return objectOf(schema, dice, depth);
  }
}

function listOf(schema: JSONSchemaProps, dice: Dice, depth: number): unknown[] {
  const { minItems = 0, maxItems = 16 } = schema;
  const wanted = Math.max(minItems, Math.min(maxItems, dice.below(3)));
  const keys = schema["x-kubernetes-list-map-keys"];
  const list: unknown[] = [];
  for (let tries = 0; list.length < wanted && tries < 50; tries++) {
    const item = sampleOf(childSchema(schema.items), dice, depth + 1);
    const id = (one: unknown) => (keys ? keys.map((key) => (one as Record<string, unknown>)[key]) : one);
    const unique = schema["x-kubernetes-list-type"] !== "atomic" && schema["x-kubernetes-list-type"] !== undefined;
    if (!unique || !list.some((other) => same(id(other), id(item)))) list.push(item);
  }
  return list;
}

function objectOf(schema: JSONSchemaProps, dice: Dice, depth: number): Record<string, unknown> {
  const { properties = {}, required = [], additionalProperties, minProperties = 0, maxProperties = 16 } = schema;
  const result: Record<string, unknown> = {};
  for (const [name, child] of Object.entries(properties)) {
    if (required.includes(name) || dice.chance(depth > 5 ? 0.15 : 0.35))
      result[name] = sampleOf(child, dice, depth + 1);
  }
  if (isSchema(additionalProperties)) {
    const wanted = Math.max(minProperties, Math.min(maxProperties, dice.below(3)));
    for (let i = 0; i < wanted; i++) result[`example.com/key-${i}`] = sampleOf(additionalProperties, dice, depth + 1);
  }
  return result;
}

/** One limit broken: where, and what the server says of it. */
export interface Breach {
  readonly object: unknown;
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

interface Place {
  readonly schema: JSONSchemaProps;
  readonly value: unknown;
  readonly path: string;
  readonly put: (value: unknown) => void;
  readonly drop?: () => void;
}

function* placesOf(
  schema: JSONSchemaProps,
  value: unknown,
  path: string,
  put: Place["put"],
  drop?: () => void,
): Generator<Place> {
  yield { schema, value, path, put, ...(drop ? { drop } : {}) };
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      yield* placesOf(childSchema(schema.items), item, `${path}[${i}]`, (next) => void (value[i] = next));
    }
  } else if (typeof value === "object" && value !== null) {
    const object = value as Record<string, unknown>;
    for (const [name, child] of Object.entries(schema.properties ?? {})) {
      if (!(name in object)) continue;
      const required = schema.required?.includes(name) && child.default === undefined;
      yield* placesOf(
        child,
        object[name],
        path ? `${path}.${name}` : name,
        (next) => void (object[name] = next),
        required ? () => void delete object[name] : undefined,
      );
    }
  }
}

const quoted = (value: unknown) => (typeof value === "string" ? JSON.stringify(value) : String(value));
const shownEnum = (values: readonly unknown[]) => values.map((one) => JSON.stringify(one)).join(", ");

/** Every way to break what a schema says of the object, one limit at a time. */
export function breachesOf(schema: JSONSchemaProps, valid: object, under: string): Breach[] {
  const breaches: Breach[] = [];
  const count = [...placesOf(schema, structuredClone(valid), under, () => {})].length;
  for (let at = 0; at < count; at++) {
    const fresh = () => {
      const root = { value: structuredClone(valid) as unknown };
      const place = [...placesOf(schema, root.value, under, (next) => void (root.value = next))][at]!;
      return { root, place };
    };
    for (const breach of breaking(fresh().place)) {
      const { root, place } = fresh();
      if (breach.drop) place.drop?.();
      else place.put(breach.value);
      breaches.push({ object: root.value, field: place.path, reason: breach.reason, message: breach.message });
    }
  }
  return breaches;
}

interface Breaking {
  readonly value?: unknown;
  readonly drop?: true;
  readonly reason: string;
  readonly message: string;
}

function breaking({ schema, value, path, drop }: Place): Breaking[] {
  const out: Breaking[] = [];
  const invalid = (next: unknown, words: string) =>
    out.push({
      value: next,
      reason: "FieldValueInvalid",
      message: `Invalid value: ${quoted(next)}: ${path} in body ${words}`,
    });
  if (drop) out.push({ drop: true, reason: "FieldValueRequired", message: "Required value" });
  if (schema["x-kubernetes-int-or-string"]) return out;
  const wrong = schema.type === "boolean" ? "text" : true;
  const is = typeof wrong === "string" ? "string" : "boolean";
  if (schema.type && path !== "" && !schema.format) {
    const words = `${path} in body must be of type ${schema.type}: "${is}"`;
    out.push({ value: wrong, reason: "FieldValueTypeInvalid", message: `Invalid value: "${is}": ${words}` });
  }
  if (schema.enum && schema.type === "string") {
    const words = `Unsupported value: "Bogus": supported values: ${shownEnum(schema.enum)}`;
    out.push({ value: "Bogus", reason: "FieldValueNotSupported", message: words });
  }
  if (typeof value === "string") {
    const { maxLength, minLength, pattern } = schema;
    if (maxLength !== undefined && !schema.enum) {
      const words = `Too long: may not be more than ${maxLength} bytes`;
      out.push({ value: "a".repeat(maxLength + 1), reason: "FieldValueTooLong", message: words });
    }
    if (minLength) invalid("", `should be at least ${minLength} chars long`);
    const odd = "\u0007 odd";
    const fits = odd.length >= (minLength ?? 0) && odd.length <= (maxLength ?? 99);
    if (pattern && fits && !new RegExp(pattern).test(odd)) {
      const words = `Invalid value: "\\a odd": ${path} in body should match '${pattern}'`;
      out.push({ value: odd, reason: "FieldValueInvalid", message: words });
    }
  }
  if (typeof value === "number") {
    if (schema.maximum !== undefined) invalid(schema.maximum + 1, `should be less than or equal to ${schema.maximum}`);
    if (schema.minimum !== undefined)
      invalid(schema.minimum - 1, `should be greater than or equal to ${schema.minimum}`);
  }
  if (Array.isArray(value) && value.length > 0) {
    const { maxItems, minItems } = schema;
    if (maxItems !== undefined && maxItems < 70) {
      const many = Array.from({ length: maxItems + 1 }, () => structuredClone(value[0]));
      const words = `Too many: ${maxItems + 1}: must have at most ${maxItems} ${maxItems === 1 ? "item" : "items"}`;
      out.push({ value: many, reason: "FieldValueTooMany", message: words });
    }
    if (minItems) {
      const words = `Invalid value: 0: ${path} in body should have at least ${minItems} items`;
      out.push({ value: [], reason: "FieldValueInvalid", message: words });
    }
    const twice = [value[0], structuredClone(value[0])];
    if (schema["x-kubernetes-list-type"] === "set" && typeof value[0] === "string") {
      out.push({
        value: twice,
        reason: "FieldValueDuplicate",
        message: `Duplicate value: ${JSON.stringify(value[0])}`,
      });
    }
  }
  return out;
}
