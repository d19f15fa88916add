/** Objects and the schema that judges them, a row a rule. */
import type { JSONSchemaProps } from "../../../../../worker/api/generated/types.ts";

export interface Judgement {
  readonly says: string;
  /** The schema of spec.one. */
  readonly schema: JSONSchemaProps;
  readonly one: unknown;
  /** What spec.one was before an update. */
  readonly old?: unknown;
}

type Schema = JSONSchemaProps;
const rule = (text: string, more: object = {}) => ({ "x-kubernetes-validations": [{ rule: text, ...more }] });
const object = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({
  type: "object",
  properties,
  ...more,
});
const list = (items: Schema, more: Schema = {}): Schema => ({ type: "array", items, ...more });
const text: Schema = { type: "string" };
const short: Schema = { type: "string", maxLength: 20 };
const int: Schema = { type: "integer" };
const named = object({ name: short, port: int }, { required: ["name"] });
const keyed = list(named, { maxItems: 9, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"] });
const format = (name: string): Schema => ({ type: "string", format: name });

export const judgements: readonly Judgement[] = [
  { says: "text for a number", schema: int, one: "5" },
  { says: "a number for text", schema: text, one: 5 },
  { says: "a fraction for an integer", schema: int, one: 1.5 },
  { says: "an integer for a number", schema: { type: "number" }, one: 1 },
  { says: "a list for an object", schema: object({}), one: [] },
  { says: "null where it may be", schema: { ...text, nullable: true }, one: null },
  { says: "null where it may not be is dropped", schema: text, one: null },
  { says: "null where a default comes in", schema: { ...text, default: "x" }, one: null },
  { says: "text for true", schema: { type: "boolean" }, one: "true" },
  { says: "int32 beyond its range", schema: { ...int, format: "int32" }, one: 2147483648 },
  { says: "text for an int32", schema: { ...int, format: "int32" }, one: "x" },
  { says: "true for an int64", schema: { ...int, format: "int64" }, one: true },
  { says: "below an exclusive minimum", schema: { ...int, minimum: 3, exclusiveMinimum: true }, one: 3 },
  { says: "above an exclusive maximum", schema: { ...int, maximum: 3, exclusiveMaximum: true }, one: 3 },
  { says: "no multiple", schema: { ...int, multipleOf: 5 }, one: 7 },
  { says: "a fraction above a maximum", schema: { type: "number", maximum: 1.5 }, one: 1.75 },
  { says: "length counts characters", schema: { ...text, maxLength: 2 }, one: "äöü" },
  { says: "too short", schema: { ...text, minLength: 2 }, one: "a" },
  { says: "a length comes before a pattern", schema: { ...text, minLength: 2, pattern: "^x" }, one: "a" },
  { says: "a pattern with quotes and a tab", schema: { ...text, pattern: "^x" }, one: 'a"\t' },
  { says: "an enum of numbers", schema: { ...int, enum: [1, 2] }, one: 3 },
  { says: "an enum of objects", schema: object({ a: int }, { enum: [{ a: 1 }] as unknown[] }), one: { a: 2 } },
  { says: "int-or-string takes both", schema: list({ "x-kubernetes-int-or-string": true }), one: [1, "a"] },
  { says: "int-or-string takes no list", schema: { "x-kubernetes-int-or-string": true }, one: [1] },
  { says: "too few items", schema: list(text, { minItems: 2 }), one: ["a"] },
  { says: "too many items", schema: list(text, { maxItems: 1 }), one: ["a", "b"] },
  { says: "too few properties", schema: { type: "object", additionalProperties: text, minProperties: 1 }, one: {} },
  {
    says: "too many properties",
    schema: { type: "object", additionalProperties: text, maxProperties: 1 },
    one: { a: "b", c: "d" },
  },
  { says: "values of a map", schema: { type: "object", additionalProperties: int }, one: { "a.b/c": "x" } },
  { says: "required deep down", schema: list(named), one: [{}] },
  {
    says: "a set with something twice",
    schema: list(text, { "x-kubernetes-list-type": "set" }),
    one: ["a", "b", "a", "a"],
  },
  { says: "a map with a key twice", schema: keyed, one: [{ name: "a" }, { name: "a", port: 1 }] },
  {
    says: "a map with two keys",
    schema: list(named, { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name", "port"] }),
    one: [
      { name: "a", port: 1 },
      { name: "a", port: 2 },
      { name: "a", port: 1 },
    ],
  },
  { says: "none of some alternatives", schema: { ...text, anyOf: [{ pattern: "^a" }, { pattern: "^b" }] }, one: "c" },
  {
    says: "two of exclusive alternatives",
    schema: { ...text, oneOf: [{ pattern: "a" }, { pattern: "b" }] },
    one: "ab",
  },
  {
    says: "none of exclusive alternatives",
    schema: { ...text, oneOf: [{ pattern: "a" }, { minLength: 3 }] },
    one: "c",
  },
  { says: "not all of all", schema: { ...text, allOf: [{ pattern: "a" }, { pattern: "b" }] }, one: "a" },
  { says: "what must not be", schema: { ...text, not: { pattern: "a" } }, one: "a" },
  {
    says: "exactly one of two fields",
    schema: object({ a: text, b: text }, { oneOf: [{ required: ["a"] }, { required: ["b"] }] }),
    one: { a: "x", b: "y" },
  },
  { says: "no date", schema: format("date"), one: "2026-13-01" },
  { says: "no date-time", schema: format("date-time"), one: "yesterday" },
  { says: "no duration", schema: format("duration"), one: "soon" },
  { says: "no IPv4 address", schema: format("ipv4"), one: "::1" },
  { says: "no IPv6 address", schema: format("ipv6"), one: "1.2.3.4" },
  { says: "no CIDR", schema: format("cidr"), one: "10.0.0.0" },
  { says: "no UUID", schema: format("uuid"), one: "x" },
  { says: "no host name", schema: format("hostname"), one: "-a" },
  { says: "no e-mail address", schema: format("email"), one: "me" },
  { says: "no URI", schema: format("uri"), one: "a b" },
  { says: "no base64", schema: format("byte"), one: "%%" },
  { says: "no MAC address", schema: format("mac"), one: "01:02" },
  { says: "a format that nobody knows", schema: format("color"), one: "red" },
  {
    says: "an embedded object without a type",
    schema: object({}, { "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true }),
    one: {},
  },
  {
    says: "an embedded object with a bad name",
    schema: object({}, { "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true }),
    one: { apiVersion: "v1", kind: "Po d", metadata: { name: "a/b", labels: { "-": "x" } } },
  },
  {
    says: "unknown fields are kept where they may be",
    schema: object({ a: text }, { "x-kubernetes-preserve-unknown-fields": true }),
    one: { a: "x", b: { c: 1 } },
  },
  { says: "unknown fields go", schema: object({ a: text }), one: { a: "x", b: { c: 1 } } },
  {
    says: "defaults come, parents first",
    schema: object({ a: object({ b: { ...text, default: "x" } }, { default: {} }) }),
    one: {},
  },
  { says: "a rule", schema: { ...int, ...rule("self > 1") }, one: 1 },
  {
    says: "a rule with a message",
    schema: { ...int, ...rule("self > 1", { message: "must be more than one" }) },
    one: 1,
  },
  {
    says: "a rule of an object",
    schema: object({ a: int, b: int }, rule("self.a < self.b", { message: "a before b" })),
    one: { a: 2, b: 1 },
  },
  {
    says: "a rule of a list",
    schema: list(short, { maxItems: 9, ...rule("self.all(x, x.startsWith('a'))") }),
    one: ["b"],
  },
  {
    says: "a rule about a field that is not there",
    schema: object({ a: int, b: int }, rule("self.a < self.b")),
    one: { a: 2 },
  },
  {
    says: "the left of two failing sides",
    schema: object({ a: int, b: int }, rule("self.a > 1 || self.b > 1", { message: "one of them" })),
    one: {},
  },
  {
    says: "a message made by an expression",
    schema: { ...int, ...rule("self > 1", { messageExpression: "'got ' + string(self)" }) },
    one: 1,
  },
  {
    says: "a message expression that fails",
    schema: object({ a: int }, rule("false", { message: "usual", messageExpression: "string(self.a)" })),
    one: {},
  },
  {
    says: "a message expression of two lines",
    schema: { ...int, ...rule("self > 1", { messageExpression: "'a\\nb'" }) },
    one: 1,
  },
  {
    says: "a rule that tells of a field",
    schema: object({ a: object({ b: int }) }, rule("self.a.b > 1", { fieldPath: ".a.b" })),
    one: { a: { b: 1 } },
  },
  {
    says: "a forbidden value",
    schema: { ...int, ...rule("self > 1", { reason: "FieldValueForbidden", message: "no" }) },
    one: 1,
  },
  {
    says: "a value that is required",
    schema: object(
      { a: int },
      rule("has(self.a)", { reason: "FieldValueRequired", message: "give a", fieldPath: ".a" }),
    ),
    one: {},
  },
  { says: "a value given twice", schema: { ...int, ...rule("self > 1", { reason: "FieldValueDuplicate" }) }, one: 1 },
  {
    says: "no rule is asked of what is wrong anyhow",
    schema: object({ a: int }, { required: ["a"], ...rule("false") }),
    one: {},
  },
  {
    says: "names that are no identifiers",
    schema: object(
      { "a-b": int, namespace: int, "a.b": int },
      rule("self.a__dash__b + self.__namespace__ + self.a__dot__b > 9"),
    ),
    one: { "a-b": 1, namespace: 2, "a.b": 3 },
  },
  {
    says: "int-or-string in a rule",
    schema: { "x-kubernetes-int-or-string": true, ...rule("type(self) == int ? self < 3 : self == 'a'") },
    one: 5,
  },
  {
    says: "a duration in a rule",
    schema: { ...format("duration"), maxLength: 20, ...rule("self < duration('1m')") },
    one: "2m",
  },
  {
    says: "a time in a rule",
    schema: { ...format("date-time"), ...rule("self.getFullYear() > 2030") },
    one: "2026-01-01T00:00:00Z",
  },
  { says: "quantities", schema: { ...short, ...rule("quantity(self).isLessThan(quantity('1Gi'))") }, one: "2Gi" },
  {
    says: "addresses",
    schema: { ...short, ...rule("isIP(self) && cidr('10.0.0.0/8').containsIP(self)") },
    one: "11.0.0.1",
  },
  {
    says: "URLs",
    schema: {
      type: "string",
      maxLength: 90,
      ...rule("url(self).getScheme() == 'https' && url(self).getHostname() == 'a.example'"),
    },
    one: "https://b.example:80/x",
  },
  {
    says: "sums and order",
    schema: list(int, { maxItems: 9, ...rule("self.isSorted() && self.sum() == 6 && self.max() == 3") }),
    one: [1, 3, 2],
  },
  {
    says: "regular expressions",
    schema: { ...short, ...rule("self.find('[0-9]+') == '12' && self.findAll('[a-z]').size() == 3") },
    one: "ab12",
  },
  {
    says: "text functions",
    schema: {
      ...short,
      ...rule("self.lowerAscii().split(',')[1].trim().replace('b', 'c') == 'c' && self.charAt(0) == 'x'"),
    },
    one: "A, B",
  },
  { says: "optional fields", schema: object({ a: object({ b: int }) }, rule("self.?a.?b.orValue(5) < 5")), one: {} },
  {
    says: "two variables",
    schema: {
      type: "object",
      maxProperties: 9,
      additionalProperties: int,
      ...rule("self.all(k, v, k.startsWith('a') && v > 1)"),
    },
    one: { ab: 1 },
  },
  {
    says: "indices",
    schema: list(int, { maxItems: 5, ...rule("self.exists(i, v, i == 2 && v == 3)") }),
    one: [3, 2, 1],
  },
  { says: "sets", schema: list(short, { maxItems: 9, ...rule("sets.contains(['a', 'b'], self)") }), one: ["c"] },
  { says: "division by zero", schema: { ...int, ...rule("10 / self > 1") }, one: 0 },
  { says: "an index that is not there", schema: list(int, { maxItems: 5, ...rule("self[3] > 1") }), one: [1] },
  {
    says: "a rule about both states is not asked of a new object",
    schema: { ...int, ...rule("self == oldSelf", { message: "immutable" }) },
    one: 1,
  },
  {
    says: "a value that must not change",
    schema: { ...int, ...rule("self == oldSelf", { message: "immutable" }) },
    one: 2,
    old: 1,
  },
  { says: "a value that must only grow", schema: { ...int, ...rule("self >= oldSelf") }, one: 2, old: 1 },
  {
    says: "an optional former state, absent",
    schema: { ...int, ...rule("oldSelf.hasValue() || self == 0", { optionalOldSelf: true, message: "starts at 0" }) },
    one: 2,
  },
  {
    says: "an optional former state, there",
    schema: {
      ...int,
      ...rule("!oldSelf.hasValue() || oldSelf.value() == self", { optionalOldSelf: true, message: "stays" }),
    },
    one: 2,
    old: 1,
  },
  {
    says: "items belong together by their key",
    schema: list(
      object(
        { name: short, port: { ...int, ...rule("self == oldSelf", { message: "stays" }) } },
        { required: ["name"] },
      ),
      { maxItems: 9, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"] },
    ),
    one: [
      { name: "b", port: 2 },
      { name: "a", port: 3 },
    ],
    old: [
      { name: "a", port: 1 },
      { name: "b", port: 2 },
    ],
  },
  {
    says: "what was wrong and stays is let be",
    schema: object({ a: { ...text, pattern: "^x" }, b: int }),
    one: { a: "y", b: 2 },
    old: { a: "y", b: 1 },
  },
  {
    says: "what was wrong and changes is not",
    schema: object({ a: { ...text, pattern: "^x" }, b: int }),
    one: { a: "z", b: 2 },
    old: { a: "y", b: 1 },
  },
  {
    says: "a rule that was broken and whose value stays",
    schema: object({ a: { ...int, ...rule("self > 1") }, b: int }),
    one: { a: 1, b: 2 },
    old: { a: 1, b: 1 },
  },
  {
    says: "a set that had something twice may keep it",
    schema: list(text, { "x-kubernetes-list-type": "set" }),
    one: ["a", "a", "b"],
    old: ["a", "a"],
  },
];
