/**
 * Reads the compact text of schemas.ts, a type a line and only when it is asked for.
 *
 *   TYPE=FIELD VALUE FLAGS;FIELD VALUE FLAGS...
 *
 * `%` before the first field marks a struct that is replaced as a whole wherever it stands.
 *
 * VALUE is `:Type` for a struct, `[]` or `{}` (with a Go name inside, if it has one) before the items of a list or map, or one
 * letter for a scalar, a Go name in brackets after it. FLAGS, in this order: `!` required, `*` kept when empty, `+` always
 * written, `~` patch strategies, `#` merge key, `%` list type, `&` list map keys, `^` the default of a key.
 */
import type { FieldSchema, ScalarType, Schemas, TypeSchema, ValueSchema } from "../machinery/schema.ts";

const SCALARS: Readonly<Record<string, ScalarType>> = {
  s: "string",
  i: "int32",
  l: "int64",
  d: "double",
  b: "bool",
  t: "time",
  m: "microTime",
  q: "quantity",
  x: "intOrString",
  y: "bytes",
  a: "any",
};

/** Names without a package are of package v1. */
const goName = (name: string): string => (name.includes(".") ? name : `v1.${name}`);

function valueOf(text: string): ValueSchema {
  const head = text[0]!;
  if (head === ":") return { type: "struct", of: text.slice(1) };
  if (head === "[" || head === "{") {
    const close = text.indexOf(head === "[" ? "]" : "}");
    const inner = valueOf(text.slice(close + 1));
    const named = close > 1 ? { go: goName(text.slice(1, close)) } : {};
    return head === "[" ? { type: "list", items: inner, ...named } : { type: "map", values: inner, ...named };
  }
  return text.length > 1 ? { type: SCALARS[head]!, go: goName(text.slice(2, -1)) } : { type: SCALARS[head]! };
}

const FIELD = /^(\S+) ([^!*+~#%&^]+)(!?)([*+]?)(?:~([\w,]+))?(?:#(\w+))?(?:%(\w+))?(?:&([\w,]+))?(?:\^(\w+))?$/;

function fieldOf(text: string): [name: string, field: FieldSchema] {
  const [, name, value, required, empty, strategy, mergeKey, listType, keys, fallback] = FIELD.exec(text)!;
  const field: FieldSchema = {
    value: valueOf(value!),
    ...(required ? { required: true } : {}),
    ...(empty ? { empty: empty === "*" ? "kept" : "always" } : {}),
    ...(strategy ? { patchStrategy: strategy.split(",") as ("merge" | "retainKeys")[] } : {}),
    ...(mergeKey ? { mergeKey } : {}),
    ...(listType ? { listType: listType as "atomic" } : {}),
    ...(keys ? { listMapKeys: keys.split(",") } : {}),
    ...(fallback ? { default: fallback } : {}),
  };
  return [name!, field];
}

/** Schemas by name; `add` takes the text of more. */
export function decodeSchemas(text: string): Schemas & { add(text: string): void } {
  let unread = text;
  const lines = new Map<string, string>();
  const read = () => {
    for (const line of unread.trim().split("\n")) {
      const equals = line.indexOf("=");
      lines.set(line.slice(0, equals), line.slice(equals + 1));
    }
    unread = "";
  };
  const decoded = new Map<string, TypeSchema>();
  return {
    type(name) {
      const known = decoded.get(name);
      if (known) return known;
      if (unread !== "") read();
      const line = lines.get(name);
      if (line === undefined) return undefined;
      const atomic = line[0] === "%";
      const text = atomic ? line.slice(1) : line;
      const type: TypeSchema = {
        name: name.slice(name.indexOf(".") + 1),
        fields: Object.fromEntries(text === "" ? [] : text.split(";").map(fieldOf)),
        ...(atomic ? { atomic: true } : {}),
      };
      decoded.set(name, type);
      return type;
    },
    add(more) {
      unread += more;
    },
  };
}
