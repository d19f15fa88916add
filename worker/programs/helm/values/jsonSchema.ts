import { deepEqualJson, jsonTypeOf } from "./jsonTypes.ts";
import { assertsFormats, formatFailure } from "./schemaFormats.ts";

/** What a value offends against, in the words of santhosh-tekuri/jsonschema. */
export interface SchemaFailure {
  /** JSON pointer into the value: "/service/port". */
  readonly at: string;
  readonly says: string;
}

type Schema = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const quoted = (text: string): string => `'${text}'`;
const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
/** Numbers as messages group them: "70,000". */
const grouped = (value: number): string => {
  const [whole = "", ...rest] = String(value).split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
};
const shown = (value: unknown): string => (typeof value === "string" ? quoted(value) : JSON.stringify(value));

/** Every failure of a value, in the order of the schema. https://json-schema.org/draft-07 and its successors */
export function schemaFailures(schema: unknown, value: unknown): readonly SchemaFailure[] {
  return new Validator(schema).check(schema, value, "");
}

class Validator {
  readonly #root: unknown;
  readonly #formats: boolean;
  #depth = 0;

  constructor(root: unknown) {
    this.#root = root;
    this.#formats = isRecord(root) && assertsFormats(root.$schema);
  }

  check(schema: unknown, value: unknown, at: string): SchemaFailure[] {
    if (schema === false) return [{ at, says: "false schema" }];
    if (!isRecord(schema) || this.#depth > 100) return [];
    this.#depth += 1;
    const failures = [
      ...this.#reference(schema, value, at),
      ...this.#general(schema, value, at),
      ...(isRecord(value) ? this.#object(schema, value, at) : []),
      ...(Array.isArray(value) ? this.#list(schema, value, at) : []),
      ...(typeof value === "string" ? this.#text(schema, value, at) : []),
      ...(typeof value === "number" ? this.#number(schema, value, at) : []),
      ...this.#combined(schema, value, at),
    ];
    this.#depth -= 1;
    return failures;
  }

  #reference(schema: Schema, value: unknown, at: string): SchemaFailure[] {
    if (typeof schema.$ref !== "string" || !schema.$ref.startsWith("#")) return [];
    const path = decodeURIComponent(schema.$ref.slice(1)).split("/").slice(1);
    const target = path.reduce<unknown>(
      (node, key) =>
        isRecord(node) || Array.isArray(node)
          ? (node as Schema)[key.replace(/~1/g, "/").replace(/~0/g, "~")]
          : undefined,
      this.#root,
    );
    return this.check(target, value, at);
  }

  #general(schema: Schema, value: unknown, at: string): SchemaFailure[] {
    const failures: SchemaFailure[] = [];
    const types =
      typeof schema.type === "string" ? [schema.type] : Array.isArray(schema.type) ? schema.type.map(String) : [];
    const type = jsonTypeOf(value);
    const fits = (one: string) =>
      one === type || (one === "number" && type === "integer") || (one === "integer" && Number.isInteger(value));
    if (types.length > 0 && !types.some(fits)) {
      failures.push({ at, says: `got ${type === "integer" ? "number" : type}, want ${types.join(" or ")}` });
    }
    if (Array.isArray(schema.enum) && !schema.enum.some((one) => deepEqualJson(one, value))) {
      const simple = schema.enum.every((one) => typeof one !== "object" || one === null);
      failures.push({ at, says: simple ? `value must be one of ${schema.enum.map(shown).join(", ")}` : "enum failed" });
    }
    if (Object.hasOwn(schema, "const") && !deepEqualJson(schema.const, value)) {
      failures.push({ at, says: `value must be ${shown(schema.const)}` });
    }
    return failures;
  }

  #object(schema: Schema, value: Schema, at: string): SchemaFailure[] {
    const failures: SchemaFailure[] = [];
    const keys = Object.keys(value);
    const least = numberOf(schema.minProperties);
    const most = numberOf(schema.maxProperties);
    if (least !== undefined && keys.length < least)
      failures.push({ at, says: `minProperties: got ${keys.length}, want ${least}` });
    if (most !== undefined && keys.length > most)
      failures.push({ at, says: `maxProperties: got ${keys.length}, want ${most}` });
    const missing = (Array.isArray(schema.required) ? schema.required.map(String) : []).filter(
      (key) => !Object.hasOwn(value, key),
    );
    if (missing.length > 0) {
      failures.push({
        at,
        says: `missing ${missing.length === 1 ? "property" : "properties"} ${missing.map(quoted).join(", ")}`,
      });
    }
    const properties = isRecord(schema.properties) ? schema.properties : {};
    const patterns = Object.entries(isRecord(schema.patternProperties) ? schema.patternProperties : {});
    const extra: string[] = [];
    for (const key of keys) {
      const inner = `${at}/${key.replace(/~/g, "~0").replace(/\//g, "~1")}`;
      const matching = patterns.filter(([pattern]) => new RegExp(pattern, "u").test(key));
      if (Object.hasOwn(properties, key)) failures.push(...this.check(properties[key], value[key], inner));
      for (const [, one] of matching) failures.push(...this.check(one, value[key], inner));
      if (Object.hasOwn(properties, key) || matching.length > 0) continue;
      if (schema.additionalProperties === false) extra.push(key);
      else if (schema.additionalProperties !== undefined)
        failures.push(...this.check(schema.additionalProperties, value[key], inner));
    }
    if (schema.propertyNames !== undefined) {
      for (const key of keys) {
        if (this.check(schema.propertyNames, key, at).length > 0)
          failures.push({ at, says: `invalid propertyName ${quoted(key)}` });
      }
    }
    if (extra.length > 0)
      failures.push({ at, says: `additional properties ${extra.map(quoted).join(", ")} not allowed` });
    return failures;
  }

  #list(schema: Schema, value: readonly unknown[], at: string): SchemaFailure[] {
    const failures: SchemaFailure[] = [];
    const least = numberOf(schema.minItems);
    const most = numberOf(schema.maxItems);
    if (least !== undefined && value.length < least)
      failures.push({ at, says: `minItems: got ${value.length}, want ${least}` });
    if (most !== undefined && value.length > most)
      failures.push({ at, says: `maxItems: got ${value.length}, want ${most}` });
    if (schema.uniqueItems === true) {
      const twin = value.findIndex((one, i) => value.slice(0, i).some((other) => deepEqualJson(one, other)));
      if (twin >= 0) {
        const first = value.findIndex((one) => deepEqualJson(one, value[twin]));
        failures.push({ at, says: `items at ${first} and ${twin} are equal` });
      }
    }
    const tuple = Array.isArray(schema.prefixItems)
      ? schema.prefixItems
      : Array.isArray(schema.items)
        ? schema.items
        : [];
    const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
    value.forEach((one, i) => {
      const inner = i < tuple.length ? tuple[i] : rest;
      if (inner !== undefined) failures.push(...this.check(inner, one, `${at}/${i}`));
    });
    if (schema.contains !== undefined && !value.some((one) => this.check(schema.contains, one, at).length === 0)) {
      failures.push({ at, says: "no items match contains schema" });
    }
    return failures;
  }

  #text(schema: Schema, value: string, at: string): SchemaFailure[] {
    const failures: SchemaFailure[] = [];
    const length = [...value].length;
    const least = numberOf(schema.minLength);
    const most = numberOf(schema.maxLength);
    if (least !== undefined && length < least) failures.push({ at, says: `minLength: got ${length}, want ${least}` });
    if (most !== undefined && length > most) failures.push({ at, says: `maxLength: got ${length}, want ${most}` });
    if (typeof schema.pattern === "string" && !new RegExp(schema.pattern, "u").test(value)) {
      failures.push({ at, says: `${quoted(value)} does not match pattern ${quoted(schema.pattern)}` });
    }
    if (this.#formats && typeof schema.format === "string") {
      const says = formatFailure(schema.format, value);
      if (says !== undefined) failures.push({ at, says });
    }
    return failures;
  }

