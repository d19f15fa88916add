import { goPrint, goPrintln, sprintf } from "../goformat/index.ts";
import { utf8 } from "../streams.ts";
import { equalsAny, lessOrEqual, lessThan } from "./compare.ts";
import { type FunctionMap, TemplateFunction, templateFunction, templateType, truth } from "./function.ts";

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> => templateType(value).startsWith("map");
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function lengthOf(value: unknown): number {
  if (value === null || value === undefined) throw new Error("reflect: call of reflect.Value.Type on zero Value");
  if (typeof value === "string") return utf8(value).length;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (isMap(value)) return Object.values(value).filter((field) => field !== undefined).length;
  throw new Error(`len of type ${templateType(value)}`);
}

function position(index: unknown, limit: number): number {
  if (index === null || index === undefined) throw new Error("cannot index slice/array with nil");
  if (typeof index !== "number" || !Number.isInteger(index)) {
    throw new Error(`cannot index slice/array with type ${templateType(index)}`);
  }
  if (index < 0 || index > limit) throw new Error(`index out of range: ${index}`);
  return index;
}

/** Keys and indexes are mostly written in the template itself, where whole numbers are Go's int. */
const keyType = (key: unknown): string =>
  typeof key === "number" && Number.isInteger(key) ? "int" : templateType(key);

function indexInto(value: unknown, ...indexes: readonly unknown[]): unknown {
  if (value === null || value === undefined) throw new Error("index of untyped nil");
  let item: unknown = value;
  for (const index of indexes) {
    if (item === null || item === undefined) throw new Error("index of nil pointer");
    if (typeof item === "string" || Array.isArray(item)) {
      const items: ArrayLike<unknown> = typeof item === "string" ? utf8(item) : item;
      const at = position(index, items.length);
      if (at === items.length) throw new Error("reflect: slice index out of range");
      item = items[at];
    } else if (isMap(item)) {
      if (index === null || index === undefined) throw new Error("value is nil; should be of type string");
      if (typeof index !== "string") throw new Error(`value has type ${keyType(index)}; should be string`);
      item = Object.hasOwn(item, index) ? (item[index] ?? null) : null;
    } else throw new Error(`can't index item of type ${templateType(item)}`);
  }
  return item;
}

function sliceOf(value: unknown, ...indexes: readonly unknown[]): unknown {
  if (value === null || value === undefined) throw new Error("slice of untyped nil");
  if (indexes.length > 3) throw new Error(`too many slice indexes: ${indexes.length}`);
  if (typeof value !== "string" && !Array.isArray(value)) {
    throw new Error(`can't slice item of type ${templateType(value)}`);
  }
  if (typeof value === "string" && indexes.length === 3) throw new Error("cannot 3-index slice a string");
  const items = typeof value === "string" ? utf8(value) : value;
  const [from = 0, to = items.length, most = items.length] = indexes.map((index) => position(index, items.length));
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`);
  if (to > most) throw new Error(`invalid slice index: ${to} > ${most}`);
  return items instanceof Uint8Array ? decode(items.subarray(from, to)) : items.slice(from, to);
}

/** What html, js and urlquery work on: one string as it is, else everything printed. */
function joined(args: readonly unknown[]): string {
  if (args.length === 1 && typeof args[0] === "string") return args[0];
  return goPrint(args.map((value) => (value === null || value === undefined ? "<no value>" : value)));
}

const HTML: Readonly<Record<string, string>> = {
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\0": "\ufffd",
};
const JS: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "<": "\\u003C",
  ">": "\\u003E",
  "&": "\\u0026",
  "=": "\\u003D",
};

const escapeHtml = (text: string): string => text.replace(/["'&<>\0]/g, (one) => HTML[one]!);
const escapeJs = (text: string): string =>
  text.replace(/[\\'"<>&=\x00-\x1f]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (one) => {
    const code = one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
    return JS[one] ?? `\\u${code}`;
  });
const escapeQuery = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");

function callFunction(value: unknown, ...args: readonly unknown[]): unknown {
  if (value === null || value === undefined) throw new Error("call of nil");
  if (!(value instanceof TemplateFunction)) throw new Error(`non-function value of type ${templateType(value)}`);
  const least = value.parameters.length;
  if (value.rest ? args.length < least : args.length !== least) {
    throw new Error(`wrong number of args for value: got ${args.length} want ${value.rest ? "at least " : ""}${least}`);
  }
  return value.call(...(args as readonly never[]));
}

/** Go's own functions; "and" and "or" are the interpreter's, since they leave arguments unevaluated. */
export const BUILTINS: FunctionMap = {
  and: templateFunction(["any", "...any"], () => undefined),
  or: templateFunction(["any", "...any"], () => undefined),
  not: templateFunction(["any"], (value: unknown) => !truth(value)),
  len: templateFunction(["any"], lengthOf),
  index: templateFunction(["any", "...any"], indexInto),
  slice: templateFunction(["any", "...any"], sliceOf),
  call: templateFunction(["any", "...any"], callFunction),
  print: templateFunction(["...any"], (...args: unknown[]) => goPrint(args)),
  println: templateFunction(["...any"], (...args: unknown[]) => goPrintln(args)),
  printf: templateFunction(["string", "...any"], (format: string, ...args: unknown[]) => sprintf(format, args)),
  html: templateFunction(["...any"], (...args: unknown[]) => escapeHtml(joined(args))),
  js: templateFunction(["...any"], (...args: unknown[]) => escapeJs(joined(args))),
  urlquery: templateFunction(["...any"], (...args: unknown[]) => escapeQuery(joined(args))),
  eq: templateFunction(["any", "...any"], (first: unknown, ...others: unknown[]) => equalsAny(first, others)),
  ne: templateFunction(["any", "any"], (a: unknown, b: unknown) => !equalsAny(a, [b])),
  lt: templateFunction(["any", "any"], (a: unknown, b: unknown) => lessThan(a, b)),
  le: templateFunction(["any", "any"], (a: unknown, b: unknown) => lessOrEqual(a, b)),
  gt: templateFunction(["any", "any"], (a: unknown, b: unknown) => !lessOrEqual(a, b)),
  ge: templateFunction(["any", "any"], (a: unknown, b: unknown) => !lessThan(a, b)),
};