  #number(schema: Schema, value: number, at: string): SchemaFailure[] {
    const failures: SchemaFailure[] = [];
    const rule = (key: string, holds: (limit: number) => boolean): void => {
      const limit = numberOf(schema[key]);
      if (limit !== undefined && !holds(limit))
        failures.push({ at, says: `${key}: got ${grouped(value)}, want ${grouped(limit)}` });
    };
    rule("minimum", (limit) => value >= limit);
    rule("maximum", (limit) => value <= limit);
    rule("exclusiveMinimum", (limit) => value > limit);
    rule("exclusiveMaximum", (limit) => value < limit);
    const step = numberOf(schema.multipleOf);
    if (step !== undefined && !Number.isInteger(value / step))
      failures.push({ at, says: `multipleOf: got ${grouped(value)}, want ${grouped(step)}` });
    return failures;
  }

  #combined(schema: Schema, value: unknown, at: string): SchemaFailure[] {
    const failures: SchemaFailure[] = [];
    const list = (key: string): readonly unknown[] => (Array.isArray(schema[key]) ? (schema[key] as unknown[]) : []);
    const below = (inner: readonly SchemaFailure[]): string =>
      inner.map((one) => `\n  - at '${one.at}': ${one.says}`).join("");
    const all = list("allOf")
      .map((one) => this.check(one, value, at))
      .filter((one) => one.length > 0);
    if (all.length > 0) failures.push({ at, says: `'allOf' failed${below(all.flat())}` });
    const any = list("anyOf").map((one) => this.check(one, value, at));
    if (any.length > 0 && any.every((one) => one.length > 0))
      failures.push({ at, says: `'anyOf' failed${below(any.flat())}` });
    const one = list("oneOf").map((inner) => this.check(inner, value, at));
    const matching = one.flatMap((inner, i) => (inner.length === 0 ? [i] : []));
    if (one.length > 0 && matching.length === 0)
      failures.push({ at, says: `'oneOf' failed, none matched${below(one.flat())}` });
    if (matching.length > 1)
      failures.push({ at, says: `'oneOf' failed, subschemas ${matching.slice(0, 2).join(", ")} matched` });
    if (schema.not !== undefined && this.check(schema.not, value, at).length === 0)
      failures.push({ at, says: "'not' failed" });
    if (schema.if !== undefined) {
      const branch = this.check(schema.if, value, at).length === 0 ? schema.then : schema.else;
      if (branch !== undefined) failures.push(...this.check(branch, value, at));
    }
    return failures;
  }
}
